using System.Collections.Immutable;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>What sort of thing happened.</summary>
public enum HappenedKind
{
    Event,
    Rule,
    Transition,
}

/// <summary>A value that something depended on, as it stood at that moment.</summary>
/// <param name="Name">What was read: <c>threat[EST]</c>, <c>pact[EST, FIN]</c>, or an aggregate as a formula.</param>
/// <param name="Value">The number; conditions are 0 or 1, members, options and lifecycle states their position.</param>
/// <param name="Text">The value for people: a percent, a member's label, a state's name.</param>
public sealed record Reading(string Name, double Value, string Text);

/// <summary>A condition, chance or rate with the values that it was computed from.</summary>
/// <param name="Text">As it is written in the scenario, on one line.</param>
/// <param name="Value">Its value: 1 for a condition that holds; a probability; a hazard per year.</param>
/// <param name="Readings">What it reads, in the order of the text, each once.</param>
public sealed record Reason(string Text, double Value, ImmutableArray<Reading> Readings);

/// <summary>An effect on one cell of a state.</summary>
/// <param name="Cell">The cell: <c>trust[EST]</c>.</param>
/// <param name="Quantity">The state's name.</param>
/// <param name="Unit">Its unit; empty for a plain number.</param>
/// <param name="Kind">What the effect does.</param>
/// <param name="Amount">What it sets, adds (the whole of it, also where it is spread over steps) or multiplies by.</param>
/// <param name="Before">The cell as the phase began.</param>
/// <param name="After">The cell when the phase ended, whatever else changed it in the same phase; NaN where the trial failed before.</param>
/// <param name="OverSteps">Steps over which an addition is spread; 1 for at once.</param>
/// <param name="HalfLife">Years after which half of an addition is gone again; null for never.</param>
public sealed record Change(
    string Cell, string Quantity, string Unit, EffectKind Kind, double Amount, double Before, double After, int OverSteps, double? HalfLife);

/// <summary>An event, a rule or a transition that came about, with why and what it did.</summary>
public sealed record Happened
{
    /// <summary>The step in which it happened, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>The date at which that step begins: 2026-Q3.</summary>
    public required string Date { get; init; }

    /// <summary>The phase of the step: 1 events, 2 rules, 4 lifecycles. A transition that an event or rule fires happens in their phase.</summary>
    public required int Phase { get; init; }

    public required HappenedKind Kind { get; init; }

    /// <summary>Its address: <c>events.storm</c>, <c>rules.rearm</c>, <c>lifecycles.order.strain</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The name of the event, rule or transition.</summary>
    public required string Name { get; init; }

    /// <summary>The lifecycle of a transition, or null.</summary>
    public string? Lifecycle { get; init; }

    /// <summary>Keys of the members it happened to: none, one or two.</summary>
    public required ImmutableArray<string> Members { get; init; }

    /// <summary>What stories call these members.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    /// <summary>Its <c>says</c> with the values of that moment; where it has none, a plain sentence made of its name.</summary>
    public required string Sentence { get; init; }

    /// <summary>Whether the scenario has words for it.</summary>
    public required bool IsSaid { get; init; }

    /// <summary>Its condition, the filter of its range included; null where there is none, or where it was fired by something else.</summary>
    public Reason? Condition { get; init; }

    /// <summary>The steps for which the condition has held, this one included; 0 where nothing asks for more than one.</summary>
    public int HeldSteps { get; init; }

    /// <summary>The chance that came up, or null.</summary>
    public Reason? Chance { get; init; }

    /// <summary>The rate at which the clock ran that rang, or null.</summary>
    public Reason? Rate { get; init; }

    /// <summary>What it drew.</summary>
    public ImmutableArray<Reading> Draws { get; init; } = [];

    /// <summary>What it changed, in the order in which effects are written.</summary>
    public ImmutableArray<Change> Changes { get; init; } = [];

    /// <summary>For a transition: the state it left.</summary>
    public string? From { get; init; }

    /// <summary>For a transition: the state it entered.</summary>
    public string? To { get; init; }

    /// <summary>The address of what fired this transition, or null.</summary>
    public string? FiredBy { get; init; }
}
