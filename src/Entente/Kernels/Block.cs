using System.Numerics;
using System.Runtime.InteropServices;
using Entente.Execution;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Kernels;

/// <summary>
/// Scratch: runs blocks of trials one after another, all lanes at once, in the phases and the order of the oracle. Where
/// lanes part (a rule that fires, a machine that moves) it goes through those rows that were reported.
/// </summary>
public sealed unsafe partial class Block : IDisposable
{
    private readonly KernelPlan _plan;
    private readonly int _lanes;
    private readonly HappeningWork[] _happenings;
    private readonly (Beginning Beginning, LifecycleWork? Lifecycle)[] _begun;
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
    private Comparison<Asking>? _byTurn;
    private readonly List<Moving> _moves = [];
    private readonly List<Moving> _moved = [];
    private readonly double[][] _spent;
    private readonly double[] _measures;
    private readonly double[]?[] _series;
    private readonly int[] _times;
    private readonly int[] _outcomes;
    private readonly (LastingSlot Slot, LastingWork? Lasting)[] _slots;
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
        _happenings = [.. plan.Events, .. plan.Rules];
        _begun = [.. plan.Beginnings.Select(b => (b, Array.Find(plan.Lifecycles, l => l.Leaf == b.Leaf)))];
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
        _slots = [.. LastingEffects.Slots(plan.Plan).Select(s => (s, Array.Find(plan.Lasting, l => l.Effect.Id == s.Effect.Id)))];
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

            for (var machine = 0; machine < (result.Ends[l]?.Length ?? 0); machine++)
            {
                result.Ends[l]![machine] = (int)At(_plan.Lifecycles[l].Machines, machine)[lane];
            }

            for (var t = 0; t < _plan.Lifecycles[l].Taken.Cells; t++)
            {
                counts.Moved[_plan.Lifecycles[l].Planned.FiredOffset + t] = (long)At(_plan.Lifecycles[l].Taken, t)[lane];
            }
        }

        foreach (var happening in _happenings)
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
