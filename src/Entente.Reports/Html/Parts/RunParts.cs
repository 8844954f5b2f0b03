using System.Collections.Immutable;
using Entente.Reports.Charts;
using Entente.Reports.Documents;
using Entente.Reports.Html.Charts;

namespace Entente.Reports.Html.Parts;

/// <summary>What a run found, as sections of a page.</summary>
internal sealed class RunParts
{
    // A table under a chart has about so many rows.
    private const int Rows = 12;

    private readonly ResultDocument _run;
    private readonly string _prefix;

    private RunParts(ResultDocument run, string prefix)
    {
        _run = run;
        _prefix = prefix;
    }

    public static ImmutableArray<Section> Of(ResultDocument run, string prefix)
    {
        var parts = new RunParts(run, prefix);
        ImmutableArray<Section?> sections = [parts.Outcomes(), parts.OverTime(), parts.Measures(), parts.Times(), VariancePart.Of(run.Splits.Select(s => (s.Name ?? "", (SplitPart?)s)), prefix), .. LifecycleParts.Of(run, prefix), parts.Findings()];
        return [.. sections.OfType<Section>()];
    }

    private Section? Outcomes()
    {
        if (_run.Outcomes.IsEmpty)
        {
            return null;
        }

        var most = _run.Outcomes.Where(o => double.IsFinite(o.Share)).MaxBy(o => o.Share);
        var description = most is null ? "No trial was completed." : $"The most frequent outcome is {most.Name} with {NumberStyle.Share(most.Share)} of the trials; all shares stand in the table below.";
        var table = new DataTable(
            "Outcomes of the completed trials, each with its 95% interval",
            [new("Outcome"), new("Share", true), new("95% interval", true), new("Trials", true), new("What it means")],
            [.. _run.Outcomes.Select(o => ImmutableArray.Create<Markup>(
                Tag.Said(o.Name), NumberStyle.Share(o.Share), Interval(o.Low, o.High), NumberStyle.Count(o.Count), o.Says is { } says ? Tag.Said(says) : Markup.None))])
        { IsProse = true };
        var figure = new Figure(_prefix + "outcomes-chart", "Share of the trials that end so", description, width => OutcomeChart.Draw([.. _run.Outcomes.Select(o => new ShareBar(o.Name, o.Share, o.Low, o.High))], width))
        {
            Note = "The whisker is the 95% interval: how far the share may be off because only so many trials were run. It says nothing about whether the assumptions are right.",
            Table = table,
        };
        return new Section(_prefix + "outcomes", "Outcomes", figure.ToMarkup());
    }

    private Section? OverTime()
    {
        var shown = HeadlineOr(_run.Series, s => s.Headline);
        if (shown.IsEmpty)
        {
            return null;
        }

        var labels = _run.Clock.Labels;
        var figures = shown.Select(series =>
        {
            var last = labels.Length - 1;
            var style = StyleOf(series);
            var points = Thinned(labels);
            var description = $"The median goes from {style.Print(series.P50[0])} in {labels[0]} to {style.Print(series.P50[last])} in {labels[last]}, where nine in ten trials lie between {style.Print(series.P05[last])} and {style.Print(series.P95[last])}.";
            return new Figure(Id("fan", series.Name), series.Name, description, width => FanPlot.Draw(new FanData(series.Unit, labels, series.P05, series.P25, series.P50, series.P75, series.P95, []), width))
            {
                Note = Says(series.Says, series.Unit),
                IsSmall = true,
                FoldsTable = true,
                Table = new DataTable(
                    $"{series.Name} by date: percentiles of the trials",
                    [new("Date"), new("5%", true), new("25%", true), new("median", true), new("75%", true), new("95%", true)],
                    [.. points.Select(p => ImmutableArray.Create<Markup>(labels[p], style.Print(series.P05[p]), style.Print(series.P25[p]), style.Print(series.P50[p]), style.Print(series.P75[p]), style.Print(series.P95[p])))]),
            };
        });
        return new Section(
            _prefix + "over-time",
            "Over time",
            Markup.Of(Tag.P("The line is the median of the trials at each date, the dark band holds half of them, the pale one nine in ten. Bands are no paths: no single trial follows a border.").Class("note"), Figure.Row(figures)));
    }

    private Section? Measures()
    {
        if (_run.Measures.IsEmpty)
        {
            return null;
        }

        var all = _run.Measures.OrderByDescending(m => m.Headline).ToList();
        var table = new DataTable(
            "Measures: mean, spread and percentiles over the completed trials",
            [new("Measure"), new("Mean", true), new("Sd", true), new("5%", true), new("Median", true), new("95%", true), new("Shape")],
            [.. all.Select(m =>
            {
                var style = StyleOf(m);
                var better = m.Better switch { "higher" => " ↑", "lower" => " ↓", _ => "" };
                return ImmutableArray.Create<Markup>(
                    Markup.Of(Tag.Said(m.Name), better, Says(m.Says, m.Unit) is { IsNone: false } says ? Tag.Span("note", says) : Markup.None),
                    style.Print(m.Mean), style.Print(m.Sd), style.Print(m.P05), style.Print(m.P50), style.Print(m.P95), Sparkline.Bars(m.Histogram.Counts));
            })]);
        var paths = _run.Series.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var figures = HeadlineOr(_run.Measures, m => m.Headline).Where(m => m.Histogram.Edges.Length > 1 && m.Sd > 0).Select(Histogram);
        return new Section(
            _prefix + "measures",
            "Measures",
            Markup.Of(
                Tag.P("One number a trial. ↑ marks measures of which more is better, ↓ those of which less is." + (paths.Count > 0 ? " Those that are also drawn over time stand here at the end of the clock." : "")).Class("note"),
                Figure.Row(figures),
                table.ToMarkup()));
    }

