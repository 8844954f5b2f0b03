namespace Entente.Language;

/// <summary>Interval arithmetic: the least and greatest value an expression can have, as far as bounds and data show.</summary>
/// <remarks>Conservative: the true range lies inside. A condition is in [0, 1]; an empty answer does not occur.</remarks>
public static class Ranges
{
    private static readonly (double Low, double High) Anything = (double.NegativeInfinity, double.PositiveInfinity);

    public static (double Low, double High) Of(BoundExpr expr) => expr switch
    {
        Constant e => double.IsNaN(e.Value) ? Anything : (e.Value, e.Value),
        Cell e when e.Type.Kind == TypeKind.Number => e.Quantity.Range,
        Previous e when e.Type.Kind == TypeKind.Number => e.Cell.Quantity.Range,
        Smoothed e => e.Cell.Quantity.Range,
        OptionValue e => (e.Values.Min(), e.Values.Max()),
        TimeNow or SinceFired or SinceEntered => (0, double.PositiveInfinity),
        Negate e => Of(e.Operand) is var (low, high) ? (-high, -low) : Anything,
        Not e => Of(e.Operand) is var (low, high) ? (1 - high, 1 - low) : (0, 1),
        Binary e => Of(e),
        Choice e => Hull(Of(e.Then), Of(e.Else)),
        Call e => Of(e),
        Lookup e => e.Y.Select(Of).Aggregate(Hull),
        Aggregate e => Of(e),
        _ => expr.Type.Kind == TypeKind.Condition ? (0, 1) : Anything,
    };

    private static (double Low, double High) Of(Binary e)
    {
        var (a, b) = Of(e.Left);
        var (c, d) = Of(e.Right);
        switch (e.Operator)
        {
            case BinaryOperator.Add:
                return Clean(a + c, b + d);
            case BinaryOperator.Subtract:
                return Clean(a - d, b - c);
            case BinaryOperator.Multiply:
                return Products(a, b, c, d);
            case BinaryOperator.Divide:
                return c > 0 || d < 0 ? Products(a, b, 1 / d, 1 / c) : Anything;
            case BinaryOperator.Power:
                return a >= 0 ? (0, double.PositiveInfinity) : Anything;
            case BinaryOperator.And:
                return (Math.Min(a, c), Math.Min(b, d));
            case BinaryOperator.Or:
                return (Math.Max(a, c), Math.Max(b, d));
            case BinaryOperator.Less:
                return Truth(b < c, a >= d);
            case BinaryOperator.LessOrEqual:
                return Truth(b <= c, a > d);
            case BinaryOperator.Greater:
                return Truth(a > d, b <= c);
            case BinaryOperator.GreaterOrEqual:
                return Truth(a >= d, b < c);
            default:
                return (0, 1);
        }
    }

    private static (double Low, double High) Of(Call e)
    {
        var parts = e.Arguments.Select(Of).ToArray();
        var (low, high) = parts[0];
        switch (e.Function.Name)
        {
            case "abs":
                return low >= 0 ? (low, high) : high <= 0 ? (-high, -low) : (0, Math.Max(-low, high));
            case "clamp":
                return (Math.Min(Math.Max(low, parts[1].Low), parts[2].Low), Math.Min(Math.Max(high, parts[1].High), parts[2].High));
            case "max":
                return (parts.Max(p => p.Low), parts.Max(p => p.High));
            case "min":
                return (parts.Min(p => p.Low), parts.Min(p => p.High));
            case "floor" or "ceil" or "round":
                return (Math.Floor(low), Math.Ceiling(high));
            case "logistic":
                return (0, 1);
            case "exp" or "sqrt":
                return (0, double.PositiveInfinity);
            default:
                return Anything;
        }
    }

    private static (double Low, double High) Of(Aggregate e)
    {
        var (low, high) = Of(e.Element);
        var members = e.Range.Set.Keys.Length;
        var inside = e.Kind switch
        {
            AggregateKind.Count => (0, members * (e.Range.Kind == RangeKind.Members ? 1 : (double)members)),
            AggregateKind.Share or AggregateKind.Any or AggregateKind.All => (0, 1),
            AggregateKind.Sum => low >= 0 ? (0, double.PositiveInfinity) : Anything,
            AggregateKind.Stdev => (0, double.PositiveInfinity),
            _ => (low, high),
        };
        return e.Otherwise is null ? inside : Hull(inside, Of(e.Otherwise));
    }

    private static (double Low, double High) Truth(bool always, bool never) => always ? (1, 1) : never ? (0, 0) : (0, 1);

    private static (double Low, double High) Products(double a, double b, double c, double d)
    {
        double[] all = [a * c, a * d, b * c, b * d];
        return all.Any(double.IsNaN) ? Anything : (all.Min(), all.Max());
    }

    private static (double Low, double High) Clean(double low, double high) =>
        (double.IsNaN(low) ? double.NegativeInfinity : low, double.IsNaN(high) ? double.PositiveInfinity : high);

    private static (double Low, double High) Hull((double Low, double High) a, (double Low, double High) b) =>
        (Math.Min(a.Low, b.Low), Math.Max(a.High, b.High));
}
