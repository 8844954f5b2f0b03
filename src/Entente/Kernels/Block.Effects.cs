using System.Numerics;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Kernels;

public sealed unsafe partial class Block
{
    private void BeginPhase(int phase)
    {
        _phase = phase;
        _serial++;
        for (var k = 0; k < _plan.Lasting.Length; k++)
        {
            var lasting = _plan.Lasting[k];
            if (!_lives[(k * 5) + phase])
            {
                continue;
            }

            if (lasting.IsFade)
            {
                lasting.Continue[phase].Run(_arena);
            }
            else
            {
                Spread(lasting, phase);
            }

            Touch(lasting.State);
        }
    }

    // From the oldest turn on, whose place this step's turn takes.
    private void Spread(LastingWork lasting, int phase)
    {
        var n = lasting.Fresh.Cells * _lanes;
        var sum = At(lasting.State.Sum!, 0);
        for (var turn = _step; turn < _step + lasting.Turns; turn++)
        {
            var ring = At(lasting.Kept[phase], turn % lasting.Turns * lasting.Fresh.Cells);
            for (var k = 0; k < n; k++)
            {
                sum[k] = ring[k] != 0 ? sum[k] + ring[k] : sum[k];
            }
        }

        new Span<double>(At(lasting.Kept[phase], _step % lasting.Turns * lasting.Fresh.Cells), n).Clear();
    }

    private void Gather(EffectsWork? effects, int cell, ulong bits)
    {
        if (effects is null || bits == 0)
        {
            return;
        }

        if (effects.UsesDraws || _readyIn[effects.Index] != _serial)
        {
            Ensure(effects.Needs);
            _readyIn[effects.Index] = _serial;
        }

        var row = effects.RowOf[cell];
        var active = At(_plan.Cells.Active, 0);
        for (var lane = 0; lane < _lanes; lane++)
        {
            active[lane] = bits >> lane & 1;
        }

        effects.Work.RunRows(_arena, row, 1);
        foreach (var state in effects.Targets)
        {
            Touch(state);
        }

        foreach (var lasting in effects.Lasting)
        {
            _lives[(lasting.Index * 5) + _phase] = true;
        }

        foreach (var scattered in effects.Scattered)
        {
            Scatter(scattered, effects.Priority, bits);
        }

        foreach (var asked in effects.Asked)
        {
            Ask(asked, row, bits);
        }
    }

    private void Scatter(ScatteredEffect scattered, int priority, ulong bits)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            var lane = BitOperations.TrailingZeroCount(bits);
            var value = At(scattered.Value, 0)[lane];
            var index = At(scattered.Index, 0)[lane];
            if (!(index >= 0) || HasFailed(lane))
            {
                Fail(lane);
                continue;
            }

            var cell = (int)index;
            var state = scattered.State;
            switch (scattered.Effect.Kind)
            {
                case EffectKind.Set when priority >= At(state.Priority!, cell)[lane]:
                    At(state.Set!, cell)[lane] = value;
                    At(state.Priority!, cell)[lane] = priority;
                    break;
                case EffectKind.Multiply:
                    At(state.Product!, cell)[lane] *= value;
                    break;
                case EffectKind.Add:
                    At(state.Sum!, cell)[lane] += value;
                    if (scattered.Lasting is { } lasting)
                    {
                        At(lasting.Fresh, cell)[lane] += value;
                    }

                    break;
            }
        }
    }

    private void Ask(AskedFor asked, int row, ulong bits)
    {
        if (asked.Index is null)
        {
            // A member with itself has no machine; the lanes have failed where the effects were computed.
            if (asked.Machines[row] >= 0)
            {
                _asked.Add(new Asking(asked.Lifecycle, asked.Machines[row], asked.Transition, bits));
            }

            return;
        }

        for (; bits != 0; bits &= bits - 1)
        {
            var lane = BitOperations.TrailingZeroCount(bits);
            var index = At(asked.Index, 0)[lane];
            if (index >= 0 && !HasFailed(lane))
            {
                _asked.Add(new Asking(asked.Lifecycle, (int)index, asked.Transition, 1UL << lane));
            }
            else
            {
                Fail(lane);
            }
        }
    }

    private void Touch(StateWork state)
    {
        if (!_isTouched[state.Planned.Index])
        {
            _isTouched[state.Planned.Index] = true;
            _touched.Add(state);
        }
    }

    private void EndPhase(int enteredAt)
    {
        FireAsked();
        foreach (var state in _touched)
        {
            state.Drain!.Run(_arena);
            _isTouched[state.Planned.Index] = false;
            Changed(state.Leaf);
        }

        _touched.Clear();
        Settle();
        foreach (var (happening, cell, bits) in _firedNow)
        {
            if (happening.Fired is { } fired)
            {
                Put(fired, cell, bits, _step);
                Changed(happening.Leaf);
            }
        }

        _firedNow.Clear();
        foreach (var happening in _phase == 1 ? _plan.Events : _phase == 2 ? _plan.Rules : [])
        {
            if (happening.FiredNow is { } now)
            {
                Copy(now, happening.Fired!);
                Changed(happening.Leaf);
            }
        }

        foreach (var move in _moves)
        {
            Enter(move, enteredAt);
        }

        _moves.Clear();
        _windings.Flush();
    }

    private void Settle()
    {
        for (var k = 0; k < _plan.Lasting.Length; k++)
        {
            var lasting = _plan.Lasting[k];
            if (!_lives[(k * 5) + _phase])
            {
                continue;
            }

            if (lasting.IsFade)
            {
                lasting.Settle[_phase].Run(_arena);
                continue;
            }

            var n = lasting.Fresh.Cells * _lanes;
            var ring = At(lasting.Kept[_phase], _step % lasting.Turns * lasting.Fresh.Cells);
            var fresh = At(lasting.Fresh, 0);
            new Span<double>(fresh, n).CopyTo(new Span<double>(ring, n));
            new Span<double>(fresh, n).Clear();
        }
    }
}
