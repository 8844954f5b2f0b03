using System.Collections.Immutable;
using Entente.Execution;
using Entente.Experiments;

namespace Entente.Stories;

/// <summary>One trial told from its start to its end: pure data.</summary>
public sealed record Story
{
    /// <summary>The result of a run of this trial alone: what was run, the clock, units and sentences of measures.</summary>
    public required ExperimentResult Run { get; init; }

    /// <summary>The trial's number, from 0.</summary>
    public required long Trial { get; init; }

    /// <summary>Trials of the run that it is one of.</summary>
    public required long Of { get; init; }

    /// <summary>By name.</summary>
    public required ImmutableArray<StoryLever> Levers { get; init; }

    /// <summary>Every uncertain number, by name.</summary>
    public required ImmutableArray<StoryUncertainty> Uncertainties { get; init; }

    /// <summary>In the order in which it happened.</summary>
    public required ImmutableArray<Happened> Happened { get; init; }

    /// <summary>The outcome's name; null where the trial failed.</summary>
    public required string? Outcome { get; init; }

    /// <summary>What the outcome means, or null.</summary>
    public string? Says { get; init; }

    /// <summary>The outcome's condition with its numbers; null where it has none.</summary>
    public Reason? Verdict { get; init; }

    /// <summary>What went wrong, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>In the order of the scenario; none where the trial failed.</summary>
    public required ImmutableArray<StoryMeasure> Measures { get; init; }

    /// <summary>When each time's condition first held, in the order of the scenario.</summary>
    public required ImmutableArray<StoryTime> Times { get; init; }

    /// <summary>The quantities that were asked for.</summary>
    public required ImmutableArray<StoryVariable> Variables { get; init; }
}

/// <summary>A lever as it was set.</summary>
/// <param name="Setting">As it is written.</param>
/// <param name="IsSet">Whether a variant or the command line set it.</param>
public sealed record StoryLever(string Name, string? Says, string Setting, bool IsSet);

/// <summary>An uncertain number as it was drawn.</summary>
/// <param name="Name">Its address: <c>name</c>, <c>name[EST]</c> or <c>name@2027-01</c>.</param>
/// <param name="Says">What it is, or null.</param>
/// <param name="Value">The number; an option's position.</param>
/// <param name="Text">The value for people.</param>
/// <param name="IsOption">Whether it is one of named options.</param>
/// <param name="Less">The chance of a smaller value; of an option, the chance of that option.</param>
/// <param name="More">The chance of a larger value; 0 for options.</param>
/// <param name="Tail">How usual it is, in [0, 1]: the chance of a value as far out or farther; for options the chance of one as rare or rarer.</param>
public sealed record StoryUncertainty(string Name, string? Says, double Value, string Text, bool IsOption, double Less, double More, double Tail)
{
    /// <summary>Whether it belongs to a member or a pair, and not to the whole.</summary>
    public bool IsOfMember => Name.Contains('[', StringComparison.Ordinal);
}

/// <summary>A measure of the trial.</summary>
public sealed record StoryMeasure(string Name, string Unit, string? Says, bool Headline, double Value);

/// <summary>When something first happened.</summary>
/// <param name="Point">The recorded point, from 0 at the start; -1 for never.</param>
public sealed record StoryTime(string Name, string? Says, bool Headline, int Point);

/// <summary>A quantity over time.</summary>
/// <param name="Values">NaN where it has none. Shape [steps + 1].</param>
public sealed record StoryVariable(string Name, string Unit, string? Says, ImmutableArray<double> Values);
