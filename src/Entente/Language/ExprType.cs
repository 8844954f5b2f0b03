using System.Collections.Immutable;
using Entente.Units;

namespace Entente.Language;

/// <summary>What sort of value an expression has.</summary>
public enum TypeKind
{
    /// <summary>Something is wrong and has been reported; fits everything, so that one typo makes one message.</summary>
    Error,
    Number,
    Condition,
    Member,
    Option,
}

/// <summary>The type of a value.</summary>
/// <param name="Kind">Its sort.</param>
/// <param name="Unit">A number's unit.</param>
/// <param name="Set">A member's root set.</param>
/// <param name="Options">An option's list.</param>
public readonly record struct ExprType(TypeKind Kind, Unit Unit = default, MemberSet? Set = null, OptionList? Options = null)
{
    public static ExprType Error => default;

    public static ExprType Condition => new(TypeKind.Condition);

    public static ExprType Plain => new(TypeKind.Number);

    public bool IsError => Kind == TypeKind.Error;

    public bool IsNumber => Kind is TypeKind.Number or TypeKind.Error;

    public bool IsCondition => Kind is TypeKind.Condition or TypeKind.Error;

    public static ExprType Number(Unit unit) => new(TypeKind.Number, unit);

    public static ExprType MemberOf(MemberSet set) => new(TypeKind.Member, default, set.Root);

    public static ExprType Option(OptionList options) => new(TypeKind.Option, default, null, options);

    /// <summary>What diagnostics call it.</summary>
    public override string ToString() => Kind switch
    {
        TypeKind.Number when Unit.IsPlain => "a plain number",
        TypeKind.Number => $"a number of unit '{Unit}'",
        TypeKind.Condition => "a condition",
        TypeKind.Member => $"a member of '{Set!.Name}'",
        TypeKind.Option => "a named option",
        _ => "nothing",
    };
}

/// <summary>Named options of a lever or a categorical uncertainty.</summary>
/// <param name="Names">Their names; a cell holds the index.</param>
/// <param name="Values">A number for each, or empty where the options are only names.</param>
public sealed record OptionList(ImmutableArray<string> Names, ImmutableArray<double> Values)
{
    /// <summary>The unit of the values.</summary>
    public Unit Unit { get; init; }
}
