using System.Collections.Immutable;
using System.Globalization;
using Entente.Analyses;
using Entente.Reports.Charts;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Writes a discovery for people at a terminal: each box with its limits and its trade-off, and the tree's leaves.</summary>
public sealed class DiscoveryReport
{
    private const int Indent = ReportPage.Indent;
    private const int Height = 11;
    private const int MostLeaves = 12;

    private readonly DiscoveryResult _result;
    private readonly ReportPage _page;
    private readonly int _width;

    private DiscoveryReport(DiscoveryResult result, int width)
    {
        _result = result;
        _page = new ReportPage(width);
        _width = width;
    }

    /// <summary>Writes the whole report.</summary>
    /// <param name="console">Where to; its width decides the layout.</param>
    public static void Write(DiscoveryResult result, IAnsiConsole console) =>
        console.Write(new StyledLines(new DiscoveryReport(result, Math.Max(60, console.Profile.Width)).Lines()));

    private IEnumerable<StyledLine> Lines() =>
        _page.Header(_result.Run, _result.Table)
            .Concat(_result.Boxes.SelectMany((b, k) => _page.Part(_result.Boxes.Length == 1 ? $"Where {_result.Cases}" : $"Where {_result.Cases}, box {k + 1}", Box(b))))
            .Concat(_page.Part("Tree", Leaves()))
            .Append(new StyledLine())
            .Concat(_result.Notes.SelectMany(n => _page.Hanging(StyledLine.Of("· ", Look.Quiet), n, Look.Quiet)))
            .Append(new StyledLine())
            .Concat(_page.Facts(Facts()));

    private IEnumerable<string> Facts()
    {
        IEnumerable<string> facts =
        [
            .. _result.Given is { } given ? [$"given {given}"] : Array.Empty<string>(),
            $"{NumberStyle.Count(_result.Count)} cases of {NumberStyle.Count(_result.Trials)}, {NumberStyle.Share((double)_result.Count / _result.Trials)}",
        ];
        return facts.Concat(ReportPage.Made(_result.Run));
    }

    private IEnumerable<StyledLine> Box(FoundBox found)
    {
        var (low, high) = found.Box.DensityInterval;
        yield return new StyledLine().PadTo(Indent)
            .Add(NumberStyle.Share(found.Box.Density), Look.Strong).Add($" of its trials are cases ({NumberStyle.Share(low)} – {NumberStyle.Share(high)}), against {NumberStyle.Share((double)_result.Count / _result.Trials)} of all");
        yield return new StyledLine().PadTo(Indent)
            .Add(NumberStyle.Share(found.Box.Coverage), Look.Strong).Add($" of the cases lie in it, with {NumberStyle.Share(found.Box.Mass)} of all trials");
        yield return new StyledLine();
        var rows = found.Limits.Select(l => ImmutableArray.Create(
            Columns.Cell(StyledLine.Fit(l.Condition, _width - 46)), Columns.Cell(P(l.QuasiP)), Columns.Cell(NumberStyle.Share(l.Stability.Share, 0)), Columns.Cell(Range(l), Look.Quiet))).ToList();
        foreach (var line in Columns.Lay(["limit", ">quasi-p", ">in resamples", ">there at"], rows, Indent, _width, [">there at"]))
        {
            yield return line;
        }

        foreach (var line in _page.Says(found.Dropped.IsEmpty ? null : $"without effect, left out: {string.Join("; ", found.Dropped)}"))
        {
            yield return line;
        }

        yield return new StyledLine();
        yield return new StyledLine().PadTo(Indent).Add("as an expression", Look.Quiet);
        foreach (var line in StyledLine.Wrap(found.Rule, _width - (2 * Indent)))
        {
            yield return new StyledLine().PadTo(2 * Indent).Add(line);
        }

        yield return new StyledLine();
        (double, double, int)[] points = [.. found.Peeling.Select(b => (b.Coverage, b.Density, b.Dimensions)), (found.Peeling[found.Taken].Coverage, found.Peeling[found.Taken].Density, 0)];
        foreach (var line in TradeOff.Lines(points, points.Length - 1, "coverage", "density; a digit is a box with so many inputs, + one with more, ★ the one taken", Math.Min(60, _width - 24), Height))
        {
            yield return new StyledLine().PadTo(Indent).Add(line);
        }
    }

    private IEnumerable<StyledLine> Leaves()
    {
        var shown = _result.Leaves.Take(MostLeaves).ToArray();
        if (shown.Length == 1)
        {
            yield return new StyledLine().PadTo(Indent).Add("no split holds up in cross validation", Look.Quiet);
            yield break;
        }

        foreach (var line in Columns.Lay([">density", ">coverage", ">trials", "leaf"], [], Indent, _width, []).Take(1))
        {
            yield return line;
        }

        foreach (var leaf in shown)
        {
            var head = $"{NumberStyle.Share(leaf.Box.Density),7}  {NumberStyle.Share(leaf.Box.Coverage),8}  {NumberStyle.Count(leaf.Box.Inside),6}  ";
            foreach (var line in _page.Hanging(StyledLine.Of(head), leaf.Rule, Look.Plain))
            {
                yield return line;
            }
        }

        if (_result.Leaves.Length > shown.Length)
        {
            yield return new StyledLine().PadTo(Indent).Add($"… and {_result.Leaves.Length - shown.Length} more; --format json has them all", Look.Quiet);
        }

        yield return new StyledLine().PadTo(Indent).Add(string.Create(CultureInfo.InvariantCulture, $"Brier score on trials left out {_result.Tree.Error:0.0000}, without splits {_result.Tree.ErrorOfNone:0.0000}"), Look.Quiet);
    }

    private static string P(double value) => value < 0.0001 ? "<0.0001" : value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Range(FoundLimit limit)
    {
        var (low, high) = (limit.Stability.Low, limit.Stability.High);
        if (!double.IsFinite(low))
        {
            return "";
        }

        var style = NumberStyle.For("", high - low, high);
        return $"{style.Print(low)} – {style.Print(high)}";
    }
}
