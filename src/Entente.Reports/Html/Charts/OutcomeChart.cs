using System.Collections.Immutable;
using Entente.Reports.Charts;

namespace Entente.Reports.Html.Charts;

/// <summary>A share with its interval.</summary>
/// <param name="Low">Lower end of the interval, in [0, 1].</param>
/// <param name="High">Upper end.</param>
internal sealed record ShareBar(string Name, double Share, double Low, double High);

/// <summary>Shares as bars, each with its interval as a whisker: names beside the bars where there is room, else above them.</summary>
internal static class OutcomeChart
{
    private const double Row = 30;
    private const double NarrowRow = 44;
    private const double Thickness = 16;
    private const double Enough = 560;

    public static Drawn Draw(ImmutableArray<ShareBar> bars, double width)
    {
        var isWide = width >= Enough;
        var ticks = Ticks.Of(0, bars.Select(b => b.High).Where(double.IsFinite).DefaultIfEmpty(1).Max(), isWide ? 8 : 4);
        var style = ticks.Style("share");
        var left = isWide ? Math.Min(width * 0.36, bars.Max(b => Svg.WidthOf(b.Name, 13)) + 14) : 0;
        var right = width - (isWide ? 62 : 54);
        var row = isWide ? Row : NarrowRow;
        var height = (bars.Length * row) + 24;
        double X(double share) => left + (share / ticks.High * (right - left));

        var grid = ticks.Values.Select(v => Markup.Of(
            Svg.Line(X(v), 0, X(v), height - 20, v == 0 ? "axis" : "grid"),
            Svg.Text(Math.Clamp(X(v), 10, width), height - 4, style.Print(v), "t-quiet", v == 0 && left == 0 ? "start" : "middle")));
        var rows = bars.Select((bar, i) =>
        {
            var middle = (i * row) + (isWide ? row / 2 : row - 14);
            var name = isWide
                ? Svg.Text(left - 10, middle + 4.5, Svg.Fit(bar.Name, left - 10), "t-strong", "end")
                : Svg.Text(0, middle - 13, Svg.Fit(bar.Name, width), "t-strong");
            return double.IsFinite(bar.Share)
                ? Markup.Of(name, Svg.Rectangle(X(0), middle - (Thickness / 2), X(bar.Share) - X(0), Thickness, "bar"), Whisker(X(bar.Low), X(bar.High), middle), Svg.Text(width, middle + 4.5, NumberStyle.Share(bar.Share), null, "end"))
                : name;
        });
        return new Drawn(width, height, Markup.Of(Svg.Group(null, grid), Svg.Group(null, rows)));
    }

    /// <summary>A whisker with a halo, so that it is seen on the bar and off it.</summary>
    public static Markup Whisker(double low, double high, double middle)
    {
        var d = FormattableString.Invariant($"M{Svg.Number(low)} {Svg.Number(middle - 5)}V{Svg.Number(middle + 5)}M{Svg.Number(low)} {Svg.Number(middle)}H{Svg.Number(high)}M{Svg.Number(high)} {Svg.Number(middle - 5)}V{Svg.Number(middle + 5)}");
        return Markup.Of(Svg.Path(d, "halo"), Svg.Path(d, "whisker"));
    }
}
