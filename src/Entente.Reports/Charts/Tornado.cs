namespace Entente.Reports.Charts;

/// <summary>Bars to both sides of a middle: how far a number moves between two ends of each of several things.</summary>
internal static class Tornado
{
    /// <summary>A line: from the middle to where the low end and where the high end takes the number; where both are on one side, the nearer one lies over the other.</summary>
    /// <param name="width">Cells of the whole scale.</param>
    /// <param name="from">The number at the left end of the scale.</param>
    /// <param name="to">The number at its right end, above <paramref name="from"/>.</param>
    public static StyledLine Line(double low, double middle, double high, int width, double from, double to)
    {
        var line = new StyledLine();
        var centre = CellOf(middle);
        var (lowAt, highAt) = (CellOf(low), CellOf(high));
        for (var cell = 0; cell < width; cell++)
        {
            var (isLow, isHigh) = (IsBetween(cell, lowAt), IsBetween(cell, highAt));
            var takesLow = isLow && (!isHigh || Math.Abs(lowAt - centre) < Math.Abs(highAt - centre));
            line.Add(
                cell == centre ? "│" : takesLow ? "▒" : isHigh ? "█" : " ",
                cell == centre ? Look.Line : takesLow ? Look.Quiet : Look.Bar);
        }

        return line;

        int CellOf(double value) => double.IsFinite(value) ? Math.Clamp((int)((value - from) / (to - from) * width), 0, width - 1) : -1;

        bool IsBetween(int cell, int end) => end >= 0 && (end < centre ? cell >= end && cell < centre : cell > centre && cell <= end);
    }
}
