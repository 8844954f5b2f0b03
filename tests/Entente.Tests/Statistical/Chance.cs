using MathNet.Numerics.Distributions;

namespace Entente.Tests.Statistical;

/// <summary>How far a sample's statistic may lie from its true value before we call the engine wrong.</summary>
/// <remarks>
/// Every band here is exceeded with a chance of at most <see cref="Rate"/>, for every sample size, and an error of twice
/// the band is missed with a chance of at most the same.
/// Means: S. Bernstein's inequality. Variances of normal samples: B. Laurent, P. Massart, Annals of Statistics 28 (2000) 1302-1338.
/// </remarks>
internal static class Chance
{
    /// <summary>False alarms of one comparison.</summary>
    public const double Rate = 1e-6;

    private static readonly double Bits = Math.Log(2 / Rate);

    /// <summary>For the mean of n values of a variance, none further than <paramref name="reach"/> from their mean.</summary>
    public static double Mean(double variance, double reach, double n) =>
        (Bits * reach / (3 * n)) + Math.Sqrt(Math.Pow(Bits * reach / (3 * n), 2) + (2 * variance * Bits / n));

    /// <summary>For a share.</summary>
    public static double Share(double p, double n) => Mean(p * (1 - p), Math.Max(p, 1 - p), n);

    /// <summary>For the mean of n normal values.</summary>
    public static double NormalMean(double variance, double n) => -Normal.InvCDF(0, 1, Rate / 2) * Math.Sqrt(variance / n);

    /// <summary>For the variance of n normal values, relative to the truth.</summary>
    public static double NormalVariance(double n) => (2 * Math.Sqrt(Bits / (n - 1))) + (2 * Bits / (n - 1));

    /// <summary>For a whole distribution function; see <see cref="Sampling.Dkw"/>.</summary>
    public static double Curve(double n) => Sampling.Dkw.Band((int)n, Rate);

    public static void AssertShare(double expected, double found, double n) => AssertNear(expected, found, Share(expected, n));

    public static void AssertNear(double expected, double found, double band) =>
        Assert.True(Math.Abs(found - expected) <= band, $"{found} is further than {band} from {expected}");
}
