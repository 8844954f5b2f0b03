using System.Collections.Immutable;
using System.Numerics;
using Entente.Execution;
using Entente.Language;
using Entente.Sampling;

namespace Entente.Kernels;

public sealed unsafe partial class Block
{
    private void Check(Board board)
    {
        if (!_plan.FromBoards)
        {
            throw new InvalidOperationException("these kernels start trials at the beginning only: plan them with FromBoards");
        }

        if (!ReferenceEquals(board, _checked))
        {
            board.Check(_plan.Plan);
            _checked = board;
        }
    }

    private void Begin()
    {
        _step = _first;
        Fill(_plan.Cells.Failed, 0);
        Fill(_plan.Cells.Step, _first);
        _firedNow.Clear();
        _asked.Clear();
        _moves.Clear();
        _moved.Clear();
        Array.Fill(_stale, ulong.MaxValue);
        Array.Clear(_lives);
        Array.Fill(_times, -1);
        foreach (var series in _series)
        {
            series?.AsSpan(0, _first * _lanes).Clear();
        }

        foreach (var (at, uncertain) in _plan.Drawn)
        {
            for (var lane = 0; lane < _lanes; lane++)
            {
                ((double*)(_arena + (nint)at))[lane] = Uncertain[lane][uncertain];
            }
        }

        foreach (var lasting in _plan.Lasting)
        {
            Fill(lasting.Fresh, 0);
            foreach (var kept in lasting.Kept.Values)
            {
                Fill(kept, 0);
            }
        }

        foreach (var state in _plan.States)
        {
            Fill(state.Clamped, 0);
        }

        foreach (var (fired, _) in _plan.NeverFired)
        {
            Fill(fired, -1);
        }

        foreach (var happening in _happenings)
        {
            FillIf(happening.Fired, -1);
            FillIf(happening.FiredNow, -1);
            Fill(happening.Firings, 0);
            Wind(happening.Clocks);
        }

        foreach (var lifecycle in _plan.Lifecycles)
        {
            foreach (var entered in lifecycle.Entered)
            {
                FillIf(entered, -1);
            }

            foreach (var held in lifecycle.Held)
            {
                FillIf(held, 0);
            }

            foreach (var clocks in lifecycle.Clocks)
            {
                Wind(clocks);
            }
        }

        MoveClock(_first);
    }

    private void Start()
    {
        foreach (var (beginning, lifecycle) in _begun)
        {
            Ensure(beginning.Needs);
            beginning.Work.Run(_arena);
            if (lifecycle is not null)
            {
                Seat(lifecycle);
                Enter(lifecycle);
            }

            Changed(beginning.Leaf);
        }

        foreach (var remembered in _plan.Remembered)
        {
            Copy(remembered.Kept, remembered.Next);
        }
    }

    // All lanes get the board's numbers. Clocks have been wound.
    private void Restore(Board board)
    {
        var at = 0;
        foreach (var state in _plan.States)
        {
            Restore(state.Column, state.Planned.Definition.Quantity.Scope, board.States, at);
            at += state.Column.Cells;
        }

        foreach (var happening in _happenings)
        {
            var symbol = happening.Planned.Definition.Symbol;
            Restore(happening.Fired, symbol.Scope, board.Fired, symbol.Offset);
            Restore(happening.FiredNow, symbol.Scope, board.Fired, symbol.Offset);
        }

        foreach (var (fired, symbol) in _plan.NeverFired)
        {
            Restore(fired, symbol.Scope, board.Fired, symbol.Offset);
        }

        foreach (var work in _plan.Lifecycles)
        {
            var (lifecycle, count) = (work.Planned.Definition.Lifecycle, work.Planned.Definition.Transitions.Length);
            Restore(work.Machines, lifecycle.Scope, board.Machines, lifecycle.Offset);
            Seat(work);
            for (var s = 0; s < lifecycle.States.Length; s++)
            {
                Restore(work.Entered[s], lifecycle.Scope, board.Entered, lifecycle.EnteredOffset + s, lifecycle.States.Length);
            }

            for (var t = 0; t < count; t++)
            {
                Restore(work.Held[t], lifecycle.Scope, board.Held, work.Planned.HeldOf(0, t), count);
            }
        }

        for (var k = 0; k < _plan.Memories.Length; k++)
        {
            var memory = _plan.Plan.Scenario.Memories[k];
            Restore(_plan.Memories[k].Kept, memory.Quantity.Scope, board.Memories, memory.Offset);
        }

        at = 0;
        for (var k = 0; k < _plan.Remembered.Length; k++)
        {
            var remembered = _plan.Remembered[k];
            var scope = _plan.Plan.Scenario.Remembered[k].Scope;
            Restore(remembered.Kept, scope, board.Before, at);
            Restore(remembered.Next, scope, board.Began, at);
            at += scope.Cells;
        }

        foreach (var (slot, work) in _slots)
        {
            var lasting = work!;
            var numbers = (slot.IsFade ? board.Left : board.Begun).AsSpan(slot.Offset, slot.Count);
            for (var k = 0; k < numbers.Length; k++)
            {
                FillCell(lasting.Kept[slot.Phase], k, numbers[k]);
            }

            _lives[(lasting.Index * 5) + slot.Phase] = numbers.ContainsAnyExcept(0);
        }
    }

