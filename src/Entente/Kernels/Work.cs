using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Kernels;

/// <summary>A kernel with its rows, in memory that does not move.</summary>
internal sealed unsafe class Work(Variant variant)
{
    private Kernel? _kernel;
    private long[] _rows = [];
    private long[] _innerRows = [];

    public Variant Variant { get; } = variant;

    /// <summary>Takes over what was compiled.</summary>
    public void Fix()
    {
        _kernel = Variant.Kernel;
        _rows = Pinned(Variant.Rows);
        _innerRows = Pinned(Variant.InnerRows);
    }

    /// <summary>Does it for all rows.</summary>
    /// <param name="arena">The cells.</param>
    /// <param name="reports">Where reports go: pairs of a row and its lanes.</param>
    /// <returns>How many rows were reported.</returns>
    public int Run(nint arena, nint reports = 0) =>
        Variant.Count == 0 ? 0 : (int)_kernel!(arena, Address(_rows), Variant.Count, Variant.Inner is null ? reports : Address(_innerRows));

    /// <summary>Does it for some of its rows.</summary>
    public void RunRows(nint arena, int first, int count) => _kernel!(arena, Address(_rows) + ((nint)first * Variant.Body.Slots.Count * 8), count, 0);

    private static nint Address(long[] rows) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(rows));

    private static long[] Pinned(IReadOnlyList<long> values)
    {
        var pinned = GC.AllocateUninitializedArray<long>(values.Count, pinned: true);
        for (var k = 0; k < pinned.Length; k++)
        {
            pinned[k] = values[k];
        }

        return pinned;
    }
}

/// <summary>Which of all that is computed somebody needs, a bit each; known when everything is planned.</summary>
internal sealed class Needs
{
    public ulong[] Bits { get; set; } = [];
}

/// <summary>Something that is computed when it is needed and stale.</summary>
internal sealed record Derivation(Computed Source, Work[] Kernels);

/// <summary>A number or condition of the whole trial, computed at some points.</summary>
internal sealed record Reading(Work Work, Needs Needs, Column Column);

/// <summary>One thing that is done when trials begin: a state, lifecycle or memory gets its first values.</summary>
internal sealed record Beginning(Work Work, Needs Needs, int Leaf);

/// <summary>What is remembered of a quantity, and where new values wait until all are there.</summary>
internal sealed record MemoryWork(Work Work, Needs Needs, int Leaf, Column Kept, Column Next);

/// <summary>A clock or a draw for each of some cells.</summary>
/// <param name="Stream">The position of the draws' address in the plan.</param>
/// <param name="Entities">Identities of the cells, in memory that does not move.</param>
/// <param name="Column">One cell for each.</param>
/// <param name="First">How many of them are drawn when a trial begins; they stand first.</param>
/// <param name="PlaceOf">The place of each cell, -1 for none.</param>
internal sealed record DrawnCells(int Stream, ulong[] Entities, Column Column, int First, int[] PlaceOf);

/// <summary>What a rule draws when it fires.</summary>
/// <param name="Stream">The position of its address in the plan.</param>
/// <param name="Column">Where the lanes' values go.</param>
/// <param name="Work">Computes the parameters of a distribution, or the weights of those that may be picked.</param>
/// <param name="Parameters">Where the parameters stand.</param>
/// <param name="Weights">Where the weights stand, a cell a member.</param>
/// <param name="FirstRows">For each cell, the first of its rows.</param>
/// <param name="Candidates">For each cell, the members that may be picked.</param>
internal sealed record DrawWork(BoundDraw Draw, int Stream, Column Column, Work Work, Needs Needs, Column[] Parameters, Column? Weights, int[] FirstRows, int[][] Candidates);

/// <summary>An effect whose target differs between lanes.</summary>
internal sealed record ScatteredEffect(EffectDefinition Effect, StateWork State, LastingWork? Lasting, Column Value, Column Index);

/// <summary>A transition that an effect asks for: of the machine of each row, or where that differs between lanes, of the one a column says.</summary>
internal sealed record AskedFor(int Lifecycle, int Transition, int[] Machines, Column? Index);

/// <summary>A list of effects, compiled together; its rows are the cells for which it may come.</summary>
/// <param name="Index">Position among all lists of effects.</param>
internal sealed record EffectsWork(
    Work Work, Needs Needs, int[] RowOf, StateWork[] Targets, LastingWork[] Lasting, ScatteredEffect[] Scattered, AskedFor[] Asked, int Priority, bool UsesDraws, int Index);

