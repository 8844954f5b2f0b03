using System.Numerics;
using Entente.Language;
using Entente.Sampling;

namespace Entente.Kernels;

public sealed unsafe partial class Block
{
    private void Update()
    {
        Ensure(_plan.MovingNeeds);
        foreach (var state in _plan.Moving)
        {
            if (state.Noise is { } noise && noise.Entities.Length > 0)
            {
                LaneDraws.Normals(_streams[noise.Stream].Key, _firstTrial, _step, EntitiesOf(noise), noise.Entities.Length, At(noise.Column, 0), _lanes);
            }

            state.Update!.Run(_arena);
        }

        foreach (var state in _plan.Moving)
        {
            if (state.Next is { } next)
            {
                Copy(next, state.Column);
            }

            Changed(state.Leaf);
        }
    }

    private void Move()
    {
        BeginPhase(4);
        foreach (var lifecycle in _plan.Lifecycles)
        {
            Try(lifecycle);
        }

        EndPhase(_step + 1);
        foreach (var moved in _moved)
        {
            var machines = At(moved.Work.Machines, moved.Machine);
            var waiting = At(moved.Work.Waiting, moved.Machine);
            for (var bits = moved.Bits; bits != 0; bits &= bits - 1)
            {
                var lane = BitOperations.TrailingZeroCount(bits);
                waiting[lane] = machines[lane];
            }
        }

        _moved.Clear();
        foreach (var lifecycle in _plan.Lifecycles)
        {
            if (lifecycle.Next is { } next)
            {
                Copy(next, lifecycle.Machines);
                if (lifecycle.Waiting != lifecycle.Machines)
                {
                    Copy(next, lifecycle.Waiting);
                }

                Changed(lifecycle.Leaf);
            }
        }
    }

    // Machines come in their order, so that effects add up as they do in the oracle.
    private void Try(LifecycleWork work)
    {
        if (work.Attempt is null)
        {
            return;
        }

        foreach (var uniforms in work.Uniforms)
        {
            Draw(uniforms);
        }

        Ensure(work.Needs);
        var count = work.Attempt.Run(_arena, _reportsAt);
        for (var k = 0; k < count; k++)
        {
            var machine = work.Tried[(int)(uint)_reports[2 * k]];
            var transition = (int)(_reports[2 * k] >> 32);
            var bits = (ulong)_reports[(2 * k) + 1];
            if (work.Clocks[transition] is { } clocks)
            {
                Wind(clocks, machine, bits, _step + 1);
            }

            Leave(new Moving(work, machine, transition, bits));
        }
    }

    // A machine takes a transition: the effects of leaving, of going and of entering are gathered.
    private void Leave(Moving move)
    {
        var (work, machine, transition, bits) = move;
        var definition = work.Planned.Definition;
        var count = definition.Transitions.Length;
        var to = definition.Transitions[transition].To;
        _moves.Add(move);
        _moved.Add(move);
        Count(work.Taken, transition, bits);
        if (!work.HasEffects)
        {
            return;
        }

        for (var s = 0; s < definition.Lifecycle.States.Length; s++)
        {
            var exit = work.Exit[(s * count) + transition];
            var enter = work.Enter[(s * count) + transition];
            if (exit is not null || enter is not null)
            {
                var (leaves, enters) = Crossing(work, definition.Lifecycle.States[s], machine, to, bits);
                Gather(exit, machine, leaves);
                Gather(enter, machine, enters);
            }
        }

        Gather(work.Effects[transition], machine, bits);
    }

    private (ulong Leaves, ulong Enters) Crossing(LifecycleWork work, LifecycleState state, int machine, int to, ulong bits)
    {
        var own = state.Leaf >= 0;
        var after = (state.Leaves >> to & 1) != 0;
        var leaves = 0UL;
        var enters = 0UL;
        for (var left = bits; left != 0; left &= left - 1)
        {
            var lane = BitOperations.TrailingZeroCount(left);
            var before = (state.Leaves >> (int)At(work.Machines, machine)[lane] & 1) != 0;
            leaves |= before && (own || !after) ? 1UL << lane : 0;
            enters |= after && (own || !before) ? 1UL << lane : 0;
        }

        return (leaves, enters);
    }

