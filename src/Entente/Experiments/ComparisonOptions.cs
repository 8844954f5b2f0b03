using System.Collections.Immutable;

namespace Entente.Experiments;

/// <summary>What a comparison is asked to do, beside what its runs are.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Measures to compare, by name; empty for the headline ones.</summary>
    public ImmutableArray<string> Measures { get; init; } = [];

    /// <summary>Trials of a world where the variance is split into its parts; 1 leaves it whole.</summary>
    public int Replications { get; init; } = 4;

    /// <summary>Whether trials are added until an order is certain; null for not.</summary>
    public Settling? Settling { get; init; }

    /// <summary>Which lever's settings the sides are; null for none.</summary>
    public LeverSweep? Sweep { get; init; }
}

/// <summary>Asks that trials are added until the order of the sides is certain.</summary>
/// <param name="On">The measure, or outcome, by whose mean the sides are ordered.</param>
/// <param name="Level">How certain, in (0, 1).</param>
/// <param name="MaxTrials">The most trials of a side.</param>
public sealed record Settling(string On, double Level, long MaxTrials);
