using System.Collections.Immutable;
using Entente.Sensitivity;
using Entente.Statistics;

namespace Entente.Discovery;

/// <summary>How one end of a box's limit fares when the trials are drawn anew.</summary>
/// <param name="Input">The input.</param>
/// <param name="Condition">The end as a condition of the language.</param>
/// <param name="Share">The share of resamples whose box also restricts the input at this end; for options, at all.</param>
/// <param name="Low">The 5% quantile of the limit among those, or NaN.</param>
/// <param name="High">The 95% quantile.</param>
public sealed record LimitStability(int Input, string Condition, double Share, double Low, double High)
{
    /// <summary>Peels resamples of the trials, and takes from each the box that is nearest to the box in question in coverage and density.</summary>
    /// <param name="box">The box.</param>
    /// <param name="resamples">≥ 1.</param>
    /// <remarks>After the reproducibility statistics of B. P. Bryant, R. J. Lempert (2010), with the limits' own spread. Resamples are not pasted.</remarks>
    public static ImmutableArray<LimitStability> Of(Box box, IReadOnlyList<Factor> factors, bool[] cases, double alpha, double leastMass, int resamples, ulong seed, int threads = 1)
    {
        int[][] sorted = [.. factors.Select(f => f.Sorted())];
        var boxes = new Box[resamples];
        Parallel.For(0, resamples, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, b =>
        {
            var peeled = Prim.Peel(factors, sorted, cases, Bootstrap.Weights(cases.Length, b, seed, "prim"), alpha, leastMass);
            boxes[b] = peeled.MinBy(p => Distance(p, box))!;
        });
        return [.. box.Limits.SelectMany(limit => Of(limit, factors[limit.Input], boxes))];
    }

    // A resample without cases has no coverage, and its boxes nothing in common with this one.
    private static double Distance(Box one, Box other) => double.IsNaN(one.Coverage)
        ? 0
        : ((one.Coverage - other.Coverage) * (one.Coverage - other.Coverage)) + ((one.Density - other.Density) * (one.Density - other.Density));

    private static IEnumerable<LimitStability> Of(Limit limit, Factor factor, Box[] boxes)
    {
        var others = boxes.Select(b => b.Limits.FirstOrDefault(l => l.Input == limit.Input)).ToArray();
        if (factor.IsOption)
        {
            yield return new LimitStability(limit.Input, RuleText.Of(limit, factor)[0], (double)others.Count(o => o is not null) / boxes.Length, double.NaN, double.NaN);
            yield break;
        }

        foreach (var (condition, ends) in new[]
        {
            (limit with { High = double.PositiveInfinity }, others.Select(o => o?.Low ?? double.NaN)),
            (limit with { Low = double.NegativeInfinity }, others.Select(o => o?.High ?? double.NaN)),
        })
        {
            if (condition.Restricts(factor))
            {
                var found = ends.Where(double.IsFinite).Order().ToArray();
                yield return new LimitStability(
                    limit.Input, RuleText.Of(condition, factor)[0], (double)found.Length / boxes.Length,
                    found.Length == 0 ? double.NaN : Scores.Quantile(found, 0.05), found.Length == 0 ? double.NaN : Scores.Quantile(found, 0.95));
            }
        }
    }
}
