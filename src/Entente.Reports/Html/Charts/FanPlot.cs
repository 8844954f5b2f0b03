using System.Collections.Immutable;
using Entente.Reports.Charts;

namespace Entente.Reports.Html.Charts;

/// <summary>Quantiles over dates.</summary>
/// <param name="Labels">The dates. The others have a number for each, NaN where nothing is known.</param>
/// <param name="Observed">What happened, NaN where nothing was observed; empty for none at all.</param>
internal sealed record FanData(
    string Unit, ImmutableArray<string> Labels, ImmutableArray<double> OuterLow, ImmutableArray<double> InnerLow, ImmutableArray<double> Middle,
    ImmutableArray<double> InnerHigh, ImmutableArray<double> OuterHigh, ImmutableArray<double> Observed);

/// <summary>A fan: the median as a line on two bands, and what was observed as points on top.</summary>
internal static class FanPlot
{
    private const double Shape = 0.6;

    public static Drawn Draw(FanData fan, double width)
    {
        var values = fan.OuterLow.Concat(fan.OuterHigh).Concat(fan.Middle).Concat(fan.Observed).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var plot = new Plot(width, Math.Round(width * Shape), Ticks.Of(values.Min(), values.Max(), 5), fan.Unit) { Across = (0, Math.Max(1, fan.Labels.Length - 1)) };
        IEnumerable<(double, double, double)> Band(ImmutableArray<double> low, ImmutableArray<double> high) => low.Select((l, p) => (plot.X(p), plot.Up(l), plot.Up(high[p])));

        var known = fan.Middle.Count(double.IsFinite);
        var points = fan.Observed.Select((o, p) => double.IsFinite(o) ? Svg.Circle(plot.X(p), plot.Up(o), 4, "observed") : Markup.None);
        return new Drawn(width, plot.Height, Markup.Of(
            plot.Rows(),
            Svg.Path(Svg.Area(Band(fan.OuterLow, fan.OuterHigh)), "outer"),
            Svg.Path(Svg.Area(Band(fan.InnerLow, fan.InnerHigh)), "inner"),
            known == 1 ? Svg.Group(null, fan.Middle.Select((m, p) => double.IsFinite(m) ? Svg.Circle(plot.X(p), plot.Up(m), 4, "dot") : Markup.None)) : Svg.Path(Svg.LineThrough(fan.Middle.Select((m, p) => (plot.X(p), plot.Up(m)))), "median"),
            Svg.Group(null, points),
            plot.Dates(fan.Labels)));
    }
}
