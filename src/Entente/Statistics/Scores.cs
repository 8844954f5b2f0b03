using Entente.Numerics;

namespace Entente.Statistics;

/// <summary>Scores of a forecast distribution against the value that came, and rank correlation.</summary>
public static class Scores
{
    private const double InverseSqrtPi = 0.5641895835477563;

    /// <summary>The continuous ranked probability score of a normal forecast, in the value's unit; smaller is better.</summary>
    /// <param name="sd">At least 0; at 0 the score is the absolute error.</param>
    /// <remarks>T. Gneiting, A. E. Raftery, JASA 102 (2007) 359-378, equation 21.</remarks>
    public static double CrpsOfNormal(double mean, double sd, double value)
    {
        if (sd == 0)
        {
            return Math.Abs(value - mean);
        }

        var z = (value - mean) / sd;
        return sd * ((z * ((2 * SpecialFunctions.NormalCdf(z)) - 1)) + (2 * SpecialFunctions.NormalDensity(z)) - InverseSqrtPi);
    }

    /// <summary>The continuous ranked probability score of the distribution from which a sample comes; its expectation does not depend on the sample's size.</summary>
    /// <param name="sorted">In ascending order. One value scores its absolute error; none, NaN.</param>
    /// <remarks>C. A. T. Ferro, Quarterly Journal of the Royal Meteorological Society 140 (2014) 1917-1923: the fair estimator.</remarks>
    public static double CrpsOfSample(ReadOnlySpan<double> sorted, double value)
    {
        var n = (double)sorted.Length;
        double error = 0, spread = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            error += Math.Abs(sorted[i] - value);
            spread += ((2 * i) - n + 1) * sorted[i];
        }

        return (error / n) - (n > 1 ? spread / (n * (n - 1)) : 0);
    }

    /// <summary>The share of a sample below a value, half of those equal to it included: the probability integral transform.</summary>
    /// <param name="sorted">In ascending order; empty gives NaN.</param>
    public static double Transform(ReadOnlySpan<double> sorted, double value)
    {
        double below = 0;
        foreach (var one in sorted)
        {
            below += one < value ? 1 : one == value ? 0.5 : 0;
        }

        return below / sorted.Length;
    }

    /// <summary>The quantile of a sample, linear between its values (type 7 of Hyndman and Fan); NaN of none.</summary>
    /// <param name="sorted">In ascending order.</param>
    /// <param name="p">In [0, 1].</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double p)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var at = p * (sorted.Length - 1);
        var low = (int)at;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((at - low) * (sorted[high] - sorted[low]));
    }

    /// <summary>Spearman's rank correlation; equal values share the mean of their ranks. NaN where one side does not vary.</summary>
    /// <param name="x">As many as <paramref name="y"/>.</param>
    public static double RankCorrelation(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var a = Ranks(x);
        var b = Ranks(y);
        var middle = (x.Count - 1) / 2.0;
        double ab = 0, aa = 0, bb = 0;
        for (var k = 0; k < a.Length; k++)
        {
            ab += (a[k] - middle) * (b[k] - middle);
            aa += (a[k] - middle) * (a[k] - middle);
            bb += (b[k] - middle) * (b[k] - middle);
        }

        return ab / Math.Sqrt(aa * bb);
    }

    private static double[] Ranks(IReadOnlyList<double> values) =>
        [.. values.Select(v => values.Count(o => o < v) + ((values.Count(o => o == v) - 1) / 2.0))];
}
