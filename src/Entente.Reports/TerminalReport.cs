using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Reports.Charts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Entente.Reports;

/// <summary>Writes a result for people at a terminal: what came out, how sure it is, how it went, and what to doubt.</summary>
public sealed class TerminalReport
{
    private const int Indent = ReportPage.Indent;
    private const int WidestBar = 56;
    private const int WidestName = 28;
    private const int TwoCharts = 96;
    private const int MostFailures = 5;

    private readonly ExperimentResult _result;
    private readonly ReportPage _page;
    private readonly int _width;
    private readonly bool _coloured;

    private TerminalReport(ExperimentResult result, int width, bool coloured)
    {
        _result = result;
        _page = new ReportPage(width);
        _width = width;
        _coloured = coloured;
    }

    /// <summary>Writes the whole report.</summary>
    /// <param name="result">What the run found.</param>
    /// <param name="elapsed">Wall time of the trials; null leaves it out.</param>
    /// <param name="console">Where to; its width and colours decide the layout.</param>
    /// <param name="interrupted">Whether trials that were asked for are missing.</param>
    public static void Write(ExperimentResult result, TimeSpan? elapsed, IAnsiConsole console, bool interrupted = false)
    {
        var coloured = console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
        var report = new TerminalReport(result, Math.Max(40, console.Profile.Width), coloured);
        console.Write(new StyledLines(report.Lines(elapsed, interrupted)));
    }

    private IEnumerable<StyledLine> Lines(TimeSpan? elapsed, bool interrupted) =>
        _page.Header(_result)
            .Concat(_result.Failed < _result.Trials ? Summaries() : [])
            .Concat(_page.Part("Failed trials", Failures()))
            .Concat(_page.Part("Findings", Findings()))
            .Append(new StyledLine())
            .Concat(Foot(elapsed, interrupted));

    private IEnumerable<StyledLine> Summaries() =>
        _page.Part("Outcomes", OutcomeBars.Lines(_result.Outcomes, _width))
            .Concat(_page.Part("Measures", Measures()))
            .Concat(_page.Part("Over time", Fans()))
            .Concat(_page.Part("What the variance comes from", VarianceTable.Lines([.. _result.Splits.Select(s => (s.Name, s.Parts))], _page, _width, _coloured)))
            .Concat(_page.Part("When it first happened", Times()))
            .Concat(_page.Part("Where the lifecycles spent their time", Lifecycles()));

    private IEnumerable<StyledLine> Measures()
    {
        var measures = _result.Measures.OrderByDescending(m => m.Headline).ToList();
        if (measures.Count == 0)
        {
            return [];
        }

        var rows = measures.Select(MeasureRow).ToList();
        var lines = Columns.Lay(["", ">mean", ">sd", ">p05", ">p50", ">p95", "shape", "unit"], rows, Indent, _width, ["shape", "unit"]).ToList();
        return lines.Take(1).Concat(measures.Zip(lines.Skip(1)).SelectMany(m => _page.Says(m.First.Headline ? m.First.Says : null).Prepend(m.Second)));
    }

    private ImmutableArray<StyledLine> MeasureRow(MeasureSummary measure)
    {
        var d = measure.Distribution;
        var style = NumberStyle.For(measure.Unit, d.P95 - d.P05, Math.Max(Math.Abs(d.P05), Math.Abs(d.P95)));

        // What is counted comes in whole numbers, and its quantiles look it; its mean does not.
        var quantiles = !style.Percent && new[] { d.Min, d.P05, d.P50, d.P95, d.Max }.All(double.IsInteger) ? style with { Decimals = 0 } : style;
        var look = measure.Headline ? Look.Plain : Look.Quiet;
        var name = Columns.Cell(StyledLine.Fit(measure.Name, WidestName), measure.Headline ? Look.Strong : Look.Quiet);
        if (measure.Better is "higher" or "lower")
        {
            name.Add(measure.Better == "higher" ? " ↑" : " ↓", Look.Quiet);
        }

        return
        [
            name,
            StyledLine.Of(style.Print(d.Mean), measure.Headline ? Look.Strong : Look.Quiet), StyledLine.Of(style.Print(d.Sd), look), Quantile(d.P05), Quantile(d.P50), Quantile(d.P95),
            StyledLine.Of(Bars.Histogram(measure.Histogram.Counts, 10), measure.Headline ? Look.Bar : Look.Quiet),
            Columns.Cell(StyledLine.Fit(NumberStyle.UnitText(measure.Unit), 16), Look.Quiet),
        ];

        StyledLine Quantile(double value) => StyledLine.Of(quantiles.Print(value), look);
    }

