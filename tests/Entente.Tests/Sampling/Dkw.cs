namespace Entente.Tests.Sampling;

/// <summary>The distance between an empirical and a true distribution function, and how far chance lets it go.</summary>
/// <remarks>P(distance &gt; e) &lt;= 2 exp(-2 n e^2): P. Massart, Annals of Probability 18 (1990) 1269-1283.</remarks>
internal static class Dkw
{
    /// <summary>The distance that independent draws exceed with a chance of at most <paramref name="rate"/>.</summary>
    internal static double Band(int n, double rate) => Math.Sqrt(Math.Log(2.0 / rate) / (2.0 * n));

    /// <summary>The smallest error of a distribution function that n draws find with a chance of at least 1 - <paramref name="miss"/>.</summary>
    internal static double Detects(int n, double rate, double miss) => Band(n, rate) + Band(n, miss);

    /// <summary>The largest difference, both sides of every step.</summary>
    internal static double Distance(double[] draws, Func<double, double> cdf)
    {
        Array.Sort(draws);
        var distance = 0.0;
        var n = draws.Length;
        for (var i = 0; i < n; i++)
        {
            // Ties make one step.
            if (i + 1 < n && draws[i + 1] == draws[i]) continue;
            distance = Math.Max(distance, Math.Abs((i + 1.0) / n - cdf(draws[i])));
        }

        for (var i = 0; i < n; i++)
        {
            if (i > 0 && draws[i] == draws[i - 1]) continue;
            distance = Math.Max(distance, Math.Abs((double)i / n - cdf(Math.BitDecrement(draws[i]))));
        }

        return distance;
    }
}
