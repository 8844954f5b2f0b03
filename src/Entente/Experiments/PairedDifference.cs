using Entente.Statistics;

namespace Entente.Experiments;

/// <summary>How far a side's mean lies from the first side's, from trials of one number in pairs.</summary>
/// <param name="Pairs">Trials that were completed on both sides.</param>
/// <param name="LeftOut">Trials that failed on one of them at least.</param>
/// <param name="Changed">Pairs whose numbers differ.</param>
/// <param name="Mean">The mean difference; NaN without pairs.</param>
/// <param name="Low">Low end of its 95% interval; NaN for fewer than two pairs.</param>
/// <param name="High">High end.</param>
/// <param name="VarianceRatio">Variance of the difference over the sum of the sides' variances, which is what it would be without pairs: below 1 pairing has helped. NaN where neither side varies.</param>
public sealed record PairedDifference(long Pairs, long LeftOut, long Changed, double Mean, double Low, double High, double VarianceRatio)
{
    /// <summary>The difference of two sides.</summary>
    /// <param name="side">A number a trial, NaN where it failed; for an outcome 0 or 1.</param>
    /// <param name="first">The same of the first side.</param>
    /// <param name="isOutcome">Whether the interval is that of two chances in pairs (<see cref="Intervals.OfPairs"/>) instead of Student's.</param>
    public static PairedDifference Of(ReadOnlySpan<double> side, ReadOnlySpan<double> first, bool isOutcome)
    {
        MomentsAccumulator one = new(), other = new();
        var differences = new List<double>(side.Length);
        for (var t = 0; t < side.Length; t++)
        {
            if (!double.IsNaN(side[t]) && !double.IsNaN(first[t]))
            {
                one.Add(side[t]);
                other.Add(first[t]);
                differences.Add(side[t] - first[t]);
            }
        }

        var told = Significance.OfMean(differences);
        long up = differences.Count(d => d > 0), down = differences.Count(d => d < 0);
        var (low, high) = isOutcome && differences.Count > 1 ? Intervals.OfPairs(up, down, differences.Count) : (told.Low, told.High);
        var apart = one.Variance + other.Variance;
        var together = new MomentsAccumulator();
        together.Add(differences.ToArray());
        return new PairedDifference(differences.Count, side.Length - differences.Count, up + down, told.Estimate, low, high, apart > 0 ? together.Variance / apart : double.NaN);
    }

    /// <summary>Whether the interval leaves out 0.</summary>
    public bool IsSeparate => Low > 0 || High < 0;
}
