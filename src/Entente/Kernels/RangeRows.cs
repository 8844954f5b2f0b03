using Entente.Language;

namespace Entente.Kernels;

/// <summary>Scratch: what a range runs over: the rows that remain at load time, and the mask that is left to each trial.</summary>
internal sealed class RangeRows
{
    private readonly BoundRange _range;
    private readonly Body _body;
    private readonly Guard _guard;

    public RangeRows(CellMap cells, BoundRange range, Body body, IReadOnlyDictionary<int, Column> draws)
    {
        _range = range;
        _body = body;
        _guard = new Guard(cells, body, draws);
        if (range.Kind != RangeKind.Members)
        {
            body.Pairs.Add((range.Slot, range.Slot + 1));
        }
    }

    public Lowering Lowering => _guard.Lowering;

    /// <summary>The lanes in which a row is in the range, and those in which asking would have failed.</summary>
    /// <remarks>In the order in which the oracle asks: membership, then the filter from left to right.</remarks>
    public Lowered Mask()
    {
        var mask = new Lowered(_body.Graph.True);
        foreach (var condition in Memberships())
        {
            if (mask.Bad is null && _guard.Decide(condition))
            {
                continue;
            }

            // Whether a member belongs is asked of every one, also where nobody is left to pair it with.
            var (value, bad) = Lowering.Mask(condition);
            mask = new Lowered(_body.Graph.And(mask.Value, value), Lowering.Either(mask.Bad, bad));
            if (mask.Bad is not null && _range.Kind != RangeKind.Members && _range.Set.Keys.Length < 2)
            {
                throw new NotSupportedException("pairs within a set of one, whose part may fail");
            }
        }

        return _guard.And(mask, _range.Filter);
    }

    /// <summary>Lets a condition leave rows out at load time, if it can.</summary>
    public bool Decide(BoundExpr condition, bool isSafe) => isSafe && _guard.Decide(condition);

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

        return _guard.Passes(frame) ? frame : null;
    }

    private IEnumerable<BoundExpr> Memberships()
    {
        for (var k = 0; _range.Set.Membership is { } membership && k < (_range.Kind == RangeKind.Members ? 1 : 2); k++)
        {
            yield return new Cell(ExprType.Condition, membership, new Local(ExprType.MemberOf(_range.Set), _range.Slot + k, ""), null);
        }
    }
}
