using System.Collections.Immutable;
using System.Globalization;
using Entente.Experiments;
using Entente.Reports.Charts;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Writes a backtest for people at a terminal: how the model did beside naive forecasts, and where it was wrong.</summary>
public sealed class BacktestReport
{
    private const int Indent = ReportPage.Indent;
    private const int PitBar = 40;
    private const int MostMembers = 8;
    private const int FanHeight = 13;
    private const int WidestName = 20;

    private readonly BacktestResult _result;
    private readonly ReportPage _page;
    private readonly int _width;
    private readonly bool _coloured;

    private BacktestReport(BacktestResult result, int width, bool coloured)
    {
        _result = result;
        _coloured = coloured;
        _page = new ReportPage(width);
        _width = width;
    }

    /// <summary>Writes the whole report.</summary>
    /// <param name="console">Where to; its width decides the layout.</param>
    public static void Write(BacktestResult result, IAnsiConsole console) =>
        console.Write(new StyledLines(new BacktestReport(result, Math.Max(60, console.Profile.Width), console.Profile.Capabilities.Ansi).Lines()));

    private IEnumerable<StyledLine> Lines() =>
        _page.Header(_result.Run)
            .Concat(_result.Series.SelectMany(s => _page.Part(s.Unit.Length > 0 ? $"{s.Name}, {NumberStyle.UnitText(s.Unit)}" : s.Name, Series(s))))
            .Concat(_page.Part("Failed trials", _result.Run.Failures.SelectMany(f => _page.Hanging(StyledLine.Of(string.Create(CultureInfo.InvariantCulture, $"trial {f.Trial}  ")), f.Message, Look.Plain))))
            .Append(new StyledLine())
            .Concat(_page.Facts(ReportPage.Made(_result.Run)));

    private IEnumerable<StyledLine> Series(BacktestSeries series) =>
        _page.Says(series.Says)
            .Concat(Forecasts(series))
            .Concat(Notes(series).SelectMany(n => _page.Says(n)))
            .Append(new StyledLine())
            .Concat(Pit(series))
            .Concat(Ranks(series))
            .Append(new StyledLine())
            .Concat(series.Set is null ? Fan(series).Append(new StyledLine()).Concat(Points(series)) : Whiskers(series).Append(new StyledLine()).Concat(Members(series)));

    private IEnumerable<StyledLine> Fan(BacktestSeries series)
    {
        var clock = _result.Run.Clock;
        if (_result.Run.Series.FirstOrDefault(s => s.Name == series.Name) is not { } fan)
        {
            return [];
        }

        var marks = series.Points.Select(p => (clock.Labels.IndexOf(p.Date), p.Observed)).ToList();
        return FanChart.Draw(fan, clock, _width - Indent - 1, FanHeight, _coloured, marks).Select(l => new StyledLine().PadTo(Indent).Add(l))
            .Prepend(new StyledLine().PadTo(Indent).Add("● observed; the model's median, half, nine in ten", Look.Quiet));
    }

    private IEnumerable<StyledLine> Whiskers(BacktestSeries series)
    {
        var last = series.Points.Select(p => p.Date).Max(StringComparer.Ordinal);
        var rows = series.Points.Where(p => p.Date == last).OrderByDescending(p => p.Observed).ThenBy(p => p.Member, StringComparer.Ordinal)
            .Select(p => new IntervalRow(StyledLine.Fit(p.Member!, WidestName), p.P10, p.P25, p.P50, p.P75, p.P90, p.Observed)).ToList();
        return IntervalChart.Draw(rows, series.Unit, _width - Indent, _coloured).Select(l => new StyledLine().PadTo(Indent).Add(l))
            .Prepend(new StyledLine().PadTo(Indent).Add($"{last}: ● observed; model │ median, ━ half, ─ eight in ten", Look.Quiet));
    }

    private IEnumerable<StyledLine> Forecasts(BacktestSeries series)
    {
        var least = series.Forecasts.SelectMany(f => new[] { f.Error, f.Crps }).Where(v => v > 0).DefaultIfEmpty(0).Min();
        var style = NumberStyle.For(series.Unit, least, least);
        return Columns.Lay(
            ["", ">points", ">in 50%", ">in 80%", ">mean error", ">CRPS", ">model's CRPS there"],
            [
                .. series.Forecasts.Select(f => Cells(f.Name == "model" ? Look.Strong : Look.Plain,
                    f.Name, NumberStyle.Count(f.Points), Share(f.In50), Share(f.In80), style.Print(f.Error), style.Print(f.Crps), f.Name == "model" ? "" : style.Print(f.ModelCrps))),
                .. double.IsNaN(series.ShiftError) ? Array.Empty<ImmutableArray<StyledLine>>() : [Cells(Look.Quiet, "uniform shift, in sample", "", "", "", style.Print(series.ShiftError), "", "")],
            ],
            Indent, _width, [">model's CRPS there", ">points", ">in 50%"]);
    }

