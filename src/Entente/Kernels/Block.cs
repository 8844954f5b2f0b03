using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Entente.Execution;
using Entente.Language;
using Entente.Numerics;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Kernels;

/// <summary>
/// Scratch: runs blocks of trials one after another, all lanes at once, in the phases and the order of the oracle. Where
/// lanes part (a rule that fires, a machine that moves) it goes through those rows that were reported.
/// </summary>
public sealed unsafe class Block : IDisposable
{
    private readonly KernelPlan _plan;
    private readonly int _lanes;
    private readonly DrawStream[] _streams;
    private readonly ScatteredExponentials _windings = new();
    private readonly void* _memory;
    private readonly nint _arena;
    private readonly long[] _reports;
    private readonly nint _reportsAt;
    private readonly ulong[] _stale;
    private readonly bool _alwaysStale;
    private readonly long[] _readyIn;
    private readonly bool[] _isTouched;
    private readonly List<StateWork> _touched = [];
    private readonly bool[] _lives;
    private readonly List<(HappeningWork Happening, int Cell, ulong Bits)> _firedNow = [];
    private readonly List<Asking> _asked = [];
    private readonly List<Asking> _round = [];
    private readonly List<Moving> _moves = [];
    private readonly List<Moving> _moved = [];
    private readonly double[][] _spent;
    private readonly double[] _measures;
    private readonly double[]?[] _series;
    private readonly int[] _times;
    private readonly int[] _outcomes;
    private readonly LastingSlot[] _slots;
    private Board? _checked;
    private long _firstTrial;
    private int _first;
    private int _step;
    private int _phase;
    private long _serial;

    /// <param name="plan">The compiled plan.</param>
    /// <param name="seed">The seed of all draws.</param>
    public Block(KernelPlan plan, ulong seed)
    {
        _plan = plan;
        _lanes = plan.Lanes;
        _streams = [.. plan.Plan.Addresses.Select(a => DrawStream.Named(seed, a))];
        _memory = NativeMemory.AlignedAlloc((nuint)plan.ArenaSize, 64);
        _arena = (nint)_memory;
        NativeMemory.Clear(_memory, (nuint)plan.ArenaSize);
        _reports = GC.AllocateUninitializedArray<long>(2 * plan.MostReports, pinned: true);
        _reportsAt = Marshal.UnsafeAddrOfPinnedArrayElement(_reports, 0);
        _stale = new ulong[(plan.Derivations.Length + 63) / 64];
        _alwaysStale = !plan.Cells.Passes.HasFlag(Passes.Fresh);
        _readyIn = new long[plan.EffectLists];
        _isTouched = new bool[plan.States.Length];
        _lives = new bool[plan.Lasting.Length * 5];
        var scenario = plan.Plan.Scenario;
        _spent = [.. plan.Lifecycles.Select(l => new double[l.InLeaf.Cells * _lanes])];
        _measures = new double[scenario.Measures.Length * _lanes];
        _series = [.. scenario.Measures.Select(m => m.At == MeasureTime.EachStep ? new double[(scenario.Clock.Steps + 1) * _lanes] : null)];
        _times = new int[scenario.Times.Length * _lanes];
        _outcomes = new int[_lanes];
        _slots = [.. LastingEffects.Slots(plan.Plan)];
        Uncertain = [.. Enumerable.Range(0, _lanes).Select(_ => new double[plan.Plan.Uncertain.Length])];
        Fill(plan.Cells.Poison, double.NaN);
        foreach (var (column, quantity) in plan.Cells.Tables)
        {
            for (var cell = 0; cell < column.Cells; cell++)
            {
                FillCell(column, cell, plan.Cells.LoadTime.Cell(quantity, cell));
            }
        }

        foreach (var state in plan.States)
        {
            FillIf(state.Sum, -0.0);
            FillIf(state.Product, 1);
            FillIf(state.Priority, double.NegativeInfinity);
        }
    }

    /// <summary>The uncertain numbers of each lane, to be filled in before a run. Shape [lanes][uncertain numbers].</summary>
    public double[][] Uncertain { get; }

    /// <summary>Whether the oracle has to run a lane's trial, because something in it failed.</summary>
    public bool HasFailed(int lane) => At(_plan.Cells.Failed, 0)[lane] != 0;

    /// <summary>Runs the trials from <paramref name="firstTrial"/> on, one a lane.</summary>
    /// <param name="firstTrial">A multiple of 8.</param>
    public void Run(long firstTrial) => RunFrom(null, firstTrial);

