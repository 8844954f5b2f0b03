using System.Collections.Immutable;
using Entente.Analyses;
using Entente.Reports.Charts;
using Entente.Sensitivity;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Writes a sensitivity analysis for people at a terminal: a table of indices, and a tornado chart.</summary>
public sealed class SensitivityReport
{
    private const int Indent = ReportPage.Indent;
    private const int MostInputs = 20;
    private const int MostPairs = 10;
    private const int MostBars = 15;
    private const int WidestName = 30;
    private const int Bar = 20;
    private const int NarrowBar = 12;
    private const int Roomy = 96;

    private readonly SensitivityResult _result;
    private readonly ReportPage _page;
    private readonly int _width;

    private SensitivityReport(SensitivityResult result, int width)
    {
        _result = result;
        _page = new ReportPage(width);
        _width = width;
    }

    /// <summary>Writes the whole report.</summary>
    /// <param name="console">Where to; its width decides the layout.</param>
    public static void Write(SensitivityResult result, IAnsiConsole console) =>
        console.Write(new StyledLines(new SensitivityReport(result, Math.Max(60, console.Profile.Width)).Lines()));

    private IEnumerable<StyledLine> Lines() =>
        _page.Header(_result.Run, _result.Table)
            .Concat(_page.Part($"What drives {_result.Of}", Table()))
            .Concat(_page.Part("Pairs", Pairs()))
            .Concat(_page.Part($"Mean of {_result.Of} where an input is low and high", Bars()))
            .Append(new StyledLine())
            .Concat(_result.Notes.SelectMany(n => _page.Hanging(StyledLine.Of("· ", Look.Quiet), n, Look.Quiet)))
            .Append(new StyledLine())
            .Concat(_page.Facts(Facts()));

    private IEnumerable<string> Facts()
    {
        var rows = _result.Method switch { SensitivityMethod.Sobol => "base rows", SensitivityMethod.Morris => "trajectories", SensitivityMethod.Shapley when _result.Run is not null => "walks", _ => _result.Run is null ? "rows" : "trials" };
        var style = NumberStyle.For(_result.Unit, _result.Sd, _result.Mean);
        IEnumerable<string> facts =
        [
            _result.Method.ToString().ToLowerInvariant(),
            .. _result.Given is { } given ? [$"given {given}"] : Array.Empty<string>(),
            _result.Used == _result.Rows ? $"{NumberStyle.Count(_result.Rows)} {rows}" : $"{NumberStyle.Count(_result.Used)} of {NumberStyle.Count(_result.Rows)} {rows}",
            .. double.IsNaN(_result.Mean) ? Array.Empty<string>() : [$"mean {style.Print(_result.Mean)}, sd {style.Print(_result.Sd)}"],
        ];
        return facts.Concat(ReportPage.Made(_result.Run));
    }

    private IEnumerable<StyledLine> Table()
    {
        var shown = _result.Inputs.Take(MostInputs).ToArray();
        var most = shown.Select(i => Math.Max(i.Values[0].Value, i.Values[0].High)).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var styles = Enumerable.Range(0, _result.Names.Length).Select(StyleOf).ToArray();
        var (bar, isWide) = _width < Roomy ? (NarrowBar, false) : (Bar, _result.Names.Length < 3);
        var rows = shown.Select(i => ImmutableArray.Create<StyledLine>([
            Columns.Cell(StyledLine.Fit(i.Name, WidestName), i.IsActive == false ? Look.Quiet : Look.Plain),
            most > 0 ? Charts.Bars.WithInterval(Math.Max(0, i.Values[0].Value), Math.Max(0, Finite(i.Values[0].Low, i.Values[0].Value)), Math.Max(0, Finite(i.Values[0].High, i.Values[0].Value)), bar, most) : new StyledLine(),
            .. i.Values.Select((v, k) => Columns.Cell(styles[k].Print(v.Value)).Add(isWide || k == 0 ? Interval(styles[k], v) : "", Look.Quiet)),
            .. _result.Method == SensitivityMethod.Pawn ? [Columns.Cell(i.IsActive == true ? "" : "like no effect", Look.Quiet)] : Array.Empty<StyledLine>(),
        ])).ToList();
        ImmutableArray<string> heads = ["input", "", .. _result.Names.Select(Head), .. _result.Method == SensitivityMethod.Pawn ? [""] : Array.Empty<string>()];
        string Head(string name, int k) => isWide || k == 0 ? name + " (95%)" : name;
        foreach (var line in Columns.Lay(heads, rows, Indent, _width, [.. _result.Names.Select(Head).Skip(1).Reverse()]))
        {
            yield return line;
        }

        if (_result.Inputs.Length > MostInputs)
        {
            yield return new StyledLine().PadTo(Indent).Add($"… and {_result.Inputs.Length - MostInputs} more below; --format json has them all", Look.Quiet);
        }
    }