/// <summary>An event or rule.</summary>
/// <param name="Cells">The cell of each row.</param>
/// <param name="Firings">How often each lane fired.</param>
internal sealed record HappeningWork(
    PlannedHappening Planned, Work Attempt, Needs Needs, int[] Cells, DrawnCells? Clocks, DrawnCells? Uniforms, int Leaf, DrawWork[] Draws, EffectsWork? Effects, Column Firings)
{
    /// <summary>The steps in which its cells last fired, where anybody asks.</summary>
    public Column? Fired { get; set; }

    /// <summary>Where these wait until the phase ends, if the attempt notes them itself.</summary>
    public Column? FiredNow { get; init; }

    /// <summary>The states that the attempt's own effects are on; null where firings are reported.</summary>
    public StateWork[]? AtOnce { get; init; }
}

/// <summary>A state: where it stands, where effects on it are gathered, and how it is updated.</summary>
internal sealed class StateWork(PlannedState planned, Column column, int leaf, Column clamped)
{
    public PlannedState Planned { get; } = planned;

    public Column Column { get; } = column;

    public int Leaf { get; } = leaf;

    /// <summary>How often each lane ran into its bounds.</summary>
    public Column Clamped { get; } = clamped;

    public Column? Sum { get; set; }

    public Column? Product { get; set; }

    public Column? Set { get; set; }

    public Column? Priority { get; set; }

    public Work? Drain { get; set; }

    public Work? Update { get; set; }

    /// <summary>Where new values wait until all states have theirs; null where they are written in place.</summary>
    public Column? Next { get; set; }

    public DrawnCells? Noise { get; set; }
}

/// <summary>An effect that lasts.</summary>
/// <param name="Fresh">What it began in the phase in hand.</param>
/// <param name="Turns">For one that is spread, in how many later steps a part is due.</param>
/// <param name="Factor">For one that fades, what a step leaves of it.</param>
internal sealed record LastingWork(EffectDefinition Effect, StateWork State, Column Fresh, int Turns, double Factor)
{
    public bool IsFade => Effect.HalfLife is not null;

    /// <summary>For each phase in which it can begin: what is left of it, or the ring of its last turns.</summary>
    public Dictionary<int, Column> Kept { get; } = [];

    public Dictionary<int, Work> Continue { get; } = [];

    public Dictionary<int, Work> Settle { get; } = [];

    /// <summary>Position among all that last.</summary>
    public int Index { get; set; }
}

/// <summary>A lifecycle.</summary>
/// <param name="Waiting">The leaf of each machine that may still move in this step; -1 for one that has.</param>
internal sealed class LifecycleWork(PlannedLifecycle planned, Column machines, Column waiting, int leaf)
{
    public PlannedLifecycle Planned { get; } = planned;

    public Column Machines { get; } = machines;

    public Column Waiting { get; } = waiting;

    public int Leaf { get; } = leaf;

    /// <summary>How many machines are in each leaf.</summary>
    public required Column InLeaf { get; init; }

    /// <summary>How often each transition was taken.</summary>
    public required Column Taken { get; init; }

    /// <summary>Clocks, by transition.</summary>
    public required DrawnCells?[] Clocks { get; init; }

    /// <summary>By transition that waits for its guard to hold: for how many steps it has, a cell a machine.</summary>
    public required Column?[] Held { get; init; }

    /// <summary>Tries the exits of the machines in <see cref="Tried"/>; null where none can move by itself.</summary>
    public Work? Attempt { get; set; }

    public Needs Needs { get; set; } = new();

    public int[] Tried { get; set; } = [];

    /// <summary>Draws that are made each step.</summary>
    public List<DrawnCells> Uniforms { get; } = [];

    /// <summary>Where machines go that the attempt moves itself, until the phase ends; null where moves are reported.</summary>
    public Column? Next { get; set; }

    /// <summary>By state: the points at which machines entered it, where anybody asks.</summary>
    public Column?[] Entered { get; } = new Column?[planned.Definition.Lifecycle.States.Length];

    /// <summary>Effects of entering. Shape [states x transitions].</summary>
    public EffectsWork?[] Enter { get; set; } = [];

    /// <summary>Effects of leaving, likewise.</summary>
    public EffectsWork?[] Exit { get; set; } = [];

    /// <summary>Effects of transitions.</summary>
    public EffectsWork?[] Effects { get; set; } = [];

    /// <summary>Whether anything but the machine's leaf depends on a move.</summary>
    public bool HasEffects { get; set; }
}
