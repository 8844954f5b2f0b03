using Entente.Execution;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Statistics;

namespace Entente.Experiments;

/// <summary>
/// Scratch: what trials have given so far, in memory that does not grow with their number. Every part is exact or free of
/// order, so tallies merge in any order to the same bits.
/// </summary>
/// <param name="shared">A tally into which this one is to be merged in the end, and whose samples it fills all along, so that threads need no samples each; null for none.</param>
public sealed class Tally(Plan plan, Tally? shared = null)
{
    /// <summary>How many failed trials are kept by name.</summary>
    public const int FailuresKept = 10;

    private readonly RecordedNumbers _recorded = new(plan);

    public long Trials { get; private set; }

    public long Failed { get; private set; }

    public TrialDigest Digest { get; private set; } = TrialDigest.Empty;

    public long[] Outcomes { get; } = new long[plan.Scenario.Outcomes.Length];

    public Sample[] Measures { get; } = [.. plan.Scenario.Measures.Select((_, m) => new Sample(shared?.Measures[m]))];

    /// <summary>Shape [measures][steps + 1]; null for those that are no series.</summary>
    public Sample[]?[] Series { get; } =
    [
        .. plan.Scenario.Measures.Select((measure, m) => measure.At == MeasureTime.EachStep
            ? Enumerable.Range(0, plan.Scenario.Clock.Steps + 1).Select(p => new Sample(shared?.Series[m]![p])).ToArray()
            : null),
    ];

    /// <summary>Trials in which each time was reached at each point. Shape [times][steps + 1].</summary>
    public long[][] Times { get; } = [.. plan.Scenario.Times.Select(_ => new long[plan.Scenario.Clock.Steps + 1])];

    public TrialCounts Counts { get; } = new(plan);

    /// <summary>Trials in which each machine between two members ended in each leaf. Shape [lifecycles][cells × leaves]; null for lifecycles that are no ties.</summary>
    public long[]?[] Ends { get; } =
        [.. plan.Lifecycles.Select(l => l.Definition.Lifecycle is var lifecycle && lifecycle.Scope.Indices == 2 ? new long[lifecycle.Scope.Cells * lifecycle.Leaves.Length] : null)];

    /// <summary>The failed trials with the smallest numbers, in their order.</summary>
    public List<TrialFailure> Failures { get; } = [];

    /// <summary>Counts a trial.</summary>
    public void Add(TrialResult result)
    {
        Trials++;
        Digest = Digest.Add(result.Trial, _recorded.Of(result));
        if (result.Failure is { } failure)
        {
            Failed++;
            Keep(new TrialFailure(result.Trial, failure));
            return;
        }

        Outcomes[result.Outcome]++;
        for (var m = 0; m < Measures.Length; m++)
        {
            Measures[m].Add(result.Measures[m]);
            for (var p = 0; p < (Series[m]?.Length ?? 0); p++)
            {
                Series[m]![p].Add(result.Series[m]![p]);
            }
        }

        for (var k = 0; k < Times.Length; k++)
        {
            if (result.Times[k] >= 0)
            {
                Times[k][result.Times[k]]++;
            }
        }

        Counts.Add(result.Counts);
        for (var l = 0; l < Ends.Length; l++)
        {
            for (var machine = 0; machine < (result.Ends[l]?.Length ?? 0); machine++)
            {
                Ends[l]![(machine * plan.Lifecycles[l].Definition.Lifecycle.Leaves.Length) + result.Ends[l]![machine]]++;
            }
        }
    }

    /// <summary>Adds what another tally counted.</summary>
    public void Merge(Tally other)
    {
        Trials += other.Trials;
        Failed += other.Failed;
        Digest = Digest.Merge(other.Digest);
        AddTo(Outcomes, other.Outcomes);
        for (var m = 0; m < Measures.Length; m++)
        {
            Measures[m].Merge(other.Measures[m]);
            for (var p = 0; p < (Series[m]?.Length ?? 0); p++)
            {
                Series[m]![p].Merge(other.Series[m]![p]);
            }
        }

        for (var k = 0; k < Times.Length; k++)
        {
            AddTo(Times[k], other.Times[k]);
        }

        Counts.Add(other.Counts);
        for (var l = 0; l < Ends.Length; l++)
        {
            AddTo(Ends[l] ?? [], other.Ends[l] ?? []);
        }

        foreach (var failure in other.Failures)
        {
            Keep(failure);
        }
    }

    private void Keep(TrialFailure failure)
    {
        var at = Failures.FindIndex(f => f.Trial > failure.Trial);
        Failures.Insert(at < 0 ? Failures.Count : at, failure);
        if (Failures.Count > FailuresKept)
        {
            Failures.RemoveAt(FailuresKept);
        }
    }

    private static void AddTo(long[] sums, long[] counts)
    {
        for (var k = 0; k < sums.Length; k++)
        {
            sums[k] += counts[k];
        }
    }
}

/// <summary>Scratch: moments and quantiles of one number.</summary>
/// <param name="shared">A sample whose values are summarised together with this one's; null for none. Each may be filled by a thread of its own.</param>
/// <remarks>Values wait until some are together: a tally has hundreds of samples, and going through all of them for each trial would find none in the cache.</remarks>
public sealed class Sample(Sample? shared = null)
{
    private readonly double[] _waiting = new double[256];
    private readonly MomentsAccumulator _moments = shared?._moments ?? new();
    private readonly QuantileSketch _quantiles = shared?._quantiles ?? new();
    private int _count;

    /// <summary>Complete when all samples that share it were merged.</summary>
    public MomentsAccumulator Moments
    {
        get
        {
            Settle();
            return _moments;
        }
    }

    /// <summary>Complete when all samples that share it were merged.</summary>
    public QuantileSketch Quantiles
    {
        get
        {
            Settle();
            return _quantiles;
        }
    }

    public void Add(double value)
    {
        _waiting[_count++] = value;
        if (_count == _waiting.Length)
        {
            Settle();
        }
    }

    /// <summary>Adds the values of another sample.</summary>
    public void Merge(Sample other)
    {
        other.Settle();
        if (other._moments != _moments)
        {
            Moments.Merge(other._moments);
            Quantiles.Merge(other._quantiles);
        }
    }

    private void Settle()
    {
        lock (_moments)
        {
            _moments.Add(_waiting.AsSpan(0, _count));
            _quantiles.Add(_waiting.AsSpan(0, _count));
        }

        _count = 0;
    }
}
