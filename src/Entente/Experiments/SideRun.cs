using Entente.Execution;
using Entente.Kernels;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Experiments;

/// <summary>Scratch: a side of a comparison: its trials so far, and what is kept of each of them.</summary>
internal sealed class SideRun
{
    private readonly RunOptions _options;
    private readonly KernelPlan? _kernels;
    private readonly Func<TrialResult, double>[] _read;
    private double[][] _values;

    /// <param name="names">What is kept: the names of outcomes, and of measures.</param>
    /// <param name="options">Of the whole run.</param>
    public SideRun(Scenario scenario, IReadOnlyList<(bool IsOutcome, string Name)> names, RunOptions options)
    {
        Plan = Planner.Plan(scenario);
        Tally = new Tally(Plan);
        _options = options;
        _kernels = Runner.KernelsFor(Plan, options);
        _read = [.. names.Select(n => Reader(scenario, n.IsOutcome, n.Name))];
        _values = [.. names.Select(_ => Array.Empty<double>())];
    }

    public Plan Plan { get; }

    public Tally Tally { get; }

    /// <summary>A number a trial; for an outcome 1 where it was the trial's, else 0; NaN where the trial failed. Shape [kept][trials so far].</summary>
    public IReadOnlyList<double[]> Values => _values;

    /// <summary>Goes on to before a trial.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void GoTo(long end, IRunObserver? observer, CancellationToken stop)
    {
        var first = Tally.Trials;
        _values = [.. _values.Select(v => Longer(v, end))];

        // A trial writes to its own places, so threads do not meet.
        Runner.Extend(Plan, _kernels, _options, Tally, first, end, observer, trial =>
        {
            for (var k = 0; k < _read.Length; k++)
            {
                _values[k][trial.Trial] = trial.Failure is null ? _read[k](trial) : double.NaN;
            }
        }, stop);
        stop.ThrowIfCancellationRequested();
    }

    private static double[] Longer(double[] values, long length)
    {
        Array.Resize(ref values, (int)length);
        return values;
    }

    private static Func<TrialResult, double> Reader(Scenario scenario, bool isOutcome, string name)
    {
        var at = (isOutcome ? scenario.Outcomes.Select(o => o.Name) : scenario.Measures.Select(m => m.Name)).TakeWhile(n => n != name).Count();
        return isOutcome ? trial => trial.Outcome == at ? 1 : 0 : trial => trial.Measures[at];
    }
}
