using System.Collections.Immutable;

namespace Entente.Reports.Documents;

/// <summary>What <c>run</c> found. Numbers that were none are NaN.</summary>
internal sealed record ResultDocument(
    string Format, string Scenario, ImmutableArray<OutcomePart> Outcomes, ImmutableArray<MeasurePart> Measures, ImmutableArray<SeriesPart> Series,
    ImmutableArray<TimePart> Times, ImmutableArray<LifecyclePart> Lifecycles, ClockPart Clock) : Document(Format, Scenario)
{
    public ImmutableArray<FindingPart> Findings { get; init; } = [];

    /// <summary>The variance in parts, where it was asked for.</summary>
    public ImmutableArray<SplitPart> Splits { get; init; } = [];

    public override string? Problem()
    {
        var points = Clock.Labels.Length;
        return points == 0 ? "clock.labels is empty"
            : Measures.FirstOrDefault(m => m.Histogram is { Edges.Length: var edges, Counts.Length: var counts } && edges != counts + 1 && (edges, counts) != (0, 0)) is { } measure ? $"the histogram of measure '{measure.Name}' does not have one edge more than counts"
            : Series.FirstOrDefault(s => new[] { s.P05, s.P25, s.P50, s.P75, s.P95 }.Any(p => p.Length != points)) is { } series ? $"series '{series.Name}' does not have as many numbers as clock.labels"
            : Times.FirstOrDefault(t => t.Curve.Length != points) is { } time ? $"the curve of time '{time.Name}' does not have as many numbers as clock.labels"
            : Lifecycles.FirstOrDefault(l => l.States.IsEmpty) is { } bare ? $"lifecycle '{bare.Name}' has no states"
            : Lifecycles.FirstOrDefault(l => l.Ties.Any(t => t.AtEnd.Length != l.States.Length)) is { } lifecycle ? $"the ties of lifecycle '{lifecycle.Name}' do not have as many numbers as states"
            : null;
    }
}

internal sealed record OutcomePart(string Name, string? Says, long Count, double Share, double Low, double High);

internal sealed record MeasurePart(
    string Name, string Unit, string? Says, bool Headline, string? Better, long Count, double Mean, double Sd, double Min, double P05, double P25, double P50, double P75, double P95, double Max,
    HistogramPart Histogram);

internal sealed record HistogramPart(ImmutableArray<double> Edges, ImmutableArray<long> Counts);

internal sealed record SeriesPart(
    string Name, string Unit, string? Says, bool Headline, ImmutableArray<double> P05, ImmutableArray<double> P25, ImmutableArray<double> P50, ImmutableArray<double> P75, ImmutableArray<double> P95);

internal sealed record TimePart(string Name, string? Says, bool Headline, double Share, double Mean, double P50, ImmutableArray<double> Curve);

internal sealed record LifecyclePart(string Name, long Machines, ImmutableArray<StatePart> States)
{
    public ImmutableArray<TiePart> Ties { get; init; } = [];
}

internal sealed record StatePart(string Name, double Share, double AtEnd);

internal sealed record TiePart(string A, string B, ImmutableArray<double> AtEnd);

internal sealed record ClockPart(string Start, string Step, ImmutableArray<string> Labels);

internal sealed record FindingPart(string Code, string Severity, string Message, string? Hint);
