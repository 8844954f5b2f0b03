using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>The normal distribution between two ends.</summary>
/// <remarks>Works with the tail on the side of the interval, so that an interval far from the mean loses no digits.</remarks>
internal static class TruncatedNormal
{
    internal static string? Check(double mean, double sd, double low, double high)
    {
        var (a, b) = ((low - mean) / sd, (high - mean) / sd);
        // Beyond 37 standard deviations the chance underflows.
        var nearest = a > 0.0 ? a : b < 0.0 ? -b : 0.0;
        return nearest <= 37.0 && Mass(a, b) > 0.0
            ? null
            : $"low to high must be within 37 sd of the mean, but {Words.Number(low)} to {Words.Number(high)} is not";
    }

    internal static double Quantile(double mean, double sd, double low, double high, double at)
    {
        var (a, b) = ((low - mean) / sd, (high - mean) / sd);
        return mean + sd * (a > 0.0 ? -StandardQuantile(-b, -a, 1.0 - at, at) : StandardQuantile(a, b, at, 1.0 - at));
    }

    internal static double Cdf(double mean, double sd, double low, double high, double x)
    {
        var (a, b, z) = ((low - mean) / sd, (high - mean) / sd, (x - mean) / sd);
        return Math.Min(1.0, Mass(a, z) / Mass(a, b));
    }

    internal static double Mean(double mean, double sd, double low, double high)
    {
        var (a, b) = ((low - mean) / sd, (high - mean) / sd);
        var shift = (SpecialFunctions.NormalDensity(a) - SpecialFunctions.NormalDensity(b)) / Mass(a, b);
        return Math.Min(Math.Max(mean + sd * shift, low), high);
    }

    /// <summary>The chance that a standard normal value is between a and b.</summary>
    private static double Mass(double a, double b)
    {
        if (a > 0.0) return SpecialFunctions.NormalCdf(-a) - SpecialFunctions.NormalCdf(-b);
        if (b < 0.0) return SpecialFunctions.NormalCdf(b) - SpecialFunctions.NormalCdf(a);
        return 1.0 - SpecialFunctions.NormalCdf(a) - SpecialFunctions.NormalCdf(-b);
    }

    /// <summary>For an interval that begins below 0.</summary>
    private static double StandardQuantile(double a, double b, double at, double above)
    {
        var mass = Mass(a, b);
        var below = SpecialFunctions.NormalCdf(a) + at * mass;
        return below <= 0.5
            ? SpecialFunctions.NormalQuantile(below)
            : -SpecialFunctions.NormalQuantile(SpecialFunctions.NormalCdf(-b) + above * mass);
    }
}
