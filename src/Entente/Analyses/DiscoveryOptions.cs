using System.Collections.Immutable;

namespace Entente.Analyses;

/// <summary>What a discovery is asked to do.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>The share of a box that is peeled off at a time, in (0, 1).</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>The least share of all trials that a box may have, in (0, 1).</summary>
    public double LeastMass { get; init; } = 0.02;

    /// <summary>The box of the peeling to take, from 0; null for the one with the best balance of coverage and density.</summary>
    public int? Take { get; init; }

    /// <summary>How many boxes are looked for, each among the trials that those before it leave; ≥ 1.</summary>
    public int Boxes { get; init; } = 1;

    /// <summary>Inputs to look at; none for all.</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];

    /// <summary>A condition that trials have to meet, or null.</summary>
    public string? Given { get; init; }

    /// <summary>Resamples behind the stability of limits, ≥ 1.</summary>
    public int Resamples { get; init; } = 50;
}

/// <summary>Which trials are cases of interest: those with an outcome, or with a number on one side of a value.</summary>
/// <param name="Of">The number: <c>M</c>, <c>outcome O</c> or <c>time T</c>.</param>
/// <param name="Above">Cases are above this; null for no such end.</param>
/// <param name="Below">Cases are below this; null for no such end.</param>
public sealed record CaseDefinition(string Of, double? Above, double? Below)
{
    /// <summary>An outcome counts as 1.</summary>
    public static CaseDefinition Outcome(string name) => new($"outcome {name}", 0.5, null);

    /// <summary>Whether a trial with this number is a case.</summary>
    public bool Holds(double value) => !(value <= Above) && !(value >= Below) && !double.IsNaN(value);

    /// <summary>As people write it.</summary>
    public string Text => (Above, Below) switch
    {
        (0.5, null) when Of.StartsWith("outcome ", StringComparison.Ordinal) => Of,
        ({ } low, { } high) => $"{Number(low)} < {Of} < {Number(high)}",
        ({ } low, null) => $"{Of} > {Number(low)}",
        (null, { } high) => $"{Of} < {Number(high)}",
        _ => Of,
    };

    private static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
