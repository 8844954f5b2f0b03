using Entente.Language;

namespace Entente.Kernels;

/// <summary>Scratch: a condition on rows: what of it is known at load time leaves rows out, the rest is a mask.</summary>
internal sealed class Guard(CellMap cells, Body body, IReadOnlyDictionary<int, Column> draws)
{
    private readonly List<BoundExpr> _decided = [];

    public Lowering Lowering { get; } = new(cells, body, draws);

    /// <summary>A mask and a condition, asked only where the mask holds.</summary>
    public Lowered And(Lowered mask, BoundExpr? condition)
    {
        var value = mask.Value;
        var bad = mask.Bad;
        Node? own = null;
        foreach (var part in Conjuncts(condition))
        {
            if (bad is null && own is null && Decide(part))
            {
                continue;
            }

            var (holds, its) = Lowering.Mask(part);
            own = Lowering.Either(own, Lowering.Within(value, its));
            value = body.Graph.And(value, holds);
        }

        return new Lowered(value, Lowering.Either(bad, own));
    }

    /// <summary>Lets a condition leave rows out at load time, if it is known then.</summary>
    public bool Decide(BoundExpr condition)
    {
        var decides = cells.Decides(condition, body, draws);
        if (decides)
        {
            _decided.Add(condition);
        }

        return decides;
    }

    /// <summary>Whether what is known at load time lets a row through.</summary>
    public bool Passes(int[] frame) => _decided.TrueForAll(c => cells.LoadTime.Value(c, frame) != 0);

    // The parts of a condition that is a conjunction, from left to right.
    private static IEnumerable<BoundExpr> Conjuncts(BoundExpr? condition) => condition switch
    {
        null => [],
        Binary { Operator: BinaryOperator.And } both => Conjuncts(both.Left).Concat(Conjuncts(both.Right)),
        _ => [condition],
    };
}