    /// <summary>Runs what remains of trials that start from a board, one a lane, as <see cref="TrialRunner.RunFrom"/> does.</summary>
    /// <param name="board">What stands in all lanes; null for whole trials.</param>
    /// <param name="firstTrial">A multiple of 8.</param>
    /// <exception cref="ArgumentException">The board is of another scenario.</exception>
    /// <exception cref="InvalidOperationException">The plan was not made for that; see <see cref="KernelOptions.FromBoards"/>.</exception>
    public void RunFrom(Board? board, long firstTrial)
    {
        if (board is not null)
        {
            Check(board);
        }

        var clock = _plan.Plan.Scenario.Clock;
        _firstTrial = firstTrial;
        _first = board?.Point ?? 0;
        Begin();
        if (board is null)
        {
            Start();
        }
        else
        {
            Restore(board);
        }

        Record(_first);
        for (_step = _first; _step < clock.Steps; _step++)
        {
            Fill(_plan.Cells.Step, _step);
            Happen(_plan.Events, 1);
            Happen(_plan.Rules, 2);
            Update();
            Move();
            MoveClock(_step + 1);
            Remember();
            Record(_step + 1);
        }

        Judge();
    }

    /// <summary>Copies a lane's trial into a result, but for its number and uncertain numbers.</summary>
    public void Read(int lane, TrialResult result)
    {
        var counts = result.Counts;
        result.Outcome = _outcomes[lane];
        for (var m = 0; m < result.Measures.Length; m++)
        {
            result.Measures[m] = _measures[(m * _lanes) + lane];
            for (var p = 0; p < (_series[m]?.Length ?? 0) / _lanes; p++)
            {
                result.Series[m]![p] = _series[m]![(p * _lanes) + lane];
            }
        }

        for (var k = 0; k < result.Times.Length; k++)
        {
            result.Times[k] = _times[(k * _lanes) + lane];
        }

        for (var l = 0; l < _spent.Length; l++)
        {
            for (var leaf = 0; leaf < counts.Spent[l].Length; leaf++)
            {
                counts.Spent[l][leaf] = (long)_spent[l][(leaf * _lanes) + lane];
                counts.AtEnd[l][leaf] = (long)At(_plan.Lifecycles[l].InLeaf, leaf)[lane];
            }

            for (var t = 0; t < _plan.Lifecycles[l].Taken.Cells; t++)
            {
                counts.Moved[_plan.Lifecycles[l].Planned.FiredOffset + t] = (long)At(_plan.Lifecycles[l].Taken, t)[lane];
            }
        }

        foreach (var happening in _plan.Events)
        {
            counts.Fired[happening.Planned.Index] = (long)At(happening.Firings, 0)[lane];
        }

        foreach (var happening in _plan.Rules)
        {
            counts.Fired[happening.Planned.Index] = (long)At(happening.Firings, 0)[lane];
        }

        for (var k = 0; k < counts.Clamped.Length; k++)
        {
            counts.Clamped[k] = (long)At(_plan.States[k].Clamped, 0)[lane];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_memory);

    // ------------------------------------------------------------------------------------------------ the beginning
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

        foreach (var happening in _plan.Events.Concat(_plan.Rules))
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
        foreach (var beginning in _plan.Beginnings)
        {
            Ensure(beginning.Needs);
            beginning.Work.Run(_arena);
            if (Array.Find(_plan.Lifecycles, l => l.Leaf == beginning.Leaf) is { } lifecycle)
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

        foreach (var happening in _plan.Events.Concat(_plan.Rules))
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

        foreach (var slot in _slots)
        {
            var lasting = Array.Find(_plan.Lasting, l => l.Effect.Id == slot.Effect.Id)!;
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

    // ------------------------------------------------------------------------------------------------ events and rules
    private void Happen(HappeningWork[] happenings, int phase)
    {
        BeginPhase(phase);
        var clock = _plan.Plan.Scenario.Clock;
        var from = clock.StartMonths + (_step * clock.MonthsPerStep);
        foreach (var work in happenings)
        {
            var happening = work.Planned.Definition;
            if (from < happening.From || from >= happening.Until || (happening.At is { } at && (at < from || at >= from + clock.MonthsPerStep)))
            {
                continue;
            }

            if (work.Uniforms is { } uniforms)
            {
                Draw(uniforms);
            }

            Ensure(work.Needs);
            var count = work.Attempt.Run(_arena, _reportsAt);
            for (var k = 0; k < count; k++)
            {
                Fire(work, (int)_reports[2 * k], (ulong)_reports[(2 * k) + 1]);
            }

            foreach (var state in work.AtOnce ?? [])
            {
                Touch(state);
            }
        }

        EndPhase(_step);
    }

    private void Fire(HappeningWork work, int row, ulong bits)
    {
        var cell = work.Cells[row];
        if (work.Clocks is { } clocks)
        {
            Wind(clocks, cell, bits, _step + 1);
        }

        foreach (var draw in work.Draws)
        {
            bits = Draw(draw, work, row, cell, bits);
        }

        if (bits == 0)
        {
            return;
        }

        _firedNow.Add((work, cell, bits));
        Count(work.Firings, 0, bits);
        Gather(work.Effects, cell, bits);
    }

    private ulong Draw(DrawWork draw, HappeningWork work, int row, int cell, ulong bits)
    {
        Ensure(draw.Needs);
        if (draw.FirstRows[row + 1] > draw.FirstRows[row])
        {
            draw.Work.RunRows(_arena, draw.FirstRows[row], draw.FirstRows[row + 1] - draw.FirstRows[row]);
        }

        var found = 0UL;
        var lanes = At(draw.Column, 0);
        for (var left = bits; left != 0; left &= left - 1)
        {
            var lane = BitOperations.TrailingZeroCount(left);
            var uniform = _streams[draw.Stream].Uniform(_firstTrial + lane, _step, work.Planned.Entities[cell]);
            var value = draw.Draw is NumberDraw number ? Quantile(number.Distribution, draw, lane, uniform) : Pick(draw, row, lane, uniform);
            if (draw.Draw is NumberDraw || value >= 0)
            {
                lanes[lane] = value;
                found |= 1UL << lane;
            }
        }

        Changed(_plan.Cells.LeafOfDraws);
        return found;
    }

    private double Quantile(BoundDistribution distribution, DrawWork draw, int lane, double uniform)
    {
        if (distribution is FixedDistribution ready)
        {
            return ready.Distribution.Quantile(uniform);
        }

        var family = ((FamilyDistribution)distribution).Family;
        Span<double> parameters = stackalloc double[draw.Parameters.Length];
        for (var k = 0; k < parameters.Length; k++)
        {
            parameters[k] = At(draw.Parameters[k], 0)[lane];
        }

        if (family.Check(parameters) is not null)
        {
            Fail(lane);
            return 0;
        }

        return family.Quantile(parameters, uniform);
    }

    private double Pick(DrawWork draw, int row, int lane, double uniform)
    {
        var total = 0.0;
        foreach (var member in draw.Candidates[row])
        {
            var weight = At(draw.Weights!, member)[lane];
            if (double.IsNaN(weight))
            {
                Fail(lane);
                return -1;
            }

            total += weight;
        }

        var upTo = 0.0;
        var last = -1;
        foreach (var member in draw.Candidates[row])
        {
            var weight = At(draw.Weights!, member)[lane];
            if (weight > 0)
            {
                last = member;
                upTo += weight;
                if (uniform * total < upTo)
                {
                    return member;
                }
            }
        }

        return last;
    }

    // ------------------------------------------------------------------------------------------------ effects
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

    // ------------------------------------------------------------------------------------------------ states
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

    // ------------------------------------------------------------------------------------------------ lifecycles
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
                Copy(next, lifecycle.Waiting);
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
            _round.Sort(ByTurn);
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

    // ------------------------------------------------------------------------------------------------ memories and readings
    private void Remember()
    {
        foreach (var memory in _plan.Memories)
        {
            Ensure(memory.Needs);
            memory.Work.Run(_arena);
        }

        foreach (var memory in _plan.Memories)
        {
            Copy(memory.Next, memory.Kept);
            Changed(memory.Leaf);
        }

        foreach (var remembered in _plan.Remembered)
        {
            Copy(remembered.Next, remembered.Kept);
            Changed(remembered.Leaf);
        }

        foreach (var remembered in _plan.Remembered)
        {
            Ensure(remembered.Needs);
            remembered.Work.Run(_arena);
        }
    }

    private void Record(int point)
    {
        var scenario = _plan.Plan.Scenario;
        var last = point == scenario.Clock.Steps;
        for (var m = 0; m < _plan.Measures.Length; m++)
        {
            if (scenario.Measures[m].At != MeasureTime.End || last)
            {
                Measure(m, scenario.Measures[m].At, point, last, Value(_plan.Measures[m]));
            }
        }

        for (var k = 0; k < _plan.Times.Length; k++)
        {
            var holds = Value(_plan.Times[k]);
            for (var lane = 0; lane < _lanes; lane++)
            {
                ref var time = ref _times[(k * _lanes) + lane];
                if (time < 0 && double.IsNaN(holds[lane]))
                {
                    Fail(lane);
                }
                else if (time < 0 && holds[lane] != 0)
                {
                    time = point;
                }
            }
        }

        for (var l = 0; l < _spent.Length; l++)
        {
            var inLeaf = At(_plan.Lifecycles[l].InLeaf, 0);
            for (var k = 0; k < _spent[l].Length; k++)
            {
                _spent[l][k] += inLeaf[k];
            }
        }
    }

    private double* Value(Reading reading)
    {
        Ensure(reading.Needs);
        reading.Work.Run(_arena);
        return At(reading.Column, 0);
    }

    private void Measure(int m, MeasureTime at, int point, bool last, double* values)
    {
        for (var lane = 0; lane < _lanes; lane++)
        {
            var value = values[lane];
            if (!double.IsFinite(value))
            {
                Fail(lane);
            }

            ref var so = ref _measures[(m * _lanes) + lane];
            so = at switch
            {
                MeasureTime.Maximum when point > _first => Elementary.Larger(value, so),
                MeasureTime.Minimum when point > _first => Elementary.Smaller(value, so),
                MeasureTime.Mean => ((point > _first ? so : 0) + value) / (last ? point - _first + 1 : 1),
                _ => value,
            };
            if (_series[m] is { } series)
            {
                series[(point * _lanes) + lane] = value;
            }
        }
    }

    private void Judge()
    {
        Array.Fill(_outcomes, -1);
        var open = _lanes == 64 ? ulong.MaxValue : (1UL << _lanes) - 1;
        for (var o = 0; o < _plan.Outcomes.Length && open != 0; o++)
        {
            var holds = _plan.Outcomes[o] is { } reading ? Value(reading) : null;
            for (var left = open; left != 0; left &= left - 1)
            {
                var lane = BitOperations.TrailingZeroCount(left);
                if (holds is not null && double.IsNaN(holds[lane]))
                {
                    Fail(lane);
                }

                if (holds is null || holds[lane] != 0)
                {
                    _outcomes[lane] = o;
                    open &= ~(1UL << lane);
                }
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ tools
    private void Ensure(Needs needs)
    {
        var bits = needs.Bits;
        for (var w = 0; w < bits.Length; w++)
        {
            for (var due = _alwaysStale ? bits[w] : bits[w] & _stale[w]; due != 0; due &= due - 1)
            {
                var derivation = _plan.Derivations[(w * 64) + BitOperations.TrailingZeroCount(due)];
                foreach (var kernel in derivation.Kernels)
                {
                    kernel.Run(_arena);
                }

                derivation.Source.Custom?.Invoke(_arena);
            }

            _stale[w] &= ~bits[w];
        }
    }

    private void Changed(int leaf)
    {
        var dependents = _plan.Dependents[leaf];
        for (var w = 0; w < dependents.Length; w++)
        {
            _stale[w] |= dependents[w];
        }
    }

    private void Draw(DrawnCells uniforms) =>
        LaneDraws.Uniforms(_streams[uniforms.Stream].Key, _firstTrial, _step, EntitiesOf(uniforms), uniforms.Entities.Length, At(uniforms.Column, 0), _lanes);

    private static ulong* EntitiesOf(DrawnCells cells) => (ulong*)Marshal.UnsafeAddrOfPinnedArrayElement(cells.Entities, 0);

    private void Count(Column counts, int index, ulong bits)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            At(counts, index)[BitOperations.TrailingZeroCount(bits)]++;
        }
    }

    private void Put(Column column, int cell, ulong bits, double value)
    {
        var lanes = At(column, cell);
        for (; bits != 0; bits &= bits - 1)
        {
            lanes[BitOperations.TrailingZeroCount(bits)] = value;
        }
    }

    private void Fail(int lane) => At(_plan.Cells.Failed, 0)[lane] = 1;

    private double* At(Column column, int cell) => (double*)(_arena + (nint)column.At(cell));

    private void Fill(Column column, double value) => new Span<double>(At(column, 0), column.Cells * _lanes).Fill(value);

    private void FillIf(Column? column, double value)
    {
        if (column is not null)
        {
            Fill(column, value);
        }
    }

    private void FillCell(Column column, int cell, double value) => new Span<double>(At(column, cell), _lanes).Fill(value);

    private void Copy(Column from, Column to) => new Span<double>(At(from, 0), from.Cells * _lanes).CopyTo(new Span<double>(At(to, 0), to.Cells * _lanes));

    private readonly record struct Asking(int Lifecycle, int Machine, int Transition, ulong Bits);

    private readonly record struct Moving(LifecycleWork Work, int Machine, int Transition, ulong Bits);
}