    // Effects of a fired transition may fire others: each round moves machines that have not moved yet, so it ends.
    private void FireAsked()
    {
        while (_asked.Count > 0)
        {
            _round.Clear();
            _round.AddRange(_asked);
            _asked.Clear();
            _round.Sort(_byTurn ??= ByTurn); // a delegate for every sort is all that trials would allocate
            foreach (var asked in _round)
            {
                var work = _plan.Lifecycles[asked.Lifecycle];
                var transition = work.Planned.Definition.Transitions[asked.Transition];
                var may = 0UL;
                for (var left = asked.Bits; left != 0; left &= left - 1)
                {
                    var lane = BitOperations.TrailingZeroCount(left);
                    var leaf = At(work.Waiting, asked.Machine)[lane];
                    may |= leaf >= 0 && (transition.From >> (int)leaf & 1) != 0 ? 1UL << lane : 0;
                }

                if (may != 0)
                {
                    Put(work.Waiting, asked.Machine, may, -1);
                    Leave(new Moving(work, asked.Machine, asked.Transition, may));
                }
            }
        }
    }

    private int ByTurn(Asking a, Asking b)
    {
        if (a.Lifecycle != b.Lifecycle || a.Machine != b.Machine)
        {
            return a.Lifecycle != b.Lifecycle ? a.Lifecycle.CompareTo(b.Lifecycle) : a.Machine.CompareTo(b.Machine);
        }

        var transitions = _plan.Lifecycles[a.Lifecycle].Planned.Definition.Transitions;
        var byPriority = transitions[b.Transition].Priority.CompareTo(transitions[a.Transition].Priority);
        return byPriority != 0 ? byPriority : a.Transition.CompareTo(b.Transition);
    }

    private void Enter(Moving move, int enteredAt)
    {
        var (work, machine, transition, bits) = move;
        var definition = work.Planned.Definition;
        var lifecycle = definition.Lifecycle;
        var to = definition.Transitions[transition].To;
        for (var s = 0; s < lifecycle.States.Length; s++)
        {
            if (work.Entered[s] is { } entered)
            {
                Put(entered, machine, Crossing(work, lifecycle.States[s], machine, to, bits).Enters, enteredAt);
            }
        }

        for (var t = 0; t < definition.Transitions.Length; t++)
        {
            if (work.Clocks[t] is not null || work.Held[t] is not null)
            {
                Reset(work, machine, t, to, bits);
            }
        }

        var leaves = At(work.Machines, machine);
        for (var left = bits; left != 0; left &= left - 1)
        {
            var lane = BitOperations.TrailingZeroCount(left);
            At(work.InLeaf, (int)leaves[lane])[lane]--;
            At(work.InLeaf, to)[lane]++;
            leaves[lane] = to;
        }

        if (work.Next is { } next)
        {
            Put(next, machine, bits, to);
        }

        Changed(work.Leaf);
    }

    // A guard goes on being held, and a clock goes on running, where the machine stays in what the transition leaves.
    private void Reset(LifecycleWork work, int machine, int transition, int to, ulong bits)
    {
        var froms = work.Planned.Definition.Transitions[transition].From;
        var applies = (froms >> to & 1) != 0;
        var reset = 0UL;
        for (var left = bits; left != 0; left &= left - 1)
        {
            var lane = BitOperations.TrailingZeroCount(left);
            var from = (int)At(work.Machines, machine)[lane];
            reset |= from == to || !applies || (froms >> from & 1) == 0 ? 1UL << lane : 0;
        }

        if (work.Held[transition] is { } held)
        {
            Put(held, machine, reset, 0);
        }

        // One that does not apply now is wound again before it does.
        if (applies && work.Clocks[transition] is { } clocks)
        {
            Wind(clocks, machine, reset, _step + 1);
        }
    }
}
