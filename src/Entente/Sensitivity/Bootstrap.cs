using System.Collections.Immutable;
using Entente.Sampling;
using Entente.Statistics;

namespace Entente.Sensitivity;

/// <summary>Percentile intervals from resamples of rows that are drawn by address, so that neither threads nor their number matter.</summary>
/// <remarks>B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.</remarks>
public static class Bootstrap
{
    /// <summary>Resamples that commands take.</summary>
    public const int Usual = 200;

    private const double Tail = 0.025;

    /// <summary>Estimates several numbers from the same rows, each with its interval.</summary>
    /// <param name="rows">Number of rows, ≥ 0.</param>
    /// <param name="resamples">Number of resamples; 0 for no intervals.</param>
    /// <param name="statistic">The numbers from some rows, which may repeat; is called by several threads. Shape of the result is always the same.</param>
    /// <param name="threads">Threads, ≥ 1.</param>
    /// <param name="isCentred">As of the other method.</param>
    public static ImmutableArray<Estimate> Of(int rows, int resamples, ulong seed, string name, Func<int[], double[]> statistic, int threads = 1, bool isCentred = false)
    {
        var all = statistic([.. Enumerable.Range(0, rows)]);
        var drawn = new double[resamples][];
        Parallel.For(0, resamples, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, b => drawn[b] = statistic(Rows(rows, b, seed, name)));
        return [.. all.Select((value, k) => Of(value, [.. drawn.Select(d => d[k])], isCentred))];
    }

    /// <summary>The rows of a resample: as many as there are, with repetition.</summary>
    public static int[] Rows(int rows, int resample, ulong seed, string name)
    {
        var stream = DrawStream.Named(seed, "bootstrap/" + name);
        var drawn = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            drawn[i] = Math.Min(rows - 1, (int)(stream.Uniform(resample, 0, (ulong)i + 1) * rows));
        }

        return drawn;
    }

    /// <summary>How often each row stands in a resample.</summary>
    public static int[] Weights(int rows, int resample, ulong seed, string name)
    {
        var weights = new int[rows];
        foreach (var row in Rows(rows, resample, seed, name))
        {
            weights[row]++;
        }

        return weights;
    }

    /// <summary>An estimate with the interval between the outer quantiles of what resamples gave; those without a value are left out.</summary>
    /// <param name="isCentred">Whether the quantiles are moved so that the resamples' median falls on the estimate: for what repeated rows make larger.</param>
    public static Estimate Of(double value, IEnumerable<double> resampled, bool isCentred = false)
    {
        var sorted = resampled.Where(double.IsFinite).Order().ToArray();
        if (sorted.Length < 2 || !double.IsFinite(value))
        {
            return new Estimate(value, double.NaN, double.NaN);
        }

        var shift = isCentred ? value - Scores.Quantile(sorted, 0.5) : 0;
        return new Estimate(value, Scores.Quantile(sorted, Tail) + shift, Scores.Quantile(sorted, 1 - Tail) + shift);
    }
}
