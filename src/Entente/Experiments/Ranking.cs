using System.Collections.Immutable;

namespace Entente.Experiments;

/// <summary>The order of the sides by the mean of a number, over the trials that all of them completed, and how firm it is.</summary>
/// <param name="Order">Positions of the sides, the best first; where nothing says what is better, the highest.</param>
/// <param name="InTrials">Share of single trials in which no two sides stand the other way round.</param>
/// <param name="InReplicates">Share of bootstrap replicates in which no two sides do; what would change the order is mere chance of the sample.</param>
/// <param name="Best">Share of trials in which each side is the best or as good as the best. Shape [sides].</param>
public sealed record Ranking(ImmutableArray<int> Order, double InTrials, double InReplicates, ImmutableArray<double> Best)
{
    /// <summary>The ranking of one number.</summary>
    /// <param name="sides">A number a trial, in the trials that all sides completed. Shape [sides][trials].</param>
    /// <param name="isHigherFirst">Which way the order goes.</param>
    /// <param name="replicates">The means of each bootstrap replicate. Shape [replicates][sides].</param>
    internal static Ranking Of(IReadOnlyList<double[]> sides, bool isHigherFirst, IReadOnlyCollection<double[]> replicates)
    {
        var sign = isHigherFirst ? 1 : -1;
        var trials = sides[0].Length;
        var means = sides.Select(Mean).ToArray();
        int[] order = [.. Enumerable.Range(0, sides.Count).OrderByDescending(s => sign * means[s]).ThenBy(s => s)];
        var kept = 0L;
        var best = new long[sides.Count];
        var now = new double[sides.Count];
        for (var t = 0; t < trials; t++)
        {
            for (var s = 0; s < sides.Count; s++)
            {
                now[s] = sign * sides[s][t];
            }

            kept += Holds(order, now, 1) ? 1 : 0;
            var most = now.Max();
            for (var s = 0; s < sides.Count; s++)
            {
                best[s] += now[s] >= most ? 1 : 0;
            }
        }

        return new Ranking(
            [.. order], trials == 0 ? double.NaN : (double)kept / trials,
            trials == 0 ? double.NaN : (double)replicates.Count(r => Holds(order, r, sign)) / replicates.Count,
            [.. best.Select(b => trials == 0 ? double.NaN : (double)b / trials)]);
    }

    private static double Mean(double[] values)
    {
        var moments = new Statistics.MomentsAccumulator();
        moments.Add(values);
        return moments.Mean;
    }

    private static bool Holds(int[] order, double[] values, int sign)
    {
        for (var k = 1; k < order.Length; k++)
        {
            if (sign * values[order[k - 1]] < sign * values[order[k]])
            {
                return false;
            }
        }

        return true;
    }
}
