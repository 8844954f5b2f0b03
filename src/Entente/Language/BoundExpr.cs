using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Language;

/// <summary>An expression whose names are things and whose types and units agree. Conditions are 0 or 1, members and options their index.</summary>
public abstract record BoundExpr(ExprType Type);

/// <summary>A number known when the scenario was read.</summary>
public sealed record Constant(ExprType Type, double Value) : BoundExpr(Type)
{
    /// <summary>What stands for an expression that was wrong.</summary>
    public static Constant Error { get; } = new(ExprType.Error, double.NaN);
}

/// <summary>A variable of a range or a draw: a place in the frame.</summary>
public sealed record Local(ExprType Type, int Slot, string Name) : BoundExpr(Type);

/// <summary>A cell of a quantity as it stands.</summary>
public sealed record Cell(ExprType Type, Quantity Quantity, BoundExpr? I, BoundExpr? J) : BoundExpr(Type);

/// <summary>The number of an option.</summary>
public sealed record OptionValue(ExprType Type, BoundExpr Option, ImmutableArray<double> Values) : BoundExpr(Type);

/// <summary>A cell as it stood when the previous step began.</summary>
public sealed record Previous(ExprType Type, Cell Cell) : BoundExpr(Type);

/// <summary>An exponential average of a quantity.</summary>
public sealed record Smoothed(ExprType Type, Memory Memory, Cell Cell) : BoundExpr(Type);

/// <summary>Time since a happening last fired.</summary>
public sealed record SinceFired(ExprType Type, HappeningSymbol Happening, BoundExpr? I, BoundExpr? J) : BoundExpr(Type);

/// <summary>Time since a machine last entered a state, by its position in <see cref="Lifecycle.States"/>.</summary>
public sealed record SinceEntered(ExprType Type, Lifecycle Lifecycle, BoundExpr? I, BoundExpr? J, int State) : BoundExpr(Type);

/// <summary>Whether a machine is in one of some leaves.</summary>
public sealed record InState(Lifecycle Lifecycle, BoundExpr? I, BoundExpr? J, ulong Leaves) : BoundExpr(ExprType.Condition);

/// <summary>Whether a member belongs to a subset.</summary>
public sealed record InSet(BoundExpr Member, MemberSet Set) : BoundExpr(ExprType.Condition);

/// <summary>Time since the start of the clock, in years.</summary>
public sealed record TimeNow(ExprType Type) : BoundExpr(Type);

/// <summary>The date now, in decimal years.</summary>
public sealed record DateNow(ExprType Type) : BoundExpr(Type);

/// <summary>Negation of a number.</summary>
public sealed record Negate(ExprType Type, BoundExpr Operand) : BoundExpr(Type);

/// <summary>Negation of a condition.</summary>
public sealed record Not(BoundExpr Operand) : BoundExpr(ExprType.Condition);

/// <summary>What a binary node does.</summary>
public enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
}

/// <summary>Arithmetic, comparison or logic on two values.</summary>
public sealed record Binary(ExprType Type, BinaryOperator Operator, BoundExpr Left, BoundExpr Right) : BoundExpr(Type);

/// <summary>One of two values.</summary>
public sealed record Choice(ExprType Type, BoundExpr Condition, BoundExpr Then, BoundExpr Else) : BoundExpr(Type);

/// <summary>A call of a row of <see cref="Functions"/>.</summary>
public sealed record Call(ExprType Type, Function Function, ImmutableArray<BoundExpr> Arguments) : BoundExpr(Type);

/// <summary>A piecewise-linear function, flat beyond its ends.</summary>
public sealed record Lookup(ExprType Type, BoundExpr Argument, ImmutableArray<BoundExpr> X, ImmutableArray<BoundExpr> Y) : BoundExpr(Type);

/// <summary>What a range runs over: members, pairs or links of a set that pass a filter.</summary>
/// <param name="Slot">The frame's place of the first variable; the second, if any, follows it.</param>
public sealed record BoundRange(RangeKind Kind, MemberSet Set, int Slot, BoundExpr? Filter);

/// <summary>The aggregates.</summary>
public enum AggregateKind
{
    Sum,
    Mean,
    Min,
    Max,
    Count,
    Share,
    Any,
    All,
    Stdev,
}

/// <summary>An aggregate over a range.</summary>
public sealed record Aggregate(ExprType Type, AggregateKind Kind, BoundRange Range, BoundExpr Element, BoundExpr? Weight, BoundExpr? Otherwise) : BoundExpr(Type);

/// <summary>The network measures.</summary>
public enum NetworkKind
{
    Degree,
    Density,
    Components,
    LargestComponent,
    Clustering,
    BlocOf,
}

/// <summary>A measure of the undirected network whose ties are the pairs for which a condition holds.</summary>
public sealed record Network(NetworkKind Kind, BoundRange Range, BoundExpr Tie, BoundExpr? Subject) : BoundExpr(ExprType.Plain);

/// <summary>A distribution whose parameters may be expressions.</summary>
public abstract record BoundDistribution;

/// <summary>A row of the table of families with its parameters.</summary>
public sealed record FamilyDistribution(DistributionFamily Family, ImmutableArray<BoundExpr> Parameters) : BoundDistribution;

/// <summary>A distribution that is constant already: discrete, categorical, empirical, mixture, expert quantiles.</summary>
public sealed record FixedDistribution(Distribution Distribution) : BoundDistribution;

/// <summary>A value or member that a rule draws when it fires.</summary>
public abstract record BoundDraw(string Name, int Slot);

/// <summary>A number from a distribution.</summary>
public sealed record NumberDraw(string Name, int Slot, BoundDistribution Distribution) : BoundDraw(Name, Slot);

/// <summary>A member from a range, uniformly or by weight.</summary>
public sealed record PickDraw(string Name, int Slot, BoundRange Range, BoundExpr? Weight) : BoundDraw(Name, Slot);

/// <summary>A remembered exponential average of a quantity, one number for each of its cells.</summary>
/// <param name="Quantity">What is averaged.</param>
/// <param name="YearsConstant">The time constant, in years; a constant expression.</param>
/// <param name="Offset">Where its numbers begin among all memories.</param>
public sealed record Memory(Quantity Quantity, BoundExpr YearsConstant, int Offset);
