using Entente.Numerics;
using Entente.Sampling;
using Entente.Statistics;

namespace Entente.Experiments;

/// <summary>What trials say of a number: its estimate with a 95% interval, and how surely it lies on one side of another.</summary>
/// <param name="Estimate">NaN where there is none.</param>
/// <param name="Low">Low end of the interval; NaN where there is none.</param>
/// <param name="High">High end.</param>
/// <param name="Above">For a number v: the chance of trials that speak as strongly for more than v, or more so, if v is the truth.</param>
/// <param name="Below">The same for less than v.</param>
internal sealed record Significance(double Estimate, double Low, double High, Func<double, double> Above, Func<double, double> Below)
{
    /// <summary>A chance, by the exact binomial test; the interval is Wilson's.</summary>
    public static Significance OfShare(long successes, long n)
    {
        var (low, high) = Intervals.Wilson(successes, n);
        return new Significance((double)successes / n, low, high, v => AtLeast(successes, n, v), v => AtLeast(n - successes, n, 1 - v));
    }

    /// <summary>A mean, by Student's t test: exact for normal values, else the better the more trials there are.</summary>
    /// <param name="values">Finite values.</param>
    public static Significance OfMean(IReadOnlyCollection<double> values)
    {
        var moments = new MomentsAccumulator();
        foreach (var value in values)
        {
            moments.Add(value);
        }

        var (n, mean, error) = (moments.Count, moments.Mean, moments.StandardError);
        if (n < 2)
        {
            return new Significance(n == 0 ? double.NaN : mean, double.NaN, double.NaN, _ => 1, _ => 1);
        }

        var half = error == 0 ? 0 : error * StudentT.Quantile(n - 1, 0.975, 0.025);
        double Beyond(double distance) => error == 0 ? (distance > 0 ? 0 : 1) : StudentT.Cdf(n - 1, -distance / error);
        return new Significance(mean, mean - half, mean + half, v => Beyond(mean - v), v => Beyond(v - mean));
    }

    /// <summary>The mean difference of pairs of 0 and 1 against 0, by the exact sign test on the pairs that differ (McNemar's, exact).</summary>
    /// <param name="differences">Each -1, 0 or 1.</param>
    public static Significance OfPairs(IReadOnlyCollection<double> differences)
    {
        long up = differences.Count(d => d > 0), down = differences.Count(d => d < 0);
        return OfMean(differences) with { Above = _ => AtLeast(up, up + down, 0.5), Below = _ => AtLeast(down, up + down, 0.5) };
    }

    // The chance of at least k successes in n, if each has chance p.
    private static double AtLeast(long k, long n, double p) => k == 0 ? 1 : SpecialFunctions.BetaRegularized(k, n - k + 1, p);
}
