using System.Collections.Immutable;
using Entente.Reports.Charts;

namespace Entente.Reports.Html.Charts;

/// <summary>A row of an interval chart: quantiles of a distribution, and what was observed or NaN.</summary>
internal sealed record IntervalBar(string Name, double OuterLow, double InnerLow, double Middle, double InnerHigh, double OuterHigh, double Observed);

/// <summary>Distributions below each other on one scale: a thin bar on a pale one, the median as a stroke, and a point where something was observed.</summary>
internal static class IntervalPlot
{
    private const double Row = 20;
    private const double Foot = 26;

    public static Drawn Draw(ImmutableArray<IntervalBar> rows, string unit, double width)
    {
        var values = rows.SelectMany(r => new[] { r.OuterLow, r.InnerLow, r.Middle, r.InnerHigh, r.OuterHigh, r.Observed }).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var ticks = Ticks.Of(values.Min(), values.Max(), width > 500 ? 8 : 4);
        var style = ticks.Style(unit);
        var left = Math.Min(width * 0.35, rows.Max(r => Svg.WidthOf(r.Name)) + 10);
        var floor = rows.Length * Row;
        var right = width - (ticks.Values.Max(v => Svg.WidthOf(style.Print(v))) / 2) - 2;
        double X(double value) => left + ((value - ticks.Low) / (ticks.High - ticks.Low) * (right - left));

        var grid = ticks.Values.Select((v, i) => Markup.Of(
            Svg.Line(X(v), 0, X(v), floor + 4, i == 0 ? "axis" : "grid"), Svg.Text(X(v), floor + 18, style.Print(v), "t-quiet", "middle")));
        var bars = rows.Select((r, i) =>
        {
            var y = (i * Row) + (Row / 2);
            return Markup.Of(
                Svg.Text(left - 8, y + 4, Svg.Fit(r.Name, left - 8), null, "end"),
                Band(X(r.OuterLow), X(r.OuterHigh), y, 10, "outer"), Band(X(r.InnerLow), X(r.InnerHigh), y, 10, "inner"),
                double.IsFinite(r.Middle) ? Svg.Line(X(r.Middle), y - 6, X(r.Middle), y + 6, "median") : Markup.None,
                double.IsFinite(r.Observed) ? Svg.Circle(X(r.Observed), y, 4, "observed") : Markup.None);
        });
        return new Drawn(width, floor + Foot, Markup.Of(Svg.Group(null, grid), Svg.Group(null, bars)));
    }

    private static Markup Band(double low, double high, double y, double height, string kind) =>
        double.IsFinite(low) && double.IsFinite(high) ? Svg.Rectangle(low, y - (height / 2), Math.Max(0.5, high - low), height, kind) : Markup.None;
}
