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
        foreach (var part in RangeRows.Conjuncts(condition))
        {
            if (bad is null && own is null && cells.Decides(part, body, draws))
            {
                _decided.Add(part);
                continue;
            }

            var (holds, its) = Lowering.Mask(part);
            own = Lowering.Either(own, Lowering.Within(value, its));
            value = body.Graph.And(value, holds);
        }

        return new Lowered(value, Lowering.Either(bad, own));
    }

    /// <summary>Whether what is known at load time lets a row through.</summary>
    public bool Passes(int[] frame) => _decided.TrueForAll(c => cells.LoadTime.Value(c, frame) != 0);
}
