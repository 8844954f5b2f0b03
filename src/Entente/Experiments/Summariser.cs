using System.Collections.Immutable;
using Entente.Planning;
using Entente.Statistics;

namespace Entente.Experiments;

/// <summary>Sixth stage: from a tally to a result. After it, nothing computes a statistic.</summary>
public static class Summariser
{
    private const int HistogramBins = 20;

    public static ExperimentResult Summarise(Plan plan, RunOptions options, Tally tally)
    {
        var scenario = plan.Scenario;
        var completed = tally.Trials - tally.Failed;
        var points = scenario.Clock.Steps + 1;
        var result = new ExperimentResult
        {
            Scenario = scenario.Id,
            Title = scenario.Title,
            Variant = scenario.Choice.Variant,
            Settings = [.. scenario.Choice.Settings.OrderBy(s => s.Lever, StringComparer.Ordinal)],
            Pins = [.. scenario.Choice.Pins.OrderBy(p => p.Uncertainty, StringComparer.Ordinal)],
            Hash = scenario.Hash,
            Version = EngineVersion.Current,
            Seed = options.Seed,
            Sampler = options.Sampler switch { SamplerKind.MonteCarlo => "mc", SamplerKind.LatinHypercube => "lhs", _ => "sobol" },
            Trials = tally.Trials,
            Failed = tally.Failed,
            Digest = tally.Digest.ToString(),
            Clock = new ClockSummary(
                scenario.Clock.Label(0), scenario.Clock.StepName, scenario.Clock.Steps,
                [.. Enumerable.Range(0, points).Select(p => p * scenario.Clock.MonthsPerStep / 12.0)],
                [.. Enumerable.Range(0, points).Select(scenario.Clock.Label)]),
            Outcomes = [.. scenario.Outcomes.Select((o, k) => Outcome(o.Name, o.Says, tally.Outcomes[k], completed))],
            Measures = [.. scenario.Measures.Select((m, k) => new MeasureSummary(
                m.Name, m.Unit.ToString(), m.Says, m.Headline, m.Better, Of(tally.Measures[k]), Histogram.Of(tally.Measures[k].Quantiles, HistogramBins)))],
            Series = [.. scenario.Measures.Select((m, k) => tally.Series[k] is { } series ? Series(m.Name, m.Unit.ToString(), m.Says, m.Headline, series) : null).OfType<SeriesSummary>()],
            Times = [.. scenario.Times.Select((t, k) => Time(t.Name, t.Says, t.Headline, tally.Times[k], completed, scenario.Clock.YearsPerStep))],
            Lifecycles = [.. plan.Lifecycles.Select((l, k) => Lifecycle(l, tally.Counts.Spent[k], tally.Counts.AtEnd[k], tally.Ends[k], completed))],
            Failures = [.. tally.Failures],
            Findings = [],
        };
        return result with { Findings = Findings.Review(plan, options, tally) };
    }

    private static OutcomeSummary Outcome(string name, string? says, long count, long completed)
    {
        var (low, high) = Intervals.Wilson(count, completed);
        return new OutcomeSummary(name, says, count, completed == 0 ? double.NaN : (double)count / completed, low, high);
    }

    internal static Distribution Of(Sample sample)
    {
        var m = sample.Moments;
        var q = sample.Quantiles;
        return m.Count == 0
            ? new Distribution(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN)
            : new Distribution(
                m.Count, m.Mean, m.Count > 1 ? m.StandardDeviation : 0, m.Count > 1 ? m.StandardError : 0, m.Min,
                q.Quantile(0.05), q.Quantile(0.25), q.Quantile(0.5), q.Quantile(0.75), q.Quantile(0.95), m.Max);
    }

    private static SeriesSummary Series(string name, string unit, string? says, bool headline, Sample[] series)
    {
        var all = series.Select(Of).ToArray();
        return new SeriesSummary(
            name, unit, says, headline, [.. all.Select(d => d.Mean)], [.. all.Select(d => d.P05)], [.. all.Select(d => d.P25)],
            [.. all.Select(d => d.P50)], [.. all.Select(d => d.P75)], [.. all.Select(d => d.P95)]);
    }

    private static TimeSummary Time(string name, string? says, bool headline, long[] reached, long completed, double yearsPerStep)
    {
        var count = reached.Sum();
        var curve = ImmutableArray.CreateBuilder<double>(reached.Length);
        long before = 0;
        Int128 sum = 0;
        for (var p = 0; p < reached.Length; p++)
        {
            before += reached[p];
            sum += (Int128)reached[p] * p;
            curve.Add(completed == 0 ? double.NaN : (double)before / completed);
        }

        // The quantile of the measures (type 7) at one half: the middle value, or the mean of the two middle ones.
        var median = count == 0 ? double.NaN : (PointOf(reached, (count - 1) / 2) + PointOf(reached, count / 2)) / 2.0 * yearsPerStep;
        var mean = count == 0 ? double.NaN : (double)sum / count * yearsPerStep;
        return new TimeSummary(name, says, headline, completed == 0 ? double.NaN : (double)count / completed, mean, median, curve.ToImmutable());
    }

    private static int PointOf(long[] reached, long rank)
    {
        var point = 0;
        while (rank >= reached[point])
        {
            rank -= reached[point++];
        }

        return point;
    }

    private static LifecycleSummary Lifecycle(PlannedLifecycle planned, long[] spent, long[] atEnd, long[]? tied, long completed)
    {
        var lifecycle = planned.Definition.Lifecycle;
        var all = (double)spent.Sum();
        var ends = (double)atEnd.Sum();
        var machines = lifecycle.Scope.All().Count();
        return new LifecycleSummary(
            lifecycle.Name, machines, [.. lifecycle.Leaves.Select((s, k) => new StateSummary(s.Name, spent[k] / all, atEnd[k] / ends))])
        {
            Ties = tied is null || completed == 0 ? [] : Ties(planned, tied, Array.IndexOf(atEnd, atEnd.Max()), completed),
        };
    }

    private static ImmutableArray<TieSummary> Ties(PlannedLifecycle planned, long[] tied, int usual, long completed)
    {
        var lifecycle = planned.Definition.Lifecycle;
        var leaves = lifecycle.Leaves.Length;
        var keys = lifecycle.Scope.Set!.Keys;
        return
        [
            .. planned.Machines.Where(m => tied[(m.Machine * leaves) + usual] < completed)
                .Select(m => new TieSummary(keys[m.I], keys[m.J], [.. Enumerable.Range(0, leaves).Select(leaf => tied[(m.Machine * leaves) + leaf] / (double)completed)])),
        ];
    }
}
