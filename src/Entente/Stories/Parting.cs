using System.Collections.Immutable;
using Entente.Execution;

namespace Entente.Stories;

/// <summary>Two stories of one trial, with the same dice under two policies, and where they part.</summary>
public sealed record Parting
{
    public required Story Left { get; init; }

    public required Story Right { get; init; }

    /// <summary>Levers that are set otherwise: name and both settings.</summary>
    public required ImmutableArray<(string Lever, string Left, string Right)> Levers { get; init; }

    /// <summary>The first state that differs; null where none ever does.</summary>
    public required PartedState? State { get; init; }

    /// <summary>The first thing that happens on one side and not on the other, or not alike; null where there is none.</summary>
    public required PartedRule? Rule { get; init; }
}

/// <summary>A state that differs between the two sides for the first time.</summary>
/// <param name="Step">The step, from 0; -1 where they start apart.</param>
/// <param name="Date">Its date.</param>
/// <param name="Phase">The phase at whose end it differs; 0 for the start.</param>
/// <param name="Cell">The cell that differs most, relative to its size.</param>
/// <param name="Unit">Its unit; empty for a plain number.</param>
/// <param name="Says">What it is, or null.</param>
/// <param name="Left">Its value on the left.</param>
/// <param name="Right">Its value on the right.</param>
/// <param name="Formula">The formula it follows, as it is written; null where effects changed it.</param>
/// <param name="Because">What the formula reads, down to levers and other states, where it differs.</param>
/// <param name="Others">How many more cells differ at that moment.</param>
public sealed record PartedState(
    int Step, string Date, int Phase, string Cell, string Unit, string? Says, double Left, double Right, string? Formula, ImmutableArray<PartedReading> Because, int Others);

/// <summary>The first thing that happens otherwise on the two sides.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="Date">Its date.</param>
/// <param name="Phase">The phase of the step.</param>
/// <param name="Address">The event, rule or transition.</param>
/// <param name="Members">Keys of the members it concerns.</param>
/// <param name="Left">How it stood on the left.</param>
/// <param name="Right">How it stood on the right.</param>
/// <param name="Because">What condition, chance and rate read, down to levers and states, where it differs.</param>
public sealed record PartedRule(
    int Step, string Date, int Phase, string Address, ImmutableArray<string> Members, Attempt Left, Attempt Right, ImmutableArray<PartedReading> Because);

/// <summary>A value that differs; a side that does not have it says so by null.</summary>
public sealed record PartedReading(string Name, string? Left, string? Right);

/// <summary>How an event, rule or transition stood as a phase began.</summary>
public sealed record Attempt
{
    /// <summary>What happened; null where it did not.</summary>
    public Happened? Happened { get; init; }

    /// <summary>What kept it from being considered at all, such as a cooldown or another state; null where nothing did.</summary>
    public string? Barred { get; init; }

    /// <summary>Its condition; its value is 1 where it holds.</summary>
    public Reason? Condition { get; init; }

    /// <summary>Its chance in this step.</summary>
    public Reason? Chance { get; init; }

    /// <summary>The number drawn for the chance, in (0, 1); it comes up where this is below the chance.</summary>
    public double? Drawn { get; init; }

    /// <summary>Its rate.</summary>
    public Reason? Rate { get; init; }

    /// <summary>The hazard its clock had left.</summary>
    public double? HazardLeft { get; init; }

    /// <summary>The hazard that this step takes off it: rate times the length of a step.</summary>
    public double? HazardTaken { get; init; }

    /// <summary>Everything that condition, chance and rate read, also by way of derived quantities.</summary>
    public ImmutableArray<Reading> Readings { get; init; } = [];
}
