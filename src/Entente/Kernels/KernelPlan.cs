using Entente.Language;
using Entente.Planning;

namespace Entente.Kernels;

/// <summary>
/// A plan compiled: the straight line of what is done for a block of trials at once, over columns of cells. Shared by all
/// threads and read-only; what changes is in a <see cref="Block"/>.
/// </summary>
public sealed class KernelPlan
{
    internal KernelPlan(Plan plan, int lanes)
    {
        Plan = plan;
        Lanes = lanes;
    }

    public Plan Plan { get; }

    /// <summary>Trials in a block, a multiple of 8.</summary>
    public int Lanes { get; }

    /// <summary>Whether trials may also start from a board.</summary>
    public bool FromBoards { get; internal init; }

    internal long ArenaSize { get; set; }

    internal CellMap Cells { get; set; } = null!;

    internal Derivation[] Derivations { get; set; } = [];

    /// <summary>By leaf: what has to be computed again when it changes.</summary>
    internal ulong[][] Dependents { get; set; } = [];

    /// <summary>Cells that take one uncertain number for the whole trial: place in the arena and position among the uncertain numbers.</summary>
    internal (long At, int Uncertain)[] Drawn { get; set; } = [];

    /// <summary>When those fired that cannot fire at all, where anybody asks.</summary>
    internal (Column Fired, HappeningSymbol Happening)[] NeverFired { get; set; } = [];

    /// <summary>Cells that follow a path, with their places in the arena.</summary>
    internal (PathCell Path, long At)[] Paths { get; set; } = [];

    internal List<Beginning> Beginnings { get; } = [];

    internal HappeningWork[] Events { get; set; } = [];

    internal HappeningWork[] Rules { get; set; } = [];

    internal StateWork[] States { get; set; } = [];

    /// <summary>States that move by themselves, in the order in which they are updated.</summary>
    internal StateWork[] Moving { get; set; } = [];

    internal Needs MovingNeeds { get; set; } = null!;

    internal LastingWork[] Lasting { get; set; } = [];

    internal LifecycleWork[] Lifecycles { get; set; } = [];

    internal MemoryWork[] Memories { get; set; } = [];

    internal MemoryWork[] Remembered { get; set; } = [];

    internal Reading[] Measures { get; set; } = [];

    internal Reading[] Times { get; set; } = [];

    internal Reading?[] Outcomes { get; set; } = [];

    internal int EffectLists { get; set; }

    internal int MostReports { get; set; }
}
