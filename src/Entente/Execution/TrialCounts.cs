using Entente.Planning;

namespace Entente.Execution;

/// <summary>Scratch: what is counted in trials, one or many.</summary>
public sealed class TrialCounts(Plan plan)
{
    /// <summary>Machines in each leaf, over all points. Shape [lifecycles][leaves].</summary>
    public long[][] Spent { get; } = [.. plan.Lifecycles.Select(l => new long[l.Definition.Lifecycle.Leaves.Length])];

    /// <summary>Machines in each leaf at the end. Shape [lifecycles][leaves].</summary>
    public long[][] AtEnd { get; } = [.. plan.Lifecycles.Select(l => new long[l.Definition.Lifecycle.Leaves.Length])];

    /// <summary>How often each event and rule fired, by its index.</summary>
    public long[] Fired { get; } = new long[plan.Events.Length + plan.Rules.Length];

    /// <summary>How often each transition fired.</summary>
    public long[] Moved { get; } = new long[plan.TransitionCount];

    /// <summary>How often a value of each state ran into its bounds.</summary>
    public long[] Clamped { get; } = new long[plan.States.Length];

    /// <summary>All of the above, gathered once: both methods are called for every trial.</summary>
    private long[][] All => field ??= [.. Spent, .. AtEnd, Fired, Moved, Clamped];

    public void Clear()
    {
        foreach (var counts in All)
        {
            Array.Clear(counts);
        }
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(TrialCounts other)
    {
        for (var part = 0; part < All.Length; part++)
        {
            var (sums, counts) = (All[part], other.All[part]);
            for (var k = 0; k < sums.Length; k++)
            {
                sums[k] += counts[k];
            }
        }
    }
}
