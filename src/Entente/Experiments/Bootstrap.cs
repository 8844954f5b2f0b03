using Entente.Sampling;

namespace Entente.Experiments;

/// <summary>Means of trials drawn again with replacement, the same trials on every side: what other samples of this size might have given.</summary>
/// <remarks>
/// B. Efron, Annals of Statistics 7 (1979) 1-26. Beyond <see cref="MostGroups"/> trials, groups of consecutive trials are drawn instead, which for
/// independent trials gives means of the same variance, and keeps the work bounded. The draws have addresses, so the replicates are a function of seed and trials.
/// </remarks>
internal static class Bootstrap
{
    public const int Replicates = 1000;

    private const int MostGroups = 1000;

    /// <summary>The means of each replicate.</summary>
    /// <param name="numbers">A number a trial, of the same trials everywhere. Shape [numbers][trials].</param>
    /// <returns>Shape [replicates][numbers]; NaN without trials.</returns>
    public static double[][] Means(IReadOnlyList<double[]> numbers, ulong seed)
    {
        var trials = numbers.Count == 0 ? 0 : numbers[0].Length;
        var groups = Math.Min(trials, MostGroups);
        var sums = new double[groups][];
        for (var g = 0; g < groups; g++)
        {
            var (from, to) = (Start(g), Start(g + 1));
            sums[g] = [.. numbers.Select(n => Sum(n.AsSpan(from, to - from)))];
        }

        var stream = DrawStream.Named(seed, "bootstrap");
        var means = new double[Replicates][];
        for (var r = 0; r < Replicates; r++)
        {
            var total = new double[numbers.Count];
            var count = 0L;
            for (var k = 0; k < groups; k++)
            {
                var g = (int)(stream.Uniform(r, 0, (ulong)k) * groups);
                count += Start(g + 1) - Start(g);
                for (var n = 0; n < total.Length; n++)
                {
                    total[n] += sums[g][n];
                }
            }

            means[r] = [.. total.Select(t => t / count)];
        }

        return means;

        int Start(int group) => (int)((long)group * trials / groups);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
