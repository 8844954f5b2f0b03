using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Numerics;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Statistics;
using Entente.Units;

namespace Entente.Experiments;

/// <summary>Runs a scenario's trials and holds them against its records, beside forecasts that need no model.</summary>
public static class Backtest
{
    /// <summary>The most numbers a backtest keeps: trials times observed points.</summary>
    public const long MostKept = 50_000_000;

    private static readonly double Half = SpecialFunctions.NormalQuantile(0.75);
    private static readonly double FourFifths = SpecialFunctions.NormalQuantile(0.9);

    /// <summary>What speaks against a backtest; empty if nothing.</summary>
    public static ImmutableArray<Diagnostic> Check(Scenario scenario, long trials)
    {
        var points = Kept(scenario).Count();
        if (!scenario.Observed.Any(o => o.Cells.Any(c => !c.Tested.IsEmpty)))
        {
            var id = scenario.Syntax.Root.Entries.First(e => e.Key.Value == "id").Value;
            return [Rules.NothingObserved.At(id.Source, id.Span, scenario.Id) with { Hint = "add a record under 'observed:' with dates after the clock's start" }];
        }

        return trials > MostKept / points ? [Rules.TooManyKept.Nowhere((Int128)trials * points, MostKept) with { Hint = "use fewer trials" }] : [];
    }

    /// <summary>Runs the trials and scores them.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BacktestResult Run(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop)
    {
        var kept = Kept(scenario).ToArray();
        var measures = kept.Select(k => k.Measure).Distinct().ToArray();
        var places = kept.Select(k => (Measure: Array.IndexOf(measures, k.Measure), k.Point)).ToArray();
        var values = kept.Select(_ => new double[options.Trials]).ToArray();
        var plan = Planner.Plan(scenario with { Measures = [.. measures] });
        var tally = Runner.Run(plan, options, observer, stop, result =>
        {
            for (var k = 0; k < places.Length; k++)
            {
                values[k][result.Trial] = result.Failure is null ? result.Series[places[k].Measure]![places[k].Point] : double.NaN;
            }
        });
        stop.ThrowIfCancellationRequested();
        var samples = new Dictionary<(MeasureDefinition, int), double[]>();
        for (var k = 0; k < kept.Length; k++)
        {
            samples[kept[k]] = [.. values[k].Where(v => !double.IsNaN(v)).Order()];
            values[k] = [];
        }

        return new BacktestResult(
            Summariser.Summarise(plan, options, tally),
            [.. scenario.Observed.Where(o => o.Cells.Any(c => !c.Tested.IsEmpty)).Select(o => Score(o, scenario.Clock, samples))]);
    }

    // What is kept of each trial: an observed quantity of a member at a point, and what its members are ranked by at the start.
    private static IEnumerable<(MeasureDefinition Measure, int Point)> Kept(Scenario scenario) =>
        from series in scenario.Observed
        from cell in series.Cells
        where !cell.Tested.IsEmpty
        from one in cell.Tested.Select(t => (Measure(series, cell, series.Of), t.Point)).Concat(series.RankWith is { } rank ? [(Measure(series, cell, rank), 0)] : [])
        select one;

    private static MeasureDefinition Measure(ObservedDefinition series, ObservedCell cell, BoundExpr expression) =>
        new(series.Name, expression, MeasureTime.EachStep, expression == series.Of ? series.Unit : Unit.Plain, false, null, null) { Cell = (series.Scope, cell.I, -1) };

    private static BacktestSeries Score(ObservedDefinition series, Clock clock, Dictionary<(MeasureDefinition, int), double[]> samples)
    {
        var tested = (from cell in series.Cells from value in cell.Tested select new Tested(cell, value, samples[(Measure(series, cell, series.Of), value.Point)])).ToArray();
        var points = tested.Select(t => t.Against(series, clock)).ToImmutableArray();
        var naive = from pair in tested.Zip(points)
                    from forecast in NaiveForecasts.For(pair.First.Cell.Known, pair.First.Value.Years)
                    where forecast.Forecast is not null
                    group (pair.Second, forecast.Forecast!.Value) by forecast.Name;
        return new BacktestSeries(
            series.Name, series.Unit.ToString(), series.Says, series.Scope.Set?.Name, [ScoreOf(points), .. naive.Select(n => ScoreOf(n.Key, [.. n]))],
            Bins(points), series.Scope.Set is null ? double.NaN : ShiftError(tested), Ranks(series, clock, tested, samples), points);
    }

