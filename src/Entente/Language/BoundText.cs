using System.Globalization;

namespace Entente.Language;

/// <summary>Writes bound expressions out, fully bracketed, for people who want to see what the binder understood.</summary>
public static class BoundText
{
    public static string Of(BoundExpr? expr) => expr switch
    {
        null => "",
        Constant { Type.Kind: TypeKind.Member } e => e.Type.Set!.Keys[(int)e.Value],
        Constant { Type: { Kind: TypeKind.Option, Options: { } options } } e => options.Names[(int)e.Value],
        Constant { Type.Kind: TypeKind.Condition } e => e.Value != 0 ? "true" : "false",
        Constant e => e.Value.ToString("R", CultureInfo.InvariantCulture),
        Local e => e.Name,
        Cell e => e.Quantity.Name + Indices(e.I, e.J),
        OptionValue e => Of(e.Option),
        Previous e => $"prev({Of(e.Cell)})",
        Smoothed e => $"smooth({Of(e.Cell)}, {Of(e.Memory.YearsConstant)})",
        SinceFired e => $"since({e.Happening.Name}{Indices(e.I, e.J)})",
        SinceEntered e => $"since({Machine(e.Lifecycle, e.I, e.J, e.Lifecycle.States[e.State].Leaves)})",
        InState e => $"({Machine(e.Lifecycle, e.I, e.J, e.Leaves)})",
        InSet e => $"({Of(e.Member)} in {e.Set.Name})",
        TimeNow => "t",
        DateNow => "year",
        Negate e => $"-{Of(e.Operand)}",
        Not e => $"not {Of(e.Operand)}",
        Binary e => $"({Of(e.Left)} {Symbol(e.Operator)} {Of(e.Right)})",
        Choice e => $"(if {Of(e.Condition)} then {Of(e.Then)} else {Of(e.Else)})",
        Call e => $"{e.Function.Name}({string.Join(", ", e.Arguments.Select(Of))})",
        Lookup e => $"lookup({Of(e.Argument)}, {string.Join(", ", e.X.Zip(e.Y).Select(p => $"{Of(p.First)}: {Of(p.Second)}"))})",
        Aggregate e => $"{Lower(e.Kind)}({Of(e.Element)} for {Range(e.Range)}{After(" weighted by ", e.Weight)}{After(" else ", e.Otherwise)})",
        Network e => $"{Lower(e.Kind)}({(e.Subject is null ? "" : Of(e.Subject) + ", ")}{Of(e.Tie)} for {Range(e.Range)})",
        _ => expr.GetType().Name,
    };

    public static string Range(BoundRange range)
    {
        var over = range.Kind switch { RangeKind.Members => range.Set.Name, RangeKind.Pairs => $"pairs({range.Set.Name})", _ => $"links({range.Set.Name})" };
        return over + After(" where ", range.Filter);
    }

    private static string After(string word, BoundExpr? expr) => expr is null ? "" : word + Of(expr);

    private static string Indices(BoundExpr? i, BoundExpr? j) => i is null ? "" : j is null ? $"[{Of(i)}]" : $"[{Of(i)}, {Of(j)}]";

    private static string Machine(Lifecycle lifecycle, BoundExpr? i, BoundExpr? j, ulong leaves) =>
        $"{lifecycle.Name}{Indices(i, j)} is {string.Join("|", lifecycle.Leaves.Where(l => (leaves >> l.Leaf & 1) != 0).Select(l => l.Name))}";

    private static string Lower<T>(T kind)
        where T : struct, Enum => string.Concat(kind.ToString()!.Select((c, k) => char.IsUpper(c) && k > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    private static string Symbol(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Power => "^",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.And => "and",
        _ => "or",
    };
}
