using System.Globalization;
using Entente.Language;

namespace Entente.Tests.Language;

/// <summary>Writes expressions out again, with every bracket that they could need.</summary>
internal static class ExprText
{
    public static string Of(Expr expr) => expr switch
    {
        NumberExpr e => e.Value.ToString("R", CultureInfo.InvariantCulture),
        DurationExpr e => $"{e.Count.ToString("R", CultureInfo.InvariantCulture)} {(e.YearsEach is null ? "steps" : "years")}",
        DateExpr e => string.Create(CultureInfo.InvariantCulture, $"{e.Months / 12:0000}-{(e.Months % 12) + 1:00}"),
        PerExpr e => $"({Of(e.Operand)}) per year",
        NameExpr e => e.Name,
        IndexExpr e => $"{e.Target.Name}[{string.Join(", ", e.Indices.Select(Of))}]",
        CallExpr e => $"{e.Function.Name}({string.Join(", ", e.Arguments.Select(a => a.Label is null ? Of(a.Value) : $"{Of(a.Label)}: {Of(a.Value)}"))})",
        UnaryExpr e => $"({e.Operator} {Of(e.Operand)})",
        BinaryExpr e => $"({Of(e.Left)} {e.Operator} {Of(e.Right)})",
        IfExpr e => $"(if {Of(e.Condition)} then {Of(e.Then)} else {Of(e.Else)})",
        IsExpr e => $"({Of(e.Subject)} is {(e.Negated ? "not " : "")}{e.State.Name})",
        InExpr e => $"({Of(e.Member)} {(e.Negated ? "not " : "")}in {e.Set.Name})",
        AggregateExpr e => Aggregate(e),
        _ => throw new InvalidOperationException(expr.GetType().Name),
    };

    private static string Aggregate(AggregateExpr e)
    {
        var range = e.Range.Kind switch
        {
            RangeKind.Members => $"{e.Range.Variables[0].Name} in {e.Range.Set.Name}",
            var kind => $"({e.Range.Variables[0].Name}, {e.Range.Variables[1].Name}) in {kind.ToString().ToLowerInvariant()}({e.Range.Set.Name})",
        };
        var subject = e.Subject is null ? "" : Of(e.Subject) + ", ";
        var element = e.Element is null ? "" : Of(e.Element) + " for ";
        return $"{e.Function.Name}({subject}{element}{range}{After(" where ", e.Range.Filter)}{After(" weighted by ", e.Weight)}{After(" else ", e.Otherwise)})";
    }

    private static string After(string word, Expr? expr) => expr is null ? "" : word + Of(expr);
}