    private void Restore<T>(Column? column, Scope scope, ImmutableArray<T> numbers, int offset, int stride = 1)
        where T : INumber<T>
    {
        if (column is null)
        {
            return;
        }

        foreach (var (cell, _, _) in scope.All())
        {
            FillCell(column, cell, double.CreateChecked(numbers[offset + (cell * stride)]));
        }
    }

    // Machines are where they are: counts them, and lets them wait.
    private void Seat(LifecycleWork work)
    {
        Copy(work.Machines, work.Waiting);
        if (work.Next is { } next)
        {
            Copy(work.Machines, next);
        }

        Fill(work.InLeaf, 0);
        Fill(work.Taken, 0);
        Array.Clear(_spent[work.Planned.Definition.Lifecycle.Id]);
        foreach (var (machine, _, _) in work.Planned.Machines)
        {
            var leaves = At(work.Machines, machine);
            for (var lane = 0; lane < _lanes; lane++)
            {
                At(work.InLeaf, (int)leaves[lane])[lane]++;
            }
        }

    }

    // At the start, machines enter what they are in.
    private void Enter(LifecycleWork work)
    {
        var lifecycle = work.Planned.Definition.Lifecycle;
        for (var s = 0; s < lifecycle.States.Length; s++)
        {
            if (work.Entered[s] is not { } entered)
            {
                continue;
            }

            foreach (var (machine, _, _) in work.Planned.Machines)
            {
                for (var lane = 0; lane < _lanes; lane++)
                {
                    At(entered, machine)[lane] = (lifecycle.States[s].Leaves >> (int)At(work.Machines, machine)[lane] & 1) != 0 ? 0 : -1;
                }
            }
        }
    }

    private void Wind(DrawnCells? clocks)
    {
        if (clocks is { First: > 0 })
        {
            LaneDraws.Exponentials(_streams[clocks.Stream].Key, _firstTrial, _first, EntitiesOf(clocks), clocks.First, At(clocks.Column, 0), _lanes);
        }
    }

    private void Wind(DrawnCells clocks, int cell, ulong bits, int step)
    {
        var place = cell < clocks.PlaceOf.Length ? clocks.PlaceOf[cell] : -1;
        if (place < 0)
        {
            return;
        }

        var left = At(clocks.Column, place);
        for (; bits != 0; bits &= bits - 1)
        {
            var lane = BitOperations.TrailingZeroCount(bits);
            _windings.Add(_streams[clocks.Stream], _firstTrial + lane, step, clocks.Entities[place], left + lane);
        }
    }

    // Moves the clock to a point and paths along with it.
    private void MoveClock(int point)
    {
        var clock = _plan.Plan.Scenario.Clock;
        var months = clock.StartMonths + (point * clock.MonthsPerStep);
        Fill(_plan.Cells.Now, point);
        Fill(_plan.Cells.Time, point * clock.MonthsPerStep / 12.0);
        Fill(_plan.Cells.Date, months / 12.0);
        foreach (var (path, at) in _plan.Paths)
        {
            var lanes = (double*)(_arena + (nint)at);
            for (var lane = 0; lane < _lanes; lane++)
            {
                lanes[lane] = path.ValueAt(months, Uncertain[lane]);
            }
        }

        Changed(_plan.Cells.LeafOfClock);
    }
}
