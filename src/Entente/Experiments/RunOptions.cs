using System.Collections.Immutable;
using Entente.Execution;
using Entente.Kernels;

namespace Entente.Experiments;

/// <summary>How the trials' uncertainties are drawn.</summary>
public enum SamplerKind
{
    /// <summary>Independent draws by address.</summary>
    MonteCarlo,

    /// <summary>One draw in each of N equal strata, for every uncertainty.</summary>
    LatinHypercube,

    /// <summary>Owen-scrambled Sobol points.</summary>
    Sobol,
}

/// <summary>What a run is asked to do. Nothing here but seed, sampler, trials, replications, the rule of stopping and where trials start changes a result.</summary>
public sealed record RunOptions
{
    public ulong Seed { get; init; } = 1;

    public SamplerKind Sampler { get; init; } = SamplerKind.MonteCarlo;

    /// <summary>Trials to run, ≥ 1; with <see cref="UntilCi"/> the fewest.</summary>
    public long Trials { get; init; } = 1000;

    /// <summary>
    /// Trials that share a world, ≥ 1: trial t has the uncertain numbers of world t / R, rounded down, and chance of its own. With 1 every
    /// trial is a world. Otherwise trials are not independent, and intervals that take them for it are too narrow.
    /// </summary>
    public int Replications { get; init; } = 1;

    /// <summary>Go on until the widest outcome interval (95%, from end to end) is at most this, in (0, 1); null: run <see cref="Trials"/>.</summary>
    public double? UntilCi { get; init; }

    /// <summary>The most trials <see cref="UntilCi"/> may take.</summary>
    public long MaxTrials { get; init; } = 10_000_000;

    /// <summary>Run only the trial of this number (from 0) of the run these options describe; null: all.</summary>
    public long? OnlyTrial { get; init; }

    /// <summary>What stands where the trials start; null for the beginning. Uncertainties are each trial's own.</summary>
    public Board? From { get; init; }

    /// <summary>Threads, ≥ 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Trials a thread takes at a time, ≥ 1.</summary>
    public int BatchLength { get; init; } = 64;

    /// <summary>How trials are compiled; null to run them one by one by the oracle, which is slow and gives the same results.</summary>
    public KernelOptions? Kernels { get; init; } = new();
}

/// <summary>Listens to a run. Calls come from one thread at a time.</summary>
public interface IRunObserver
{
    /// <summary>Some trials were finished.</summary>
    void Progress(long done, long planned);

    /// <summary>A trial was recorded. Trials come in the order of their numbers.</summary>
    void Recorded(TrialRecord trial);

    /// <summary>Whether <see cref="Recorded"/> wants to be called: keeping the order costs a little memory.</summary>
    bool WantsTrials { get; }
}

/// <summary>The names of a trial's numbers, in the order in which <see cref="TrialRecord"/> holds them.</summary>
/// <param name="Uncertainties">Each uncertain number: <c>name</c> or <c>name[key]</c>.</param>
/// <param name="Outcomes">The scenario's outcomes.</param>
/// <param name="Measures">The measures.</param>
/// <param name="Times">The times.</param>
public sealed record TrialColumns(
    ImmutableArray<string> Uncertainties, ImmutableArray<string> Outcomes, ImmutableArray<string> Measures, ImmutableArray<string> Times);

/// <summary>What one trial gave.</summary>
/// <param name="Trial">Its number, from 0.</param>
/// <param name="Uncertainties">Drawn values. Categorical ones are the option's number, from 0.</param>
/// <param name="Outcome">Index into the outcomes, or -1 where the trial failed.</param>
/// <param name="Measures">One number a measure; NaN where the trial failed.</param>
/// <param name="Times">Years from the start, or NaN where it did not happen.</param>
/// <param name="Failure">What went wrong, or null.</param>
public sealed record TrialRecord(
    long Trial, ImmutableArray<double> Uncertainties, int Outcome, ImmutableArray<double> Measures, ImmutableArray<double> Times, string? Failure);
