using System.Collections.Immutable;
using Entente.Execution;
using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Stories;

/// <summary>Looks at one thing as a phase of a trial begins, whether or not it will happen.</summary>
internal static class Inquiry
{
    private const int Deepest = 6;

    /// <summary>How an event or rule stands for a cell.</summary>
    public static Attempt Of(PlannedHappening planned, int i, int j, TrialContext trial, Witness witness, StoryWords words)
    {
        var happening = planned.Definition;
        var scope = happening.Symbol.Scope;
        var cell = scope.CellAt(i, j);
        var at = happening.Symbol.Offset + cell;
        trial.Here(i, j);
        var (months, last) = (trial.World.Months, trial.World.Fired[at]);
        var barred = months < happening.From || months >= happening.Until || (happening.At is { } date && (date < months || date >= months + trial.World.MonthsPerStep)) ? "it is not its time"
            : last >= 0 && happening.Once ? "it happens once"
            : last >= 0 && trial.Step - last < happening.CooldownSteps ? "its cooldown lasts"
            : happening.Range is { } range && !IsIn(range.Set, i, j, witness) ? $"not in {range.Set.Name}"
            : null;
        ImmutableArray<BoundExpr> conditions = [.. new[] { happening.Range?.Filter, happening.When }.OfType<BoundExpr>()];
        return barred is not null
            ? new Attempt { Barred = barred }
            : Of(conditions, words.Condition(happening), happening.Chance, happening.Rate, happening.Address, planned.Coming, planned.Entities[cell], trial.Happenings, at, trial, witness, words);
    }

    /// <summary>How a transition stands for a machine.</summary>
    public static Attempt Of(PlannedLifecycle planned, int machine, int index, TrialContext trial, Witness witness, StoryWords words)
    {
        var lifecycle = planned.Definition.Lifecycle;
        var transition = planned.Definition.Transitions[index];
        var (i, j) = ReferenceEvaluator.MembersOf(lifecycle.Scope, machine);
        trial.Here(i, j);
        var leaf = trial.World.Machines[lifecycle.Offset + machine];
        if ((transition.From >> leaf & 1) == 0)
        {
            return new Attempt { Barred = $"{lifecycle.Name}{lifecycle.Scope.Suffix(i, j)} is {lifecycle.Leaves[leaf].Name}" };
        }

        if (trial.MovedAt[lifecycle.Offset + machine] == trial.Step)
        {
            return new Attempt { Barred = "it has moved in this step already" };
        }

        var path = $"lifecycles.{lifecycle.Name}.transitions.{transition.Name}";
        var held = trial.Held[planned.HeldOf(machine, index)] + 1;
        var source = planned.Exits[leaf].First(e => e.Index == index).Draws;
        var attempt = Of(
            transition.When is { } when ? [when] : [], words.Text(path + ".when"), transition.Chance, transition.Rate, path, source, planned.Entities[machine],
            trial.Transitions, planned.HeldOf(machine, index), trial, witness, words);
        return transition.ForSteps > held && attempt.Condition is { Value: 1 }
            ? attempt with { Barred = FormattableString.Invariant($"its condition has held for {held} of {transition.ForSteps} steps") }
            : attempt;
    }

    /// <summary>What expressions read, and what the derived quantities among it read, and so on; each once, what is read first first.</summary>
    public static ImmutableArray<Reading> Deep(IEnumerable<BoundExpr> exprs, TrialContext trial, Witness witness)
    {
        var found = new List<Reading>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<(BoundExpr Expr, Scope Scope, int I, int J, int Depth)>(exprs.Select(e => (e, default(Scope), -1, -1, 0)));
        while (waiting.TryDequeue(out var next))
        {
            var (expr, depth) = (next.Expr, next.Depth);
            var readings = depth == 0 ? witness.Read(expr) : witness.Look(() => In(next.Scope, next.I, next.J, trial, () => witness.Read(expr)));
            var news = readings.Where(r => names.Add(r.Name)).ToList();
            found.AddRange(news);
            foreach (var reading in news.Where(_ => depth < Deepest))
            {
                if (Derived(reading.Name, trial.Scenario) is var (formula, scope, i, j))
                {
                    waiting.Enqueue((formula, scope, i, j, depth + 1));
                }
            }
        }

        return [.. found];
    }

    private static Attempt Of(
        ImmutableArray<BoundExpr> conditions, string? condition, BoundExpr? chance, BoundExpr? rate, string path, DrawSource source, ulong entity, Clocks clocks, int at,
        TrialContext trial, Witness witness, StoryWords words)
    {
        var holds = conditions.All(c => witness.Value(c) == 1);
        var hazard = rate is null ? double.NaN : witness.Value(rate);
        return new Attempt
        {
            Condition = condition is null ? null : new Reason(condition, holds ? 1 : 0, witness.Read(conditions)),
            Chance = chance is null ? null : new Reason(words.Text(path + ".chance") ?? "", witness.Value(chance), witness.Read(chance)),
            Drawn = chance is null ? null : trial.Uniform(source, entity),
            Rate = rate is null ? null : new Reason(words.Text(path + ".rate") ?? "", hazard, witness.Read(rate)),
            HazardLeft = rate is null ? null : trial.HazardLeft(source, entity, clocks, at),
            HazardTaken = rate is null ? null : hazard * trial.YearsPerStep,
            Readings = Deep([.. conditions, .. new[] { chance, rate }.OfType<BoundExpr>()], trial, witness),
        };
    }

    private static bool IsIn(MemberSet set, int i, int j, Witness witness) =>
        set.Membership is not { } membership || (i < 0 || witness.Value(membership, i) != 0) && (j < 0 || witness.Value(membership, j) != 0);

    private static T In<T>(Scope scope, int i, int j, TrialContext trial, Func<T> look)
    {
        if (scope.Indices > 0)
        {
            trial.Here(i, j);
        }

        return look();
    }

    private static (BoundExpr Formula, Scope Scope, int I, int J)? Derived(string name, Scenario scenario)
    {
        if (Watchable.Find(scenario, name, out _) is not { Quantity.Sort: QuantityKind.Derived } cell)
        {
            return null;
        }

        var (i, j) = ReferenceEvaluator.MembersOf(cell.Quantity.Scope, cell.Cell);
        return (scenario.Derived.First(d => d.Quantity == cell.Quantity).Formula, cell.Quantity.Scope, i, j);
    }
}
