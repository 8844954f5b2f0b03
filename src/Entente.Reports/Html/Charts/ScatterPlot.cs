using System.Collections.Immutable;
using Entente.Reports.Charts;

namespace Entente.Reports.Html.Charts;

/// <summary>One of several choices by two measures of it.</summary>
/// <param name="OnFront">Whether no other choice is at least as good in all measures and better in one.</param>
internal sealed record ScatterPoint(string Name, double X, double Y, bool OnFront);

/// <summary>Choices by two measures, those that nothing beats filled and named.</summary>
internal static class ScatterPlot
{
    private const double Shape = 0.62;

    // How much wider letters are that stand out.
    private const double Bold = 1.15;

    public static Drawn Draw(ImmutableArray<ScatterPoint> points, string xTitle, string xUnit, string yTitle, string yUnit, double width)
    {
        var known = points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToList();
        var x = Ticks.Of(known.Select(p => p.X).DefaultIfEmpty(0).Min(), known.Select(p => p.X).DefaultIfEmpty(1).Max(), width > 500 ? 6 : 4);
        var y = Ticks.Of(known.Select(p => p.Y).DefaultIfEmpty(0).Min(), known.Select(p => p.Y).DefaultIfEmpty(1).Max(), 5);
        const double title = 20;
        var plot = new Plot(width, Math.Round(width * Shape), y, yUnit) { Across = (x.Low, x.High) };
        var taken = new List<(double X, double Y, double Width)>();
        var names = known.OrderByDescending(p => p.OnFront).ThenBy(p => p.Name, StringComparer.Ordinal).Select(p => Label(p, plot, taken)).ToList();
        return new Drawn(width, plot.Height + (2 * title), Markup.Of(
            Svg.Text(0, 12, Svg.Fit("↑ " + yTitle, width), "t-quiet"),
            Svg.Group(
                null,
                plot.Rows(),
                plot.Columns(x, xUnit),
                Svg.Group(null, known.Select(p => Svg.Circle(plot.X(p.X), plot.Up(p.Y), 5.5, p.OnFront ? "dot" : "dot-quiet"))),
                Svg.Group(null, names)).With("transform", $"translate(0 {Svg.Number(title)})"),
            Svg.Text(width, plot.Height + title + 14, Svg.Fit(xTitle + " →", width), "t-quiet", "end")));
    }

    // To the right of its point, else to the left, else a line lower: whichever is free first.
    private static Markup Label(ScatterPoint point, Plot plot, List<(double X, double Y, double Width)> taken)
    {
        var name = Svg.Fit(point.Name, plot.Width * 0.4);
        var width = Svg.WidthOf(name) * (point.OnFront ? Bold : 1);
        var (x, y) = (plot.X(point.X), plot.Up(point.Y));
        foreach (var (left, baseline) in new[] { (x + 10, y + 4), (x - 10 - width, y + 4), (x + 10, y + 18), (x - 10 - width, y - 10), (x + 10, y - 10) })
        {
            if (left >= plot.Left && left + width <= plot.Width && !taken.Any(t => left < t.X + t.Width + 4 && t.X < left + width + 4 && Math.Abs(t.Y - baseline) < 13))
            {
                taken.Add((left, baseline, width));
                return Svg.Text(left, baseline, name, point.OnFront ? "t-strong" : "t-quiet");
            }
        }

        return Markup.None;
    }
}
