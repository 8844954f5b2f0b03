using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Execution;
using Entente.Scenarios;

namespace Entente.Analyses;

/// <summary>The one number of each trial that an analysis is about: a measure, whether an outcome came about, or when something happened.</summary>
/// <param name="Name">As it was asked for: <c>M</c>, <c>outcome O</c> or <c>time T</c>.</param>
/// <param name="Unit">Its unit; an outcome counts as 0 or 1, whose mean is its share.</param>
/// <param name="Read">Its value in a trial that was completed. What never happened counts as the end of the clock.</param>
public sealed record Subject(string Name, string Unit, Func<TrialResult, double> Read)
{
    /// <summary>Finds a subject; null, with a diagnostic, where there is none of that name.</summary>
    /// <param name="text">A measure's name, <c>outcome NAME</c> or <c>time NAME</c>.</param>
    public static Subject? Find(Scenario scenario, string text, out Diagnostic? problem)
    {
        problem = null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (kind, name) = words switch { ["outcome", var o] => ("outcome", o), ["time", var t] => ("time", t), _ => ("measure", text.Trim()) };
        string[] outcomes = [.. scenario.Outcomes.Select(o => o.Name)];
        string[] times = [.. scenario.Times.Select(t => t.Name)];
        string[] measures = [.. scenario.Measures.Select(m => m.Name)];
        var names = kind switch { "outcome" => outcomes, "time" => times, _ => measures };
        var index = Array.IndexOf(names, name);
        if (index >= 0)
        {
            var clock = scenario.Clock;
            return kind switch
            {
                "outcome" => new Subject(text, "share", trial => trial.Outcome == index ? 1 : 0),
                "time" => new Subject(text, "year", trial => (trial.Times[index] < 0 ? clock.Steps : trial.Times[index]) * clock.YearsPerStep),
                _ => new Subject(text, scenario.Measures[index].Unit.ToString(), trial => trial.Measures[index]),
            };
        }

        var hint = outcomes.Contains(name) ? $"write 'outcome {name}'"
            : times.Contains(name) ? $"write 'time {name}'"
            : NearestName.Hint(name, names) ?? (names.Length == 0 ? $"the scenario has no {kind}" : $"one of {string.Join(", ", names.Take(12))}");
        problem = Rules.UnknownName.Nowhere(name) with { Hint = hint };
        return null;
    }
}
