using Entente.Numerics;
using Entente.Sampling;
using Entente.Tests.Numerics;

namespace Entente.Tests.Sampling;

/// <summary>Draws of distributions whose quantile is searched for come from a table that cannot be told from it.</summary>
public class QuantileTableTests
{
    private const double LargestError = 1e-7;

    /// <remarks>Ordinary and extreme shapes, and how many of the draws the table serves at the least; the others are exact.</remarks>
    public static TheoryData<string, double[], double> Searched => new()
    {
        { "pert", [1, 2, 5], 0.999 }, { "pert", [0, 0, 1], 0.999 }, { "pert", [-1e6, 1e6, 1e6], 0.999 },
        { "beta", [2, 5], 0.999 }, { "beta", [0.5, 0.5], 0.999 }, { "beta", [1, 30], 0.999 }, { "beta", [300, 2], 0.999 }, { "beta", [1e5, 1e6], 0.999 }, { "beta", [0.1, 2], 0.999 }, { "beta", [0.01, 0.02], 0.5 },
        { "gamma", [0.001, 3], 0.5 }, { "gamma", [0.05, 1], 0.9 }, { "gamma", [0.5, 1], 0.999 }, { "gamma", [1, 1e-9], 0.999 }, { "gamma", [2.5, 3], 0.999 }, { "gamma", [40, 1], 0.999 }, { "gamma", [1e6, 1e6], 0.999 },
        { "student_t", [1.05, 0, 1], 0.9 }, { "student_t", [2.2, 0, 1], 0.99 }, { "student_t", [4, -3, 0.1], 0.999 }, { "student_t", [30, 100, 5], 0.999 }, { "student_t", [1e6, 0, 1], 0.999 },
    };

    [Theory]
    [MemberData(nameof(Searched))]
    public void Draws_are_the_quantile_within_the_stated_error(string name, double[] parameters, double share)
    {
        var distribution = Of(name, parameters);
        var median = distribution.Quantile(0.5);
        var deviation = Deviation(distribution);
        foreach (var z in Ulps.Grid(-8.2, 8.2, 5_000))
        {
            var p = SpecialFunctions.NormalCdf(z);
            var exact = distribution.Quantile(p);
            var error = Math.Abs(distribution.Draw(p) - exact);
            Assert.True(error <= LargestError * Math.Max(deviation, Math.Abs(exact - median)), $"at a score of {z}: {distribution.Draw(p):R}, but the quantile is {exact:R}");
        }

        Assert.InRange(TableOf(name, parameters).Share, share, 1.0);
    }

    [Theory]
    [MemberData(nameof(Searched))]
    public void Draws_never_fall_and_stay_in_the_support(string name, double[] parameters, double share)
    {
        Assert.True(share <= 1.0);
        var distribution = Of(name, parameters);
        var (low, high) = distribution.Support;
        var (previous, rounding) = (low, 1e-13 * Deviation(distribution));
        // Close together around the nodes too.
        foreach (var z in Ulps.Grid(-8.2, 8.2, 20_000).Concat(Enumerable.Range(-416, 833).SelectMany(node => new[] { -1e-9, 0.0, 1e-9 }.Select(off => node / 64.0 + off))).Order())
        {
            var x = distribution.Draw(SpecialFunctions.NormalCdf(z));
            Assert.True(x >= previous - rounding - 1e-12 * Math.Abs(previous), $"at a score of {z}: {x:R} follows {previous:R}");
            Assert.InRange(x, low, high);
            previous = Math.Max(x, previous);
        }
    }

    [Fact]
    public void Whichever_thread_builds_the_table_draws_are_the_same()
    {
        var shared = Of("gamma", [2.5, 3]);
        var alone = TableOf("gamma", [2.5, 3]);
        var draws = new double[100_000];
        Parallel.For(0, draws.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => draws[i] = shared.Draw((i + 0.5) / draws.Length));
        for (var i = 0; i < draws.Length; i++) Assert.Equal(alone.At((i + 0.5) / draws.Length), draws[i]);
    }

    [Theory]
    [InlineData("normal", 3.0, 2.0)]
    [InlineData("uniform", 3.0, 4.0)]
    [InlineData("weibull", 1.5, 10.0)]
    [InlineData("student_t", 0.8, 0.0, 1.0)] // no mean, so no scale for an error
    public void Other_draws_are_the_quantile_itself(string name, params double[] parameters)
    {
        var distribution = Of(name, parameters);
        foreach (var p in Ulps.Grid(0.001, 0.999, 1_000)) Assert.Equal(distribution.Quantile(p), distribution.Draw(p));
    }

    [Fact]
    public void Distributions_are_equal_by_their_parameters()
    {
        Assert.Equal(Of("gamma", [2, 3]), Of("gamma", [2, 3]));
        Assert.Equal(Of("gamma", [2, 3]).GetHashCode(), Of("gamma", [2, 3]).GetHashCode());
        Assert.NotEqual(Of("gamma", [2, 3]), Of("gamma", [2, 4]));
        Assert.NotEqual(Of("gamma", [2, 3]), Of("weibull", [2, 3]));
    }

    private static ParametricDistribution Of(string name, double[] parameters) => new(Distributions.ByName[name], [.. parameters]);

    private static QuantileTable TableOf(string name, double[] parameters) => new((lower, upper) => Distributions.ByName[name].QuantileByTails(parameters, lower, upper));

    /// <summary>The standard deviation, without what lies beyond six normal scores.</summary>
    private static double Deviation(Distribution distribution)
    {
        double sum = 0.0, squares = 0.0, mass = 0.0;
        var median = distribution.Quantile(0.5);
        foreach (var z in Enumerable.Range(-384, 769).Select(i => i / 64.0))
        {
            var (x, weight) = (distribution.Quantile(SpecialFunctions.NormalCdf(z)) - median, SpecialFunctions.NormalDensity(z));
            (sum, squares, mass) = (sum + weight * x, squares + weight * x * x, mass + weight);
        }

        return Math.Sqrt(squares / mass - sum / mass * (sum / mass));
    }
}