    private IEnumerable<StyledLine> Pairs()
    {
        if (_result.Pairs.IsEmpty)
        {
            return [];
        }

        var style = new NumberStyle(false, 2);
        return Columns.Lay(
            ["", "", "together (95%)"],
            [.. _result.Pairs.Take(MostPairs).Select(p => ImmutableArray.Create(
                Columns.Cell(StyledLine.Fit(p.A, WidestName)), Columns.Cell(StyledLine.Fit(p.B, WidestName)), Columns.Cell(style.Print(p.Index.Value)).Add(Interval(style, p.Index), Look.Quiet)))],
            Indent, _width, []);
    }

    // The widest swing first, whatever ranks the table.
    private IEnumerable<StyledLine> Bars()
    {
        var shown = _result.Inputs.Where(i => double.IsFinite(i.Low) && double.IsFinite(i.High))
            .OrderByDescending(i => Math.Abs(i.High - i.Low)).ThenBy(i => i.Name, StringComparer.Ordinal).Take(MostBars).ToArray();
        var ends = shown.SelectMany(i => new[] { i.Low, i.High }).Append(_result.Mean).ToArray();
        var (from, to) = (ends.Min(), ends.Max());
        if (shown.Length == 0 || !(to > from))
        {
            yield break;
        }

        var margin = (to - from) * 0.02;
        var style = NumberStyle.For(_result.Unit, to - from, to);
        var names = Math.Min(WidestName, shown.Max(i => StyledLine.CellsOf(StyledLine.Clean(i.Name))));
        var cells = Math.Max(20, _width - Indent - names - 2 - 20);
        yield return new StyledLine().PadTo(Indent).Add("▒ ", Look.Quiet).Add("in its lowest fifth   ", Look.Quiet).Add("█ ", Look.Bar).Add($"in its highest fifth   │ mean of all, {style.Print(_result.Mean)}", Look.Quiet);
        yield return new StyledLine().PadTo(Indent).Add($"differences below {style.Print(_result.Noise)} may be chance", Look.Quiet);
        foreach (var input in shown)
        {
            yield return new StyledLine().PadTo(Indent).Add(StyledLine.Fit(input.Name, WidestName)).PadTo(Indent + names + 2)
                .Add(Tornado.Line(input.Low, _result.Mean, input.High, cells, from - margin, to + margin)).PadTo(Indent + names + 2 + cells + 1)
                .Add($"{style.Print(input.Low)} → {style.Print(input.High)}", Look.Quiet);
        }
    }

    private NumberStyle StyleOf(int statistic)
    {
        // Effects have the output's unit; all else are shares and distances.
        if (_result.Method != SensitivityMethod.Morris)
        {
            return new NumberStyle(false, 3);
        }

        var most = _result.Inputs.Select(i => Math.Abs(i.Values[statistic].Value)).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        return NumberStyle.For(_result.Unit, most, most);
    }

    private static string Interval(NumberStyle style, Estimate e) => double.IsFinite(e.Low) ? $" ({style.Print(e.Low)} – {style.Print(e.High)})" : "";

    private static double Finite(double value, double otherwise) => double.IsFinite(value) ? value : otherwise;
}
