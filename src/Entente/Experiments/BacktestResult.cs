using System.Collections.Immutable;

namespace Entente.Experiments;

/// <summary>How the trials compare with what was observed: pure data, the same on any machine.</summary>
/// <param name="Run">The run, with the observed quantities for its measures.</param>
/// <param name="Series">By name.</param>
public sealed record BacktestResult(ExperimentResult Run, ImmutableArray<BacktestSeries> Series);

/// <summary>A record and its forecasts.</summary>
/// <param name="Set">The set of its members, or null.</param>
/// <param name="Forecasts">The model first, then the naive ones that could be made for any point.</param>
/// <param name="Pit">Points by where they fall in the model's distribution: 10 bins of [0, 1] from 50 points on, else 5.</param>
/// <param name="ShiftError">Mean absolute error if every member had moved by the mean change that was observed: a yardstick that has seen the answer. NaN without members or without known values.</param>
/// <param name="Ranks">Over the members at the last observed point.</param>
/// <param name="Points">By member and date.</param>
public sealed record BacktestSeries(
    string Name, string Unit, string? Says, string? Set, ImmutableArray<ForecastScore> Forecasts, ImmutableArray<long> Pit, double ShiftError,
    ImmutableArray<RankScore> Ranks, ImmutableArray<BacktestPoint> Points);

/// <summary>How good a forecast was.</summary>
/// <param name="Name"><c>model</c>, <c>persistence</c>, <c>drift</c> or <c>trend</c>.</param>
/// <param name="Points">Points it was made for. The numbers are over these; NaN where one of its distributions is unknown.</param>
/// <param name="In50">Share of points inside the central 50 % band.</param>
/// <param name="In80">Share of points inside the central 80 % band.</param>
/// <param name="Error">Mean absolute error of the median.</param>
/// <param name="Crps">Mean continuous ranked probability score.</param>
/// <param name="ModelCrps">The model's, over the same points.</param>
public sealed record ForecastScore(string Name, int Points, double In50, double In80, double Error, double Crps, double ModelCrps);

/// <summary>Rank correlations over members; NaN where a side does not vary.</summary>
/// <param name="Of"><c>value</c>, or <c>change</c> since the last known value.</param>
/// <param name="ModelWithRecord">The model's medians with the record.</param>
/// <param name="ModelWith">The model's medians with <c>rank_with</c>; NaN without it.</param>
/// <param name="RecordWith">The record with <c>rank_with</c>.</param>
public sealed record RankScore(string Of, string Date, int Members, double ModelWithRecord, double ModelWith, double RecordWith);

/// <summary>An observed value and the model's distribution at its date.</summary>
/// <param name="Member">The member's key, or null.</param>
/// <param name="Date">The point of the clock.</param>
/// <param name="Pit">Share of trials below the value, half of those equal to it included.</param>
public sealed record BacktestPoint(
    string? Member, string Date, double Observed, double P10, double P25, double P50, double P75, double P90, double Pit, double Crps);
