using System.Collections.Immutable;

namespace Entente.Reports.Html.Charts;

/// <summary>Small shapes for the cells of a table. They repeat what the numbers beside them say, and are not read out.</summary>
internal static class Sparkline
{
    private const double Width = 96;
    private const double Height = 22;

    /// <summary>Counts as thin bars.</summary>
    public static Element Bars(ImmutableArray<long> counts)
    {
        var highest = Math.Max(1, counts.DefaultIfEmpty(0).Max());
        var step = Width / Math.Max(1, counts.Length);
        var bars = counts.Select((count, i) =>
        {
            // What is there is seen, however rare it is.
            var height = count == 0 ? 0 : Math.Max(1, count / (double)highest * Height);
            return count == 0 ? Markup.None : Svg.Rectangle(i * step, Height - height, Math.Max(1, step - 1), height, "bar");
        });
        return Svg.Ornament(Width, Height + 1, Svg.Group(null, bars), Svg.Line(0, Height + 0.5, Width, Height + 0.5, "grid"));
    }

    /// <summary>Values in their order as a line, the last one marked.</summary>
    public static Element Line(ImmutableArray<double> values)
    {
        var known = values.Where(double.IsFinite).ToList();
        var (low, high) = known.Count == 0 ? (0, 1) : (known.Min(), known.Max());
        var points = values.Select((v, i) => (X: 3 + (i * (Width - 6) / Math.Max(1, values.Length - 1)), Y: high > low ? 3 + ((high - v) / (high - low) * (Height - 6)) : Height / 2)).ToList();
        var last = points.Count > 0 && double.IsFinite(points[^1].Y) ? Svg.Circle(points[^1].X, points[^1].Y, 2.5, "dot") : Markup.None;
        return Svg.Ornament(Width, Height, Svg.Path(Svg.LineThrough(points), "curve"), last);
    }
}
