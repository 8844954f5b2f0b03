using System.Collections.Immutable;
using Entente.Language;

namespace Entente.Scenarios;

/// <summary>
/// A scenario that has been checked: every name is a thing, types and units agree. Everything stands in the order of its
/// name, so that the order in which a file declares things cannot matter; outcomes keep theirs, which is their meaning.
/// </summary>
public sealed record Scenario
{
    /// <summary>The resolved document that was bound.</summary>
    public required ScenarioSyntax Syntax { get; init; }

    public required string Id { get; init; }

    public required string Title { get; init; }

    public string? Summary { get; init; }

    /// <summary>SHA-256 of the resolved document, its tables and its settings, 64 hexadecimal digits; the order of keys does not enter.</summary>
    public required string Hash { get; init; }

    /// <summary>The variant and settings that were asked for.</summary>
    public required ScenarioChoice Choice { get; init; }

    public required Clock Clock { get; init; }

    public required ImmutableArray<MemberSet> Sets { get; init; }

    /// <summary>All quantities, by <see cref="Quantity.Id"/>.</summary>
    public required ImmutableArray<Quantity> Quantities { get; init; }

    /// <summary>Values of all data, at the offsets of their quantities; the rest is 0. Shape [cells].</summary>
    public required ImmutableArray<double> Constants { get; init; }

    public required ImmutableArray<UncertaintyDefinition> Uncertainties { get; init; }

    public required ImmutableArray<CorrelationDefinition> Correlations { get; init; }

    public required ImmutableArray<LeverDefinition> Levers { get; init; }

    public required ImmutableArray<StateDefinition> States { get; init; }

    /// <summary>Derived quantities, memberships of subsets included.</summary>
    public required ImmutableArray<DerivedDefinition> Derived { get; init; }

    public required ImmutableArray<Happening> Events { get; init; }

    public required ImmutableArray<Happening> Rules { get; init; }

    public required ImmutableArray<LifecycleDefinition> Lifecycles { get; init; }

    public required ImmutableArray<MeasureDefinition> Measures { get; init; }

    public required ImmutableArray<TimeDefinition> Times { get; init; }

    public required ImmutableArray<OutcomeDefinition> Outcomes { get; init; }

    /// <summary>Records that a backtest holds the trials against.</summary>
    public required ImmutableArray<ObservedDefinition> Observed { get; init; }

    public required ImmutableArray<VariantDefinition> Variants { get; init; }

    /// <summary>What is expected of the results; it changes no number.</summary>
    public required ImmutableArray<ExpectationDefinition> Expectations { get; init; }

    /// <summary>How it is played at a table; no trial of a run reads it.</summary>
    public required PlayDefinition Play { get; init; }

    /// <summary>Quantities that <c>prev</c> asks for.</summary>
    public required ImmutableArray<Quantity> Remembered { get; init; }

    public required ImmutableArray<Memory> Memories { get; init; }

    /// <summary>How many numbers each part of a world holds.</summary>
    public required WorldSize Size { get; init; }
}

/// <summary>How many numbers each part of a world holds.</summary>
/// <param name="Effects">Effects that last.</param>
public sealed record WorldSize(int Cells, int Machines, int Entered, int Happenings, int Memories, int Effects);
