using Entente.Planning;

namespace Entente.Kernels;

/// <summary>How kernels are planned; results are the same whatever is chosen here.</summary>
public sealed record KernelOptions
{
    public Passes Passes { get; init; } = Passes.All;

    /// <summary>Trials in a block: a multiple of 8, at most 64; null for what suits the size of the world.</summary>
    public int? Lanes { get; init; }

    /// <summary>Below this many trials a run does without: compiling takes longer than they do.</summary>
    public int LeastTrials { get; init; } = 32;

    /// <summary>
    /// Whether trials may also start from a board, on which anything can stand. Else what no trial reaches from its
    /// beginning is left out.
    /// </summary>
    public bool FromBoards { get; init; }

    /// <summary>Bits of a vector: 128, 256 or 512; null for the widest that this processor is fast with.</summary>
    public int? VectorBits { get; init; }
}

/// <summary>Compiles a plan: what the oracle does for one trial, a straight line of kernels does for a block of them.</summary>
public static class KernelPlanner
{
    /// <summary>The compiled plan, or null with the reason where only the oracle can run a scenario.</summary>
    public static KernelPlan? TryPlan(Plan plan, KernelOptions options, out string? reason)
    {
        try
        {
            reason = null;
            return new KernelBuilder(plan, options).Build();
        }
        catch (NotSupportedException unsupported)
        {
            reason = unsupported.Message;
            return null;
        }
    }
}
