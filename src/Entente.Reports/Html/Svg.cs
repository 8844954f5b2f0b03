using System.Globalization;
using System.Text;

namespace Entente.Reports.Html;

/// <summary>Shapes of inline SVG. Colours and strokes come from the page's style sheet by class, so that a chart is right on light ground, on dark and on paper.</summary>
internal static class Svg
{
    /// <summary>Size of small text in a chart, in its units.</summary>
    public const double TextSize = 12;

    /// <summary>A drawing that is read out as its title and description.</summary>
    /// <param name="id">Unique on the page.</param>
    /// <param name="width">Of its own units; it takes the room it is given.</param>
    public static Element Drawing(string id, double width, double height, string title, string description, params ReadOnlySpan<Markup> content) =>
        Tag.Of("svg", Tag.Of("title", title).Id(id + "-title"), Tag.Of("desc", description).Id(id + "-desc")).Add(content)
            .Id(id).With("viewBox", $"0 0 {Number(width)} {Number(height)}").With("role", "img")
            .With("aria-labelledby", id + "-title").With("aria-describedby", id + "-desc");

    /// <summary>A little drawing within a line or cell that only repeats what stands beside it; it is not read out.</summary>
    public static Element Ornament(double width, double height, params ReadOnlySpan<Markup> content) =>
        Tag.Of("svg", content).With("viewBox", $"0 0 {Number(width)} {Number(height)}").With("width", width).With("height", height).With("aria-hidden", "true").With("focusable", "false");

    public static Element Group(string? kind, params ReadOnlySpan<Markup> content) => Tag.Of("g", content).Class(kind);

    public static Element Group(string? kind, IEnumerable<Markup> content) => Tag.Of("g", content).Class(kind);

    public static Element Rectangle(double x, double y, double width, double height, string kind, double round = 0) =>
        Tag.Of("rect").With("x", x).With("y", y).With("width", Math.Max(0, width)).With("height", Math.Max(0, height)).With("rx", round > 0 ? Number(round) : null).Class(kind);

    public static Element Line(double x1, double y1, double x2, double y2, string kind) =>
        Tag.Of("line").With("x1", x1).With("y1", y1).With("x2", x2).With("y2", y2).Class(kind);

    public static Element Circle(double x, double y, double radius, string kind) => Tag.Of("circle").With("cx", x).With("cy", y).With("r", radius).Class(kind);

    public static Element Path(string d, string kind) => Tag.Of("path").With("d", d).Class(kind);

    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public static Element Text(double x, double y, string text, string? kind = null, string anchor = "start") =>
        Tag.Of("text", text).With("x", x).With("y", y).With("text-anchor", anchor == "start" ? null : anchor).Class(kind);

    /// <summary>A line through points; where a point is no number the line breaks.</summary>
    public static string LineThrough(IEnumerable<(double X, double Y)> points)
    {
        var d = new StringBuilder();
        var isDown = false;
        foreach (var (x, y) in points)
        {
            if (!double.IsFinite(x) || !double.IsFinite(y))
            {
                isDown = false;
                continue;
            }

            d.Append(isDown ? 'L' : 'M').Append(Number(x)).Append(' ').Append(Number(y));
            isDown = true;
        }

        return d.ToString();
    }

    /// <summary>The area between two lines over the same places; places where one of them is no number are left out.</summary>
    public static string Area(IEnumerable<(double X, double Low, double High)> points)
    {
        var known = points.Where(p => double.IsFinite(p.Low) && double.IsFinite(p.High)).ToList();
        return known.Count == 0 ? "" : LineThrough([.. known.Select(p => (p.X, p.High)), .. known.AsEnumerable().Reverse().Select(p => (p.X, p.Low))]) + "Z";
    }

    /// <summary>How wide text will be, in units of the drawing: as in the widest of the usual fonts, for nobody knows which one it will be.</summary>
    public static double WidthOf(string text, double size = TextSize) => text.Sum(EmsOf) * size;

    /// <summary>Text cut to a width, with an ellipsis where something is missing.</summary>
    public static string Fit(string text, double width, double size = TextSize)
    {
        if (WidthOf(text, size) <= width)
        {
            return text;
        }

        while (text.Length > 0 && WidthOf(text + "…", size) > width)
        {
            text = text[..^(text.Length > 1 && char.IsLowSurrogate(text[^1]) ? 2 : 1)];
        }

        return text + "…";
    }

    private static double EmsOf(char letter) => letter switch
    {
        '%' or 'm' or 'w' or 'M' or 'W' or '…' or '@' => 0.98,
        'i' or 'j' or 'l' or '.' or ',' or '\'' or ':' or ' ' or 'I' or '|' or '/' => 0.34,
        'f' or 't' or 'r' or '-' or '(' or ')' => 0.42,
        >= 'A' and <= 'Z' => 0.7,
        > '\u2E7F' => 1.05,
        _ => 0.64,
    };

    /// <summary>A length or coordinate, to a hundredth.</summary>
    public static string Number(double value) => (Math.Round(value, 2, MidpointRounding.AwayFromZero) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);
}
