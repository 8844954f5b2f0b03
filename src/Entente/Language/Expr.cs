using System.Collections.Immutable;
using Entente.Text;

namespace Entente.Language;

/// <summary>An expression as it was written: names are still text, nothing is known to be right.</summary>
/// <param name="Span">Where it stands in its file.</param>
public abstract record Expr(TextSpan Span);

/// <summary>A number; a percent is already a hundredth.</summary>
public sealed record NumberExpr(TextSpan Span, double Value) : Expr(Span);

/// <summary>A duration such as <c>3 quarters</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Count">How many.</param>
/// <param name="YearsEach">Years in one, or null for steps of the clock.</param>
public sealed record DurationExpr(TextSpan Span, double Count, double? YearsEach) : Expr(Span);

/// <summary>A date literal.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Months">Months since year 0.</param>
public sealed record DateExpr(TextSpan Span, int Months) : Expr(Span);

/// <summary><c>operand per year</c>.</summary>
public sealed record PerExpr(TextSpan Span, Expr Operand, double YearsEach) : Expr(Span);

/// <summary>A bare name.</summary>
public sealed record NameExpr(TextSpan Span, string Name) : Expr(Span);

/// <summary><c>name[index, …]</c>.</summary>
public sealed record IndexExpr(TextSpan Span, NameExpr Target, ImmutableArray<Expr> Indices) : Expr(Span);

/// <summary>A function's or distribution's call.</summary>
public sealed record CallExpr(TextSpan Span, NameExpr Function, ImmutableArray<Argument> Arguments) : Expr(Span);

/// <summary>An argument, with its label in <c>lookup(x, 0: 1)</c> and <c>categorical(hawk: 30%)</c>.</summary>
public sealed record Argument(Expr? Label, Expr Value);

/// <summary><c>-x</c> or <c>not x</c>.</summary>
public sealed record UnaryExpr(TextSpan Span, string Operator, Expr Operand) : Expr(Span);

/// <summary>Arithmetic, comparison, <c>and</c>, <c>or</c>.</summary>
public sealed record BinaryExpr(TextSpan Span, string Operator, TextSpan OperatorSpan, Expr Left, Expr Right) : Expr(Span);

/// <summary><c>if c then x else y</c>.</summary>
public sealed record IfExpr(TextSpan Span, Expr Condition, Expr Then, Expr Else) : Expr(Span);

/// <summary><c>m is s</c>, <c>m is not s</c>.</summary>
public sealed record IsExpr(TextSpan Span, Expr Subject, NameExpr State, bool Negated) : Expr(Span);

/// <summary><c>a in nato</c>, <c>a not in nato</c>.</summary>
public sealed record InExpr(TextSpan Span, Expr Member, NameExpr Set, bool Negated) : Expr(Span);

/// <summary>An aggregate, a network measure or a pick: <c>name([subject,] [element for] range [weighted by w] [else e])</c>.</summary>
public sealed record AggregateExpr(
    TextSpan Span, NameExpr Function, Expr? Subject, Expr? Element, RangeClause Range, Expr? Weight, Expr? Otherwise) : Expr(Span);

/// <summary>What could not be read; the diagnostic has been made.</summary>
public sealed record ErrorExpr(TextSpan Span) : Expr(Span);

/// <summary>What a clause ranges over.</summary>
public enum RangeKind
{
    Members,
    Pairs,
    Links,
}

/// <summary><c>a in nato where c</c>, <c>(a, b) in pairs(actors)</c>.</summary>
public sealed record RangeClause(TextSpan Span, RangeKind Kind, ImmutableArray<NameExpr> Variables, NameExpr Set, Expr? Filter);

/// <summary>An effect: <c>target op value [over d | fading d]</c>, or <c>fire machine.transition</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Target">A name or index expression: the state, or the lifecycle for <c>fire</c>.</param>
/// <param name="Operator"><c>=</c>, <c>+=</c>, <c>-=</c>, <c>*=</c> or <c>fire</c>.</param>
/// <param name="Value">What is set, added or multiplied; null for <c>fire</c>.</param>
/// <param name="Transition">The transition that is fired, or null.</param>
/// <param name="Shape"><c>over</c>, <c>fading</c> or null.</param>
/// <param name="Duration">The time of the shape, or null.</param>
public sealed record EffectSyntax(
    TextSpan Span, Expr Target, string Operator, Expr? Value, NameExpr? Transition, string? Shape, Expr? Duration);
