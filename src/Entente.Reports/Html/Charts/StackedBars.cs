using System.Collections.Immutable;

namespace Entente.Reports.Html.Charts;

/// <summary>Wholes of several parts, a bar each: time spent in states, variance by its source.</summary>
internal static class StackedBars
{
    /// <summary>How many parts have a colour of their own.</summary>
    public const int Colours = 8;

    private const double Row = 42;
    private const double Thickness = 20;

    /// <param name="rows">Each with its name and the shares of its parts, in [0, 1].</param>
    /// <param name="parts">Names of the parts, in the order of their shares.</param>
    public static Drawn Draw(ImmutableArray<(string Name, ImmutableArray<double> Shares)> rows, ImmutableArray<string> parts, double width)
    {
        var content = rows.Select((row, r) =>
        {
            var top = r * Row;
            var from = 0.0;
            var bar = row.Shares.Select((share, part) =>
            {
                var x = from;
                from += double.IsFinite(share) ? share * width : 0;
                var label = Label(parts[part], share, from - x);
                return share > 0
                    ? Markup.Of(
                        Svg.Rectangle(x, top + 18, from - x, Thickness, $"part {Colour(part)}"),
                        label.Length == 0 ? Markup.None : Svg.Rectangle(x + 4, top + 21, Svg.WidthOf(label, 10.5) + 6, 14, "plate", 2),
                        label.Length == 0 ? Markup.None : Svg.Text(x + 7, top + 32, label, "t-small"))
                    : Markup.None;
            }).ToList();
            return Markup.Of(Svg.Text(0, top + 13, Svg.Fit(row.Name, width), "t-strong"), Svg.Group(null, bar));
        });
        return new Drawn(width, rows.Length * Row, Svg.Group(null, content));
    }

    /// <summary>What stands for which part.</summary>
    public static Markup Legend(IEnumerable<string> parts) => Tag.Of(
        "ul", parts.Select((name, part) => (Markup)Tag.Of("li", Svg.Ornament(12, 12, Svg.Rectangle(0, 0, 12, 12, Colour(part), 2)), Tag.Said(name)))).Class("legend");

    public static string Colour(int part) => $"f{Svg.Number((part % Colours) + 1)}";

    // The name too, where it has room: then no colour need be looked up.
    private static string Label(string name, double share, double room)
    {
        var percent = NumberStyle.RoughShare(share);
        var full = $"{name} {percent}";
        return Svg.WidthOf(full, 10.5) + 12 <= room ? full : Svg.WidthOf(percent, 10.5) + 12 <= room ? percent : "";
    }
}
