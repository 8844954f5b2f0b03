using Entente.Language;

namespace Entente.Kernels;

/// <summary>Scratch: turns bound expressions into nodes of one kernel.</summary>
/// <remarks>
/// The evaluator asks for the parts of an expression as it needs them and fails where it cannot go on; a kernel computes
/// all parts in all lanes and keeps, beside each value, the lanes in which the evaluator would have failed.
/// </remarks>
/// <param name="cells">Where quantities stand.</param>
/// <param name="body">The kernel.</param>
/// <param name="draws">What a rule has drawn, by its place in the frame: these variables differ between lanes.</param>
/// <param name="hoist">Whether parts that are known once a trial has drawn may be computed apart.</param>
internal sealed class Lowering(CellMap cells, Body body, IReadOnlyDictionary<int, Column> draws, bool hoist = true)
{
    private readonly Dictionary<BoundExpr, Lowered> _done = new(ReferenceEqualityComparer.Instance);

    private Graph G => body.Graph;

    /// <summary>A number, or the number of a member, option or condition.</summary>
    public Lowered Number(BoundExpr expr) => Lower(expr) is var (value, bad) ? new Lowered(G.Number(value), bad) : default;

    /// <summary>A condition as a mask.</summary>
    public Lowered Mask(BoundExpr expr)
    {
        var (value, bad) = Lower(expr);
        return value.IsMask ? new Lowered(value, bad) : new Lowered(Truth(value), Either(bad, G.IsNaN(value)));
    }

    /// <summary>A value, with NaN for what is bad.</summary>
    public Node Poisoned(Lowered lowered) =>
        lowered.Bad is null ? G.Number(lowered.Value) : G.Select(lowered.Bad, G.Constant(double.NaN), G.Number(lowered.Value));

    public Node? Either(Node? a, Node? b) => a is null or { Op: Op.False } ? (b is { Op: Op.False } ? null : b) : b is null or { Op: Op.False } ? a : G.Or(a, b);

    public Node? Within(Node mask, Node? bad) => bad is null ? null : G.And(mask, bad) is var both && both.Op == Op.False ? null : both;

    /// <summary>A cell of a column that is read whole by every row, such as the time.</summary>
    public Node Global(Column column) => G.Load(body.Address(column.Name, _ => column.At(0)), column.Low, column.High, column.MayBeNaN);

    private Lowered Lower(BoundExpr expr)
    {
        if (!_done.TryGetValue(expr, out var lowered))
        {
            _done[expr] = lowered = Make(expr);
        }

        return lowered;
    }

    private Lowered Make(BoundExpr expr)
    {
        if (expr is Constant constant)
        {
            return new Lowered(constant.Type.Kind == TypeKind.Condition ? (constant.Value != 0 ? G.True : G.False) : G.Constant(constant.Value));
        }

        var timing = TimingOf(expr);
        if (timing == Timing.Load && (cells.Passes.HasFlag(Passes.Fold) || expr is Local))
        {
            return AtLoad(expr);
        }

        if (timing == Timing.Trial && hoist && cells.Passes.HasFlag(Passes.Hoist) && IsWorthHoisting(expr))
        {
            return Computed(cells.Hoisted(expr), BoundFree(expr), expr.Type.Kind == TypeKind.Condition);
        }

        return expr switch
        {
            Local e => Drawn(draws[e.Slot]),
            Cell e => Cell(e),
            OptionValue e => Option(e),
            Previous e => Remembered(cells.Before(e.Cell.Quantity), cells.LeafOfBefore(e.Cell.Quantity), e.Cell),
            Smoothed e => Remembered(cells.Memory(e.Memory), cells.LeafOfMemory(e.Memory), e.Cell),
            SinceFired e => Since(cells.Fired(e.Happening), cells.LeafOf(e.Happening), e.Happening.Scope, e.I, e.J),
            SinceEntered e => Since(cells.Entered(e.Lifecycle, e.State), cells.LeafOf(e.Lifecycle), e.Lifecycle.Scope, e.I, e.J),
            InState e => In(e),
            InSet e => e.Set.Membership is { } membership ? Cell(new Cell(ExprType.Condition, membership, e.Member, null)) : new Lowered(G.True),
            TimeNow => Clock(cells.Time),
            DateNow => Clock(cells.Date),
            Negate e => Number(e.Operand) is var (value, bad) ? new Lowered(G.Negate(value), bad) : default,
            Not e => Mask(e.Operand) is var (value, bad) ? new Lowered(G.Not(value), bad) : default,
            Binary e => Apply(e),
            Choice e => Choose(e),
            Call e => Apply(e),
            Lookup e => Interpolate(e),
            Aggregate e => Computed(cells.Aggregated(e, draws), BoundFree(e), e.Kind is AggregateKind.Any or AggregateKind.All),
            Network e => Measured(e),
            _ => throw new InvalidOperationException($"no kernel for {expr.GetType().Name}"),
        };
    }

