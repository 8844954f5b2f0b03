using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Experiments;

/// <summary>What became of the wish for a certain order of the sides.</summary>
/// <param name="Asked">What was asked for.</param>
/// <param name="Planned">Trials of a side at each planned look, the last the budget.</param>
/// <param name="Looks">Looks that were taken.</param>
/// <param name="Pairs">Neighbours in the order, the better first, at the last look.</param>
/// <remarks>
/// A sequential test whose chance of ever saying a wrong order is at most alpha = 1 - level. Looks are planned before the first trial; alpha is
/// divided evenly by their number K and by the number P of pairs of sides, and each of a pair's two tails gets half, so that an end of an interval
/// errs with a chance of alpha / (2 K P): Bonferroni's inequality covers all pairs and all looks, whatever the dependence between them. The order
/// is certain when the intervals of all neighbours leave out 0: the other pairs follow. The intervals are Student's over pairs of trials, right
/// for many trials. Alpha spent evenly over looks: K. K. G. Lan, D. L. DeMets, Biometrika 70 (1983) 659-663, without their gain from dependence.
/// </remarks>
public sealed record Settled(Settling Asked, ImmutableArray<long> Planned, int Looks, ImmutableArray<SettledPair> Pairs)
{
    /// <summary>Whether every pair of neighbours is told apart.</summary>
    public bool IsCertain => Pairs.All(p => p.Low > 0);

    /// <summary>Trials of a side at each look: doubled from look to look, the budget at last.</summary>
    internal static ImmutableArray<long> Plan(long first, long most)
    {
        var looks = ImmutableArray.CreateBuilder<long>();
        for (var trials = first; trials < most; trials *= 2)
        {
            looks.Add(trials);
        }

        looks.Add(most);
        return looks.ToImmutable();
    }

    /// <summary>Looks at the trials so far.</summary>
    /// <param name="sides">A number a trial, NaN where it failed. Shape [sides][trials so far].</param>
    internal static Settled Look(Settling asked, ImmutableArray<long> planned, int looks, IReadOnlyList<double[]> sides, bool isHigherFirst)
    {
        var together = Enumerable.Range(0, sides[0].Length).Where(t => sides.All(s => !double.IsNaN(s[t]))).ToArray();
        double[][] values = [.. sides.Select(s => together.Select(t => isHigherFirst ? s[t] : -s[t]).ToArray())];
        var order = Ranking.Of(values, true, []).Order;
        var pairs = sides.Count * (sides.Count - 1) / 2;
        var tail = (1 - asked.Level) / (2.0 * planned.Length * pairs);
        return new Settled(asked, planned, looks, [.. Enumerable.Range(1, order.Length - 1).Select(k => Pair(order[k - 1], order[k]))]);

        SettledPair Pair(int better, int worse)
        {
            var moments = new Statistics.MomentsAccumulator();
            moments.Add(values[better].Zip(values[worse], (b, w) => b - w).ToArray());
            var reach = moments.Count < 2 ? double.PositiveInfinity
                : moments.StandardError == 0 ? 0 : moments.StandardError * StudentT.Quantile(moments.Count - 1, 1 - tail, tail);
            return new SettledPair(better, worse, moments.Mean, moments.Mean - reach, moments.Mean + reach);
        }
    }
}

/// <summary>Two neighbours in an order.</summary>
/// <param name="Better">The side that stands first.</param>
/// <param name="Worse">The side after it.</param>
/// <param name="Lead">By how much the mean of the first is better, in the unit of the measure.</param>
/// <param name="Low">Low end of the interval that holds at every look and for every pair at once.</param>
/// <param name="High">High end.</param>
public sealed record SettledPair(int Better, int Worse, double Lead, double Low, double High);
