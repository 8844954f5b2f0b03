using System.Collections.Immutable;

namespace Entente.Reports.Documents;

/// <summary>What <c>backtest</c> found. Numbers that were none are NaN.</summary>
internal sealed record BacktestDocument(string Format, string Scenario, ImmutableArray<RecordPart> Series) : Document(Format, Scenario);

internal sealed record RecordPart(
    string Name, string Unit, string? Says, string? Set, ImmutableArray<ForecastPart> Forecasts, double ShiftError, ImmutableArray<long> Pit, ImmutableArray<RankPart> Ranks, ImmutableArray<PointPart> Points);

internal sealed record ForecastPart(string Name, long Points, double In50, double In80, double Error, double Crps, double ModelCrps);

internal sealed record RankPart(string Of, string Date, long Members, double ModelWithRecord, double ModelWith, double RecordWith);

internal sealed record PointPart(string? Member, string Date, double Observed, double P10, double P25, double P50, double P75, double P90, double Pit, double Crps);