    private Timing TimingOf(BoundExpr expr) =>
        draws.Count > 0 && BoundTree.All(expr).Any(e => e is Local l && draws.ContainsKey(l.Slot)) ? Timing.Step : cells.LoadTime.Of(expr);

    // Worth a column of its own: what costs more than reading one.
    private static bool IsWorthHoisting(BoundExpr expr)
    {
        var cost = 0;
        foreach (var part in BoundTree.All(expr))
        {
            cost += part switch
            {
                Binary { Operator: BinaryOperator.Divide or BinaryOperator.Power } => 4,
                Call { Function.Units: not UnitRule.Same } => 4,
                Aggregate or Lookup or Network => 8,
                Binary or Choice or Call or OptionValue => 1,
                _ => 0,
            };
        }

        return cost >= 3;
    }

    private Lowered AtLoad(BoundExpr expr)
    {
        var slot = body.Number(ExprKey.InFrame(expr), frame => BitConverter.DoubleToInt64Bits(cells.LoadTime.Value(expr, frame)));
        if (expr.Type.Kind == TypeKind.Condition)
        {
            var truth = G.Row(slot, 0, 1, cells.MayFail(expr, body.Pairs));
            return new Lowered(Truth(truth), Bad(truth));
        }

        var (low, high) = expr.Type.Kind == TypeKind.Number ? Ranges.Of(expr) : (0, 1e9);
        var value = G.Row(slot, low, high, cells.MayFail(expr, body.Pairs));
        return new Lowered(value, Bad(value));
    }

    private Node Truth(Node number) => G.Less(G.Constant(0), number);

    private Node? Bad(Node value) => value.MayBeNaN ? G.IsNaN(value) : null;

    private Lowered Drawn(Column column)
    {
        body.Leaves.Add(cells.LeafOfDraws);
        return new Lowered(Global(column));
    }

    private Lowered Clock(Column column)
    {
        body.Leaves.Add(cells.LeafOfClock);
        return new Lowered(Global(column));
    }

    // The variables that a part needs from outside, but for what is drawn.
    private int[] BoundFree(BoundExpr expr) => [.. ExprKey.Of(expr).Free.Where(slot => !draws.ContainsKey(slot))];

    private Lowered Computed(Computed computed, int[] free, bool isCondition)
    {
        body.Needs.Add(computed);
        var slot = body.Address($"{computed.Name}/{string.Join(',', free)}", frame => computed.Column.At(CellMap.AskFor(computed, free, frame)));
        return Read(computed.Column, slot, isCondition);
    }

    // Measures of a network are computed for all members at once; a subject picks its own.
    private Lowered Measured(Network e)
    {
        var computed = cells.Networked(e);
        body.Needs.Add(computed);
        if (e.Subject is null || !IsDynamic(e.Subject))
        {
            var member = e.Subject is null ? "" : ExprKey.InFrame(e.Subject);
            var slot = body.Address($"{computed.Name}/{member}", frame => computed.Column.At(e.Subject is null ? 0 : cells.LoadTime.Member(e.Subject, frame)));
            return Read(computed.Column, slot, false);
        }

        var (index, bad) = Number(e.Subject);
        var value = G.Gather(body.Address(computed.Name + "[]", _ => computed.Column.At(0)), index, computed.Column.Low, computed.Column.High, true);
        return new Lowered(value, Either(bad, Bad(value)));
    }

    private Lowered Read(Column column, int slot, bool isCondition)
    {
        var value = G.Load(slot, column.Low, column.High, column.MayBeNaN);
        return isCondition ? new Lowered(Truth(value), Bad(value)) : new Lowered(value, Bad(value));
    }

    private Lowered Cell(Cell e)
    {
        var isCondition = e.Type.Kind == TypeKind.Condition;
        var quantity = e.Quantity;
        if (!IsDynamic(e.I) && !IsDynamic(e.J))
        {
            if (cells.LoadTime.Of(quantity) == Timing.Load)
            {
                return AtLoad(e);
            }

            var column = cells.ColumnOf(quantity, body);
            if (quantity.Sort == QuantityKind.State)
            {
                body.StatesRead.Add(column);
                if (!IsOwn(e))
                {
                    body.ReadElsewhere.Add(column);
                }
            }

            return At(column, quantity.Scope, e.I, e.J, isCondition, cell => cells.Ask(quantity, cell));
        }

        var whole = cells.WholeColumnOf(quantity, body);
        body.StatesRead.Add(whole);
        body.ReadElsewhere.Add(whole);
        return Gather(whole, quantity.Scope, e.I, e.J, isCondition);
    }

    private bool IsDynamic(BoundExpr? index) => index is not null && TimingOf(index) != Timing.Load;

