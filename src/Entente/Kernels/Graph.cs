using Entente.Numerics;

namespace Entente.Kernels;

/// <summary>
/// Scratch: makes the nodes of one kernel. Equal nodes are shared, constants are folded with the operations of the oracle,
/// and every node knows the interval of its values.
/// </summary>
/// <remarks>
/// Rounding is monotone, so interval arithmetic in the very operations of the kernel bounds what the kernel computes;
/// functions that are not correctly rounded are widened by far more than their error.
/// </remarks>
internal sealed class Graph(bool share)
{
    private const double Widening = 1e-9;

    private readonly Dictionary<(Op, int, int, int, int, long), Node> _known = [];
    private int _next;

    public Node True => Make(Op.True, low: 1, high: 1);

    public Node False => Make(Op.False, low: 0, high: 0);

    public Node Constant(double value) =>
        Make(Op.Constant, value: value, low: double.IsNaN(value) ? double.NegativeInfinity : value, high: double.IsNaN(value) ? double.PositiveInfinity : value, nan: double.IsNaN(value));

    public Node Row(int slot, double low, double high, bool nan) => Make(Op.Row, slot: slot, low: low, high: high, nan: nan);

    public Node Load(int slot, double low, double high, bool nan) => Make(Op.Load, slot: slot, low: low, high: high, nan: nan);

    public Node Gather(int slot, Node index, double low, double high, bool nan) => Make(Op.Gather, index, slot: slot, low: low, high: high, nan: nan);

    public Node Accumulated(int slot, double low, double high, bool nan) => Make(Op.Accumulated, slot: slot, low: low, high: high, nan: nan);

    public Node Add(Node a, Node b) => Fold(Op.Add, a, b, (x, y) => x + y) ?? Make(
        Op.Add, a, b, low: Down(a.Low + b.Low), high: Up(a.High + b.High),
        nan: a.MayBeNaN || b.MayBeNaN || (a.High == double.PositiveInfinity && b.Low == double.NegativeInfinity) || (a.Low == double.NegativeInfinity && b.High == double.PositiveInfinity));

    public Node Subtract(Node a, Node b) => Fold(Op.Subtract, a, b, (x, y) => x - y) ?? Make(
        Op.Subtract, a, b, low: Down(a.Low - b.High), high: Up(a.High - b.Low),
        nan: a.MayBeNaN || b.MayBeNaN || (a.High == double.PositiveInfinity && b.High == double.PositiveInfinity) || (a.Low == double.NegativeInfinity && b.Low == double.NegativeInfinity));

    public Node Multiply(Node a, Node b)
    {
        if (Fold(Op.Multiply, a, b, (x, y) => x * y) is { } folded)
        {
            return folded;
        }

        // A product with one is the other factor, to the bit.
        if (a is { Op: Op.Constant, Value: 1 } && !b.MayBeNaN)
        {
            return b;
        }

        if (b is { Op: Op.Constant, Value: 1 } && !a.MayBeNaN)
        {
            return a;
        }

        var (low, high) = Products(a, b);
        return Make(Op.Multiply, a, b, low: low, high: high, nan: a.MayBeNaN || b.MayBeNaN || (HasZero(a) && IsUnbounded(b)) || (HasZero(b) && IsUnbounded(a)));
    }

    /// <summary>a / b where b is known or checked not to be 0.</summary>
    public Node Divide(Node a, Node b)
    {
        if (Fold(Op.Divide, a, b, (x, y) => x / y) is { } folded)
        {
            return folded;
        }

        // Division by a power of two and multiplication by its inverse round the same number, and a division takes eight times as long.
        if (b is { Op: Op.Constant } && Math.Abs(b.Value) is >= 1e-300 and <= 1e300 && double.IsPow2(Math.Abs(b.Value)))
        {
            return Multiply(a, Constant(1 / b.Value));
        }

        var (low, high) = (double.NegativeInfinity, double.PositiveInfinity);
        if (!HasZero(b) && !a.MayBeNaN && !b.MayBeNaN && !(IsUnbounded(a) && IsUnbounded(b)))
        {
            double[] ends = [a.Low / b.Low, a.Low / b.High, a.High / b.Low, a.High / b.High];
            (low, high) = ends.Any(double.IsNaN) ? (low, high) : (ends.Min(), ends.Max());
        }

        return Make(Op.Divide, a, b, low: low, high: high, nan: a.MayBeNaN || b.MayBeNaN || (IsUnbounded(a) && IsUnbounded(b)) || (HasZero(a) && HasZero(b)));
    }

