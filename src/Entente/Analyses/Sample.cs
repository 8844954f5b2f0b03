using Entente.Diagnostics;
using Entente.Execution;
using Entente.Experiments;
using Entente.Planning;

namespace Entente.Analyses;

/// <summary>Trials that were run for an analysis: their number in question, and of some of them what was drawn.</summary>
/// <param name="Outputs">NaN for failed trials. Shape [trials].</param>
/// <param name="Numbers">The uncertain numbers of the trials that were to be kept, else null. Shape [trials][uncertain numbers].</param>
/// <param name="Rows">Trials that were completed, were to be kept, and meet the condition, in the order of their numbers.</param>
internal sealed record Sample(double[] Outputs, double[]?[] Numbers, int[] Rows, Tally Tally)
{
    /// <summary>Runs the trials.</summary>
    /// <param name="design">Their uncertain numbers; null for those of an ordinary run.</param>
    /// <param name="keeps">Whose uncertain numbers are kept.</param>
    /// <param name="given">A condition that has been checked, or null.</param>
    public static Sample Run(Plan plan, Subject subject, RunOptions options, Design? design, Func<long, bool> keeps, string? given, IRunObserver? observer, CancellationToken stop)
    {
        var outputs = new double[options.Trials];
        var numbers = new double[]?[options.Trials];
        var meets = new bool[options.Trials];
        using var conditions = new ThreadLocal<GivenCondition?>(() => given is null ? null : GivenCondition.Bind(plan, given, new DiagnosticBag()));
        var tally = Runner.Run(plan, options, observer, stop, trial =>
        {
            outputs[trial.Trial] = trial.Failure is null ? subject.Read(trial) : double.NaN;
            if (keeps(trial.Trial))
            {
                numbers[trial.Trial] = [.. trial.Uncertain];
                meets[trial.Trial] = trial.Failure is null && (conditions.Value?.Holds(trial.Uncertain, Results(plan, trial)) ?? true);
            }
        }, design);
        stop.ThrowIfCancellationRequested();
        return new Sample(outputs, numbers, [.. Enumerable.Range(0, outputs.Length).Where(t => meets[t] && double.IsFinite(outputs[t]))], tally);
    }

    private static double[] Results(Plan plan, TrialResult trial)
    {
        var clock = plan.Scenario.Clock;
        return
        [
            .. trial.Measures,
            .. trial.Times.Select(t => (t < 0 ? clock.Steps : t) * clock.YearsPerStep),
            .. plan.Scenario.Outcomes.Select((_, o) => trial.Outcome == o ? 1.0 : 0.0),
        ];
    }
}
