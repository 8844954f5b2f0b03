using Entente.Statistics;
using MathNet.Numerics.Distributions;

namespace Entente.Tests.Statistics;

public class ScoresTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(2, 0.5, 3.1)]
    [InlineData(-1, 3, -9)]
    public void The_score_of_a_normal_is_the_integral_that_defines_it(double mean, double sd, double value)
    {
        const int cells = 200_000;
        var (low, high) = (Math.Min(value, mean) - (12 * sd), Math.Max(value, mean) + (12 * sd));
        var width = (high - low) / cells;
        var integral = Enumerable.Range(0, cells).Select(k => low + ((k + 0.5) * width)).Sum(x => Math.Pow(Normal.CDF(mean, sd, x) - (x >= value ? 1 : 0), 2)) * width;
        Assert.Equal(integral, Scores.CrpsOfNormal(mean, sd, value), 1e-4 * sd);
    }

    [Fact]
    public void Without_a_spread_the_score_is_the_absolute_error()
    {
        Assert.Equal(2.5, Scores.CrpsOfNormal(1, 0, 3.5));
        Assert.Equal(2.5, Scores.CrpsOfSample([1], 3.5));
    }

    [Fact]
    public void The_score_of_a_sample_is_the_mean_error_less_half_the_mean_distance_of_two_different_values()
    {
        double[] sample = [-1, 0, 0, 2, 7.5];
        var pairs = from i in Enumerable.Range(0, 5) from j in Enumerable.Range(0, 5) where i != j select Math.Abs(sample[i] - sample[j]);
        Assert.Equal(sample.Average(x => Math.Abs(x - 1.5)) - (pairs.Average() / 2), Scores.CrpsOfSample(sample, 1.5), 1e-14);
    }

    [Fact]
    public void Half_of_the_equal_values_lie_below() => Assert.Equal(0.5, Scores.Transform([1, 2, 2, 3], 2));

    [Fact]
    public void Quantiles_are_linear_between_values()
    {
        Assert.Equal(1.75, Scores.Quantile([1, 2, 3, 4], 0.25));
        Assert.Equal(4, Scores.Quantile([1, 2, 3, 4], 1));
        Assert.Equal(double.NaN, Scores.Quantile([], 0.5));
    }

    [Fact]
    public void Rank_correlations_by_hand()
    {
        Assert.Equal(1, Scores.RankCorrelation([1, 2, 30], [5, 6, 7]), 1e-15);
        Assert.Equal(-0.5, Scores.RankCorrelation([1, 2, 3], [2, 3, 1]), 1e-15);

        // Ranks 0.5, 0.5, 2 against 0, 1, 2.
        Assert.Equal(1.5 / Math.Sqrt(1.5 * 2), Scores.RankCorrelation([1, 1, 3], [5, 6, 7]), 1e-15);
        Assert.Equal(double.NaN, Scores.RankCorrelation([1, 1, 1], [5, 6, 7]));
    }
}
