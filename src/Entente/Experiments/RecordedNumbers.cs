using Entente.Execution;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Experiments;

/// <summary>Scratch: every recorded number of a trial in one row, which is what a digest is of.</summary>
public sealed class RecordedNumbers(Plan plan)
{
    private readonly double[] _row = new double[
        plan.Uncertain.Length + 1 + plan.Scenario.Measures.Sum(m => m.At == MeasureTime.EachStep ? plan.Scenario.Clock.Steps + 2 : 1) + plan.Scenario.Times.Length];

    /// <summary>What was drawn, the outcome, measures, times, series. A failed trial records what was drawn.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<double> Of(TrialResult result)
    {
        var at = 0;
        result.Uncertain.CopyTo(_row, 0);
        at += result.Uncertain.Length;
        _row[at++] = result.Outcome;
        if (result.Failure is null)
        {
            result.Measures.CopyTo(_row, at);
            at += result.Measures.Length;
            foreach (var time in result.Times)
            {
                _row[at++] = time;
            }

            foreach (var part in result.Series)
            {
                part?.CopyTo(_row, at);
                at += part?.Length ?? 0;
            }
        }

        return _row.AsSpan(0, at);
    }
}