    private IEnumerable<StyledLine> Fans()
    {
        var headlines = _result.Series.Where(s => s.Headline).ToArray();
        if (headlines.Length == 0)
        {
            yield break;
        }

        yield return _coloured
            ? new StyledLine().PadTo(Indent).Add("⣀⣀", new Style(Look.Median, Look.InnerBand)).Add(" median  ", Look.Quiet)
                .Add("  ", new Style(background: Look.InnerBand)).Add(" half of the trials  ", Look.Quiet)
                .Add("  ", new Style(background: Look.OuterBand)).Add(" nine in ten", Look.Quiet)
            : new StyledLine().PadTo(Indent).Add("⣀⣀ median  ▒▒ half of the trials  ░░ nine in ten");
        var beside = headlines.Length > 1 && _width >= TwoCharts;
        var width = beside ? (_width - 3) / 2 : _width;
        foreach (var group in headlines.Chunk(beside ? 2 : 1))
        {
            var charts = group.Select(s => Fan(s, width, beside ? 11 : 13).ToList()).ToList();
            foreach (var line in Columns.Beside(charts[0], charts.ElementAtOrDefault(1) ?? [], width + 3))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<StyledLine> Fan(SeriesSummary series, int width, int height)
    {
        var style = NumberStyle.For(series.Unit, series.P95[^1] - series.P05[^1], Math.Abs(series.P50[^1]));
        var end = $"{style.Print(series.P50[^1])} ({style.Print(series.P05[^1])} – {style.Print(series.P95[^1])})";
        var name = StyledLine.Fit(series.Name, width - Indent - end.Length - 2);
        yield return new StyledLine();
        var title = new StyledLine().PadTo(Indent).Add(name, Look.Strong);
        var unit = NumberStyle.IsShare(series.Unit) || series.Unit.Length == 0 ? "" : "  " + StyledLine.Clean(NumberStyle.UnitText(series.Unit));
        if (title.Width + unit.Length + 2 + end.Length <= width)
        {
            title.Add(unit, Look.Quiet);
        }

        yield return title.PadTo(width - end.Length).Add(end, Look.Plain);
        foreach (var line in FanChart.Draw(series, _result.Clock, width - 1, height, _coloured))
        {
            yield return new StyledLine().Add(" ").Add(line);
        }
    }

    private IEnumerable<StyledLine> Times()
    {
        if (_result.Times.IsEmpty)
        {
            return [];
        }

        var most = Math.Max(_result.Times.SelectMany(t => t.Curve).Where(double.IsFinite).DefaultIfEmpty(0).Max(), 0.01);
        var spark = Math.Min(_result.Clock.Steps + 1, _width >= TwoCharts ? 30 : 20);
        var rows = _result.Times.OrderByDescending(t => t.Headline).Select(ImmutableArray<StyledLine> (time) =>
        {
            var look = time.Headline ? Look.Plain : Look.Quiet;
            var years = new NumberStyle(false, 1);
            return
            [
                Columns.Cell(StyledLine.Fit(time.Name, WidestName), time.Headline ? Look.Strong : Look.Quiet),
                StyledLine.Of(NumberStyle.Share(time.Share), time.Headline ? Look.Strong : Look.Quiet),
                StyledLine.Of(double.IsNaN(time.P50) ? "–" : $"{years.Print(time.P50)} y", look),
                StyledLine.Of(ReportPage.DateAt(_result.Clock, time.P50), look),
                StyledLine.Of(Bars.Spark(time.Curve, spark, most), time.Headline ? Look.Bar : Look.Quiet),
            ];
        }).ToList();
        var curve = $"by then, up to {NumberStyle.Share(most, 0)}";
        return Columns.Lay(["", ">in trials", ">median", "date", curve], rows, Indent, _width, [curve, "date"]);
    }

    private IEnumerable<StyledLine> Lifecycles()
    {
        if (_result.Lifecycles.IsEmpty)
        {
            yield break;
        }

        const int labels = 10;
        var name = Math.Min(WidestName, _result.Lifecycles.Max(l => Math.Max(StyledLine.CellsOf(l.Name), Machines(l).Length)));
        var bar = Math.Min(WidestBar, _width - Indent - Columns.Total(name, labels, 0));
        var left = Indent + Columns.Total(name, labels, 0);
        foreach (var lifecycle in _result.Lifecycles)
        {
            if (lifecycle != _result.Lifecycles[0])
            {
                yield return new StyledLine();
            }

            yield return new StyledLine().PadTo(Indent).Add(StyledLine.Fit(lifecycle.Name, name), Look.Strong).PadTo(Indent + Columns.Total(name, 0))
                .Add("all along", Look.Quiet).PadTo(left).Add(Bars.Stack([.. lifecycle.States.Select(s => s.Share)], bar, _coloured));
            yield return new StyledLine().PadTo(Indent).Add(Machines(lifecycle), Look.Quiet)
                .PadTo(Indent + Columns.Total(name, 0)).Add("at the end", Look.Quiet).PadTo(left)
                .Add(Bars.Stack([.. lifecycle.States.Select(s => s.AtEnd)], bar, _coloured));
            foreach (var line in Legend(lifecycle, left))
            {
                yield return line;
            }
        }
    }

    private static string Machines(LifecycleSummary lifecycle) => lifecycle.Machines > 1 ? "× " + NumberStyle.Count(lifecycle.Machines) : "";

    private IEnumerable<StyledLine> Legend(LifecycleSummary lifecycle, int left)
    {
        var line = new StyledLine().PadTo(left);
        var first = true;
        foreach (var (state, part) in lifecycle.States.Select((s, i) => (s, i)))
        {
            var entry = Bars.Key(part, _coloured).Add(" " + StyledLine.Fit(state.Name, WidestName));
            if (!first && line.Width + 3 + entry.Width > _width)
            {
                yield return line;
                line = new StyledLine().PadTo(left);
                first = true;
            }

            line.Add(first ? "" : "   ").Add(entry);
            first = false;
        }

        yield return line;
    }

    private IEnumerable<StyledLine> Failures()
    {
        if (_result.Failed == 0)
        {
            yield break;
        }

        var count = $"{NumberStyle.Count(_result.Failed)} of {NumberStyle.Count(_result.Trials)} trials failed";
        foreach (var line in _page.Hanging(StyledLine.Of(count + " ", Look.Warning), "and count in none of the numbers above", Look.Plain))
        {
            yield return line;
        }

        foreach (var failure in _result.Failures.Take(MostFailures))
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"trial {failure.Trial}  ");
            foreach (var line in _page.Hanging(StyledLine.Of(number, Look.Strong), failure.Message, Look.Plain))
            {
                yield return line;
            }
        }

        if (!_result.Failures.IsEmpty)
        {
            yield return new StyledLine().PadTo(Indent).Add(string.Create(CultureInfo.InvariantCulture, $"replay one with --trial {_result.Failures[0].Trial}"), Look.Quiet);
        }
    }

    private IEnumerable<StyledLine> Findings()
    {
        foreach (var finding in _result.Findings)
        {
            var head = StyledLine.Of(DiagnosticText.Name(finding.Severity).PadRight(7), DiagnosticsReport.LookOf(finding.Severity)).Add("  ");
            foreach (var line in _page.Hanging(head, finding.Message, Look.Plain))
            {
                yield return line;
            }

            foreach (var line in _page.Hanging(StyledLine.Of("         "), finding.Hint ?? "", Look.Quiet).Take(finding.Hint is null ? 0 : int.MaxValue))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<StyledLine> Foot(TimeSpan? elapsed, bool interrupted)
    {
        var trials = NumberStyle.Count(_result.Trials) + (_result.Trials == 1 ? " trial" : " trials");
        var facts = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"seed {_result.Seed}"),
            _result.Sampler,
            _result.Failed > 0 ? $"{trials} ({NumberStyle.Count(_result.Failed)} failed)" : trials,
        };
        if (interrupted)
        {
            facts.Add("interrupted");
        }

        if (elapsed is { } time)
        {
            facts.Add(NumberStyle.Elapsed(time));
        }

        facts.Add($"digest {_result.Digest}");
        return _page.Facts(facts);
    }
}
