using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Statistics;

namespace Entente.Studies;

/// <summary>A point made ready to run: shared by threads, read-only.</summary>
internal sealed record PointWork(Plan Plan, KernelPlan? Kernels, Design Design, string Hash)
{
    public static PointWork Of(StudyPoint point, Func<ScenarioChoice, Loaded> load, RunOptions options)
    {
        var loaded = load(point.Choice);
        if (loaded.Scenario is not { } scenario)
        {
            throw new PointRefusedException(point, [.. loaded.Diagnostics.Where(d => d.Severity == Severity.Error)]);
        }

        var plan = Planner.Plan(scenario);
        return new PointWork(plan, Runner.KernelsFor(plan, options), Design.For(plan, options.Sampler, options.Seed, options.Trials, options.Replications), scenario.Hash);
    }
}

/// <summary>Scratch: the points in hand. Each is made ready once, by the thread that comes first, and let go when its blocks are written.</summary>
internal sealed class PointWorks(Study study, Agenda agenda, Func<ScenarioChoice, Loaded> load, RunOptions options)
{
    private readonly Dictionary<int, Lazy<PointWork>> _works = [];

    public PointWork Of(int point)
    {
        Lazy<PointWork>? work;
        lock (_works)
        {
            if (!_works.TryGetValue(point, out work))
            {
                _works[point] = work = new Lazy<PointWork>(() => PointWork.Of(study.Points[agenda.IndexOf(point)], load, options));
            }
        }

        return work.Value;
    }

    public void Release(int point, bool finished)
    {
        if (finished || !agenda.Awaits(point))
        {
            lock (_works)
            {
                _works.Remove(point);
            }
        }
    }
}

/// <summary>Scratch: a thread's way from a block of a point to its result.</summary>
internal sealed class BlockWorker : IDisposable
{
    private readonly Trials _trials;
    private readonly RecordedNumbers _recorded;
    private readonly TrialCounts _counts;
    private readonly (KeptColumn Column, int Index)[] _columns;
    private readonly int[] _series;
    private readonly int _points;

    public BlockWorker(PointWork work, ImmutableArray<KeptColumn> columns, ImmutableArray<string> series, RunOptions options)
    {
        Work = work;
        _trials = new Trials(work.Plan, work.Kernels, work.Design, options.Seed, null);
        _recorded = new RecordedNumbers(work.Plan);
        _counts = new TrialCounts(work.Plan);
        var scenario = work.Plan.Scenario;

        // A variant may lack what the scenario has, or have it in another place.
        string[] measures = [.. scenario.Measures.Select(m => m.Name)];
        string[] times = [.. scenario.Times.Select(t => t.Name)];
        string[] drawn = [.. work.Plan.Uncertain.Select(u => u.Name)];
        _columns = [.. columns.Select(c => (c, Array.IndexOf(c.Kind switch { "measure" => measures, "time" => times, _ => drawn }, c.Name)))];
        _series = [.. series.Select(s => Array.FindIndex(measures, m => m == s) is var m && m >= 0 && scenario.Measures[m].At == MeasureTime.EachStep ? m : -1)];
        _points = scenario.Clock.Steps + 1;
    }

    public PointWork Work { get; }

    public BlockResult Run(Block block)
    {
        var trials = (int)block.Trials;
        var outcomes = new int[trials];
        var numbers = new double[trials * _columns.Length];
        ImmutableArray<double[]> series = [.. _series.Select(s => s < 0 ? [] : new double[trials * _points])];
        var failures = ImmutableArray.CreateBuilder<(long, string)>();
        var digest = TrialDigest.Empty;
        _counts.Clear();
        var row = 0;
        _trials.Run(block.First, block.End, result =>
        {
            digest = digest.Add(result.Trial, _recorded.Of(result));
            outcomes[row] = result.Failure is null ? result.Outcome : -1;
            if (result.Failure is { } failure)
            {
                failures.Add((result.Trial, failure));
            }
            else
            {
                _counts.Add(result.Counts);
            }

            Keep(result, numbers.AsSpan(row * _columns.Length, _columns.Length));
            for (var s = 0; s < _series.Length; s++)
            {
                if (_series[s] >= 0)
                {
                    result.Series[_series[s]]!.CopyTo(series[s], row * _points);
                }
            }

            row++;
        });
        return new BlockResult(block, digest, outcomes, numbers, series, failures.ToImmutable(), PointCounts.Of(Work.Plan, _counts));
    }

    public void Dispose() => _trials.Dispose();

    private void Keep(TrialResult result, Span<double> kept)
    {
        for (var k = 0; k < kept.Length; k++)
        {
            var (column, index) = _columns[k];
            kept[k] = index < 0 || (result.Failure is not null && column.Kind != "uncertainty") ? double.NaN : column.Kind switch
            {
                "measure" => result.Measures[index],
                "time" => result.Times[index] < 0 ? double.NaN : result.Times[index] * Work.Plan.Scenario.Clock.YearsPerStep,
                _ => result.Uncertain[index],
            };
        }
    }
}
