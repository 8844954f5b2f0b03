using System.Collections.Immutable;
using Entente.Sensitivity;

namespace Entente.Analyses;

/// <summary>The methods of sensitivity analysis.</summary>
public enum SensitivityMethod
{
    /// <summary>Variance-based indices by Saltelli's sample.</summary>
    Sobol,

    /// <summary>Elementary effects along trajectories.</summary>
    Morris,

    /// <summary>Distances of distributions, from ordinary trials.</summary>
    Pawn,

    /// <summary>Shapley effects: by walks through the model, or by neighbours where the trials are given.</summary>
    Shapley,

    /// <summary>First-order indices between slices, from ordinary trials.</summary>
    Binned,
}

/// <summary>What a sensitivity analysis is asked to do.</summary>
public sealed record SensitivityOptions
{
    public SensitivityMethod Method { get; init; }

    /// <summary>Whether every number is an input of its own; otherwise those of one name are one.</summary>
    public bool Each { get; init; }

    /// <summary>Inputs to tell apart; the others are one. None for all.</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];

    /// <summary>Whether Sobol's indices of pairs are wanted.</summary>
    public bool SecondOrder { get; init; }

    /// <summary>A condition that trials have to meet, or null.</summary>
    public string? Given { get; init; }

    /// <summary>Resamples behind each interval.</summary>
    public int Resamples { get; init; } = Bootstrap.Usual;
}
