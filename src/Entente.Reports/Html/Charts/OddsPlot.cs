using System.Collections.Immutable;
using Entente.Reports.Charts;

namespace Entente.Reports.Html.Charts;

/// <summary>One outcome's odds along a game, with their intervals: what is decided at a date is a step straight up or down, what the clock brings a slope.</summary>
internal static class OddsPlot
{
    private const double Shape = 0.55;

    /// <param name="dates">The dates across.</param>
    /// <param name="odds">In their order, each with the position of its date.</param>
    /// <param name="highest">The top of the scale, so that outcomes can be held beside each other.</param>
    public static Drawn Draw(ImmutableArray<string> dates, ImmutableArray<(int At, ShareBar Share)> odds, double highest, double width)
    {
        var plot = new Plot(width, Math.Round(width * Shape), Ticks.Of(0, highest, 4), "share") { Across = (0, Math.Max(1, dates.Length - 1)) };
        return new Drawn(width, plot.Height, Markup.Of(
            plot.Rows(),
            Svg.Path(Svg.Area(odds.Select(o => (plot.X(o.At), plot.Up(o.Share.Low), plot.Up(o.Share.High)))), "outer"),
            Svg.Path(Svg.LineThrough(odds.Select(o => (plot.X(o.At), plot.Up(o.Share.Share)))), "curve"),
            Svg.Group(null, odds.Select(o => double.IsFinite(o.Share.Share) ? Svg.Circle(plot.X(o.At), plot.Up(o.Share.Share), 3, "dot") : Markup.None)),
            plot.Dates(dates)));
    }
}
