using System.Collections.Immutable;
using Entente.Experiments;
using Entente.Reports.Charts;

namespace Entente.Reports;

/// <summary>The distribution of outcomes: shares as bars on one scale, with their intervals.</summary>
internal static class OutcomeBars
{
    private const int Indent = ReportPage.Indent;
    private const int NarrowestBar = 16;
    private const int WidestBar = 56;
    private const int WidestName = 28;

    /// <param name="outcomes">In the order in which they are printed.</param>
    /// <param name="width">Room for a line.</param>
    public static IEnumerable<StyledLine> Lines(ImmutableArray<OutcomeSummary> outcomes, int width)
    {
        if (outcomes.IsEmpty)
        {
            yield break;
        }

        var page = new ReportPage(width);
        var decimals = outcomes.Max(o => o.High - o.Low) < 0.002 ? 2 : 1;
        const string head = "share of trials";
        var share = outcomes.Max(o => NumberStyle.Share(o.Share, decimals).Length);
        var name = Math.Max(Math.Min(WidestName, outcomes.Max(o => StyledLine.CellsOf(o.Name))), head.Length - share);
        var ranges = outcomes.Select(o => $"{NumberStyle.Share(o.Low, decimals)} – {NumberStyle.Share(o.High, decimals)}").ToArray();
        var bar = Math.Clamp(width - Indent - Columns.Total(name, share, 0, ranges.Max(r => r.Length)), NarrowestBar, WidestBar);
        var most = Ticks.Of(0, outcomes.Max(o => double.IsNaN(o.High) ? 1 : o.High), 5).High;

        yield return new StyledLine().PadTo(Indent).Add(head, Look.Quiet)
            .PadTo(Indent + Columns.Total(name, share, 0)).Add("0", Look.Quiet)
            .PadTo(Indent + Columns.Total(name, share, bar) - NumberStyle.Share(most, 0).Length).Add(NumberStyle.Share(most, 0), Look.Quiet)
            .PadTo(Indent + Columns.Total(name, share, bar, 0)).Add("95% interval", Look.Quiet);
        foreach (var (outcome, range) in outcomes.Zip(ranges))
        {
            var text = NumberStyle.Share(outcome.Share, decimals);
            var leading = outcome.Share == outcomes.Max(o => o.Share);
            yield return new StyledLine().PadTo(Indent).Add(StyledLine.Fit(outcome.Name, name), leading ? Look.Strong : Look.Plain)
                .PadTo(Indent + Columns.Total(name, share) - text.Length).Add(text, Look.Strong)
                .PadTo(Indent + Columns.Total(name, share, 0)).Add(Bars.WithInterval(outcome.Share, outcome.Low, outcome.High, bar, most))
                .PadTo(Indent + Columns.Total(name, share, bar, 0)).Add(range);
            foreach (var line in page.Says(outcome.Says))
            {
                yield return line;
            }
        }
    }
}
