using System.Collections.Immutable;
using Entente.Statistics;

namespace Entente.Experiments;

/// <summary>What a side loses in a trial against the side that was best in the same trial: 0 where it is the best itself. In the unit of the measure.</summary>
/// <remarks>L. J. Savage, JASA 46 (1951) 55-67, with trials for the states of the world. Chance is part of the state: the best side knew the dice.</remarks>
public sealed record Regret(double Max, double Mean, double P90)
{
    /// <summary>The regret of every side.</summary>
    /// <param name="sides">A number a trial, in the trials that all sides completed. Shape [sides][trials].</param>
    /// <param name="isHigherBetter">Which way is better.</param>
    public static ImmutableArray<Regret> Of(IReadOnlyList<double[]> sides, bool isHigherBetter)
    {
        var trials = sides[0].Length;
        var best = new double[trials];
        for (var t = 0; t < trials; t++)
        {
            best[t] = isHigherBetter ? sides.Max(s => s[t]) : sides.Min(s => s[t]);
        }

        return [.. sides.Select(side => Of([.. side.Select((value, t) => isHigherBetter ? best[t] - value : value - best[t]).Order()]))];
    }

    private static Regret Of(double[] sorted)
    {
        var moments = new MomentsAccumulator();
        moments.Add(sorted);
        return new Regret(sorted.Length == 0 ? double.NaN : sorted[^1], moments.Mean, Scores.Quantile(sorted, 0.9));
    }
}
