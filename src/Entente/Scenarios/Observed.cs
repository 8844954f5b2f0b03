using System.Collections.Immutable;
using Entente.Language;
using Entente.Units;

namespace Entente.Scenarios;

/// <summary>A record that a backtest holds the trials against.</summary>
/// <param name="Scope">Nothing, or a member of a set.</param>
/// <param name="Of">What the model says of it, a number.</param>
/// <param name="RankWith">What the members are also ranked by, or null.</param>
/// <param name="Cells">The members that have values, by their order in the set; one cell where there is no set.</param>
public sealed record ObservedDefinition(
    string Name, Scope Scope, BoundExpr Of, Unit Unit, BoundExpr? RankWith, string? Says, ImmutableArray<ObservedCell> Cells);

/// <summary>The record of a member.</summary>
/// <param name="I">The member, or -1.</param>
/// <param name="Known">Values up to the clock's start, which a forecaster could know then; by date.</param>
/// <param name="Tested">Values after it; by date.</param>
public sealed record ObservedCell(int I, ImmutableArray<ObservedValue> Known, ImmutableArray<ObservedValue> Tested);

/// <summary>A value of a record.</summary>
/// <param name="Months">Its date, in months since year 0.</param>
/// <param name="Point">The last point of the clock not after the date: 0 for the start and what lies before it.</param>
public readonly record struct ObservedValue(int Months, int Point, double Value)
{
    /// <summary>The date in years.</summary>
    public double Years => Months / 12.0;
}