    public Node Negate(Node a) => a.Op == Op.Constant ? Constant(-a.Value) : Make(Op.Negate, a, low: -a.High, high: -a.Low, nan: a.MayBeNaN);

    public Node Min(Node a, Node b) => Fold(Op.Min, a, b, (x, y) => x < y ? x : y) ?? Make(
        Op.Min, a, b, low: Math.Min(a.Low, b.Low), high: Math.Min(a.High, b.High), nan: a.MayBeNaN || b.MayBeNaN);

    public Node Max(Node a, Node b) => Fold(Op.Max, a, b, (x, y) => x > y ? x : y) ?? Make(
        Op.Max, a, b, low: Math.Max(a.Low, b.Low), high: Math.Max(a.High, b.High), nan: a.MayBeNaN || b.MayBeNaN);

    public Node Abs(Node a) => a.Op == Op.Constant ? Constant(Math.Abs(a.Value)) : Make(
        Op.Abs, a, low: HasZero(a) ? 0 : Math.Min(Math.Abs(a.Low), Math.Abs(a.High)), high: Math.Max(Math.Abs(a.Low), Math.Abs(a.High)), nan: a.MayBeNaN);

    /// <summary>The square root of a number that is known or checked to be no less than 0.</summary>
    public Node Sqrt(Node a) => Monotone(Op.Sqrt, a, x => Math.Sqrt(Math.Max(x, 0)));

    public Node Floor(Node a) => Monotone(Op.Floor, a, Math.Floor);

    public Node Ceiling(Node a) => Monotone(Op.Ceiling, a, Math.Ceiling);

    public Node Round(Node a) => Monotone(Op.Round, a, Math.Round);

    public Node Exp(Node a) => Monotone(IsModerate(a) ? Op.ExpOfModerate : Op.Exp, a, Elementary.Exp, widen: true, least: 0);

    /// <summary>The logarithm of a number that is known or checked to be positive.</summary>
    public Node Log(Node a) => Monotone(IsNormal(a) ? Op.LogOfNormal : Op.Log, a, x => x > 0 ? Elementary.Log(x) : double.NegativeInfinity, widen: true);

    public Node Logistic(Node a) => Monotone(IsModerate(a) ? Op.LogisticOfModerate : Op.Logistic, a, Elementary.Logistic, widen: true, least: 0, most: 1);

    /// <summary>The log-odds of a number that is known or checked to be between 0 and 1.</summary>
    public Node Logit(Node a) => Monotone(Op.Logit, a, x => x <= 0 ? double.NegativeInfinity : x >= 1 ? double.PositiveInfinity : Elementary.Logit(x), widen: true);

    public Node Pow(Node a, Node b) => Fold(Op.Pow, a, b, Elementary.Pow) ?? Make(
        Op.Pow, a, b, low: a.Low >= 0 ? 0 : double.NegativeInfinity, high: double.PositiveInfinity, nan: a.MayBeNaN || b.MayBeNaN || a.Low < 0);

    public Node Less(Node a, Node b) => Decided(a, b, a.High < b.Low, a.Low >= b.High) ?? Make(Op.Less, a, b, low: 0, high: 1);

    public Node LessOrEqual(Node a, Node b) => Decided(a, b, a.High <= b.Low, a.Low > b.High) ?? Make(Op.LessOrEqual, a, b, low: 0, high: 1);

    public Node Equal(Node a, Node b) => Decided(a, b, a.Low == a.High && b.Low == b.High && a.Low == b.Low, a.High < b.Low || a.Low > b.High) ?? Make(Op.Equal, a, b, low: 0, high: 1);

    public Node And(Node a, Node b) => (a.Op, b.Op) switch
    {
        (Op.False, _) or (_, Op.True) => a,
        (_, Op.False) or (Op.True, _) => b,
        _ when a == b => a,
        _ => Make(Op.And, a, b, low: 0, high: 1),
    };