    private Figure Histogram(MeasurePart measure)
    {
        var style = StyleOf(measure);
        var (edges, counts) = (measure.Histogram.Edges, measure.Histogram.Counts);
        var edge = NumberStyle.For(measure.Unit, edges[1] - edges[0], edges[^1]);
        return new Figure(
            Id("histogram", measure.Name), measure.Name, $"Half of the trials lie between {style.Print(measure.P25)} and {style.Print(measure.P75)}; the median is {style.Print(measure.P50)}.",
            width => HistogramPlot.Draw(edges, counts, measure.Unit, width, measure.P50))
        {
            Note = Markup.Of(Says(measure.Says, measure.Unit), " Dashed: the median."),
            IsSmall = true,
            FoldsTable = true,
            Table = new DataTable(
                $"{measure.Name}: trials by value", [new("From"), new("To", true), new("Trials", true)],
                [.. counts.Select((c, i) => ImmutableArray.Create<Markup>(edge.Print(edges[i]), edge.Print(edges[i + 1]), NumberStyle.Count(c)))]),
        };
    }

    private Section? Times()
    {
        if (_run.Times.IsEmpty)
        {
            return null;
        }

        var labels = _run.Clock.Labels;
        var figures = HeadlineOr(_run.Times, t => t.Headline).Where(t => t.Share > 0).Select(time => new Figure(
            Id("time", time.Name), time.Name, $"It happened in {NumberStyle.Share(time.Share)} of the trials by {labels[^1]}.", width => CurvePlot.OverTime(labels, time.Curve, width))
        {
            Note = Says(time.Says, ""),
            IsSmall = true,
            FoldsTable = true,
            Table = new DataTable(
                $"{time.Name}: share of the trials in which it had happened, by date", [new("Date"), new("Share", true)],
                [.. Thinned(labels).Select(p => ImmutableArray.Create<Markup>(labels[p], NumberStyle.Share(time.Curve[p])))]),
        });
        var years = new NumberStyle(false, 1);
        var table = new DataTable(
            "First times: in how many trials, and after how many years where it happened",
            [new("What"), new("Share of trials", true), new("Mean, years", true), new("Median, years", true), new("What it is")],
            [.. _run.Times.OrderByDescending(t => t.Headline).Select(t => ImmutableArray.Create<Markup>(
                Tag.Said(t.Name), NumberStyle.Share(t.Share), years.Print(t.Mean), years.Print(t.P50), t.Says is { } says ? Tag.Said(says) : Markup.None))])
        { IsProse = true };
        return new Section(
            _prefix + "times", "When things first happened", Markup.Of(Tag.P("The curves give the share of the trials in which it had happened by each date.").Class("note"), Figure.Row(figures), table.ToMarkup()));
    }

    private Section? Findings()
    {
        if (_run.Findings.IsEmpty && _run.Failures.IsEmpty)
        {
            return null;
        }

        var findings = _run.Findings.Select(f => Markup.Of(
            Tag.Span("mark", f.Severity), " ", Tag.Said(f.Message), f.Hint is { } hint ? Markup.Of(" (", Tag.Said(hint), ")") : Markup.None, " ", Tag.Span("quiet", f.Code)));
        var failures = _run.Failures.Select(f => Markup.Of($"trial {NumberStyle.Count(f.Trial)}: ", Tag.Said(f.Message)));
        return new Section(
            _prefix + "findings",
            "What deserves a second look",
            Markup.Of(
                Tag.List(findings),
                _run.Failures.IsEmpty ? Markup.None : Tag.Of("details", Tag.Of("summary", $"Failed trials: {NumberStyle.Count(_run.Failed ?? _run.Failures.Length)}"), Tag.List(failures))));
    }

    private string Id(string kind, string name) => $"{_prefix}{kind}-{Anchor.Of(name)}";

    private static NumberStyle StyleOf(SeriesPart series)
    {
        var (low, high) = (series.P05.Where(double.IsFinite).DefaultIfEmpty(0).Min(), series.P95.Where(double.IsFinite).DefaultIfEmpty(0).Max());
        return NumberStyle.For(series.Unit, high - low, Math.Abs(high));
    }

    private static NumberStyle StyleOf(MeasurePart measure) => NumberStyle.For(measure.Unit, measure.P95 - measure.P05, Math.Max(Math.Abs(measure.P05), Math.Abs(measure.P95)));

    private static IEnumerable<int> Thinned(ImmutableArray<string> labels)
    {
        var every = Math.Max(1, (labels.Length + Rows - 2) / Rows);
        return Enumerable.Range(0, labels.Length).Where(p => p % every == 0 || p == labels.Length - 1);
    }

    private static Markup Says(string? says, string unit)
    {
        var text = NumberStyle.UnitText(unit);
        return Markup.Of(says is null ? Markup.None : Tag.Said(says), says is null || text.Length == 0 ? "" : "; ", text.Length == 0 ? "" : text, says is null && text.Length == 0 ? "" : ".");
    }

    private static string Interval(double low, double high) => double.IsFinite(low) ? $"{NumberStyle.Share(low)} – {NumberStyle.Share(high)}" : "–";

    private static ImmutableArray<T> HeadlineOr<T>(ImmutableArray<T> all, Func<T, bool> isHeadline) => all.Any(isHeadline) ? [.. all.Where(isHeadline)] : all;
}
