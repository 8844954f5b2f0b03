using System.Collections.Immutable;
using Entente.Reports.Charts;

namespace Entente.Reports.Html.Charts;

/// <summary>The ground of a chart with two axes: where values lie, and the lines and labels that say so.</summary>
internal sealed record Plot
{
    private const double TickGap = 6;
    private const double Bottom = 24;
    private const double Top = 10;

    private readonly NumberStyle _style;
    private readonly ImmutableArray<string> _labels;

    /// <param name="width">Of the whole drawing.</param>
    /// <param name="height">Of the whole drawing.</param>
    /// <param name="y">The values at the left.</param>
    /// <param name="unit">Their unit, which says how they print.</param>
    public Plot(double width, double height, Ticks y, string unit)
    {
        Width = width;
        Height = height;
        Y = y;
        _style = y.Style(unit);
        _labels = [.. y.Values.Select(_style.Print)];
        Left = _labels.Max(l => Svg.WidthOf(l)) + TickGap;
    }

    public double Width { get; }

    public double Height { get; }

    public Ticks Y { get; }

    /// <summary>Where the values begin.</summary>
    public double Left { get; }

    /// <summary>Where they end; labels of the axis may stand a little beyond.</summary>
    public double Right => Width - 12;

    public double Floor => Height - Bottom;

    /// <summary>The range of the values across.</summary>
    public (double Low, double High) Across { get; init; } = (0, 1);

    public double X(double value) => Left + ((value - Across.Low) / (Across.High - Across.Low) * (Right - Left));

    public double Up(double value) => Floor - ((value - Y.Low) / (Y.High - Y.Low) * (Floor - Top));

    /// <summary>The lines of the values at the left, with their labels.</summary>
    public Markup Rows() => Svg.Group(null, Y.Values.Select((v, i) => Markup.Of(
        Svg.Line(Left, Up(v), Right, Up(v), i == 0 ? "axis" : "grid"),
        Svg.Text(Left - TickGap, Up(v) + 4, _labels[i], "t-quiet", "end"))));

    /// <summary>Labels of values under the floor.</summary>
    public Markup Columns(Ticks x, string unit)
    {
        var style = x.Style(unit);
        return Under(x.Values.Where(v => v >= Across.Low - (1e-9 * x.Step) && v <= Across.High + (1e-9 * x.Step)).Select(v => (X(v), style.Print(v))));
    }

    /// <summary>Labels of dates under the floor; the points of the clock are 0, 1, 2…</summary>
    public Markup Dates(ImmutableArray<string> labels) =>
        Under(DateTicks.Of(labels, (int)((Right - Left) / (Svg.TextSize / 2))).Select(t => (X(t.Point), t.Label)));

    private Markup Under(IEnumerable<(double X, string Label)> ticks)
    {
        var parts = new List<Markup>();
        var free = double.NegativeInfinity;
        foreach (var (x, label) in ticks)
        {
            var half = Svg.WidthOf(label) / 2;
            var at = Math.Clamp(x, half, Width - half);
            if (at - half < free)
            {
                continue;
            }

            parts.Add(Svg.Line(x, Floor, x, Floor + 4, "axis"));
            parts.Add(Svg.Text(at, Floor + 18, label, "t-quiet", "middle"));
            free = at + half + 6;
        }

        return Svg.Group(null, parts);
    }
}
