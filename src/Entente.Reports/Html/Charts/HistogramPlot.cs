using System.Collections.Immutable;
using Entente.Reports.Charts;

namespace Entente.Reports.Html.Charts;

/// <summary>Counts between edges as bars.</summary>
internal static class HistogramPlot
{
    private const double Shape = 0.5;

    /// <param name="edges">One more than counts, increasing.</param>
    /// <param name="unit">Of the edges.</param>
    /// <param name="mark">A value to be marked with an upright line, NaN for none.</param>
    /// <param name="even">A height to be marked across, as what is expected in each bar; NaN for none.</param>
    public static Drawn Draw(ImmutableArray<double> edges, ImmutableArray<long> counts, string unit, double width, double mark = double.NaN, double even = double.NaN)
    {
        var all = Math.Max(1, counts.Sum());
        var highest = counts.DefaultIfEmpty(0).Max() / (double)all;
        var (low, high) = edges.Length > 1 && edges[^1] > edges[0] ? (edges[0], edges[^1]) : (edges.FirstOrDefault(0) - 0.5, edges.FirstOrDefault(0) + 0.5);
        var plot = new Plot(width, Math.Round(width * Shape), Ticks.Of(0, double.IsFinite(even) ? Math.Max(highest, even) : highest, 3), "share") { Across = (low, high) };
        var bars = counts.Select((count, i) =>
        {
            var (from, to) = edges[^1] > edges[0] ? (plot.X(edges[i]), plot.X(edges[i + 1])) : (plot.X(low), plot.X(high));
            return count == 0 ? Markup.None : Svg.Rectangle(from + 0.5, plot.Up(count / (double)all), to - from - 1, plot.Floor - plot.Up(count / (double)all), "bar");
        });
        return new Drawn(width, plot.Height, Markup.Of(
            plot.Rows(),
            Svg.Group(null, bars),
            double.IsFinite(mark) ? Svg.Line(plot.X(mark), 6, plot.X(mark), plot.Floor, "rule") : Markup.None,
            double.IsFinite(even) ? Svg.Line(plot.Left, plot.Up(even), plot.Right, plot.Up(even), "rule") : Markup.None,
            plot.Columns(Ticks.Of(low, high, 5), unit)));
    }
}
