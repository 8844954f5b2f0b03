using System.Collections.Immutable;
using Entente.Numerics;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>
/// Scratch: additions that go on after the step in which they began (<c>over</c>), or are taken back again (<c>fading</c>).
/// Whatever an effect begins on one cell in one phase is kept together, however often it begins.
/// </summary>
public sealed class LastingEffects
{
    private readonly ImmutableArray<LastingSlot> _spreads;
    private readonly ImmutableArray<LastingSlot> _fades;

    public LastingEffects(Plan plan)
    {
        var slots = Slots(plan);
        _spreads = [.. slots.Where(s => !s.IsFade)];
        _fades = [.. slots.Where(s => s.IsFade)];
        Begun = new double[_spreads.Sum(s => s.Count)];
        Left = new double[_fades.Sum(s => s.Count)];
        Fresh = new double[Left.Length];
    }

    /// <summary>What each spread began in each of its last turns, a step's part of it. Shape [turns x cells] for each.</summary>
    public double[] Begun { get; }

    /// <summary>What is left of each fade. Shape [cells] for each.</summary>
    public double[] Left { get; }

    /// <summary>What each fade has begun in the phase in hand; 0 between steps. Shape as <see cref="Left"/>.</summary>
    public double[] Fresh { get; }

    /// <summary>Where everything that lasts has its numbers: spreads in <see cref="Begun"/>, then fades in <see cref="Left"/>.</summary>
    internal static ImmutableArray<LastingSlot> Slots(Plan plan)
    {
        var states = plan.States.ToDictionary(s => s.Definition.Quantity);
        var spreads = new List<LastingSlot>();
        var fades = new List<LastingSlot>();
        var (begun, fading) = (0, 0);
        foreach (var (phase, effect) in Beginnings(plan))
        {
            var state = states[effect.Target!];
            var cells = effect.Target!.Scope.Cells;
            if (effect.HalfLife is { } halfLife)
            {
                fades.Add(new LastingSlot(effect, state, phase, fading, cells, 0, Elementary.Pow(0.5, plan.Scenario.Clock.YearsPerStep / halfLife)));
                fading += cells;
                continue;
            }

            // No trial is long enough to see more turns than it has steps.
            var turns = Math.Min(effect.OverSteps - 1, plan.Scenario.Clock.Steps);
            spreads.Add(new LastingSlot(effect, state, phase, begun, cells, turns, 1));
            begun += turns * cells;
        }

        return [.. spreads, .. fades];
    }

    public void Clear()
    {
        Array.Clear(Begun);
        Array.Clear(Left);
        Array.Clear(Fresh);
    }

    /// <summary>Begins an effect; the part of it that belongs to this step is what comes back.</summary>
    public double Begin(EffectDefinition effect, int cell, double value, int phase, int step)
    {
        if (effect.HalfLife is not null)
        {
            Fresh[Of(_fades, effect, phase).Offset + cell] += value;
            return value;
        }

        var each = value / effect.OverSteps;
        Begun[Of(_spreads, effect, phase).Turn(step) + cell] += each;
        return each;
    }

    /// <summary>A bound swallowed a part of a cell's change: what never arrived is not taken back later.</summary>
    /// <param name="phase">The phase that ends.</param>
    /// <param name="state">The state that ran into its bound.</param>
    /// <param name="at">The cell, by its offset in a world.</param>
    /// <param name="excess">What went beyond the bound, with its sign.</param>
    public void Swallow(int phase, PlannedState state, int at, double excess)
    {
        foreach (var fade in _fades)
        {
            if (fade.Phase != phase || fade.State != state)
            {
                continue;
            }

            ref var fresh = ref Fresh[fade.Offset + at - state.Definition.Quantity.Offset];
            if (Math.Sign(fresh) == Math.Sign(excess))
            {
                var swallowed = Math.Abs(excess) < Math.Abs(fresh) ? excess : fresh;
                fresh -= swallowed;
                excess -= swallowed;
            }
        }
    }

