using Entente.Numerics;

namespace Entente.Statistics;

/// <summary>Confidence intervals.</summary>
public static class Intervals
{
    /// <summary>Wilson's score interval for a chance, from <paramref name="successes"/> of <paramref name="n"/> independent trials.</summary>
    /// <param name="successes">In [0, n].</param>
    /// <param name="n">At least 0; no trials give (0, 1).</param>
    /// <param name="confidence">In (0, 1).</param>
    /// <returns>Ends in [0, 1], the observed share between them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <remarks>E. B. Wilson, JASA 22 (1927) 209-212.</remarks>
    public static (double Low, double High) Wilson(long successes, long n, double confidence = 0.95)
    {
        if (n < 0) throw new ArgumentOutOfRangeException(nameof(n), n, "the number of trials is not negative");
        if (successes < 0 || successes > n) throw new ArgumentOutOfRangeException(nameof(successes), successes, "successes are between 0 and the number of trials");
        if (!(confidence > 0.0 && confidence < 1.0)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "a confidence is between 0 and 1");
        if (n == 0) return (0.0, 1.0);

        var z = -SpecialFunctions.NormalQuantile(0.5 * (1.0 - confidence));
        var share = (double)successes / n;
        var failures = (double)(n - successes);
        var scale = 1.0 / (n + z * z);
        var centre = (successes + 0.5 * z * z) * scale;
        var half = z * scale * Math.Sqrt(share * failures + 0.25 * z * z);
        // The ends are exactly 0 and 1 at no and all successes; rounding must not say otherwise.
        return (
            successes == 0 ? 0.0 : Math.Max(0.0, Math.Min(share, centre - half)),
            successes == n ? 1.0 : Math.Min(1.0, Math.Max(share, centre + half)));
    }

    /// <summary>An interval for the difference of two chances, from trials in pairs of which <paramref name="up"/> went from no to yes and <paramref name="down"/> from yes to no.</summary>
    /// <param name="up">In [0, n - down].</param>
    /// <param name="down">In [0, n - up].</param>
    /// <param name="n">Pairs, those that agree included; none give (-1, 1).</param>
    /// <param name="confidence">In (0, 1).</param>
    /// <returns>Ends in [-1, 1], the observed difference (up - down) / n between them. Where no pair differs the interval still has a width.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <remarks>The interval of A. Agresti, Y. Min, Statistics in Medicine 24 (2005) 729-740: Wald's with half a pair added to each cell of the table.</remarks>
    public static (double Low, double High) OfPairs(long up, long down, long n, double confidence = 0.95)
    {
        if (up < 0 || down < 0 || up + down > n) throw new ArgumentOutOfRangeException(nameof(up), up, "pairs that differ are at least 0 and at most all");
        if (!(confidence > 0.0 && confidence < 1.0)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "a confidence is between 0 and 1");
        if (n == 0) return (-1.0, 1.0);

        var z = -SpecialFunctions.NormalQuantile(0.5 * (1.0 - confidence));
        double change = up - down, more = n + 2.0, seen = change / n;
        var half = z / more * Math.Sqrt(up + down + 1.0 - change * change / more);
        return (Math.Max(-1.0, Math.Min(seen, change / more - half)), Math.Min(1.0, Math.Max(seen, change / more + half)));
    }
}