    private static bool IsOwn(Cell e) => e.I is null || (e.I is Local { Slot: 0 } && e.J is null or Local { Slot: 1 });

    // A cell whose members every row knows.
    private Lowered At(Column column, Scope scope, BoundExpr? i, BoundExpr? j, bool isCondition, Action<int>? ask)
    {
        var mayCoincide = j is not null && !AreDistinct(i!, j);
        var slot = body.Address($"{column.Name}@{column.Offset}[{ExprKey.InFrame(i)};{ExprKey.InFrame(j)}]", frame =>
        {
            var first = i is null ? -1 : cells.LoadTime.Member(i, frame);
            var second = j is null ? -1 : cells.LoadTime.Member(j, frame);
            if (j is not null && first == second)
            {
                return cells.Poison.At(0);
            }

            var cell = scope.CellAt(first, second);
            ask?.Invoke(cell);
            return column.At(cell);
        });
        return Read(column with { MayBeNaN = column.MayBeNaN || mayCoincide }, slot, isCondition);
    }

    /// <summary>Whether two members are never the same: the two variables of one scope or range, or two that are written out.</summary>
    public bool AreDistinct(BoundExpr i, BoundExpr j) => (i, j) switch
    {
        (Local a, Local b) => body.Pairs.Contains((a.Slot, b.Slot)) || body.Pairs.Contains((b.Slot, a.Slot)),
        (Constant a, Constant b) => a.Value != b.Value,
        _ => false,
    };

    private Lowered Gather(Column column, Scope scope, BoundExpr? i, BoundExpr? j, bool isCondition)
    {
        var (index, bad) = Index(scope, i!, j);
        var slot = body.Address(column.Name + "[]", _ => column.At(0));
        var value = G.Gather(slot, index, column.Low, column.High, column.MayBeNaN);
        bad = Either(bad, Bad(value));
        return isCondition ? new Lowered(Truth(value), bad) : new Lowered(value, bad);
    }

    /// <summary>The cell of members that differ between lanes.</summary>
    public (Node Index, Node? Bad) Index(Scope scope, BoundExpr i, BoundExpr? j)
    {
        var (first, bad) = Number(i);
        if (j is null)
        {
            return (first, bad);
        }

        var (second, otherBad) = Number(j);
        bad = Either(Either(bad, otherBad), G.Equal(first, second));
        double n = scope.Set!.Keys.Length;
        if (scope.Kind == ScopeKind.Links)
        {
            return (G.Add(G.Multiply(first, G.Constant(n)), second), bad);
        }

        var low = G.Min(first, second);
        var high = G.Max(first, second);
        var before = G.Multiply(G.Multiply(low, G.Subtract(G.Constant((2 * n) - 1), low)), G.Constant(0.5));
        return (G.Subtract(G.Subtract(G.Add(before, high), low), G.Constant(1)), bad);
    }

    private Lowered Option(OptionValue e)
    {
        var (option, bad) = Number(e.Option);
        var value = G.Constant(e.Values[0]);
        for (var k = 1; k < e.Values.Length; k++)
        {
            value = G.Select(G.Equal(option, G.Constant(k)), G.Constant(e.Values[k]), value);
        }

        return new Lowered(value, bad);
    }

    private Lowered Remembered(Column column, int leaf, Cell cell)
    {
        body.Leaves.Add(leaf);
        var isCondition = cell.Type.Kind == TypeKind.Condition;
        return IsDynamic(cell.I) || IsDynamic(cell.J)
            ? Gather(column, cell.Quantity.Scope, cell.I, cell.J, isCondition)
            : At(column, cell.Quantity.Scope, cell.I, cell.J, isCondition, null);
    }

    private Lowered Since(Column column, int leaf, Scope scope, BoundExpr? i, BoundExpr? j)
    {
        body.Leaves.Add(leaf);
        body.Leaves.Add(cells.LeafOfClock);
        var (point, bad) = IsDynamic(i) || IsDynamic(j) ? Gather(column, scope, i, j, false) : At(column, scope, i, j, false, null);
        // The evaluator multiplies by months and divides by twelve: of whole numbers of steps that is the same quotient.
        var years = G.Divide(G.Subtract(Global(cells.Now), point), G.Constant(12 / cells.MonthsPerStep));
        return new Lowered(G.Select(G.Less(point, G.Constant(0)), G.Constant(double.PositiveInfinity), years), bad);
    }

    private Lowered In(InState e)
    {
        var column = cells.Machines(e.Lifecycle);
        body.Leaves.Add(cells.LeafOf(e.Lifecycle));
        var (leaf, bad) = IsDynamic(e.I) || IsDynamic(e.J) ? Gather(column, e.Lifecycle.Scope, e.I, e.J, false) : At(column, e.Lifecycle.Scope, e.I, e.J, false, null);
        return new Lowered(IsAmong(leaf, e.Leaves, e.Lifecycle.Leaves.Length), bad);
    }

