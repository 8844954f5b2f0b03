using Entente.Language;

namespace Entente.Kernels;

/// <summary>What a node of a kernel does to vectors of lanes. Numbers are doubles; conditions are masks of all ones or all zeros.</summary>
internal enum Op
{
    /// <summary>One number for all rows and lanes, written into the code.</summary>
    Constant,

    /// <summary>A number of the row, the same for all lanes.</summary>
    Row,

    /// <summary>A cell, one number a lane.</summary>
    Load,

    /// <summary>A cell whose index differs between lanes.</summary>
    Gather,

    /// <summary>An accumulator of an aggregate, once its rows are done.</summary>
    Accumulated,

    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    Min,
    Max,
    Abs,
    Sqrt,
    Floor,
    Ceiling,
    Round,
    Exp,
    Log,
    Logistic,
    Logit,
    Pow,
    Select,

    // The same where it is known that the argument is neither huge nor tiny.
    ExpOfModerate,
    LogOfNormal,
    LogisticOfModerate,

    // What functions are made of besides; the last four on the 64 bits of a lane.
    FusedMultiplyAdd,
    Xor,
    AddBits,
    SubtractBits,
    ShiftLeft,
    ShiftRight,

    // From here on masks.
    True,
    False,
    Less,
    LessOrEqual,
    Equal,
    And,
    Or,
    Not,
}

/// <summary>One operation in a kernel; equal operations are one node.</summary>
/// <param name="Slot">For a row's number or a cell, its place in the row; for a shift, by how many bits.</param>
/// <param name="Value">For a constant.</param>
/// <param name="Low">The least value, as computed in floating point.</param>
/// <param name="MayBeNaN">Whether the value can be NaN where nothing has failed.</param>
internal sealed record Node(Op Op, Node? A, Node? B, Node? C, int Slot, double Value, double Low, double High, bool MayBeNaN, int Id) : LaneValue
{
    public bool IsMask => Op >= Op.True || (Op == Op.Select && B!.IsMask);

    public bool IsConstant => Op is Op.Constant or Op.True or Op.False;

    public bool IsFinite => !MayBeNaN && Low >= -double.MaxValue && High <= double.MaxValue;

    public bool Equals(Node? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id;
}

/// <summary>A lowered expression: its value, and the lanes in which evaluating it would have failed the trial; null for none.</summary>
internal readonly record struct Lowered(Node Value, Node? Bad = null);