    // What a reader would otherwise have to guess of the table.
    private static IEnumerable<string> Notes(BacktestSeries series)
    {
        var made = series.Forecasts.ToDictionary(f => f.Name, StringComparer.Ordinal);
        if (!made.TryGetValue("persistence", out var persistence))
        {
            yield return "No value up to the start is known, so there is no naive forecast.";
        }
        else
        {
            if (double.IsNaN(persistence.Crps))
            {
                yield return "Persistence has no bands: they need two known values of every member up to the start.";
            }

            if (!made.ContainsKey("trend"))
            {
                yield return "Drift and trend are left out: they need three known values up to the start.";
            }
        }
    }

    private static IEnumerable<StyledLine> Pit(BacktestSeries series)
    {
        var most = Math.Max(1, series.Pit.Max());
        yield return new StyledLine().PadTo(Indent).Add("where the record fell among the trials; even is calibrated", Look.Quiet);
        for (var b = 0; b < series.Pit.Length; b++)
        {
            var bar = (int)Math.Ceiling((double)series.Pit[b] * PitBar / most);
            yield return new StyledLine().PadTo(Indent)
                .Add(string.Create(CultureInfo.InvariantCulture, $"{b * 100 / series.Pit.Length}–{(b + 1) * 100 / series.Pit.Length}%  ").PadLeft(9), Look.Quiet)
                .Add(new string('█', bar), Look.Bar).Add((bar > 0 ? " " : "") + NumberStyle.Count(series.Pit[b]));
        }
    }

    private IEnumerable<StyledLine> Ranks(BacktestSeries series)
    {
        if (series.Ranks.IsEmpty)
        {
            return [];
        }

        var with = series.Ranks.Any(r => double.IsFinite(r.ModelWith) || double.IsFinite(r.RecordWith));
        var style = new NumberStyle(false, 2);
        ImmutableArray<string> heads = ["rank correlation", ">members", ">model, record", .. with ? [">model, rank_with", ">record, rank_with"] : Array.Empty<string>()];
        var rows = series.Ranks.Select(r => Cells(Look.Plain, [
            r.Of == "change" ? $"change up to {r.Date}" : $"value at {r.Date}", NumberStyle.Count(r.Members), style.Print(r.ModelWithRecord),
            .. with ? [style.Print(r.ModelWith), style.Print(r.RecordWith)] : Array.Empty<string>(),
        ])).ToList();
        return Columns.Lay(heads, rows, Indent, _width, with ? [">members", ">record, rank_with"] : [">members"]).Prepend(new StyledLine());
    }

    private IEnumerable<StyledLine> Points(BacktestSeries series)
    {
        var style = StyleOf(series);
        return Columns.Lay(
            ["date", ">observed", ">median", ">half of the trials", ">eight in ten", ""],
            [.. series.Points.Select(p => Cells(Look.Plain, p.Date, style.Print(p.Observed), style.Print(p.P50), Band(style, p.P25, p.P75), Band(style, p.P10, p.P90), Where(p)))],
            Indent, _width, [">half of the trials", ">median"]);
    }

    private IEnumerable<StyledLine> Members(BacktestSeries series)
    {
        var style = StyleOf(series);
        var worst = series.Points.GroupBy(p => p.Member!, StringComparer.Ordinal)
            .Select(g => (Member: g.Key, Error: g.Average(p => Math.Abs(p.P50 - p.Observed)), Last: g.Last()))
            .OrderByDescending(m => m.Error).ThenBy(m => m.Member, StringComparer.Ordinal).Take(MostMembers).ToList();
        return Columns.Lay(
            ["largest errors", ">mean error", ">at", ">observed", ">median", ">eight in ten", ""],
            [.. worst.Select(m => Cells(Look.Plain,
                StyledLine.Fit(m.Member, WidestName), style.Print(m.Error), m.Last.Date, style.Print(m.Last.Observed), style.Print(m.Last.P50), Band(style, m.Last.P10, m.Last.P90), Where(m.Last)))],
            Indent, _width, [">at", ">median", ""]);
    }

    private static NumberStyle StyleOf(BacktestSeries series)
    {
        var spread = series.Points.Select(p => p.P90 - p.P10).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return NumberStyle.For(series.Unit, spread, series.Points.Max(p => Math.Abs(p.Observed)));
    }

    private static string Band(NumberStyle style, double low, double high) => $"{style.Print(low)} – {style.Print(high)}";

    private static string Where(BacktestPoint p) => p.Observed < p.P10 ? "below" : p.Observed > p.P90 ? "above" : "";

    private static string Share(double value) => NumberStyle.Share(value, 0);

    private static ImmutableArray<StyledLine> Cells(Style look, params ReadOnlySpan<string> texts)
    {
        var cells = ImmutableArray.CreateBuilder<StyledLine>(texts.Length);
        foreach (var text in texts)
        {
            cells.Add(Columns.Cell(text, look));
        }

        return cells.ToImmutable();
    }
}
