namespace Entente.Kernels;

/// <summary>The functions of the language as nodes, with the lanes in which an argument lies outside the domain.</summary>
internal static class LaneFunctions
{
    public static Lowered Apply(Graph g, string name, Node[] a) => name switch
    {
        "abs" => new(g.Abs(a[0])),
        "ceil" => new(g.Ceiling(a[0])),
        "clamp" => new(g.Min(g.Max(a[0], a[1]), a[2])),
        "exp" => new(g.Exp(a[0])),
        "floor" => new(g.Floor(a[0])),
        "log" => new(g.Log(a[0]), Outside(g, g.Less(g.Constant(0), a[0]))),
        "logistic" => new(g.Logistic(a[0])),
        "logit" => new(g.Logit(a[0]), Outside(g, g.And(g.Less(g.Constant(0), a[0]), g.Less(a[0], g.Constant(1))))),
        "max" => new(a.Aggregate(g.Max)),
        "min" => new(a.Aggregate(g.Min)),
        "round" => new(g.Round(a[0])),
        "sqrt" => new(g.Sqrt(a[0]), Outside(g, g.LessOrEqual(g.Constant(0), a[0]))),
        _ => throw new InvalidOperationException($"no lanes for {name}"),
    };

    private static Node? Outside(Graph g, Node inside) => inside.Op == Op.True ? null : g.Not(inside);
}
