using Entente.Language;

namespace Entente.Kernels;

/// <summary>Lowers aggregates: what is added up over a range, in the order of keys, and what is made of the totals.</summary>
internal static class Aggregation
{
    /// <summary>Builds the kernel of an aggregate; the totals' expression goes into <paramref name="outer"/>.</summary>
    public static (Node Value, Variant Variant) Build(CellMap cells, Aggregate e, IReadOnlyDictionary<int, Column> draws, Body outer)
    {
        outer.Number("inner rows", _ => 0);
        outer.Number("inner count", _ => 0);
        var inner = cells.NewBody("rows of " + outer.Name);
        var range = new RangeRows(cells, e.Range, inner, draws);
        var lowering = range.Lowering;
        var g = inner.Graph;
        var (member, filterBad) = range.Mask();
        var (value, valueBad) = lowering.Number(e.Element);
        var bad = lowering.Either(filterBad, lowering.Within(member, lowering.Either(valueBad, g.IsNaN(value))));
        Node? weight = null;
        if (e.Weight is not null)
        {
            (weight, var weightBad) = lowering.Number(e.Weight);
            var negative = weight.Low >= 0 && !weight.MayBeNaN ? null : g.Not(g.LessOrEqual(g.Constant(0), weight));
            bad = lowering.Either(bad, lowering.Within(member, lowering.Either(weightBad, negative)));

            // The element is asked before its weight: where it may fail, what weighs nothing stays.
            member = range.Decide(new Binary(ExprType.Condition, BinaryOperator.Less, new Constant(ExprType.Plain, 0), e.Weight), bad is null) ? member : g.And(member, g.Less(g.Constant(0), weight));
        }

        var totals = new Totals(inner, outer.Graph);
        var failed = bad is null ? null : totals.Add(0, a => g.Max(a, g.Number(bad)), 0, 1);
        var isNeverEmpty = member.Op == Op.True && ExprKey.Of(e).Free.Length == 0 && range.Frames(CellMap.NewFrame()).Any();
        var result = Of(e, cells, outer, draws, totals, g, member, value, weight, isNeverEmpty);
        if (failed is not null)
        {
            result = result with { Bad = new Lowering(cells, outer, draws).Either(result.Bad, outer.Graph.Less(outer.Graph.Constant(0), failed)) };
        }

        return (new Lowering(cells, outer, draws).Poisoned(result), new Variant(outer, inner, range.Frames, [.. totals.Starts]));
    }

    private static Lowered Of(Aggregate e, CellMap cells, Body outer, IReadOnlyDictionary<int, Column> draws, Totals totals, Graph g, Node member, Node value, Node? weight, bool isNeverEmpty)
    {
        var o = outer.Graph;
        var none = g.Constant(-0.0);
        var weighted = weight is null ? value : g.Multiply(weight, value);
        double n = e.Range.Set.Keys.Length;
        var most = e.Range.Kind == RangeKind.Members ? n : n * n;
        Node Sum() => totals.Add(0, a => g.Add(a, g.Select(member, weighted, none)), Math.Min(0, most * weighted.Low), Math.Max(0, most * weighted.High), value.MayBeNaN || !weighted.IsFinite);
        Node Least() => totals.Add(double.PositiveInfinity, a => g.Select(member, g.Min(value, a), a), value.Low, double.PositiveInfinity);
        Node Greatest() => totals.Add(double.NegativeInfinity, a => g.Select(member, g.Max(value, a), a), double.NegativeInfinity, value.High);
        switch (e.Kind)
        {
            case AggregateKind.Sum:
                return new Lowered(Sum());
            case AggregateKind.Count:
                return new Lowered(totals.Add(0, a => g.Add(a, g.Select(member, value, none)), 0, 1e9));
            case AggregateKind.Any:
                return new Lowered(o.Equal(Greatest(), o.Constant(1)));
            case AggregateKind.All:
                return new Lowered(o.Not(o.Equal(Least(), o.Constant(0))));
        }

        var weightTotal = totals.Add(0, a => g.Add(a, g.Select(member, weight ?? g.Constant(1), none)), 0, double.PositiveInfinity);
        var empty = isNeverEmpty ? o.False : o.Equal(weightTotal, o.Constant(0));
        var measured = e.Kind switch
        {
            AggregateKind.Mean or AggregateKind.Share => Mean(),
            AggregateKind.Min => Least(),
            AggregateKind.Max => Greatest(),
            _ => Spread(),
        };
        if (e.Otherwise is null || isNeverEmpty)
        {
            return new Lowered(measured, isNeverEmpty ? null : empty);
        }

        var lowering = new Lowering(cells, outer, draws);
        var (otherwise, bad) = lowering.Number(e.Otherwise);
        return new Lowered(o.Select(empty, otherwise, measured), lowering.Within(empty, bad));

        // A mean lies among what it is the mean of, rounding aside. Where there is nothing, it is not used.
        Node Mean()
        {
            var quotient = o.Divide(Sum(), weightTotal);
            return value.IsFinite && weighted.IsFinite ? o.Assume(quotient, value.Low - (Math.Abs(value.Low) * 1e-9) - 1e-300, value.High + (Math.Abs(value.High) * 1e-9) + 1e-300) : quotient;
        }

        // West's weighted update, as the oracle does it.
        Node Spread()
        {
            var share = weight ?? g.Constant(1);
            var running = totals.Last;
            var mean = totals.Reserve(0);
            var step = g.Subtract(value, totals.Inner(mean));
            var newMean = g.Add(totals.Inner(mean), g.Multiply(g.Divide(share, totals.After(running)), step));
            var squares = totals.Add(0, a => g.Select(member, g.Add(a, g.Multiply(g.Multiply(share, step), g.Subtract(value, newMean))), a), 0, double.PositiveInfinity);
            totals.Set(mean, g.Select(member, newMean, totals.Inner(mean)));
            var spread = o.Sqrt(o.Divide(squares, weightTotal));
            return value.IsFinite && value.High - value.Low < 1e100 ? o.Assume(spread, 0, value.High - value.Low + 1e-9) : spread;
        }
    }

    // Scratch: the accumulators of an aggregate, as its inner rows see them and as they stand in the end.
    private sealed class Totals(Body inner, Graph outer)
    {
        private readonly List<Node> _after = [];

        public List<double> Starts { get; } = [];

        public int Last => Starts.Count - 1;

        public Node Inner(int k) => inner.Graph.Accumulated(k, double.NegativeInfinity, double.PositiveInfinity, false);

        public Node After(int k) => _after[k];

        public int Reserve(double start)
        {
            Starts.Add(start);
            _after.Add(null!);
            return Last;
        }

        public void Set(int k, Node value)
        {
            _after[k] = value;
            inner.Statements.Add(new Accumulate(k, value));
        }

        public Node Add(double start, Func<Node, Node> update, double low, double high, bool nan = false)
        {
            var k = Reserve(start);
            Set(k, update(Inner(k)));
            return outer.Accumulated(k, low, high, nan);
        }
    }
}
