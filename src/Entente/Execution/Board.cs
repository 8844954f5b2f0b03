using System.Collections.Immutable;
using System.Globalization;
using Entente.Language;
using Entente.Planning;

namespace Entente.Execution;

/// <summary>
/// What stands at one point of one trial, between two steps; trials can start from it. What is not on it comes from the
/// plan (data, levers), from the trial that starts (uncertainties), or follows (derived quantities).
/// </summary>
/// <remarks>
/// Clocks are not on a board: an exponential waiting time has no memory, so trials that start from one wind all clocks
/// anew, with draws addressed by the board's point. All other draws have the addresses they always have. Measures are not
/// on it either: those of a trial from a board look at the board's point and what follows.
/// </remarks>
public sealed record Board
{
    /// <summary>Steps taken, in [0, steps].</summary>
    public required int Point { get; init; }

    /// <summary>States, one after another in the plan's order. Shape [cells] for each.</summary>
    public required ImmutableArray<double> States { get; init; }

    /// <summary>The leaf each machine is in, as in <see cref="World.Machines"/>.</summary>
    public required ImmutableArray<int> Machines { get; init; }

    /// <summary>When machines last entered their states, as in <see cref="World.Entered"/>.</summary>
    public required ImmutableArray<int> Entered { get; init; }

    /// <summary>When happenings last fired, as in <see cref="World.Fired"/>.</summary>
    public required ImmutableArray<int> Fired { get; init; }

    /// <summary>For how many steps guards have held, as in <see cref="TrialContext.Held"/>.</summary>
    public required ImmutableArray<int> Held { get; init; }

    /// <summary>Exponential averages, as in <see cref="World.Memories"/>.</summary>
    public required ImmutableArray<double> Memories { get; init; }

    /// <summary>The quantities that <c>prev</c> asks for, as the next step begins; one after another. Shape [cells] for each.</summary>
    public required ImmutableArray<double> Began { get; init; }

    /// <summary>The same, as the last step began.</summary>
    public required ImmutableArray<double> Before { get; init; }

    /// <summary>What spreads began in each of their last turns, as in <see cref="LastingEffects.Begun"/>.</summary>
    public required ImmutableArray<double> Begun { get; init; }

    /// <summary>What is left of fades, as in <see cref="LastingEffects.Left"/>.</summary>
    public required ImmutableArray<double> Left { get; init; }

    /// <summary>What its numbers stand for, line by line: two plans whose boards have the same shape can start from each other's.</summary>
    public required ImmutableArray<string> Shape { get; init; }

    /// <summary>Whether trials of a plan can start from it: other settings of levers are fine, other states or lifecycles are not.</summary>
    /// <exception cref="ArgumentException">They cannot; the message says what differs.</exception>
    public void Check(Plan plan)
    {
        var shape = ShapeOf(plan);
        for (var k = 0; k < Math.Max(shape.Length, Shape.Length); k++)
        {
            var own = k < Shape.Length ? Shape[k] : "nothing more";
            var wanted = k < shape.Length ? shape[k] : "nothing more";
            if (own != wanted)
            {
                throw new ArgumentException($"the board is of another scenario: it has {own} where the plan has {wanted}");
            }
        }

        var at = 0;
        foreach (var (definition, cells) in plan.States.Select(s => (s.Definition, s.Cells)))
        {
            foreach (var (cell, i, j) in cells)
            {
                if (!(States[at + cell] >= definition.Low && States[at + cell] <= definition.High))
                {
                    var (name, suffix) = (definition.Quantity.Name, definition.Quantity.Scope.Suffix(i, j));
                    throw new ArgumentException($"the board has {name}{suffix} = {ReferenceEvaluator.Text(States[at + cell])}, outside the bounds that the plan has for it");
                }
            }

            at += definition.Quantity.Scope.Cells;
        }
    }

    internal static Board Of(TrialContext trial)
    {
        var world = trial.World;
        return new Board
        {
            Point = world.Now,
            States = Gather(trial.Plan.States.Select(s => s.Definition.Quantity), world.Cells),
            Machines = [.. world.Machines],
            Entered = [.. world.Entered],
            Fired = [.. world.Fired],
            Held = [.. trial.Held],
            Memories = [.. world.Memories],
            Began = Gather(trial.Scenario.Remembered, world.Began),
            Before = Gather(trial.Scenario.Remembered, world.Before),
            Begun = [.. trial.Lasting.Begun],
            Left = [.. trial.Lasting.Left],
            Shape = ShapeOf(trial.Plan),
        };
    }

    internal void Restore(TrialContext trial)
    {
        var world = trial.World;
        Scatter(States, trial.Plan.States.Select(s => s.Definition.Quantity), world.Cells);
        Machines.CopyTo(world.Machines);
        Entered.CopyTo(world.Entered);
        Fired.CopyTo(world.Fired);
        Held.CopyTo(trial.Held);
        Memories.CopyTo(world.Memories);
        Scatter(Began, trial.Scenario.Remembered, world.Began);
        Scatter(Before, trial.Scenario.Remembered, world.Before);
        Begun.CopyTo(trial.Lasting.Begun);
        Left.CopyTo(trial.Lasting.Left);
        world.Changed();
    }

    private static ImmutableArray<double> Gather(IEnumerable<Quantity> quantities, double[] cells) =>
        [.. quantities.SelectMany(q => cells.AsSpan(q.Offset, q.Scope.Cells).ToArray())];

    private static void Scatter(ImmutableArray<double> numbers, IEnumerable<Quantity> quantities, double[] cells)
    {
        var at = 0;
        foreach (var quantity in quantities)
        {
            numbers.AsSpan(at, quantity.Scope.Cells).CopyTo(cells.AsSpan(quantity.Offset));
            at += quantity.Scope.Cells;
        }
    }

    private static ImmutableArray<string> ShapeOf(Plan plan)
    {
        var scenario = plan.Scenario;
        string Over(Scope scope) => scope.Set is { } set ? $" for {scope.Kind.ToString().ToLowerInvariant()} of {set.Root.Name}" : "";
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{scenario.Clock.Steps} steps of a {scenario.Clock.StepName} from {scenario.Clock.Label(0)} on"),
            .. scenario.Sets.Where(s => s.Membership is null).Select(s => $"the set '{s.Name}' of {string.Join(", ", s.Keys)}"),
            .. plan.States.Select(s => $"the state '{s.Definition.Quantity.Name}'{Over(s.Definition.Quantity.Scope)}"),
            .. plan.Lifecycles.Select(l => l.Definition).Select(l =>
                $"the lifecycle '{l.Lifecycle.Name}'{Over(l.Lifecycle.Scope)} with the states {string.Join(", ", l.Lifecycle.States.Select(s => s.Name))} and the transitions {string.Join(", ", l.Transitions.Select(t => t.Name))}"),
            .. plan.Events.Concat(plan.Rules).Select(h => h.Definition.Symbol).Select(h => $"{h.Kind} '{h.Name}'{Over(h.Scope)}"),
            .. scenario.Memories.Select(m => $"an average of '{m.Quantity.Name}'{Over(m.Quantity.Scope)}"),
            .. scenario.Remembered.Select(q => $"the past of '{q.Name}'{Over(q.Scope)}"),
            .. LastingEffects.Slots(plan).Select(s => string.Create(
                CultureInfo.InvariantCulture, $"a lasting effect on '{s.Effect.Target!.Name}' ({(s.IsFade ? "fading" : $"{s.Turns} more turns")}, begun in phase {s.Phase})")),
        ];
    }
}
