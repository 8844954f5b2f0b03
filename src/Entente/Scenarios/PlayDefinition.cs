using System.Collections.Immutable;
using Entente.Language;

namespace Entente.Scenarios;

/// <summary>How a scenario is played at a table. It takes no part in the trials of a run.</summary>
/// <param name="StepsPerTurn">Steps in a turn, ≥ 1.</param>
/// <param name="Brief">What everybody is told before the first turn, or null.</param>
/// <param name="Seats">By name.</param>
/// <param name="Injects">By name.</param>
/// <param name="Votes">By name.</param>
public sealed record PlayDefinition(
    int StepsPerTurn, string? Brief, ImmutableArray<SeatDefinition> Seats, ImmutableArray<InjectDefinition> Injects, ImmutableArray<VoteDefinition> Votes)
{
    /// <summary>The seat that holds a lever; null where it is the facilitator's.</summary>
    public SeatDefinition? HolderOf(string lever) => Seats.FirstOrDefault(s => s.Levers.Contains(lever, StringComparer.Ordinal));
}

/// <summary>A seat at the table.</summary>
/// <param name="Name">Its name in commands.</param>
/// <param name="Title">Who sits there; its name where nothing is said.</param>
/// <param name="Brief">What it is told before the first turn, or null.</param>
/// <param name="Levers">The levers it holds; no other seat holds them.</param>
/// <param name="Sees">What it sees besides its own levers and what it is told.</param>
/// <param name="Says">A sentence that says what it is, or null.</param>
public sealed record SeatDefinition(
    string Name, string Title, string? Brief, ImmutableArray<string> Levers, ImmutableArray<Sight> Sees, string? Says, ImmutableArray<string> Evidence);

/// <summary>Something that a seat can see: a measure, a time, a quantity or a lifecycle; of one member, of a pair, or of all.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="I">The first member, or -1 for all.</param>
/// <param name="J">The second member, or -1.</param>
public sealed record Sight(string Text, MeasureDefinition? Measure, TimeDefinition? Time, Quantity? Quantity, Lifecycle? Lifecycle, int I, int J);

/// <summary>Something that the facilitator brings into the game, by hand or at a date.</summary>
/// <param name="Name">Its name in commands.</param>
/// <param name="Says">What the players are told, or null.</param>
/// <param name="To">The seats that are told; empty for all.</param>
/// <param name="At">The date at which it comes by itself, in months since year 0; null for by hand.</param>
public sealed record InjectDefinition(string Name, Sentence? Says, ImmutableArray<string> To, int? At, ImmutableArray<EffectDefinition> Effects, ImmutableArray<string> Evidence);

/// <summary>An institution that votes.</summary>
/// <param name="Name">Its name in commands.</param>
/// <param name="Members">Who votes; its variable stands for a member in all that follows.</param>
/// <param name="Thresholds">What a motion needs: all of them.</param>
/// <param name="AbstainersStandAside">Whether who abstains is left out of the whole.</param>
/// <param name="Motions">By name.</param>
/// <param name="Says">A sentence that says what it is, or null.</param>
public sealed record VoteDefinition(
    string Name, BoundRange Members, ImmutableArray<Threshold> Thresholds, bool AbstainersStandAside, ImmutableArray<MotionDefinition> Motions, string? Says);

/// <summary>How much must say yes.</summary>
public enum ThresholdKind
{
    /// <summary>At least a share of the weight.</summary>
    Share,

    /// <summary>More than a share of the weight.</summary>
    Over,

    /// <summary>At least a weight.</summary>
    Least,
}

/// <summary>What a motion needs.</summary>
/// <param name="Value">The share, in [0, 1], or the weight.</param>
/// <param name="Weight">What a member weighs, ≥ 0; null for 1.</param>
/// <param name="Says">What it asks for; never empty.</param>
public sealed record Threshold(ThresholdKind Kind, double Value, BoundExpr? Weight, string Says);

/// <summary>Something that can be put to the vote.</summary>
/// <param name="Yes">Whether, or how probably, a member says yes as things stand.</param>
/// <param name="Effects">What changes when it passes.</param>
public sealed record MotionDefinition(string Name, BoundExpr Yes, ImmutableArray<EffectDefinition> Effects, string? Says);
