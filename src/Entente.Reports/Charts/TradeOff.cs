using System.Globalization;

namespace Entente.Reports.Charts;

/// <summary>Points in a square of shares: what is won of the one costs of the other.</summary>
internal static class TradeOff
{
    /// <summary>The lines of the chart; a point's mark is the digit of its group, the chosen one's a star.</summary>
    /// <param name="points">Both in [0, 1]; a later point covers an earlier one.</param>
    /// <param name="chosen">The point to mark, by position.</param>
    /// <param name="width">Cells of the square, ≥ 10.</param>
    /// <param name="height">Lines of the square, ≥ 3.</param>
    public static IEnumerable<StyledLine> Lines(IReadOnlyList<(double X, double Y, int Group)> points, int chosen, string x, string y, int width, int height)
    {
        var cells = new char[height, width];
        foreach (var (point, k) in points.Select((p, k) => (p, k)).Where(p => double.IsFinite(p.p.X) && double.IsFinite(p.p.Y)).OrderBy(p => p.k == chosen))
        {
            var column = Math.Clamp((int)Math.Round(point.X * (width - 1)), 0, width - 1);
            var row = Math.Clamp((int)Math.Round((1 - point.Y) * (height - 1)), 0, height - 1);
            cells[row, column] = k == chosen ? '★' : point.Group < 10 ? (char)('0' + point.Group) : '+';
        }

        yield return StyledLine.Of(y, Look.Quiet);
        for (var row = 0; row < height; row++)
        {
            var share = 1 - ((double)row / (height - 1));
            var label = row % Math.Max(1, (height - 1) / 4) == 0 ? NumberStyle.Share(share, 0) : "";
            var line = new StyledLine().Add(label.PadLeft(5), Look.Quiet).Add(label.Length > 0 ? " ┤" : " │", Look.Line);
            for (var column = 0; column < width; column++)
            {
                var mark = cells[row, column];
                line.Add(mark == '\0' ? " " : mark.ToString(CultureInfo.InvariantCulture), mark == '★' ? Look.Mark : Look.Bar);
            }

            yield return line;
        }

        yield return new StyledLine().Add("      └", Look.Line).Add(new string('─', width), Look.Line);
        yield return new StyledLine().PadTo(6).Add("0%", Look.Quiet).PadTo(7 + (width / 2) - 1).Add("50%", Look.Quiet).PadTo(7 + width - 4).Add("100%", Look.Quiet).Add("  " + x, Look.Quiet);
    }
}