    /// <summary>A phase has ended: what it began fades from now on.</summary>
    public void Settle(int phase)
    {
        foreach (var fade in _fades)
        {
            for (var at = fade.Offset; fade.Phase == phase && at < fade.Offset + fade.Cells; at++)
            {
                Left[at] += Fresh[at];
                Fresh[at] = 0;
            }
        }
    }

    /// <summary>Gathers what earlier steps left for a phase.</summary>
    public void Continue(Gathering gathering, int phase, int step)
    {
        foreach (var spread in _spreads)
        {
            for (var cell = 0; spread.Phase == phase && cell < spread.Cells; cell++)
            {
                Spread(gathering, spread, cell, step);
            }
        }

        foreach (var fade in _fades)
        {
            for (var cell = 0; fade.Phase == phase && cell < fade.Cells; cell++)
            {
                Fade(gathering, fade, cell);
            }
        }
    }

    // From the oldest turn on, whose place this step's turn takes.
    private void Spread(Gathering gathering, LastingSlot spread, int cell, int step)
    {
        for (var turn = step; turn < step + spread.Turns; turn++)
        {
            if (Begun[spread.Turn(turn) + cell] is var each && each != 0)
            {
                gathering.Add(spread.State, spread.State.Definition.Quantity.Offset + cell, EffectKind.Add, each, 0);
            }
        }

        Begun[spread.Turn(step) + cell] = 0;
    }

    private void Fade(Gathering gathering, LastingSlot fade, int cell)
    {
        ref var left = ref Left[fade.Offset + cell];
        if (left != 0)
        {
            var kept = left * fade.Factor;
            gathering.Add(fade.State, fade.State.Definition.Quantity.Offset + cell, EffectKind.Add, kept - left, 0);
            left = kept;
        }
    }

    private static LastingSlot Of(ImmutableArray<LastingSlot> slots, EffectDefinition effect, int phase) => slots.First(s => s.Effect.Id == effect.Id && s.Phase == phase);

    // The phases in which each effect can begin, in the order of their ids. What a lifecycle does can also begin where something is fired.
    private static IEnumerable<(int Phase, EffectDefinition Effect)> Beginnings(Plan plan)
    {
        var events = plan.Events.SelectMany(h => h.Definition.Effects).ToArray();
        var rules = plan.Rules.SelectMany(h => h.Definition.Effects).ToArray();
        var moves = plan.Lifecycles.SelectMany(l => l.Definition.Transitions.Select(t => t.Effects).Concat(l.Definition.Enter).Concat(l.Definition.Exit)).SelectMany(e => e).ToArray();
        EffectDefinition[] Fired(EffectDefinition[] own) => own.Any(e => e.Kind == EffectKind.Fire) ? moves : [];
        var first = plan.ByHand is { } byHand ? byHand.Concat(events).Concat(moves) : events.Concat(Fired(events));
        return first.Select(e => (Phase: 1, Effect: e))
            .Concat(rules.Concat(Fired(rules)).Select(e => (Phase: 2, Effect: e)))
            .Concat(moves.Select(e => (Phase: 4, Effect: e)))
            .Where(b => b.Effect.Lasts)
            .OrderBy(b => b.Effect.Id);
    }
}

/// <summary>An effect in a phase in which it can begin.</summary>
/// <param name="Offset">Where its numbers begin.</param>
/// <param name="Turns">In how many later steps a part of it is still due; 0 for one that fades.</param>
/// <param name="Factor">What a step leaves of it; 1 for one that is spread.</param>
internal sealed record LastingSlot(EffectDefinition Effect, PlannedState State, int Phase, int Offset, int Cells, int Turns, double Factor)
{
    public bool IsFade => Effect.HalfLife is not null;

    /// <summary>How many numbers it has.</summary>
    public int Count => IsFade ? Cells : Turns * Cells;

    /// <summary>Where the numbers of a step's turn begin.</summary>
    /// <param name="step">From -1, which is before the first.</param>
    public int Turn(int step) => Offset + ((step + Turns) % Turns * Cells);
}
