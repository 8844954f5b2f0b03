using Entente.Language;

namespace Entente.Kernels;

/// <summary>Scratch: what a range runs over: the rows that remain at load time, and the mask that is left to each trial.</summary>
internal sealed class RangeRows
{
    private readonly CellMap _cells;
    private readonly BoundRange _range;
    private readonly Body _body;
    private readonly IReadOnlyDictionary<int, Column> _draws;
    private readonly List<BoundExpr> _decided = [];

    public RangeRows(CellMap cells, BoundRange range, Body body, IReadOnlyDictionary<int, Column> draws)
    {
        _cells = cells;
        _range = range;
        _body = body;
        _draws = draws;
        if (range.Kind != RangeKind.Members)
        {
            body.Pairs.Add((range.Slot, range.Slot + 1));
        }

        Lowering = new Lowering(cells, body, draws);
    }

    public Lowering Lowering { get; }

    /// <summary>The lanes in which a row is in the range, and those in which asking would have failed.</summary>
    public Lowered Mask()
    {
        var mask = _body.Graph.True;
        Node? bad = null;
        foreach (var (condition, isMembership) in Conditions())
        {
            if (bad is null && Decides(condition))
            {
                _decided.Add(condition);
                continue;
            }

            var (value, its) = Lowering.Mask(condition);

            // Whether a member belongs is asked of every one, also where nobody is left to pair it with.
            bad = Lowering.Either(bad, isMembership ? its : Lowering.Within(mask, its));
            mask = _body.Graph.And(mask, value);
            if (isMembership && bad is not null && _range.Kind != RangeKind.Members && _range.Set.Keys.Length < 2)
            {
                throw new NotSupportedException("pairs within a set of one, whose part may fail");
            }
        }

        return new Lowered(mask, bad);
    }

    /// <summary>Lets a condition leave rows out at load time, if it can.</summary>
    public bool Decide(BoundExpr condition, bool isSafe)
    {
        if (isSafe && Decides(condition))
        {
            _decided.Add(condition);
            return true;
        }

        return false;
    }

    /// <summary>The frames of all rows that conditions known at load time leave over, in the order of keys.</summary>
    public IEnumerable<int[]> Frames(int[] outer)
    {
        var n = _range.Set.Keys.Length;
        for (var i = 0; i < n; i++)
        {
            if (_range.Kind == RangeKind.Members)
            {
                if (Frame(outer, i, -1) is { } one)
                {
                    yield return one;
                }

                continue;
            }

            for (var j = _range.Kind == RangeKind.Pairs ? i + 1 : 0; j < n; j++)
            {
                if (j != i && Frame(outer, i, j) is { } two)
                {
                    yield return two;
                }
            }
        }
    }

    private int[]? Frame(int[] outer, int i, int j)
    {
        var frame = (int[])outer.Clone();
        frame[_range.Slot] = i;
        if (j >= 0)
        {
            frame[_range.Slot + 1] = j;
        }

        return _decided.TrueForAll(c => _cells.LoadTime.Value(c, frame) != 0) ? frame : null;
    }

    private bool Decides(BoundExpr condition) => _cells.Decides(condition, _body, _draws);

    // In the order in which the oracle asks them: membership, then the filter from left to right.
    private IEnumerable<(BoundExpr Condition, bool IsMembership)> Conditions()
    {
        if (_range.Set.Membership is { } membership)
        {
            for (var k = 0; k < (_range.Kind == RangeKind.Members ? 1 : 2); k++)
            {
                yield return (new Cell(ExprType.Condition, membership, new Local(ExprType.MemberOf(_range.Set), _range.Slot + k, ""), null), true);
            }
        }

        foreach (var part in Conjuncts(_range.Filter))
        {
            yield return (part, false);
        }
    }

    /// <summary>The parts of a condition that is a conjunction, from left to right.</summary>
    public static IEnumerable<BoundExpr> Conjuncts(BoundExpr? condition) => condition switch
    {
        null => [],
        Binary { Operator: BinaryOperator.And } both => Conjuncts(both.Left).Concat(Conjuncts(both.Right)),
        _ => [condition],
    };
}
