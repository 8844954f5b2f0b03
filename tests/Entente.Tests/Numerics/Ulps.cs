using Entente.Numerics;

namespace Entente.Tests.Numerics;

/// <summary>Measures errors in units in the last place of the expected value.</summary>
internal static class Ulps
{
    /// <summary>The difference in ulp of <paramref name="expected"/>; 0 for equal infinities and for two NaN.</summary>
    internal static double Between(double actual, double expected)
    {
        if (actual.Equals(expected)) return 0.0;
        if (!double.IsFinite(actual) || !double.IsFinite(expected)) return double.PositiveInfinity;
        return Math.Abs((actual - expected) / (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected)));
    }

    /// <summary>The largest error of a function over a grid, and where it is.</summary>
    internal static (double Error, double At) Worst(IEnumerable<double> grid, Func<double, double> actual, Func<double, double> expected)
    {
        var worst = (Error: 0.0, At: double.NaN);
        foreach (var x in grid)
        {
            var error = Between(actual(x), expected(x));
            if (error > worst.Error) worst = (error, x);
        }

        return worst;
    }

    /// <summary>n numbers evenly spread over [low, high], moved off the round ones.</summary>
    internal static IEnumerable<double> Grid(double low, double high, int n)
    {
        for (var i = 0; i <= n; i++) yield return low + (high - low) * (i == n ? 1.0 : (i + 0.37 * ((i * 7919 % 101) / 101.0)) / n);
    }

    /// <summary>n positive doubles evenly spread over the bit patterns from low to high.</summary>
    internal static IEnumerable<double> Doubles(double low, double high, int n)
    {
        var (from, to) = (OrderedBits.Of(low), OrderedBits.Of(high));
        for (var i = 0; i < n; i++) yield return OrderedBits.At(from + (long)((to - from) / (double)n * i));
    }
}
