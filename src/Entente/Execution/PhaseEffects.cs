using System.Collections.Immutable;
using Entente.Language;
using Entente.Numerics;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>Scratch: what a phase changes. Effects, firings and moves are gathered while everything is read as it stood, and take place when the phase ends.</summary>
internal sealed class PhaseEffects
{
    private readonly TrialContext _trial;
    private readonly PlannedState?[] _stateOf;
    private readonly Gathering _gathering;
    private readonly List<int> _firedNow = [];
    private readonly List<(PlannedLifecycle Lifecycle, int Machine, int Transition)> _asked = [];
    private readonly List<(PlannedLifecycle Lifecycle, int Machine, int To)> _moves = [];
    private int _phase;

    public PhaseEffects(TrialContext trial)
    {
        _trial = trial;
        _stateOf = new PlannedState?[trial.Scenario.Quantities.Length];
        foreach (var state in trial.Plan.States)
        {
            _stateOf[state.Definition.Quantity.Id] = state;
        }

        _gathering = new Gathering(trial.Scenario.Size.Cells);
    }

    /// <summary>Forgets what a trial that failed has left half done.</summary>
    public void Clear()
    {
        _gathering.Clear();
        _firedNow.Clear();
        _asked.Clear();
        _moves.Clear();
    }

    /// <summary>Begins a phase with what earlier steps left for it.</summary>
    public void Begin(int phase)
    {
        _phase = phase;
        _trial.Story?.BeginPhase(phase);
        _trial.Lasting.Continue(_gathering, phase, _trial.Step);
    }

    /// <summary>Notes that a happening fired.</summary>
    public void Fired(int at) => _firedNow.Add(at);

    /// <summary>Whether a machine has moved in this step.</summary>
    public bool HasMoved(Lifecycle lifecycle, int machine) => _trial.MovedAt[lifecycle.Offset + machine] == _trial.Step;

    public void Gather(ImmutableArray<EffectDefinition> effects, int priority)
    {
        foreach (var effect in effects)
        {
            Gather(effect, priority);
        }
    }

    /// <summary>Something is changed by hand between two steps, as if the step before had one more phase. What goes on from it goes on in the phase of events.</summary>
    /// <param name="point">The point between the two steps.</param>
    public void ByHand(ByHand change, int point)
    {
        _phase = 1;
        Array.Fill(_trial.MovedAt, int.MinValue);
        _trial.Doing("what is done by hand");
        Gather(change.Effects, 0);
        foreach (var (lifecycle, machine, leaf) in change.Placed)
        {
            _moves.Add((_trial.Plan.Lifecycles[lifecycle.Id], machine, leaf));
        }

        End(point);
    }

    /// <summary>A machine takes a transition: the effects of leaving, of going and of entering are gathered.</summary>
    /// <param name="fired">Whether an effect makes it go, whatever its guard.</param>
    public void Move(PlannedLifecycle planned, int machine, int index, bool fired = false)
    {
        var lifecycle = planned.Definition.Lifecycle;
        var transition = planned.Definition.Transitions[index];
        var leaf = _trial.World.Machines[lifecycle.Offset + machine];
        var (i, j) = ReferenceEvaluator.MembersOf(lifecycle.Scope, machine);
        _trial.Doing(transition.Name, lifecycle.Scope, i, j);
        _trial.Here(i, j);
        _trial.Story?.Moves(planned, machine, index, leaf, fired);
        _trial.MovedAt[lifecycle.Offset + machine] = _trial.Step;
        _moves.Add((planned, machine, transition.To));
        _trial.Result.Counts.Moved[planned.FiredOffset + index]++;
        for (var s = 0; s < lifecycle.States.Length; s++)
        {
            var (leaves, enters) = Crosses(lifecycle.States[s], leaf, transition.To);
            if (leaves)
            {
                Gather(planned.Definition.Exit[s], transition.Priority);
            }

            if (enters)
            {
                Gather(planned.Definition.Enter[s], transition.Priority);
            }
        }

        Gather(transition.Effects, transition.Priority);
    }

    /// <summary>Ends a phase: machines that were fired move, then everything takes place.</summary>
    /// <param name="enteredAt">The point of time at which machines enter their new states.</param>
    public void End(int enteredAt)
    {
        FireAsked();

        // Nothing happened: what was derived still holds.
        if (_gathering.IsEmpty && _firedNow.Count == 0 && _moves.Count == 0)
        {
            return;
        }

        _gathering.Drain(_trial.World.Cells, Assign);
        _trial.Lasting.Settle(_phase);
        foreach (var fired in _firedNow)
        {
            _trial.World.Fired[fired] = _trial.Step;
        }

        foreach (var (planned, machine, to) in _moves)
        {
            Enter(planned, machine, to, enteredAt);
        }

        _firedNow.Clear();
        _moves.Clear();
        _trial.World.Changed();
        _trial.Story?.EndPhase();
    }