    private static ForecastScore ScoreOf(ImmutableArray<BacktestPoint> points) => new(
        "model", points.Length, Share(points, p => p.P25 <= p.Observed && p.Observed <= p.P75), Share(points, p => p.P10 <= p.Observed && p.Observed <= p.P90),
        points.Average(p => Math.Abs(p.P50 - p.Observed)), points.Average(p => p.Crps), points.Average(p => p.Crps));

    private static double Share(ImmutableArray<BacktestPoint> points, Func<BacktestPoint, bool> inside) =>
        points.Any(p => double.IsNaN(p.P50)) ? double.NaN : (double)points.Count(inside) / points.Length;

    private static ForecastScore ScoreOf(string name, (BacktestPoint Point, NormalForecast Forecast)[] made)
    {
        return new ForecastScore(
            name, made.Length, Inside(Half), Inside(FourFifths), made.Average(m => Miss(m.Point, m.Forecast)),
            made.Average(m => Scores.CrpsOfNormal(m.Forecast.Mean, m.Forecast.Sd, m.Point.Observed)), made.Average(m => m.Point.Crps));

        double Inside(double reach) => made.Any(m => double.IsNaN(m.Forecast.Sd)) ? double.NaN : (double)made.Count(m => Miss(m.Point, m.Forecast) <= reach * m.Forecast.Sd) / made.Length;

        static double Miss(BacktestPoint point, NormalForecast forecast) => Math.Abs(point.Observed - forecast.Mean);
    }

    private static ImmutableArray<long> Bins(ImmutableArray<BacktestPoint> points)
    {
        var bins = new long[points.Length >= 50 ? 10 : 5];
        foreach (var point in points.Where(p => !double.IsNaN(p.Pit)))
        {
            bins[Math.Min(bins.Length - 1, (int)(point.Pit * bins.Length))]++;
        }

        return [.. bins];
    }

    private static double ShiftError(Tested[] tested)
    {
        var moved = tested.Where(t => !t.Cell.Known.IsEmpty).GroupBy(t => t.Value.Point).Select(date => date.Select(t => t.Value.Value - t.Cell.Known[^1].Value).ToArray()).ToArray();
        return moved.Length == 0 ? double.NaN : moved.SelectMany(changes => changes.Select(c => Math.Abs(c - changes.Average()))).Average();
    }

    private static ImmutableArray<RankScore> Ranks(ObservedDefinition series, Clock clock, Tested[] tested, Dictionary<(MeasureDefinition, int), double[]> samples)
    {
        var last = tested.Max(t => t.Value.Point);
        var there = tested.Where(t => t.Value.Point == last).ToArray();
        var known = there.Where(t => !t.Cell.Known.IsEmpty).ToArray();
        return [.. new[] { Ranked("value", there, _ => 0), Ranked("change", known, t => t.Cell.Known[^1].Value) }.Where(r => r.Members > 2)];

        RankScore Ranked(string of, Tested[] members, Func<Tested, double> from)
        {
            var model = members.Select(m => m.Median - from(m)).ToArray();
            var record = members.Select(m => m.Value.Value - from(m)).ToArray();
            var with = series.RankWith is { } rank ? members.Select(m => Scores.Quantile(samples[(Measure(series, m.Cell, rank), 0)], 0.5)).ToArray() : null;
            return new RankScore(
                of, clock.Label(last), members.Length, Scores.RankCorrelation(model, record),
                with is null ? double.NaN : Scores.RankCorrelation(model, with), with is null ? double.NaN : Scores.RankCorrelation(record, with));
        }
    }

    /// <summary>An observed value and the trials' values, in ascending order.</summary>
    private sealed record Tested(ObservedCell Cell, ObservedValue Value, double[] Sample)
    {
        public double Median => Scores.Quantile(Sample, 0.5);

        public BacktestPoint Against(ObservedDefinition series, Clock clock) => new(
            Cell.I < 0 ? null : series.Scope.Set!.Keys[Cell.I], clock.Label(Value.Point), Value.Value,
            Scores.Quantile(Sample, 0.1), Scores.Quantile(Sample, 0.25), Median, Scores.Quantile(Sample, 0.75), Scores.Quantile(Sample, 0.9),
            Scores.Transform(Sample, Value.Value), Scores.CrpsOfSample(Sample, Value.Value));
    }
}
