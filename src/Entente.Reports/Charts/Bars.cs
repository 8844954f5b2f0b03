using System.Collections.Immutable;
using Spectre.Console;

namespace Entente.Reports.Charts;

/// <summary>Small pictures of one line: a share with its interval, a curve, a stack.</summary>
internal static class Bars
{
    public const string Eighths = " ▁▂▃▄▅▆▇█";

    /// <summary>A bar up to the share, with the interval marked on it as an error bar: <c>█████├┼┤</c>.</summary>
    /// <param name="width">Cells of the whole scale.</param>
    /// <param name="most">The share at the end of the scale, &gt; 0.</param>
    public static StyledLine WithInterval(double share, double low, double high, int width, double most)
    {
        var line = new StyledLine();
        if (double.IsNaN(share))
        {
            return line;
        }

        var at = CellOf(share);
        var from = Math.Min(at, CellOf(low));
        var to = Math.Max(at, CellOf(high));
        for (var cell = 0; cell <= to; cell++)
        {
            var mark = cell == at ? '┼' : cell == from ? '├' : cell == to ? '┤' : cell > from ? '─' : '█';
            if (cell == at && (from == at || to == at))
            {
                mark = from == to ? '│' : from == at ? '├' : '┤';
            }

            line.Add(mark.ToString(), cell < from ? Look.Bar : cell < at ? Look.MarkOnBar : Look.Mark);
        }

        return line;

        int CellOf(double value) => Math.Clamp((int)(value / most * width), 0, width - 1);
    }

    /// <summary>Values as columns of eighths of a cell, resampled to a width. Zero is blank, anything above it shows.</summary>
    /// <param name="values">Values ≥ 0 at even distances.</param>
    /// <param name="most">The value that fills a cell.</param>
    public static string Spark(ImmutableArray<double> values, int width, double most)
    {
        if (values.IsEmpty || most <= 0)
        {
            return new string(' ', width);
        }

        return string.Create(width, (values, most), static (cells, curve) =>
        {
            for (var c = 0; c < cells.Length; c++)
            {
                var value = curve.values[(int)Math.Round((double)c / Math.Max(1, cells.Length - 1) * (curve.values.Length - 1))];
                cells[c] = Eighths[value > 0 ? Math.Clamp((int)Math.Round(value / curve.most * 8), 1, 8) : 0];
            }
        });
    }

    /// <summary>Counts in bins as columns, bins joined to fit a width.</summary>
    public static string Histogram(ImmutableArray<long> counts, int width)
    {
        if (counts.IsEmpty)
        {
            return "";
        }

        var joined = new double[Math.Min(width, counts.Length)];
        for (var i = 0; i < counts.Length; i++)
        {
            joined[(int)((long)i * joined.Length / counts.Length)] += counts[i];
        }

        return Spark([.. joined], joined.Length, joined.Max());
    }

    /// <summary>Shares of a whole beside each other, with the percents of those that have the room.</summary>
    /// <param name="shares">In [0, 1], with a sum of 1.</param>
    /// <param name="coloured">Colours tell the parts apart; otherwise fillings do.</param>
    public static StyledLine Stack(IReadOnlyList<double> shares, int width, bool coloured)
    {
        var line = new StyledLine();
        var sum = 0.0;
        var used = 0;
        for (var part = 0; part < shares.Count; part++)
        {
            sum += double.IsNaN(shares[part]) ? 0 : shares[part];
            var end = Math.Clamp((int)Math.Round(sum * width), used, width);
            AppendPart(line, part, NumberStyle.RoughShare(shares[part]), end - used, coloured);
            used = end;
        }

        return line;
    }

    /// <summary>What stands for a part in the legend of a stack.</summary>
    public static StyledLine Key(int part, bool coloured) =>
        coloured ? StyledLine.Of("■", new Style(Colour(part))) : StyledLine.Of(new string(Filling(part), 2));

    private static void AppendPart(StyledLine line, int part, string label, int width, bool coloured)
    {
        // Without colour it is the filling on both sides that tells whose percent it is.
        var text = width < label.Length + (coloured ? 2 : 4) ? "" : $" {label} ";
        var before = (width - text.Length) / 2;
        var after = width - text.Length - before;
        var (filling, style) = coloured ? (' ', new Style(Look.OnSeries, Colour(part), Decoration.Bold)) : (Filling(part), Look.Plain);
        line.Add(new string(filling, before), style).Add(text, style).Add(new string(filling, after), style);
    }

    private static char Filling(int part) => Look.Fillings[part % Look.Fillings.Length];

    private static Color Colour(int part) => Look.Series[part % Look.Series.Length];
}
