using System.Collections.Immutable;
using Entente.Sensitivity;

namespace Entente.Robustness;

/// <summary>What a criterion says of each policy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsHigherBetter">Whether more of it is better.</param>
/// <param name="Scores">One for each policy.</param>
/// <param name="Order">The policies, best first; equal ones in their own order.</param>
/// <param name="Firm">The share of resamples of the worlds in which the best policy stays the best or as good as the best.</param>
public sealed record Criterion(string Name, bool IsHigherBetter, ImmutableArray<Estimate> Scores, ImmutableArray<int> Order, double Firm);

/// <summary>How policies fare over the same worlds, by criteria that weigh good and bad worlds differently.</summary>
/// <param name="Criteria">One of each.</param>
/// <param name="Worlds">Worlds in which every policy has a value; the others are left out.</param>
/// <param name="Concordance">Kendall's W of the criteria's rankings, from 0 (no agreement) to 1 (one ranking); NaN for one policy.</param>
/// <param name="DoAgree">Whether all criteria give one ranking.</param>
/// <remarks>
/// Maximin: A. Wald, Annals of Mathematics 46 (1945) 265-280. Hurwicz: L. Hurwicz, Cowles Commission paper 370 (1951).
/// Regret: L. J. Savage, JASA 46 (1951) 55-67; its 90th percentile after J. C. McPhail et al., Earth's Future 6 (2018) 169-191.
/// Satisficing is the domain criterion of M. K. Starr, Product Design and Decision Theory (1963). Concordance: M. G. Kendall,
/// B. Babington Smith, Annals of Mathematical Statistics 10 (1939) 275-287, ties by the mean of their ranks and corrected for.
/// Intervals of extremes are too narrow: no resample holds a world worse than the worst.
/// </remarks>
public sealed record RobustnessCriteria(ImmutableArray<Criterion> Criteria, int Worlds, double Concordance, bool DoAgree)
{
    /// <summary>Judges policies.</summary>
    /// <param name="values">A number for each policy in each world; NaN where there is none. Shape [policies][worlds].</param>
    /// <param name="isHigherBetter">Which way is better.</param>
    /// <param name="optimism">Hurwicz's weight of the best world, in [0, 1].</param>
    /// <param name="aversion">Standard deviations that the mean is lessened by for mean-variance, ≥ 0.</param>
    /// <param name="threshold">What is good enough; null for no satisficing.</param>
    /// <param name="resamples">Resamples of worlds for intervals.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static RobustnessCriteria Of(double[][] values, bool isHigherBetter, double optimism, double aversion, double? threshold, int resamples, ulong seed, int threads = 1)
    {
        if (values.Any(v => v.Length != values[0].Length))
        {
            throw new ArgumentException("the policies have different numbers of worlds", nameof(values));
        }

        // All criteria look for the most; where less is better, the values are turned.
        var sign = isHigherBetter ? 1 : -1;
        var policies = values.Length;
        int[] worlds = policies == 0 ? [] : [.. Enumerable.Range(0, values[0].Length).Where(w => values.All(v => double.IsFinite(v[w])))];
        double[][] good = [.. values.Select(v => worlds.Select(w => sign * v[w]).ToArray())];
        double[] best = [.. worlds.Select((_, w) => good.Max(v => v[w]))];
        double[][] regret = [.. good.Select(v => best.Select((b, w) => b - v[w]).ToArray())];
        (string Name, bool IsRegret, Func<double[], double> Score)[] criteria =
        [
            ("maximin", false, v => v.Min()),
            ("hurwicz", false, v => (optimism * v.Max()) + ((1 - optimism) * v.Min())),
            ("laplace", false, v => v.Average()),
            ("minimax regret", true, v => v.Max()),
            ("90th percentile regret", true, v => Entente.Statistics.Scores.Quantile(v.Order().ToArray(), 0.9)),
            ("mean-variance", false, v => v.Average() - (aversion * Sd(v))),
            .. threshold is { } enough ? [("satisficing", false, v => v.Count(x => x >= sign * enough) / (double)v.Length)] : Array.Empty<(string, bool, Func<double[], double>)>(),
        ];
        double[] All(int[] rows) =>
        [
            .. criteria.SelectMany(c => (c.IsRegret ? regret : good).Select(v => rows.Length == 0 ? double.NaN : c.Score([.. rows.Select(r => v[r])]))),
        ];
        var drawn = new double[resamples][];
        Parallel.For(0, resamples, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, b => drawn[b] = All(Bootstrap.Rows(worlds.Length, b, seed, "robustness")));
        var found = All([.. Enumerable.Range(0, worlds.Length)]);
        var judged = criteria.Select((c, k) => Judge(c.Name, c.IsRegret, found[(k * policies)..((k + 1) * policies)], [.. drawn.Select(d => d[(k * policies)..((k + 1) * policies)])], sign)).ToImmutableArray();
        var ranks = criteria.Select((c, k) => Ranks([.. found[(k * policies)..((k + 1) * policies)].Select(s => c.IsRegret ? s : -s)])).ToArray();
        return new RobustnessCriteria(judged, worlds.Length, KendallsW(ranks, policies), ranks.All(r => r.SequenceEqual(ranks[0])));
    }

    private static Criterion Judge(string name, bool isRegret, double[] scores, double[][] drawn, int sign)
    {
        // Shares and regrets have no sign to turn back.
        var written = isRegret || name == "satisficing" ? 1 : sign;
        var order = Enumerable.Range(0, scores.Length).OrderBy(p => isRegret ? scores[p] : -scores[p]).ThenBy(p => p).ToImmutableArray();
        bool IsBest(double[] d) => isRegret ? d[order[0]] <= d.Min() : d[order[0]] >= d.Max();
        return new Criterion(
            name, isRegret ? false : name == "satisficing" || sign > 0,
            [.. scores.Select((s, p) => Bootstrap.Of(written * s, drawn.Select(d => written * d[p])))], order,
            drawn.Length == 0 || scores.Length == 0 ? double.NaN : (double)drawn.Count(IsBest) / drawn.Length);
    }

    private static double Sd(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }

    // From the smallest, equal ones the mean of their ranks.
    private static double[] Ranks(double[] values) => [.. values.Select(v => values.Count(o => o < v) + ((values.Count(o => o.Equals(v)) + 1) / 2.0))];

    private static double KendallsW(double[][] ranks, int policies)
    {
        var m = ranks.Length;
        var sums = Enumerable.Range(0, policies).Select(p => ranks.Sum(r => r[p])).ToArray();
        var mean = m * (policies + 1) / 2.0;
        var spread = sums.Sum(s => (s - mean) * (s - mean));
        var ties = ranks.Sum(r => r.GroupBy(v => v).Sum(g => (Math.BigMul(g.Count(), g.Count()) * (double)g.Count()) - g.Count()));
        var most = (m * m * ((policies * (double)policies * policies) - policies)) - (m * ties);
        return most > 0 ? 12 * spread / most : double.NaN;
    }
}
