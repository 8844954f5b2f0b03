namespace Entente.Language;

/// <summary>
/// Scratch: everything that stands at one moment of one trial. One world serves a thread's trials one after another.
/// </summary>
/// <remarks>Shapes follow the offsets that symbols carry.</remarks>
public sealed class World(int cells, int machines, int entered, int happenings, int memories, int quantities)
{
    /// <summary>Values of all quantities; those of derived ones count only where <see cref="Stamps"/> is not before <see cref="Epoch"/>.</summary>
    public double[] Cells { get; } = new double[cells];

    /// <summary>The stamp of a cell that holds for the whole trial.</summary>
    public const int ForGood = int.MaxValue;

    /// <summary>The epoch in which a derived cell, or while starting a state's cell, was computed; or <see cref="ForGood"/>.</summary>
    public int[] Stamps { get; } = new int[cells];

    /// <summary>Counts the moments of a trial at which something changed, from 1. Derived cells of older epochs are stale.</summary>
    public int Epoch { get; private set; } = 1;

    /// <summary>Derived quantities that nothing moves within a trial, such as those made of data only; by quantity.</summary>
    public bool[] Still { get; } = new bool[quantities];

    /// <summary>Values as this step began; only of the quantities that <c>prev</c> asks for.</summary>
    public double[] Began { get; } = new double[cells];

    /// <summary>Values as the previous step began; only of the quantities that <c>prev</c> asks for. NaN before a trial has started.</summary>
    public double[] Before { get; } = new double[cells];

    /// <summary>The leaf each machine is in.</summary>
    public int[] Machines { get; } = new int[machines];

    /// <summary>The point of time at which each machine last entered each of its states; -1 for never.</summary>
    public int[] Entered { get; } = new int[entered];

    /// <summary>The step in which each happening last fired; -1 for never.</summary>
    public int[] Fired { get; } = new int[happenings];

    /// <summary>The exponential averages; NaN before they have started.</summary>
    public double[] Memories { get; } = new double[memories];

    /// <summary>What defines each derived quantity, and during the start each state; by quantity.</summary>
    public BoundExpr?[] Definitions { get; } = new BoundExpr?[quantities];

    /// <summary>The point of time: steps taken so far.</summary>
    public int Now { get; set; }

    /// <summary>The date now, in months since year 0.</summary>
    public int Months { get; set; }

    /// <summary>Months in a step.</summary>
    public int MonthsPerStep { get; set; } = 3;

    /// <summary>Computes a machine's initial leaf during the start, when its leaf is -1.</summary>
    public Action<Lifecycle, int>? StartMachine { get; set; }

    /// <summary>Makes every derived cell stale that can move.</summary>
    public void Changed() => Epoch++;

    /// <summary>Forgets the trial before; cells are for the next one to fill.</summary>
    public void Clear()
    {
        Array.Fill(Machines, -1);
        Array.Fill(Entered, -1);
        Array.Fill(Fired, -1);
        Array.Clear(Stamps);
        Array.Fill(Before, double.NaN);
        Array.Fill(Memories, double.NaN);
        Epoch = 1;
    }
}

/// <summary>A trial cannot go on: a number is not a number, or an argument lies outside its domain.</summary>
/// <param name="message">What went wrong.</param>
/// <param name="place">What was being computed, or null where only the caller knows.</param>
public sealed class TrialFailedException(string message, string? place = null) : Exception(message)
{
    public string? Place { get; } = place;
}
