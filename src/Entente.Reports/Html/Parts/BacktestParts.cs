using System.Collections.Immutable;
using Entente.Reports.Documents;
using Entente.Reports.Html.Charts;

namespace Entente.Reports.Html.Parts;

/// <summary>What a backtest found: one section for each record.</summary>
internal sealed class BacktestParts
{
    private readonly RecordPart _record;
    private readonly string _id;
    private readonly NumberStyle _style;

    private BacktestParts(RecordPart record, string prefix)
    {
        _record = record;
        _id = $"{prefix}record-{Anchor.Of(record.Name)}";
        var values = record.Points.SelectMany(p => new[] { p.Observed, p.P10, p.P90 }).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        _style = NumberStyle.For(record.Unit, values.Max() - values.Min(), values.Max(Math.Abs));
    }

    public static ImmutableArray<Section> Of(BacktestDocument backtest, string prefix) => [.. backtest.Series.Select(s => new BacktestParts(s, prefix).Section())];

    private Section Section() => new(
        _id, _record.Name,
        Markup.Of(
            _record.Says is { } says ? Tag.P(Tag.Said(says), ".") : Markup.None,
            _record.Points.IsEmpty ? Tag.P("No date of the record lies in the clock.").Class("empty") : Record().ToMarkup(),
            Forecasts(),
            _record.Pit.Sum() > 0 ? Figure.Row([Pit()]) : Markup.None,
            Ranks()));

    private Figure Record()
    {
        var dates = _record.Points.Select(p => p.Date).Distinct(StringComparer.Ordinal).ToImmutableArray();
        var (shown, name) = _record.Set is null ? (_record.Points, "Date") : (LastOfEach(dates), "Member");
        var inside = shown.Count(p => p.Observed >= p.P10 && p.Observed <= p.P90);
        var table = new DataTable(
            _record.Set is null ? $"{_record.Name}: the record and the trials" : $"{_record.Name} in {dates[^1]}: the record and the trials",
            [new(name), new("Observed", true), new("10%", true), new("25%", true), new("Median", true), new("75%", true), new("90%", true)],
            [.. shown.Select(p => ImmutableArray.Create<Markup>(
                Tag.Said(p.Member ?? p.Date), _style.Print(p.Observed), _style.Print(p.P10), _style.Print(p.P25), _style.Print(p.P50), _style.Print(p.P75), _style.Print(p.P90)))]);
        return new Figure(
            _id + "-chart", _record.Set is null ? "The record among the trials" : $"The record among the trials, {dates[^1]}",
            $"Of {NumberStyle.Count(shown.Length)} observed values {NumberStyle.Count(inside)} lie in the band that holds eight in ten trials.",
            width => _record.Set is null
                ? FanPlot.Draw(new FanData(_record.Unit, [.. shown.Select(p => p.Date)], [.. shown.Select(p => p.P10)], [.. shown.Select(p => p.P25)], [.. shown.Select(p => p.P50)], [.. shown.Select(p => p.P75)], [.. shown.Select(p => p.P90)], [.. shown.Select(p => p.Observed)]), width)
                : IntervalPlot.Draw([.. shown.Select(p => new IntervalBar(p.Member ?? p.Date, p.P10, p.P25, p.P50, p.P75, p.P90, p.Observed))], _record.Unit, width))
        {
            Note = "Points: what was observed. Bands: half of the trials, and eight in ten; line: their median." + (NumberStyle.UnitText(_record.Unit) is { Length: > 0 } unit ? $" Unit: {unit}." : ""),
            Table = table,
            FoldsTable = true,
        };
    }

    private ImmutableArray<PointPart> LastOfEach(ImmutableArray<string> dates) =>
        [.. _record.Points.Where(p => p.Date == dates[^1]).OrderByDescending(p => p.Observed).ThenBy(p => p.Member, StringComparer.Ordinal)];

    private Element Forecasts()
    {
        var crps = _record.Forecasts.Select(f => f.Crps).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var score = NumberStyle.For(_record.Unit, crps, crps);
        return new DataTable(
            "The model beside forecasts that need none",
            [new("Forecast"), new("Points", true), new("In its 50%", true), new("In its 80%", true), new("Mean error", true), new("CRPS", true), new("Model's CRPS there", true)],
            [
                .. _record.Forecasts.Select(f => ImmutableArray.Create<Markup>(
                    Tag.Said(f.Name), NumberStyle.Count(f.Points), NumberStyle.Share(f.In50, 0), NumberStyle.Share(f.In80, 0), score.Print(f.Error), score.Print(f.Crps), score.Print(f.ModelCrps))),
                .. double.IsFinite(_record.ShiftError)
                    ? [ImmutableArray.Create<Markup>("uniform shift, in sample", "", "", "", score.Print(_record.ShiftError), "", "")]
                    : ImmutableArray<ImmutableArray<Markup>>.Empty,
            ]).ToMarkup();
    }

    private Figure Pit()
    {
        var bins = _record.Pit.Length;
        var even = 1.0 / bins;
        var edges = Enumerable.Range(0, bins + 1).Select(i => i / (double)bins).ToImmutableArray();
        return new Figure(
            _id + "-pit", "Where the record fell among the trials", $"Counts of the {Svg.Number(bins)} bins from the lowest trials to the highest: {string.Join(", ", _record.Pit.Select(NumberStyle.Count))}.",
            width => HistogramPlot.Draw(edges, _record.Pit, "share", width, even: even))
        {
            Note = "The probability integral transform. Dashed: what a calibrated model gives. A hump in the middle is too wide, a valley too narrow, a slope is bias.",
            IsSmall = true,
            FoldsTable = true,
            Table = new DataTable(
                $"{_record.Name}: observed values by the share of trials below them", [new("From"), new("To", true), new("Values", true)],
                [.. _record.Pit.Select((c, i) => ImmutableArray.Create<Markup>(NumberStyle.Share(edges[i], 0), NumberStyle.Share(edges[i + 1], 0), NumberStyle.Count(c)))]),
        };
    }

    private Markup Ranks()
    {
        var style = new NumberStyle(false, 2);
        return _record.Ranks.IsEmpty ? Markup.None : new DataTable(
            "Rank correlations over members (Spearman)",
            [new("Of"), new("Date"), new("Members", true), new("Model with record", true), new("Model with the yardstick", true), new("Record with the yardstick", true)],
            [.. _record.Ranks.Select(r => ImmutableArray.Create<Markup>(r.Of, r.Date, NumberStyle.Count(r.Members), style.Print(r.ModelWithRecord), style.Print(r.ModelWith), style.Print(r.RecordWith)))]).ToMarkup();
    }
}
