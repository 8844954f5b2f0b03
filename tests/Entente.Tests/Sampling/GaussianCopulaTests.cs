using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Tests.Sampling;

public class GaussianCopulaTests
{
    private const ulong Seed = 20260401;

    [Fact]
    public void Applied_points_have_the_rank_correlations_asked_for()
    {
        // n = 50,000; the standard error of Spearman's correlation is below n^-1/2, and 4.9 of them are a false-alarm rate of 1e-6.
        const int n = 50_000;
        ImmutableArray<(int, int, double)> pairs = [(0, 2, 0.8), (3, 2, -0.5), (0, 3, -0.2)];
        var copula = GaussianCopula.TryCreate(5, pairs, out _)!;
        var sampler = new MonteCarlo(Seed, ["a", "b", "c", "d", "e"]);
        var columns = Enumerable.Range(0, 5).Select(_ => new double[n]).ToArray();
        var point = new double[5];
        for (var i = 0; i < n; i++)
        {
            for (var d = 0; d < 5; d++) point[d] = sampler.Uniform(i, d);
            copula.Apply(point);
            for (var d = 0; d < 5; d++) columns[d][i] = point[d];
            // Places without a correlation to an earlier one keep their bits.
            Assert.Equal(sampler.Uniform(i, 0), point[0]);
            Assert.Equal(sampler.Uniform(i, 1), point[1]);
            Assert.Equal(sampler.Uniform(i, 4), point[4]);
        }

        for (var a = 0; a < 5; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var expected = pairs.Where(pair => (pair.Item1, pair.Item2) == (a, b) || (pair.Item1, pair.Item2) == (b, a)).Select(pair => pair.Item3).FirstOrDefault();
                var actual = MathNet.Numerics.Statistics.Correlation.Pearson(columns[a], columns[b]); // of uniforms: Spearman's
                Assert.InRange(actual, expected - 4.9 / Math.Sqrt(n), expected + 4.9 / Math.Sqrt(n));
            }

            Assert.True(Dkw.Distance((double[])columns[a].Clone(), u => u) <= Dkw.Band(n, 1e-6));
        }
    }

    [Fact]
    public void Perfect_correlation_is_allowed()
    {
        var copula = GaussianCopula.TryCreate(3, [(0, 1, 1.0), (1, 2, -1.0), (0, 2, -1.0)], out _)!;
        for (var i = 0; i < 100; i++)
        {
            double[] point = [(i + 0.5) / 100.0, 0.123, 0.77];
            copula.Apply(point);
            Assert.Equal(point[0], point[1], 1e-14);
            Assert.Equal(1.0 - point[0], point[2], 1e-14);
        }
    }

    [Fact]
    public void A_contradiction_names_the_pair_to_mend()
    {
        Assert.Null(GaussianCopula.TryCreate(5, [(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9), (3, 4, 0.5)], out var worst));
        Assert.Contains(worst, new[] { (0, 1), (1, 2), (0, 2) });
        // Two strong ties and a mild denial of the third side: the eigenvector is largest where the ties meet.
        Assert.Null(GaussianCopula.TryCreate(4, [(2, 3, 0.1), (0, 1, 0.95), (1, 2, 0.95), (0, 2, 0.2)], out worst));
        Assert.Contains(worst, new[] { (0, 1), (1, 2) });
        Assert.Null(GaussianCopula.TryCreate(3, [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 0.99)], out _));
    }

    [Fact]
    public void Impossible_requests_are_refused()
    {
        Assert.Throws<ArgumentException>(() => GaussianCopula.TryCreate(2, [(0, 0, 0.5)], out _));
        Assert.Throws<ArgumentException>(() => GaussianCopula.TryCreate(2, [(0, 2, 0.5)], out _));
        Assert.Throws<ArgumentException>(() => GaussianCopula.TryCreate(2, [(0, 1, 1.5)], out _));
        Assert.Throws<ArgumentException>(() => GaussianCopula.TryCreate(2, [(0, 1, 0.5), (1, 0, 0.5)], out _));
        var copula = GaussianCopula.TryCreate(2, [], out _)!;
        Assert.Throws<ArgumentException>(() => copula.Apply(new double[3]));
    }

    [Fact]
    public void Extreme_points_stay_inside_the_unit_interval()
    {
        var copula = GaussianCopula.TryCreate(2, [(0, 1, 0.999)], out _)!;
        foreach (var u in new[] { UnitInterval.Smallest, UnitInterval.Largest })
        {
            double[] point = [u, u];
            copula.Apply(point);
            Assert.InRange(point[1], UnitInterval.Smallest, UnitInterval.Largest);
        }
    }
}