    /// <summary>Whether a leaf is one of some.</summary>
    /// <param name="hasNone">Whether the leaf may also be -1, which is none.</param>
    public Node IsAmong(Node leaf, ulong leaves, int count, bool hasNone = false)
    {
        var all = count == 64 ? ulong.MaxValue : (1UL << count) - 1;
        leaves &= all;
        if (leaves == all)
        {
            return hasNone ? G.LessOrEqual(G.Constant(0), leaf) : G.True;
        }

        var complement = !hasNone && System.Numerics.BitOperations.PopCount(leaves) > count / 2;
        var wanted = complement ? all & ~leaves : leaves;
        var any = G.False;
        for (var k = 0; k < count; k++)
        {
            if ((wanted >> k & 1) != 0)
            {
                any = G.Or(any, G.Equal(leaf, G.Constant(k)));
            }
        }

        return complement ? G.Not(any) : any;
    }

    private Lowered Apply(Binary e)
    {
        if (e.Operator is BinaryOperator.And or BinaryOperator.Or)
        {
            var (a, aBad) = Mask(e.Left);
            var (b, bBad) = Mask(e.Right);
            return e.Operator == BinaryOperator.And
                ? new Lowered(G.And(a, b), Either(aBad, Within(a, bBad)))
                : new Lowered(G.Or(a, b), Either(aBad, Within(G.Not(a), bBad)));
        }

        var (left, leftBad) = Number(e.Left);
        var (right, rightBad) = Number(e.Right);
        var bad = Either(leftBad, rightBad);
        switch (e.Operator)
        {
            case BinaryOperator.Add:
                return new Lowered(G.Add(left, right), bad);
            case BinaryOperator.Subtract:
                return new Lowered(G.Subtract(left, right), bad);
            case BinaryOperator.Multiply:
                return new Lowered(G.Multiply(left, right), bad);
            case BinaryOperator.Divide:
                return new Lowered(G.Divide(left, right), Either(bad, G.Equal(right, G.Constant(0))));
            case BinaryOperator.Power:
                var power = G.Pow(left, right);
                return new Lowered(power, Either(bad, G.IsNaN(power)));
        }

        var compared = e.Operator switch
        {
            BinaryOperator.Less => G.Less(left, right),
            BinaryOperator.LessOrEqual => G.LessOrEqual(left, right),
            BinaryOperator.Greater => G.Less(right, left),
            BinaryOperator.GreaterOrEqual => G.LessOrEqual(right, left),
            BinaryOperator.Equal => G.Equal(left, right),
            _ => G.Not(G.Equal(left, right)),
        };
        return new Lowered(compared, Either(bad, Either(G.IsNaN(left), G.IsNaN(right))));
    }

    private Lowered Choose(Choice e)
    {
        var (mask, bad) = Mask(e.Condition);
        var then = Lower(e.Then);
        var otherwise = Lower(e.Else);
        var isMask = then.Value.IsMask && otherwise.Value.IsMask;
        var value = isMask ? G.Select(mask, then.Value, otherwise.Value) : G.Select(mask, G.Number(then.Value), G.Number(otherwise.Value));
        return new Lowered(value, Either(bad, Either(Within(mask, then.Bad), Within(G.Not(mask), otherwise.Bad))));
    }

    private Lowered Apply(Call e)
    {
        var arguments = new Node[e.Arguments.Length];
        Node? bad = null;
        for (var k = 0; k < arguments.Length; k++)
        {
            (arguments[k], var itsBad) = Number(e.Arguments[k]);
            bad = Either(bad, Either(itsBad, G.IsNaN(arguments[k])));
        }

        var functions = new LaneFunctions(G);
        var value = (Node)e.Function.Lanes(functions, [.. arguments]);
        return new Lowered(value, Either(bad, functions.Outside));
    }

    private Lowered Interpolate(Lookup e)
    {
        var (x, bad) = Number(e.Argument);
        bad = Either(bad, G.IsNaN(x));
        Node value = null!;
        for (var k = e.X.Length - 1; k >= 0; k--)
        {
            var (right, rightBad) = Number(e.X[k]);
            var (y, yBad) = Number(e.Y[k]);
            bad = Either(bad, Either(rightBad, yBad));
            var here = y;
            if (k > 0)
            {
                var left = Number(e.X[k - 1]).Value;
                var from = Number(e.Y[k - 1]).Value;
                var between = G.Add(from, G.Multiply(G.Divide(G.Subtract(x, left), G.Subtract(right, left)), G.Subtract(y, from)));
                here = G.Select(G.LessOrEqual(right, x), y, between);
            }

            value = value is null ? here : G.Select(G.Not(G.Less(right, x)), here, value);
        }

        return new Lowered(value, bad);
    }
}
