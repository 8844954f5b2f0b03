using System.Collections.Immutable;
using Entente.Language;
using Entente.Planning;

namespace Entente.Execution;

/// <summary>Scratch: phases 1 and 2: events and rules happen whose chance or rate comes up, and their effects are gathered.</summary>
internal sealed class HappeningPhase(TrialContext trial, PhaseEffects effects, ImmutableArray<PlannedHappening> happenings, int phase)
{
    public void Run()
    {
        effects.Begin(phase);
        var from = trial.World.Months;
        foreach (var planned in happenings)
        {
            var happening = planned.Definition;
            if (from < happening.From || from >= happening.Until || (happening.At is { } at && (at < from || at >= from + trial.World.MonthsPerStep)))
            {
                continue;
            }

            if (happening.Range is { } range)
            {
                trial.Doing(happening.Symbol.Name);
                trial.Evaluator.ForEach(range, (i, j) => Consider(planned, happening.Symbol.Scope, i, j));
            }
            else
            {
                Consider(planned, default, -1, -1);
            }
        }

        effects.End(trial.Step);
    }

    private void Consider(PlannedHappening planned, Scope scope, int i, int j)
    {
        var happening = planned.Definition;
        var cell = scope.CellAt(i, j);
        var at = happening.Symbol.Offset + cell;
        var last = trial.World.Fired[at];
        trial.Doing(happening.Symbol.Name, scope, i, j);
        if ((last >= 0 && (happening.Once || trial.Step - last < happening.CooldownSteps))
            || (happening.When is { } when && !trial.Evaluator.Holds(when))
            || !trial.ComesUp(happening.Chance, happening.Rate, planned.Coming, planned.Entities[cell], trial.Happenings, at)
            || !Draw(planned, planned.Entities[cell]))
        {
            return;
        }

        trial.Story?.Fires(planned, i, j);
        effects.Fired(at);
        trial.Result.Counts.Fired[planned.Index]++;
        effects.Gather(happening.Effects, happening.Priority);
    }

    // Puts what a happening draws into the frame; false where there is nobody to pick.
    private bool Draw(PlannedHappening planned, ulong entity)
    {
        var draws = planned.Definition.Draws;
        for (var k = 0; k < draws.Length; k++)
        {
            var uniform = trial.Uniform(planned.Draws[k], entity);
            if (draws[k] is NumberDraw number)
            {
                trial.Evaluator.Locals[number.Slot] = Quantile(number.Distribution, uniform);
            }
            else if (Pick((PickDraw)draws[k], uniform) is var picked and >= 0)
            {
                trial.Evaluator.Locals[draws[k].Slot] = picked;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private double Quantile(BoundDistribution distribution, double uniform)
    {
        if (distribution is FixedDistribution ready)
        {
            return ready.Distribution.Draw(uniform);
        }

        var family = (FamilyDistribution)distribution;
        var parameters = family.Parameters.Select(trial.Evaluator.Value).ToArray();
        return family.Family.Check(parameters) is { } problem ? throw new TrialFailedException(problem) : family.Family.Quantile(parameters, uniform);
    }

    private int Pick(PickDraw pick, double uniform)
    {
        var members = new List<(int Member, double UpTo)>();
        var total = 0.0;
        trial.Evaluator.ForEach(pick.Range, (i, _) =>
        {
            var weight = pick.Weight is null ? 1 : trial.Evaluator.Value(pick.Weight);
            if (!(weight >= 0) || double.IsInfinity(weight))
            {
                throw new TrialFailedException($"a weight is {ReferenceEvaluator.Text(weight)}");
            }

            if (weight > 0)
            {
                members.Add((i, total += weight));
            }
        });
        foreach (var (member, upTo) in members)
        {
            if (uniform * total < upTo)
            {
                return member;
            }
        }

        return members.Count > 0 ? members[^1].Member : -1;
    }
}
