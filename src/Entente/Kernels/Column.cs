
namespace Entente.Kernels;

/// <summary>Cells of a block, each as many numbers as the block has lanes.</summary>
/// <param name="Name">For printing.</param>
/// <param name="Cells">How many.</param>
/// <param name="Offset">Where the first stands in the arena, in bytes.</param>
/// <param name="Stride">Bytes from a cell to the next.</param>
internal sealed record Column(string Name, int Cells, long Offset, int Stride)
{
    /// <summary>The least value a lane can hold.</summary>
    public double Low { get; init; } = -double.MaxValue;

    public double High { get; init; } = double.MaxValue;

    /// <summary>Whether NaN can stand in it, for what could not be computed.</summary>
    public bool MayBeNaN { get; init; }

    public long At(int cell) => Offset + ((long)cell * Stride);

    public bool Equals(Column? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Offset.GetHashCode();
}

/// <summary>Scratch: lays columns out one after another.</summary>
internal sealed class Layout(int lanes)
{
    private readonly List<Column> _columns = [];

    /// <summary>Bytes of all columns.</summary>
    public long Size { get; private set; }

    public int Lanes { get; } = lanes;

    public IReadOnlyList<Column> Columns => _columns;

    public Column Add(string name, int cells, double low = -double.MaxValue, double high = double.MaxValue, bool mayBeNaN = false)
    {
        var column = new Column(name, cells, Size, Lanes * 8) { Low = low, High = high, MayBeNaN = mayBeNaN };
        Size += (long)cells * column.Stride;
        _columns.Add(column);
        return column;
    }
}

/// <summary>When the value of an expression is known.</summary>
internal enum Timing
{
    /// <summary>Before any trial, from data, levers and the members in the frame.</summary>
    Load,

    /// <summary>When a trial has drawn its uncertainties.</summary>
    Trial,

    /// <summary>At each step.</summary>
    Step,
}
