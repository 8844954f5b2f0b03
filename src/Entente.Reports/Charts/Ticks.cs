using System.Collections.Immutable;

namespace Entente.Reports.Charts;

/// <summary>Round numbers that span a range.</summary>
/// <param name="Values">At least two, increasing and evenly spaced; the range lies between the first and the last.</param>
/// <param name="Step">Distance between them.</param>
internal sealed record Ticks(ImmutableArray<double> Values, double Step)
{
    private static readonly double[] Leaps = [1, 2, 2.5, 5, 10, 20, 25, 50, 100];

    public double Low => Values[0];

    public double High => Values[^1];

    /// <summary>As few decimals as tell the ticks exactly.</summary>
    public NumberStyle Style(string unit)
    {
        var percent = NumberStyle.IsShare(unit);
        var scaled = Values.Select(v => percent ? v * 100 : v).ToArray();
        var decimals = Enumerable.Range(0, 6).FirstOrDefault(d => scaled.All(v => Math.Abs(v - Math.Round(v, d)) < Math.Abs(Step) * 1e-6), 6);
        return new NumberStyle(percent, decimals);
    }

    /// <summary>Ticks for a range, at most <paramref name="most"/> steps (≥ 2) apart.</summary>
    public static Ticks Of(double low, double high, int most)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            (low, high) = (0, 1);
        }

        if (high - low <= Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9)
        {
            var room = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - room, high + room);
        }

        // A range that almost reaches zero is easier to judge from zero.
        if (low > 0 && low < 0.25 * high)
        {
            low = 0;
        }

        var magnitude = Math.Pow(10, Math.Floor(Math.Log10((high - low) / most)));
        foreach (var leap in Leaps)
        {
            var step = leap * magnitude;
            var first = Math.Floor((low / step) + 1e-9);
            var last = Math.Ceiling((high / step) - 1e-9);
            if (last - first <= most)
            {
                return new Ticks([.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)], step);
            }
        }

        throw new InvalidOperationException("No step is wide enough.");
    }
}
