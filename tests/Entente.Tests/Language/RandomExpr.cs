using System.Collections.Immutable;
using Entente.Language;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Language;

/// <summary>Expressions of every kind, most of them nonsense.</summary>
internal static class RandomExpr
{
    private static readonly string[] Names = ["x", "y", "z", "n", "m", "u", "l", "t", "year", "true", "A", "B", "a", "b", "nowhere", "s", "p", "e", "r"];
    private static readonly string[] Functions = ["abs", "max", "min", "sqrt", "exp", "log", "clamp", "prev", "smooth", "since", "lookup", "sum", "uniform", "nothing"];
    private static readonly string[] Ranges = ["sum", "mean", "min", "max", "count", "share", "any", "all", "stdev", "density", "degree", "components", "bloc_of", "pick", "nothing"];
    private static readonly string[] Operators = ["+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or"];
    private static readonly string[] Sets = ["s", "p", "x", "nowhere"];

    public static Gen<Expr> Any { get; } = Gen.Sized(size => Of(Math.Min(5, size / 8)));

    private static Gen<Expr> Of(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements(0.0, 1, 2, 0.5, 100, 1e-3).Select(v => (Expr)new NumberExpr(default, v)),
            Gen.Elements(1.0, 2.0).Select(v => (Expr)new DurationExpr(default, v, 1)),
            Gen.Elements(1.0, 2.0).Select(v => (Expr)new DurationExpr(default, v, null)),
            Gen.Choose(24000, 25000).Select(v => (Expr)new DateExpr(default, v)),
            Name.Select(n => (Expr)n));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Of(depth - 1);
        return Gen.Frequency(
            (2, leaf),
            (3, from op in Gen.Elements(Operators) from left in inner from right in inner select (Expr)new BinaryExpr(default, op, default, left, right)),
            (1, from op in Gen.Elements("-", "not") from e in inner select (Expr)new UnaryExpr(default, op, e)),
            (1, from c in inner from x in inner from y in inner select (Expr)new IfExpr(default, c, x, y)),
            (1, from e in inner select (Expr)new PerExpr(default, e, 1)),
            (2, from n in Name from e in inner select (Expr)new IndexExpr(default, n, [e])),
            (1, from n in Name from e in inner from f in inner select (Expr)new IndexExpr(default, n, [e, f])),
            (1, from n in Name from not in Gen.Elements(true, false) from state in Gen.Elements("up", "down", "one") select (Expr)new IsExpr(default, n, new NameExpr(default, state), not)),
            (1, from n in Name from not in Gen.Elements(true, false) from set in Gen.Elements(Sets) select (Expr)new InExpr(default, n, new NameExpr(default, set), not)),
            (2, from f in Gen.Elements(Functions) from count in Gen.Choose(0, 4) from args in Gen.ListOf(Argument(inner), count) select (Expr)new CallExpr(default, new NameExpr(default, f), [.. args])),
            (3, Aggregate(inner)));
    }

    private static Gen<NameExpr> Name => Gen.Elements(Names).Select(n => new NameExpr(default, n));

    private static Gen<Argument> Argument(Gen<Expr> inner) =>
        from isLabelled in Gen.Elements(true, false, false) from label in inner from value in inner select new Argument(isLabelled ? label : null, value);

    private static Gen<Expr> Aggregate(Gen<Expr> inner) =>
        from name in Gen.Elements(Ranges)
        from kind in Gen.Elements(RangeKind.Members, RangeKind.Pairs, RangeKind.Links)
        from set in Gen.Elements(Sets)
        from subject in Maybe(inner, 1)
        from element in Maybe(inner, 6)
        from filter in Maybe(inner, 2)
        from weight in Maybe(inner, 1)
        from otherwise in Maybe(inner, 1)
        let variables = kind == RangeKind.Members ? ImmutableArray.Create(new NameExpr(default, "a")) : [new NameExpr(default, "a"), new NameExpr(default, "b")]
        select (Expr)new AggregateExpr(
            default, new NameExpr(default, name), element is null ? null : subject, element, new RangeClause(default, kind, variables, new NameExpr(default, set), filter), weight, otherwise);

    private static Gen<Expr?> Maybe(Gen<Expr> inner, int often) => Gen.Frequency((4, Gen.Constant<Expr?>(null)), (often, inner.Select(e => (Expr?)e)));
}
