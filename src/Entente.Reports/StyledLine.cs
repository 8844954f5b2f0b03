using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Entente.Reports;

/// <summary>A line of styled text under construction. Text goes in as it is: there is no markup to escape.</summary>
internal sealed class StyledLine
{
    private readonly List<Segment> _segments = [];

    /// <summary>Width in terminal cells.</summary>
    public int Width { get; private set; }

    public IReadOnlyList<Segment> Segments => _segments;

    public static StyledLine Of(string text, Style? style = null) => new StyledLine().Add(text, style);

    public StyledLine Add(string text, Style? style = null)
    {
        if (text.Length > 0)
        {
            var segment = new Segment(text, style ?? Style.Plain);
            _segments.Add(segment);
            Width += segment.CellCount();
        }

        return this;
    }

    public StyledLine Add(StyledLine line)
    {
        foreach (var segment in line.Segments)
        {
            Add(segment.Text, segment.Style);
        }

        return this;
    }

    /// <summary>Adds blanks up to a width.</summary>
    public StyledLine PadTo(int width) => Add(new string(' ', Math.Max(0, width - Width)));

    /// <summary>Text of the scenario made safe for a terminal: one line, without control characters.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var unit in text)
        {
            clean.Append(unit is '\n' or '\r' or '\t' ? ' ' : IsUnsafe(unit) ? '\uFFFD' : unit);
        }

        return clean.ToString();
    }

    /// <summary>Breaks clean text between words into lines of at most so many cells; a longer word is cut.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        var used = 0;
        foreach (var word in Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var rest = word;
            var cells = CellsOf(rest);
            if (used > 0 && used + 1 + cells > width)
            {
                yield return line.ToString();
                line.Clear();
                used = 0;
            }

            while (cells > width && rest.Length > width)
            {
                yield return rest[..width];
                rest = rest[width..];
                cells = CellsOf(rest);
            }

            if (used > 0)
            {
                line.Append(' ');
                used++;
            }

            line.Append(rest);
            used += cells;
        }

        if (used > 0)
        {
            yield return line.ToString();
        }
    }

    /// <summary>Clean text cut to a width, with an ellipsis where something is missing.</summary>
    public static string Fit(string text, int width)
    {
        text = Clean(text);
        if (CellsOf(text) <= width)
        {
            return text;
        }

        while (text.Length > 0 && CellsOf(text) > width - 1)
        {
            text = text[..^(text.Length > 1 && char.IsLowSurrogate(text[^1]) ? 2 : 1)];
        }

        return text + "…";
    }

    public static int CellsOf(string text) => new Segment(text).CellCount();

    // Direction marks could make a line read other than it is, so they go with the control characters.
    private static bool IsUnsafe(char unit) =>
        char.IsControl(unit) || unit is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

/// <summary>Lines written as they are, without wrapping and without blanks at their ends.</summary>
internal sealed class StyledLines(IEnumerable<StyledLine> lines) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in lines)
        {
            var last = line.Segments.Count - 1;
            while (last >= 0 && line.Segments[last] is { } end && end.Style.Background == Color.Default && string.IsNullOrWhiteSpace(end.Text))
            {
                last--;
            }

            for (var i = 0; i <= last; i++)
            {
                var segment = line.Segments[i];
                yield return i == last && segment.Style.Background == Color.Default ? new Segment(segment.Text.TrimEnd(' '), segment.Style) : segment;
            }

            yield return Segment.LineBreak;
        }
    }
}
