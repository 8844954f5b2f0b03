using Entente.Numerics;

namespace Entente.Kernels;

/// <summary>
/// Lanes that compute nothing but write down what is done to them: run through <see cref="LaneMath"/>, they give a function
/// as the nodes it is made of, so that kernels have its very operations without a second text of it.
/// </summary>
internal readonly struct Recorded : ILanes<Recorded>
{
    // A value of an unmanaged type cannot hold a node, so it holds the node's place in the record of this thread.
    [ThreadStatic]
    private static List<Node>? _record;

    private readonly int _place;

    private Recorded(Node node)
    {
        _place = _record!.Count;
        _record.Add(node);
    }

    private Node Node => _record![_place];

    /// <summary>Whether an operation is a function that can be written down.</summary>
    public static bool Knows(Op function) => function is Op.Exp or Op.Log or Op.Logistic or Op.ExpOfModerate or Op.LogOfNormal or Op.LogisticOfModerate;

    /// <summary>The nodes of a function of some nodes.</summary>
    /// <returns>The last of them, which is the function's value.</returns>
    public static Node Of(Op function, Node x)
    {
        _record = [];
        var at = new Recorded(x);
        var value = function switch
        {
            Op.Exp => LaneMath.Exp(at),
            Op.Log => LaneMath.Log(at),
            Op.Logistic => LaneMath.Logistic(at),
            Op.ExpOfModerate => LaneMath.ExpOfModerate(at),
            Op.LogOfNormal => LaneMath.LogOfNormal(at),
            Op.LogisticOfModerate => LaneMath.LogisticOfModerate(at),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "no function of one number"),
        };
        var result = value.Node;
        _record = null;
        return result;
    }

    public static implicit operator Recorded(double value) => new(new Node(Op.Constant, null, null, null, -1, value, value, value, false, 0));

    public static Recorded operator +(Recorded a, Recorded b) => Do(Op.Add, a, b);

    public static Recorded operator -(Recorded a, Recorded b) => Do(Op.Subtract, a, b);

    public static Recorded operator *(Recorded a, Recorded b) => Do(Op.Multiply, a, b);

    public static Recorded operator /(Recorded a, Recorded b) => Do(Op.Divide, a, b);

    public static Recorded operator -(Recorded a) => Do(Op.Negate, a);

    public static Recorded operator &(Recorded a, Recorded b) => Do(Op.And, a, b);

    public static Recorded operator |(Recorded a, Recorded b) => Do(Op.Or, a, b);

    public static Recorded operator ^(Recorded a, Recorded b) => Do(Op.Xor, a, b);

    public static Recorded operator ~(Recorded a) => Do(Op.Not, a);

    public static Recorded Xor(Recorded a, Recorded b, Recorded c) => a ^ b ^ c;

    public static Recorded operator <(Recorded a, Recorded b) => Do(Op.Less, a, b);

    public static Recorded operator >(Recorded a, Recorded b) => Do(Op.Less, b, a);

    public static Recorded operator <=(Recorded a, Recorded b) => Do(Op.LessOrEqual, a, b);

    public static Recorded operator >=(Recorded a, Recorded b) => Do(Op.LessOrEqual, b, a);

    public static Recorded Equal(Recorded a, Recorded b) => Do(Op.Equal, a, b);

    public static Recorded Select(Recorded mask, Recorded a, Recorded b) => Do(Op.Select, mask, a, b);

    public static Recorded Min(Recorded a, Recorded b) => Do(Op.Min, a, b);

    public static Recorded Max(Recorded a, Recorded b) => Do(Op.Max, a, b);

    public static Recorded Abs(Recorded a) => Do(Op.Abs, a);

    public static Recorded Sqrt(Recorded a) => Do(Op.Sqrt, a);

    public static Recorded FusedMultiplyAdd(Recorded a, Recorded b, Recorded c) => Do(Op.FusedMultiplyAdd, a, b, c);

    public static Recorded Floor(Recorded a) => Do(Op.Floor, a);

    public static Recorded Ceiling(Recorded a) => Do(Op.Ceiling, a);

    public static Recorded Round(Recorded a) => Do(Op.Round, a);

    public static Recorded OfBits(long bits) => BitConverter.Int64BitsToDouble(bits);

    public static Recorded AddBits(Recorded a, Recorded b) => Do(Op.AddBits, a, b);

    public static Recorded SubtractBits(Recorded a, Recorded b) => Do(Op.SubtractBits, a, b);

    public static Recorded MultiplyLowHalves(Recorded a, Recorded b) => throw new NotSupportedException("kernels multiply no words");

    public static Recorded ShiftLeft(Recorded a, int bits) => new(Make(Op.ShiftLeft, a.Node, slot: bits));

    public static Recorded ShiftRight(Recorded a, int bits) => new(Make(Op.ShiftRight, a.Node, slot: bits));

    private static Recorded Do(Op op, Recorded a) => new(Make(op, a.Node));

    private static Recorded Do(Op op, Recorded a, Recorded b) => new(Make(op, a.Node, b.Node));

    private static Recorded Do(Op op, Recorded a, Recorded b, Recorded c) => new(Make(op, a.Node, b.Node, c.Node));

    private static Node Make(Op op, Node a, Node? b = null, Node? c = null, int slot = -1) =>
        new(op, a, b, c, slot, 0, double.NegativeInfinity, double.PositiveInfinity, true, _record!.Count);
}