    public Node Or(Node a, Node b) => (a.Op, b.Op) switch
    {
        (Op.True, _) or (_, Op.False) => a,
        (_, Op.True) or (Op.False, _) => b,
        _ when a == b => a,
        _ => Make(Op.Or, a, b, low: 0, high: 1),
    };

    public Node Not(Node a) => a.Op switch
    {
        Op.True => False,
        Op.False => True,
        Op.Not => a.A!,
        _ => Make(Op.Not, a, low: 0, high: 1),
    };

    public Node Select(Node mask, Node then, Node otherwise) => mask.Op switch
    {
        Op.True => then,
        Op.False => otherwise,
        _ when then == otherwise => then,
        _ when then.IsMask => Or(And(mask, then), And(Not(mask), otherwise)),
        _ => Make(Op.Select, mask, then, otherwise, low: Math.Min(then.Low, otherwise.Low), high: Math.Max(then.High, otherwise.High), nan: then.MayBeNaN || otherwise.MayBeNaN),
    };

    public Node IsNaN(Node a) => a.MayBeNaN ? Not(Make(Op.Equal, a, a, low: 0, high: 1)) : False;

    /// <summary>Where a number is infinite or NaN.</summary>
    public Node IsNotFinite(Node a) => a.IsFinite ? False : Not(Make(Op.LessOrEqual, Abs(a), Constant(double.MaxValue), low: 0, high: 1));

    /// <summary>The same operation, known to lie between bounds where its value counts.</summary>
    public Node Assume(Node a, double low, double high) => a with { Low = low, High = high, MayBeNaN = false, Id = _next++ };

    /// <summary>1 where a mask holds and 0 elsewhere.</summary>
    public Node Number(Node mask) => mask.IsMask ? Select(mask, Constant(1), Constant(0)) : mask;

    private Node Monotone(Op op, Node a, Func<double, double> function, bool widen = false, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        if (a.Op == Op.Constant && !double.IsNaN(function(a.Value)))
        {
            return Constant(function(a.Value));
        }

        var (low, high) = (function(a.Low), function(a.High));
        if (widen)
        {
            low -= Math.Abs(low) * Widening;
            high += Math.Abs(high) * Widening;
        }

        return Make(op, a, low: double.IsNaN(low) ? least : Math.Max(low, least), high: double.IsNaN(high) ? most : Math.Min(high, most), nan: a.MayBeNaN);
    }

    // Only numbers that are nowhere NaN are compared at load time: a comparison with NaN fails the trial that makes it.
    private Node? Decided(Node a, Node b, bool always, bool never) => a.MayBeNaN || b.MayBeNaN ? null : always ? True : never ? False : null;

    private Node? Fold(Op op, Node a, Node b, Func<double, double, double> apply) =>
        a.Op == Op.Constant && b.Op == Op.Constant && (op != Op.Divide || b.Value != 0) ? Constant(apply(a.Value, b.Value)) : null;

    private static (double Low, double High) Products(Node a, Node b)
    {
        double[] ends = [a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High];
        return ends.Any(double.IsNaN) ? (double.NegativeInfinity, double.PositiveInfinity) : (ends.Min(), ends.Max());
    }

    private static bool IsModerate(Node a) => !a.MayBeNaN && a.Low >= -LaneMath.Moderate && a.High <= LaneMath.Moderate;

    private static bool IsNormal(Node a) => a.IsFinite && a.Low >= 2.2250738585072014e-308;

    private static bool HasZero(Node a) => !(a.Low > 0 || a.High < 0);

    private static bool IsUnbounded(Node a) => double.IsInfinity(a.Low) || double.IsInfinity(a.High);

    private static double Down(double value) => double.IsNaN(value) ? double.NegativeInfinity : value;

    private static double Up(double value) => double.IsNaN(value) ? double.PositiveInfinity : value;

    private Node Make(Op op, Node? a = null, Node? b = null, Node? c = null, int slot = -1, double value = 0, double low = double.NegativeInfinity, double high = double.PositiveInfinity, bool nan = false)
    {
        var key = (op, a?.Id ?? -1, b?.Id ?? -1, c?.Id ?? -1, slot, BitConverter.DoubleToInt64Bits(value));
        if (_known.TryGetValue(key, out var known) && (share || op is Op.True or Op.False))
        {
            return known;
        }

        return _known[key] = new Node(op, a, b, c, slot, value, low, high, nan, _next++);
    }
}
