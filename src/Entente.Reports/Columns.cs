using System.Collections.Immutable;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Lays cells out in columns without rules: blank space separates, a quiet header names.</summary>
internal static class Columns
{
    private const int Gap = 2;

    /// <param name="heads">Names of the columns; one that starts with <c>&gt;</c> is set flush right.</param>
    /// <param name="rows">Cells, as many a row as there are heads.</param>
    /// <param name="indent">Blanks before the first column.</param>
    /// <param name="width">Room for a line, indent included.</param>
    /// <param name="dispensable">Names of columns to leave out where the room is too narrow, the first first.</param>
    public static IEnumerable<StyledLine> Lay(
        ImmutableArray<string> heads, IReadOnlyList<ImmutableArray<StyledLine>> rows, int indent, int width, ImmutableArray<string> dispensable)
    {
        var lines = Lay(heads, rows, indent).ToList();
        if (dispensable.IsEmpty || lines.Max(l => l.Width) <= width)
        {
            return lines;
        }

        var column = heads.IndexOf(dispensable[0]);
        return Lay(heads.RemoveAt(column), [.. rows.Select(r => r.RemoveAt(column))], indent, width, dispensable.RemoveAt(0));
    }

    private static IEnumerable<StyledLine> Lay(ImmutableArray<string> heads, IReadOnlyList<ImmutableArray<StyledLine>> rows, int indent)
    {
        var right = heads.Select(h => h.StartsWith('>')).ToArray();
        var names = heads.Select(h => h.TrimStart('>')).ToArray();
        var widths = names.Select((name, c) => Math.Max(StyledLine.CellsOf(name), rows.Select(r => r[c].Width).DefaultIfEmpty().Max())).ToArray();
        if (names.Any(n => n.Length > 0))
        {
            yield return Row([.. names.Select(n => StyledLine.Of(n, Look.Quiet))]);
        }

        foreach (var row in rows)
        {
            yield return Row(row);
        }

        StyledLine Row(ImmutableArray<StyledLine> cells)
        {
            var line = new StyledLine().PadTo(indent);
            var at = indent;
            for (var c = 0; c < cells.Length; c++)
            {
                line.PadTo(right[c] ? at + widths[c] - cells[c].Width : at).Add(cells[c]);
                at += widths[c] + Gap;
            }

            return line;
        }
    }

    /// <summary>The width that columns of these widths take, gaps included.</summary>
    public static int Total(params IEnumerable<int> widths) => widths.Sum() + (Gap * (widths.Count() - 1));

    /// <summary>Two blocks of lines beside each other.</summary>
    public static IEnumerable<StyledLine> Beside(IReadOnlyList<StyledLine> left, IReadOnlyList<StyledLine> right, int rightAt)
    {
        for (var i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            var line = new StyledLine();
            if (i < left.Count)
            {
                line.Add(left[i]);
            }

            if (i < right.Count)
            {
                line.PadTo(rightAt).Add(right[i]);
            }

            yield return line;
        }
    }

    /// <summary>A title with a line to the right edge.</summary>
    public static StyledLine Title(string title, int width) =>
        StyledLine.Of(title, Look.Section).Add(" ").Add(new string('─', Math.Max(0, width - title.Length - 1)), Look.Line);

    public static StyledLine Cell(string text, Style? style = null) => StyledLine.Of(StyledLine.Clean(text), style);
}
