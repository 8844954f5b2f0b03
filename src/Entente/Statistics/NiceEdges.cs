using System.Collections.Immutable;
using System.Globalization;

namespace Entente.Statistics;

/// <summary>Edges for histograms and axes: multiples of 1, 2, 2.5 or 5 times a power of ten.</summary>
internal static class NiceEdges
{
    private static ReadOnlySpan<int> Steps => [10, 20, 25, 50];

    /// <summary>Equally spaced edges with the finite range [low, high] between the first and the last.</summary>
    internal static ImmutableArray<double> Covering(double low, double high, int bins)
    {
        if (low == high)
        {
            // One value: one bin around it, or a range that a double can tell from the value.
            var margin = low == 0.0 ? 0.5 : 0.05 * Math.Abs(low);
            if (!double.IsFinite(low + margin) || !double.IsFinite(low - margin) || low - margin == low || low + margin == low) return [Math.BitDecrement(low), Math.BitIncrement(low)];
            return [low - margin, low + margin];
        }

        // The smallest nice step with which at most so many bins cover the range. One bin cannot straddle 0 with nice
        // edges, so there may be two.
        var most = Math.Max(bins, 2);
        for (var power = FirstPower(low, high, most); power <= 308; power++)
        {
            foreach (var step in Steps)
            {
                var first = Floor(low, step, power);
                var last = Floor(high, step, power) + 1.0;
                // An edge exactly at the top closes the last bin.
                if (Edge(last - 1.0, step, power) == high) last -= 1.0;
                if (!(last - first <= most) || Math.Abs(first) > 1e15 || Math.Abs(last) > 1e15) continue;
                var edges = ImmutableArray.CreateBuilder<double>();
                for (var i = first; i <= last; i++) edges.Add(Edge(i, step, power));
                if (double.IsFinite(edges[0]) && double.IsFinite(edges[^1]) && edges[0] <= low && edges[^1] >= high && edges[0] < edges[1]) return edges.ToImmutable();
            }
        }

        return [low, high];
    }

    /// <summary>A power of ten whose steps are surely too small; not so small that edges would be subnormal.</summary>
    private static int FirstPower(double low, double high, int bins)
    {
        // Decimal digits of the width; halves, so that it cannot overflow.
        var width = (0.5 * high - 0.5 * low) / bins;
        var text = width.ToString("E0", CultureInfo.InvariantCulture);
        return Math.Max(-290, int.Parse(text[(text.IndexOf('E', StringComparison.Ordinal) + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) - 2);
    }

    /// <summary>The number of the last edge at or below x.</summary>
    private static double Floor(double x, int step, int power)
    {
        var guess = Math.Floor(x / Edge(1.0, step, power));
        if (Math.Abs(guess) > 1e15) return guess;
        // The division and the edges round, so the guess may be one off.
        if (Edge(guess, step, power) > x) return guess - 1.0;
        return Edge(guess + 1.0, step, power) <= x ? guess + 1.0 : guess;
    }

    /// <summary>Edge number i: i * step * 10^(power - 1), the double nearest to that decimal number where one division or product gives it.</summary>
    private static double Edge(double i, int step, int power)
    {
        var exponent = power - 1;
        var multiple = i * step;
        if (exponent is >= -22 and < 0) return multiple / PowerOfTen(-exponent);
        if (exponent is >= 0 and <= 22) return multiple * PowerOfTen(exponent);
        if (Math.Abs(multiple) < 9e15)
            return double.Parse(((long)multiple).ToString(CultureInfo.InvariantCulture) + "E" + exponent.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
        return multiple * PowerOfTen(exponent);
    }

    /// <summary>Correctly rounded; exact up to 10^22.</summary>
    private static double PowerOfTen(int exponent) =>
        double.Parse("1E" + exponent.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}
