using System.Collections.Immutable;
using Entente.Reports.Charts;

namespace Entente.Reports.Html.Charts;

/// <summary>A line over points, with a band about it where one is known.</summary>
internal static class CurvePlot
{
    private const double Shape = 0.55;
    private const double TimeTop = 0.04;

    /// <summary>The share in which something had happened by each date: a step at each point of the clock.</summary>
    /// <param name="shares">In [0, 1], never falling. Shape [labels].</param>
    public static Drawn OverTime(ImmutableArray<string> labels, ImmutableArray<double> shares, double width)
    {
        var highest = shares.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var plot = new Plot(width, Math.Round(width * Shape), Ticks.Of(0, Math.Max(highest, TimeTop), 4), "share") { Across = (0, Math.Max(1, labels.Length - 1)) };
        var steps = shares.SelectMany((s, p) => p == 0 ? [(plot.X(0), plot.Up(s))] : new[] { (plot.X(p), plot.Up(shares[p - 1])), (plot.X(p), plot.Up(s)) }).ToList();
        return new Drawn(width, plot.Height, Markup.Of(
            plot.Rows(),
            Svg.Path(Svg.Area(steps.Select(s => (s.Item1, plot.Floor, s.Item2))), "outer"),
            Svg.Path(Svg.LineThrough(steps), "curve"),
            plot.Dates(labels)));
    }

    /// <summary>Quantities over dates, the first as a full line and the others dashed.</summary>
    /// <param name="lines">Each of shape [labels].</param>
    public static Drawn OverDates(ImmutableArray<string> labels, ImmutableArray<ImmutableArray<double>> lines, string unit, double width)
    {
        var values = lines.SelectMany(l => l).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var plot = new Plot(width, Math.Round(width * Shape), Ticks.Of(values.Min(), values.Max(), 5), unit) { Across = (0, Math.Max(1, labels.Length - 1)) };
        return new Drawn(width, plot.Height, Markup.Of(
            plot.Rows(),
            Svg.Group(null, lines.Select((line, i) => (Markup)Svg.Path(Svg.LineThrough(line.Select((v, p) => (plot.X(p), plot.Up(v)))), i == 0 ? "curve" : "curve other dashed"))),
            plot.Dates(labels)));
    }

    /// <summary>A quantity over the range of another, with its band and a mark at what is set now.</summary>
    /// <param name="x">Increasing. The others have a number for each.</param>
    /// <param name="low">Lower ends of intervals; empty for none.</param>
    /// <param name="high">Upper ends.</param>
    /// <param name="now">Where the line is to be marked, NaN for nowhere.</param>
    public static Drawn OverLever(
        ImmutableArray<double> x, string xUnit, ImmutableArray<double> y, ImmutableArray<double> low, ImmutableArray<double> high, string unit, double now, double width)
    {
        var values = y.Concat(low).Concat(high).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var across = x.Length > 1 ? (x[0], x[^1]) : (x.FirstOrDefault(0) - 0.5, x.FirstOrDefault(0) + 0.5);
        var plot = new Plot(width, Math.Round(width * Shape), Ticks.Of(values.Min(), values.Max(), 5), unit) { Across = across };
        return new Drawn(width, plot.Height, Markup.Of(
            plot.Rows(),
            low.IsEmpty ? Markup.None : Svg.Path(Svg.Area(x.Select((v, p) => (plot.X(v), plot.Up(low[p]), plot.Up(high[p])))), "outer"),
            double.IsFinite(now) ? Svg.Line(plot.X(now), 6, plot.X(now), plot.Floor, "rule") : Markup.None,
            Svg.Path(Svg.LineThrough(x.Select((v, p) => (plot.X(v), plot.Up(y[p])))), "curve"),
            Svg.Group(null, x.Select((v, p) => double.IsFinite(y[p]) ? Svg.Circle(plot.X(v), plot.Up(y[p]), 3.5, "dot") : Markup.None)),
            plot.Columns(Ticks.Of(across.Item1, across.Item2, 5), xUnit)));
    }
}
