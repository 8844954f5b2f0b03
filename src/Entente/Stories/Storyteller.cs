using System.Collections.Immutable;
using Entente.Execution;
using Entente.Experiments;
using Entente.Language;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Stories;

/// <summary>Runs one trial again by the oracle and tells what happened in it.</summary>
public static class Storyteller
{
    /// <summary>Tells a trial.</summary>
    /// <param name="options">The run the trial is one of; <see cref="RunOptions.OnlyTrial"/> says which.</param>
    /// <param name="watched">What is to be followed over time.</param>
    /// <exception cref="ArgumentException">The options name no trial.</exception>
    public static Story Tell(Scenario scenario, RunOptions options, ImmutableArray<Watchable> watched)
    {
        var plan = Planner.Plan(scenario);
        var recorder = new StoryRecorder(plan);
        var values = watched.Select(w => recorder.Watch(w.Quantity, w.Cell)).ToArray();
        return Tell(plan, options, recorder) with { Variables = [.. watched.Zip(values, (w, v) => new StoryVariable(w.Name, w.Quantity.Type.Unit.ToString(), w.Quantity.Says, [.. v]))] };
    }

    internal static Story Tell(Plan plan, RunOptions options, StoryRecorder recorder)
    {
        var trial = options.OnlyTrial ?? throw new ArgumentException("no trial is named", nameof(options));
        var scenario = plan.Scenario;
        var result = new TrialResult(plan);
        Design.For(plan, options.Sampler, options.Seed, options.Trials).Draw(trial, result.Uncertain);
        new TrialRunner(plan, options.Seed, recorder).Run(trial, result);
        var tally = new Tally(plan);
        tally.Add(result);
        var outcome = result.Outcome < 0 ? null : scenario.Outcomes[result.Outcome];
        return new Story
        {
            Run = Summariser.Summarise(plan, options, tally),
            Trial = trial,
            Of = options.Trials,
            Levers = [.. scenario.Levers.Select(l => new StoryLever(l.Quantity.Name, l.Quantity.Says, l.Setting, l.Setting != l.Default))],
            Uncertainties = [.. plan.Uncertain.Zip(result.Uncertain, (u, value) => Uncertainty(scenario, u, value))],
            Happened = recorder.Happened,
            Outcome = outcome?.Name,
            Says = outcome?.Says,
            Verdict = recorder.Verdict,
            Failure = result.Failure,
            Measures = result.Failure is not null ? [] : [.. scenario.Measures.Zip(result.Measures, (m, value) => new StoryMeasure(m.Name, m.Unit.ToString(), m.Says, m.Headline, value))],
            Times = result.Failure is not null ? [] : [.. scenario.Times.Zip(result.Times, (t, point) => new StoryTime(t.Name, t.Says, t.Headline, point))],
            Variables = [],
        };
    }

    private static StoryUncertainty Uncertainty(Scenario scenario, UncertainNumber drawn, double value)
    {
        var name = drawn.Name.Split('[', '@')[0];
        var quantity = scenario.Uncertainties.First(u => u.Quantity.Name == name).Quantity;
        var isOption = quantity.Type.Kind == TypeKind.Option;
        var (less, more) = Beside(drawn.Distribution, value);
        var own = isOption && drawn.Distribution is DiscreteDistribution options ? options.Probabilities[options.Values.IndexOf(value)] : 0;
        var tail = isOption && drawn.Distribution is DiscreteDistribution all ? all.Probabilities.Where(p => p <= own).Sum() : Math.Min(1, 2 * (1 - Math.Max(less, more)));
        return new StoryUncertainty(drawn.Name, quantity.Says, value, ValueText.WithUnit(quantity.Type, value), isOption, isOption ? own : less, isOption ? 0 : more, tail);
    }

    private static (double Less, double More) Beside(Sampling.Distribution distribution, double value)
    {
        var atMost = distribution.Cdf(value);
        var own = distribution is DiscreteDistribution discrete && discrete.Values.IndexOf(value) is var at and >= 0 ? discrete.Probabilities[at] : 0;
        return (Math.Max(0, atMost - own), 1 - atMost);
    }
}
