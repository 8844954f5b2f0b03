using Entente.Language;
using Entente.Numerics;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>Scratch: writes down what a trial is measured by, where it starts and after each step, and judges its end.</summary>
internal sealed class Recorder(TrialContext trial)
{
    /// <summary>Begins to write: a series is 0 before the trial starts.</summary>
    public void Start()
    {
        foreach (var series in trial.Result.Series)
        {
            series?.AsSpan(0, trial.First).Clear();
        }

        Record(trial.First);
    }

    public void Record(int point)
    {
        var last = point == trial.Scenario.Clock.Steps;
        for (var m = 0; m < trial.Scenario.Measures.Length; m++)
        {
            if (trial.Scenario.Measures[m].At != MeasureTime.End || last)
            {
                Measure(m, point, last);
            }
        }

        for (var k = 0; k < trial.Scenario.Times.Length; k++)
        {
            trial.Doing(trial.Scenario.Times[k].Name);
            if (trial.Result.Times[k] < 0 && trial.Evaluator.Holds(trial.Scenario.Times[k].Condition))
            {
                trial.Result.Times[k] = point;
            }
        }

        for (var l = 0; l < trial.Plan.Lifecycles.Length; l++)
        {
            var planned = trial.Plan.Lifecycles[l];
            foreach (var (machine, _, _) in planned.Machines)
            {
                var leaf = trial.World.Machines[planned.Definition.Lifecycle.Offset + machine];
                trial.Result.Counts.Spent[l][leaf]++;
                trial.Result.Counts.AtEnd[l][leaf] += last ? 1 : 0;
                if (last && trial.Result.Ends[l] is { } ends)
                {
                    ends[machine] = leaf;
                }
            }
        }

        trial.Story?.Reaches(point);
    }

    /// <summary>Finds the trial's outcome: the first whose condition holds.</summary>
    public void Judge()
    {
        for (var o = 0; o < trial.Scenario.Outcomes.Length; o++)
        {
            trial.Doing(trial.Scenario.Outcomes[o].Name);
            if (trial.Scenario.Outcomes[o].When is not { } when || trial.Evaluator.Holds(when))
            {
                trial.Result.Outcome = o;
                trial.Story?.Judges(trial.Scenario.Outcomes[o]);
                return;
            }
        }
    }

    private void Measure(int m, int point, bool last)
    {
        var measure = trial.Scenario.Measures[m];
        var result = trial.Result;
        var (scope, i, j) = measure.Cell;
        trial.Doing(measure.Name, scope, i, j);
        trial.Here(i, j);
        var value = trial.Evaluator.Value(measure.Expression);
        if (!double.IsFinite(value))
        {
            throw new TrialFailedException($"{measure.Name} became {ReferenceEvaluator.Text(value)}", "a measure");
        }

        result.Measures[m] = measure.At switch
        {
            MeasureTime.Maximum when point > trial.First => Elementary.Larger(value, result.Measures[m]),
            MeasureTime.Minimum when point > trial.First => Elementary.Smaller(value, result.Measures[m]),
            MeasureTime.Mean => (result.Measures[m] + value) / (last ? point - trial.First + 1 : 1),
            _ => value,
        };
        if (result.Series[m] is { } series)
        {
            series[point] = value;
        }
    }
}
