using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Statistics;

namespace Entente.Experiments;

/// <summary>
/// What a run found: pure data, finished before any report begins. Nothing in it depends on threads, batches, clock or
/// machine, so equal inputs give an equal result.
/// </summary>
public sealed record ExperimentResult
{
    /// <summary>The scenario's <c>id</c>.</summary>
    public required string Scenario { get; init; }

    public required string Title { get; init; }

    /// <summary>The variant that was run, or null.</summary>
    public string? Variant { get; init; }

    /// <summary>Lever settings given for this run, in the order of their names.</summary>
    public ImmutableArray<(string Lever, string Value)> Settings { get; init; } = [];

    /// <summary>Values at which uncertainties were held, by name.</summary>
    public ImmutableArray<(string Uncertainty, string Value)> Pins { get; init; } = [];

    /// <summary>SHA-256 of the resolved scenario with its data and settings, 64 hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>Version of the engine.</summary>
    public required string Version { get; init; }

    public required ulong Seed { get; init; }

    /// <summary><c>mc</c>, <c>lhs</c> or <c>sobol</c>.</summary>
    public required string Sampler { get; init; }

    /// <summary>Trials run, failed ones included.</summary>
    public required long Trials { get; init; }

    /// <summary>Trials that failed; the summaries are over the others.</summary>
    public required long Failed { get; init; }

    /// <summary>Hash of every recorded number of every trial, 32 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>The clock: dates and times of the recorded points, the start first.</summary>
    public required ClockSummary Clock { get; init; }

    /// <summary>In the order of the scenario.</summary>
    public required ImmutableArray<OutcomeSummary> Outcomes { get; init; }

    /// <summary>In the order of their names.</summary>
    public required ImmutableArray<MeasureSummary> Measures { get; init; }

    public required ImmutableArray<SeriesSummary> Series { get; init; }

    public required ImmutableArray<TimeSummary> Times { get; init; }

    public required ImmutableArray<LifecycleSummary> Lifecycles { get; init; }

    /// <summary>The first failed trials, by number.</summary>
    public required ImmutableArray<TrialFailure> Failures { get; init; }

    /// <summary>What the variance of outcomes and headline measures comes from; empty where it was not asked.</summary>
    public ImmutableArray<SplitSummary> Splits { get; init; } = [];

    /// <summary>What deserves a second look, gravest first.</summary>
    public required ImmutableArray<Diagnostic> Findings { get; init; }
}

/// <summary>The points of time at which a run recorded.</summary>
/// <param name="Start">Label of the first point, such as 2025-Q2.</param>
/// <param name="Step"><c>month</c>, <c>quarter</c> or <c>year</c>.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="T">Years since the start. Shape [steps + 1].</param>
/// <param name="Labels">Dates such as 2025-Q2. Shape [steps + 1].</param>
public sealed record ClockSummary(string Start, string Step, int Steps, ImmutableArray<double> T, ImmutableArray<string> Labels);

/// <summary>How often an outcome was the trial's final order.</summary>
/// <param name="Name">The outcome.</param>
/// <param name="Says">What it means, or null.</param>
/// <param name="Count">Completed trials with it.</param>
/// <param name="Share">Count over completed trials, in [0, 1].</param>
/// <param name="Low">Lower end of the 95% Wilson interval.</param>
/// <param name="High">Upper end of the 95% Wilson interval.</param>
public sealed record OutcomeSummary(string Name, string? Says, long Count, double Share, double Low, double High);

/// <summary>The distribution over completed trials of one number a trial. All numbers are NaN where no trial completed.</summary>
public sealed record MeasureSummary(string Name, string Unit, string? Says, bool Headline, string? Better, Distribution Distribution, Histogram Histogram);

/// <summary>Moments and quantiles of a sample.</summary>
/// <param name="Sd">Standard deviation with n - 1; 0 for one value.</param>
/// <param name="Se">Standard error of the mean under independent trials.</param>
public sealed record Distribution(
    long Count, double Mean, double Sd, double Se, double Min, double P05, double P25, double P50, double P75, double P95, double Max);

/// <summary>The fan of a measure over the recorded points. Shapes [steps + 1].</summary>
public sealed record SeriesSummary(
    string Name, string Unit, string? Says, bool Headline, ImmutableArray<double> Mean, ImmutableArray<double> P05, ImmutableArray<double> P25,
    ImmutableArray<double> P50, ImmutableArray<double> P75, ImmutableArray<double> P95);

/// <summary>When something first happened, in years from the start.</summary>
/// <param name="Share">Share of completed trials in which it happened.</param>
/// <param name="Mean">Mean time among those, NaN if none.</param>
/// <param name="P50">Median time among those, NaN if none.</param>
/// <param name="Curve">Share of completed trials in which it had happened by each recorded point. Shape [steps + 1].</param>
public sealed record TimeSummary(string Name, string? Says, bool Headline, double Share, double Mean, double P50, ImmutableArray<double> Curve);

/// <summary>How a lifecycle's machines spent their time, over trials, members and recorded points.</summary>
/// <param name="Machines">Number of machines a trial: 1, members or pairs.</param>
public sealed record LifecycleSummary(string Name, int Machines, ImmutableArray<StateSummary> States)
{
    /// <summary>
    /// Of a lifecycle between two members: how each machine ended, by its members. Machines that ended in the most usual state in every
    /// trial are left out.
    /// </summary>
    public ImmutableArray<TieSummary> Ties { get; init; } = [];
}

/// <summary>How a machine between two members ended.</summary>
/// <param name="A">Key of one member.</param>
/// <param name="B">Key of the other.</param>
/// <param name="AtEnd">Share of completed trials in which it ended in each state, in their order.</param>
public sealed record TieSummary(string A, string B, ImmutableArray<double> AtEnd);

/// <param name="Share">Share of recorded points spent in the state.</param>
/// <param name="AtEnd">Share of machines in it at the end.</param>
public sealed record StateSummary(string Name, double Share, double AtEnd);

/// <summary>What the variance of an outcome (1 where it was the trial's, else 0) or of a measure comes from.</summary>
public sealed record SplitSummary(string Name, bool IsOutcome, VarianceParts Parts);

/// <summary>A trial that could not be completed.</summary>
/// <param name="Trial">Its number, from 0.</param>
/// <param name="Message">What went wrong, naming quantity, member and step.</param>
public sealed record TrialFailure(long Trial, string Message);