    /// <summary>Gives a state's cell its value, within its bounds.</summary>
    public void Assign(PlannedState state, int at, double value)
    {
        var definition = state.Definition;
        if (!double.IsFinite(value))
        {
            var quantity = definition.Quantity;
            var (i, j) = ReferenceEvaluator.MembersOf(quantity.Scope, at - quantity.Offset);
            throw new TrialFailedException($"{quantity.Name}{quantity.Scope.Suffix(i, j)} became {ReferenceEvaluator.Text(value)}", "an update");
        }

        var bounded = Elementary.Smaller(Elementary.Larger(value, definition.Low), definition.High);
        if (bounded != value)
        {
            _trial.Result.Counts.Clamped[state.Index]++;
            _trial.Lasting.Swallow(_phase, state, at, value - bounded);
        }

        _trial.World.Cells[at] = bounded;
    }

    private static (bool Leaves, bool Enters) Crosses(LifecycleState state, int from, int to)
    {
        var own = state.Leaf >= 0;
        var before = (state.Leaves >> from & 1) != 0;
        var after = (state.Leaves >> to & 1) != 0;
        return (before && (own || !after), after && (own || !before));
    }

    private void Gather(EffectDefinition effect, int priority)
    {
        var i = effect.I is null ? -1 : (int)_trial.Evaluator.Value(effect.I);
        var j = effect.J is null ? -1 : (int)_trial.Evaluator.Value(effect.J);
        var scope = effect.Machine?.Scope ?? effect.Target!.Scope;
        if (i >= 0 && i == j)
        {
            throw new TrialFailedException($"{(effect.Machine ?? (Symbol)effect.Target!).Name}{scope.Suffix(i, j)} pairs a member with itself");
        }

        var cell = scope.CellAt(i, j);
        if (effect.Machine is { } machine)
        {
            var lifecycle = _trial.Plan.Lifecycles[machine.Id];
            var index = 0;
            while (lifecycle.Definition.Transitions[index].Name != effect.Transition)
            {
                index++;
            }

            _trial.Story?.Asks(lifecycle, cell, index);
            _asked.Add((lifecycle, cell, index));
            return;
        }

        var state = _stateOf[effect.Target!.Id]!;
        var at = effect.Target.Offset + cell;
        var value = _trial.Evaluator.Value(effect.Value!);
        _trial.Story?.Changes(effect, cell, value);
        if (effect.Lasts)
        {
            value = _trial.Lasting.Begin(effect, cell, value, _phase, _trial.Step);
        }

        _gathering.Add(state, at, effect.Kind, value, priority);
    }

    // Effects of a fired transition may fire others: each round moves machines that have not moved yet, so it ends.
    private void FireAsked()
    {
        while (_asked.Count > 0)
        {
            var round = _asked
                .GroupBy(a => (a.Lifecycle.Definition.Lifecycle.Id, a.Machine))
                .OrderBy(g => g.Key)
                .Select(g => g.OrderByDescending(a => a.Lifecycle.Definition.Transitions[a.Transition].Priority).ThenBy(a => a.Transition).ToArray())
                .ToArray();
            _asked.Clear();
            foreach (var candidates in round)
            {
                foreach (var (planned, machine, transition) in candidates)
                {
                    var lifecycle = planned.Definition.Lifecycle;
                    var leaf = _trial.World.Machines[lifecycle.Offset + machine];
                    if (!HasMoved(lifecycle, machine) && (planned.Definition.Transitions[transition].From >> leaf & 1) != 0)
                    {
                        Move(planned, machine, transition, fired: true);
                        break;
                    }
                }
            }
        }
    }

    private void Enter(PlannedLifecycle planned, int machine, int to, int enteredAt)
    {
        var lifecycle = planned.Definition.Lifecycle;
        var from = _trial.World.Machines[lifecycle.Offset + machine];
        _trial.World.Machines[lifecycle.Offset + machine] = to;
        for (var s = 0; s < lifecycle.States.Length; s++)
        {
            if (Crosses(lifecycle.States[s], from, to).Enters)
            {
                _trial.World.Entered[lifecycle.EnteredOffset + (machine * lifecycle.States.Length) + s] = enteredAt;
            }
        }

        // A guard goes on being held, and a clock goes on running, where the machine stays in what the transition leaves, a superstate for instance.
        var transitions = planned.Definition.Transitions;
        for (var t = 0; t < transitions.Length; t++)
        {
            if (from == to || (transitions[t].From >> from & transitions[t].From >> to & 1) == 0)
            {
                var at = planned.HeldOf(machine, t);
                _trial.Held[at] = 0;
                _trial.Transitions.Wind(at, _trial.Step + 1);
            }
        }
    }
}
