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
}
