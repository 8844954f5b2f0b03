using Spectre.Console;

namespace Entente.Reports.Charts;

/// <summary>A row of an interval chart: two bands around a median, and a value to hold against them.</summary>
/// <param name="Mark">The value to mark; NaN for none.</param>
internal sealed record IntervalRow(string Label, double Low, double LowInner, double Median, double HighInner, double High, double Mark);

/// <summary>Intervals of many things below each other on one scale. A mark outside its outer band is set in the colour of errors, and beyond the line anyway.</summary>
internal static class IntervalChart
{
    /// <param name="rows">At least one; numbers may be NaN where nothing is known.</param>
    /// <param name="unit">Unit of the scale.</param>
    /// <param name="width">Cells in all, ≥ 30.</param>
    /// <param name="coloured">Whether the terminal has colours.</param>
    public static IEnumerable<StyledLine> Draw(IReadOnlyList<IntervalRow> rows, string unit, int width, bool coloured)
    {
        var numbers = rows.SelectMany(r => new[] { r.Low, r.High, r.Mark }).Where(double.IsFinite).ToList();
        var margin = rows.Max(r => StyledLine.CellsOf(r.Label)) + 2;
        var cells = width - margin;
        var ticks = Ticks.Of(numbers.DefaultIfEmpty(0).Min(), numbers.DefaultIfEmpty(1).Max(), Math.Clamp(cells / 12, 2, 8));
        foreach (var row in rows)
        {
            yield return StyledLine.Of(row.Label).PadTo(margin).Add(Row(row, ticks, cells, coloured));
        }

        yield return new StyledLine().PadTo(margin).Add(Axis(ticks, cells), Look.Line);
        yield return new StyledLine().PadTo(margin).Add(Labels(ticks, unit, cells), Look.Quiet);
    }

    private static StyledLine Row(IntervalRow row, Ticks ticks, int cells, bool coloured)
    {
        var line = new StyledLine();
        var (low, lowInner, median, highInner, high) = (Cell(row.Low), Cell(row.LowInner), Cell(row.Median), Cell(row.HighInner), Cell(row.High));
        var mark = Cell(row.Mark);
        var outside = row.Mark < row.Low || row.Mark > row.High;
        for (var c = 0; c < cells; c++)
        {
            if (c == mark)
            {
                line.Add("●", coloured ? (outside ? Look.Error : new Style(Look.Observed, decoration: Decoration.Bold)) : Look.Plain);
            }
            else if (c == median)
            {
                line.Add("│", coloured ? new Style(Look.Median, decoration: Decoration.Bold) : Look.Plain);
            }
            else
            {
                line.Add(c >= lowInner && c <= highInner ? "━" : c >= low && c <= high ? "─" : " ", Look.Bar);
            }
        }

        return line;

        // What is not known is nowhere.
        int Cell(double value) => double.IsFinite(value) ? CellOf(value, ticks, cells) : -1;
    }

    private static string Axis(Ticks ticks, int cells)
    {
        var axis = new string('─', cells).ToCharArray();
        foreach (var value in ticks.Values)
        {
            axis[CellOf(value, ticks, cells)] = '┴';
        }

        return new string(axis);
    }

    private static string Labels(Ticks ticks, string unit, int cells)
    {
        var style = ticks.Style(unit);
        var text = new string(' ', cells).ToCharArray();
        var free = 0;
        foreach (var value in ticks.Values)
        {
            var label = style.Print(value);
            var start = Math.Clamp(CellOf(value, ticks, cells) - (label.Length / 2), 0, cells - label.Length);
            if (start >= free)
            {
                label.CopyTo(text.AsSpan(start));
                free = start + label.Length + 1;
            }
        }

        return new string(text);
    }

    private static int CellOf(double value, Ticks ticks, int cells) => (int)Math.Round((value - ticks.Low) / (ticks.High - ticks.Low) * (cells - 1));
}
