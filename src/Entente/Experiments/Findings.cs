using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Planning;

namespace Entente.Experiments;

/// <summary>Looks at a finished tally for what deserves a second look.</summary>
internal static class Findings
{
    // Below this share of a state's steps, running into a bound is not worth a word.
    private const double ClampShare = 0.2;

    public static ImmutableArray<Diagnostic> Review(Plan plan, RunOptions options, Tally tally)
    {
        var found = new List<Diagnostic>();
        var scenario = plan.Scenario;
        var completed = tally.Trials - tally.Failed;
        if (tally.Failed > 0)
        {
            var first = tally.Failures[0];
            var strata = options.Sampler == SamplerKind.LatinHypercube ? $" --trials {options.Trials}" : "";
            var replay = string.Create(CultureInfo.InvariantCulture, $"replay it with --seed {options.Seed} --trial {first.Trial}{strata}");
            found.Add(Rules.TrialsFailed.Nowhere(tally.Failed, tally.Trials, first.Trial, first.Message) with { Hint = replay });
        }

        if (options.UntilCi is { } width && Runner.WidestInterval(tally) is var widest && widest > width)
        {
            found.Add(Rules.NotSettled.Nowhere(Percent(widest), tally.Trials) with { Hint = "allow more with --max-trials" });
        }

        if (completed == 0)
        {
            return [.. found];
        }

        for (var k = 0; k < scenario.Outcomes.Length; k++)
        {
            if (tally.Outcomes[k] == 0)
            {
                found.Add(Rules.OutcomeNever.Nowhere(scenario.Outcomes[k].Name));
            }
        }

        foreach (var happening in plan.Events.Concat(plan.Rules).Where(h => tally.Counts.Fired[h.Index] == 0))
        {
            var symbol = happening.Definition.Symbol;
            found.Add(Rules.NeverFired.At(symbol.Source, symbol.Span, symbol.IsEvent ? "event" : "rule", symbol.Name));
        }

        foreach (var lifecycle in plan.Lifecycles)
        {
            Review(lifecycle, tally, found);
        }

        var steps = scenario.Clock.Steps - (options.From?.Point ?? 0);
        foreach (var state in plan.States)
        {
            var quantity = state.Definition.Quantity;
            var share = tally.Counts.Clamped[state.Index] / ((double)completed * steps * quantity.Scope.All().Count());
            if (share >= ClampShare)
            {
                found.Add(Rules.ClampHit.At(quantity.Source, quantity.Span, quantity.Name, Percent(share)));
            }
        }

        for (var k = 0; k < scenario.Measures.Length && completed > 1; k++)
        {
            var moments = tally.Measures[k].Moments;
            if (moments.Min.Equals(moments.Max) && scenario.Measures[k].Expression is not Constant)
            {
                found.Add(Rules.ConstantMeasure.Nowhere(scenario.Measures[k].Name, ReferenceEvaluator.Text(moments.Min)));
            }
        }

        return [.. found.OrderByDescending(f => f.Severity)];
    }

    private static void Review(PlannedLifecycle planned, Tally tally, List<Diagnostic> found)
    {
        var definition = planned.Definition;
        var lifecycle = definition.Lifecycle;
        for (var t = 0; t < definition.Transitions.Length; t++)
        {
            if (tally.Counts.Moved[planned.FiredOffset + t] == 0)
            {
                found.Add(Rules.NeverFired.At(lifecycle.Source, lifecycle.Span, "transition", $"{lifecycle.Name}.{definition.Transitions[t].Name}"));
            }
        }

        foreach (var leaf in lifecycle.Leaves)
        {
            if (tally.Counts.Spent[lifecycle.Id][leaf.Leaf] == 0)
            {
                found.Add(Rules.StateNever.At(lifecycle.Source, lifecycle.Span, lifecycle.Name, leaf.Name));
            }
        }
    }

    private static string Percent(double share) => (share * 100).ToString(share < 0.01 ? "0.00" : "0.#", CultureInfo.InvariantCulture) + "%";
}
