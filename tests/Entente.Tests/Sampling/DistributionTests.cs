using System.Collections.Immutable;
using Entente.Sampling;
using MathNet.Numerics.Distributions;

namespace Entente.Tests.Sampling;

public class DistributionTests
{
    private static readonly double[] Chances =
        [1e-12, 1e-9, 1e-6, 0.001, 0.01, 0.05, 0.1, 0.25, 0.4, 0.499, 0.5, 0.501, 0.6, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0 - 1e-6, 1.0 - 1e-9, 1.0 - 1e-12];

    public static TheoryData<string, double[]> Examples => new()
    {
        { "uniform", [-3.0, 7.0] },
        { "triangular", [1.0, 2.0, 5.0] },
        { "triangular", [0.0, 0.0, 1.0] },
        { "triangular", [0.0, 1.0, 1.0] },
        { "pert", [1.0, 2.0, 5.0] },
        { "pert", [0.0, 0.0, 1.0] },
        { "pert", [-10.0, 9.0, 10.0] },
        { "normal", [3.0, 2.0] },
        { "truncated_normal", [0.5, 0.2, 0.0, 1.0] },
        { "truncated_normal", [0.0, 1.0, 6.0, 8.0] },
        { "truncated_normal", [0.0, 1.0, -30.0, -20.0] },
        { "truncated_normal", [0.0, 1.0, -1.0, 40.0] },
        { "lognormal", [0.5, 0.25] },
        { "beta", [2.0, 5.0] },
        { "beta", [0.5, 0.5] },
        { "beta", [0.05, 0.05] },
        { "beta", [0.05, 20.0] },
        { "beta", [1e4, 2e4] },
        { "beta", [1e4, 0.05] },
        { "gamma", [0.05, 1.0] },
        { "gamma", [0.5, 2.0] },
        { "gamma", [1.0, 2.0] },
        { "gamma", [20.0, 0.5] },
        { "gamma", [1e4, 1.0] },
        { "weibull", [0.5, 1.0] },
        { "weibull", [1.5, 10.0] },
        { "student_t", [0.5, 0.0, 1.0] },
        { "student_t", [1.0, 0.0, 1.0] },
        { "student_t", [4.0, 1.0, 2.0] },
        { "student_t", [1e6, 0.0, 1.0] },
        { "exponential", [2.0] },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_quantile_takes_the_distribution_function_back(string name, double[] parameters)
    {
        var distribution = new ParametricDistribution(Distributions.ByName[name], [.. parameters]);
        // Where the density begins with a step, the distance from the end of the support carries the rounding of that end.
        var rounding = name is "triangular" or "truncated_normal" ? 4e-16 : 0.0;
        var previous = double.NegativeInfinity;
        foreach (var p in Chances)
        {
            var x = distribution.Quantile(p);
            Assert.True(x >= previous, $"the quantile falls at {p}");
            previous = x;
            Assert.InRange(x, distribution.Support.Low, distribution.Support.High);
            // The upper tail is measured where the doubles near x can tell it: a step of x moves p by some amount.
            var step = distribution.Cdf(Math.BitIncrement(Math.BitIncrement(x))) - distribution.Cdf(Math.BitDecrement(Math.BitDecrement(x)));
            // A quantile below the smallest double is that end of the support.
            if (x == distribution.Support.Low) continue;
            Assert.True(Math.Abs(distribution.Cdf(x) - p) <= 1e-12 * Math.Min(p, 1.0 - p) + (p > 0.5 ? 4e-16 : rounding) + step, $"{name}: Cdf({x:R}) = {distribution.Cdf(x):R}, expected {p:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Distribution_functions_agree_with_MathNet(string name, double[] p)
    {
        Func<double, double>? oracle = name switch
        {
            "triangular" => new Triangular(p[0], p[2], p[1]).CumulativeDistribution,
            "pert" => new BetaScaled(1.0 + 4.0 * (p[1] - p[0]) / (p[2] - p[0]), 1.0 + 4.0 * (p[2] - p[1]) / (p[2] - p[0]), p[0], p[2] - p[0]).CumulativeDistribution,
            "normal" => new Normal(p[0], p[1]).CumulativeDistribution,
            "lognormal" => new LogNormal(p[0], p[1]).CumulativeDistribution,
            "beta" => new Beta(p[0], p[1]).CumulativeDistribution,
            // Below shape 1 MathNet gives 0 in the lower tail.
            "gamma" when p[0] >= 1.0 => new Gamma(p[0], 1.0 / p[1]).CumulativeDistribution,
            "weibull" => x => 1.0 - Math.Exp(-Math.Pow(x / p[1], p[0])),
            "student_t" => new MathNet.Numerics.Distributions.StudentT(p[1], p[2], p[0]).CumulativeDistribution,
            "exponential" => new Exponential(1.0 / p[0]).CumulativeDistribution,
            _ => null,
        };
        if (oracle is null) return;
        var distribution = new ParametricDistribution(Distributions.ByName[name], [.. p]);
        foreach (var chance in Chances)
        {
            var x = distribution.Quantile(chance);
            // MathNet's own gamma and beta functions are no better than this; the tabulated values are the sharp test.
            Assert.True(Math.Abs(oracle(x) - distribution.Cdf(x)) <= 1e-8 * oracle(x) + 2e-9, $"{name}: {distribution.Cdf(x):R}, MathNet {oracle(x):R} at {x:R}");
        }
    }

    [Fact]
    public void Tail_quantiles_agree_with_tabulated_values()
    {
        foreach (var row in Numerics.ReferenceTable.Rows("../Sampling/quantiles"))
        {
            var parameters = row[1].Split(' ').Select(Numerics.ReferenceTable.Number).ToImmutableArray();
            var (p, expected) = (Numerics.ReferenceTable.Number(row[2]), Numerics.ReferenceTable.Number(row[3]));
            var actual = Distributions.ByName[row[0]].Quantile(parameters.AsSpan(), p);
            Assert.True(Math.Abs(actual - expected) <= 1e-12 * Math.Abs(expected), $"{string.Join(' ', row)}: {actual:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_mean_is_the_average_quantile(string name, double[] parameters)
    {
        var distribution = new ParametricDistribution(Distributions.ByName[name], [.. parameters]);
        if (double.IsNaN(distribution.Mean) || name == "student_t") return;
        AssertMean(distribution, 4e-3);
    }

    private static void AssertMean(Distribution distribution, double tolerance)
    {
        const int n = 10_000;
        var sum = 0.0;
        for (var i = 0; i < n; i++) sum += distribution.Quantile((i + 0.5) / n);
        var spread = distribution.Quantile(0.9) - distribution.Quantile(0.1);
        Assert.Equal(distribution.Mean, sum / n, tolerance * (spread + Math.Abs(distribution.Mean)));
    }

    [Fact]
    public void Messages_name_the_parameter_and_what_was_expected()
    {
        Assert.Equal("sd must be positive, but is -1", Distributions.ByName["normal"].Check([0.0, -1.0]));
        Assert.Equal("normal takes 2 parameters, but 1 are given", Distributions.ByName["normal"].Check([0.0]));
        Assert.Equal("low must be below high, but 2 is not below 1", Distributions.ByName["uniform"].Check([2.0, 1.0]));
        Assert.Equal("mode must be between low and high, but 9 is not between 0 and 1", Distributions.ByName["pert"].Check([0.0, 9.0, 1.0]));
        Assert.Equal("mean must be a finite number, but is NaN", Distributions.ByName["normal"].Check([double.NaN, 1.0]));
        Assert.Equal("low to high must be within 37 sd of the mean, but 50 to 60 is not", Distributions.ByName["truncated_normal"].Check([0.0, 1.0, 50.0, 60.0]));
        Assert.Equal("the chances must increase, but 0.4 follows 0.5", QuantileDistribution.Check([(0.5, 1.0), (0.4, 2.0)]));
        Assert.Equal("at least one weight must be positive", DiscreteDistribution.Check([1.0], [0.0]));
        Assert.Throws<ArgumentException>(() => new ParametricDistribution(Distributions.ByName["normal"], [0.0, -1.0]));
    }

    [Fact]
    public void Every_row_of_the_table_has_a_working_example()
    {
        Assert.Equal(Distributions.All.Length, Distributions.ByName.Count);
        foreach (var family in Distributions.All)
        {
            Assert.StartsWith(family.Name + "(", family.Example, StringComparison.Ordinal);
            var parameters = family.Example[(family.Name.Length + 1)..^1].Split(',').Select(Numerics.ReferenceTable.Number).ToArray();
            Assert.Null(family.Check(parameters));
            Assert.True(double.IsNaN(family.Quantile(parameters, 1.5)));
            Assert.Equal(family.Support(parameters), (family.Quantile(parameters, 0.0), family.Quantile(parameters, 1.0)));
        }
    }

    [Fact]
    public void A_discrete_quantile_is_the_smallest_value_that_reaches_the_chance()
    {
        var distribution = new DiscreteDistribution([3.0, 1.0, 2.0, 1.0, 9.0], [1.0, 1.0, 2.0, 0.0, 0.0]);
        Assert.Equal([1.0, 2.0, 3.0], distribution.Values.ToArray());
        Assert.Equal(1.0, distribution.Quantile(0.25));
        Assert.Equal(2.0, distribution.Quantile(0.2500001));
        Assert.Equal(2.0, distribution.Quantile(0.75));
        Assert.Equal(3.0, distribution.Quantile(1.0));
        Assert.Equal(1.0, distribution.Quantile(0.0));
        Assert.Equal(0.25, distribution.Cdf(1.5));
        Assert.Equal(0.0, distribution.Cdf(0.5));
        Assert.Equal(1.0, distribution.Cdf(9.0));
        Assert.Equal(2.0, distribution.Mean);
        Assert.Equal(2.0, DiscreteDistribution.Categorical([1.0, 1.0, 1.0]).Quantile(0.9));
    }

    [Fact]
    public void An_empirical_distribution_steps_at_its_points()
    {
        var points = Enumerable.Range(1, 49).Select(i => (double)i).Reverse().ToImmutableArray();
        var distribution = new EmpiricalDistribution(points);
        for (var k = 1; k <= 49; k++)
        {
            Assert.Equal(k, distribution.Quantile(k / 49.0));
            Assert.Equal(k / 49.0, distribution.Cdf(k + 0.5));
            if (k < 49) Assert.Equal(k + 1.0, distribution.Quantile(Math.BitIncrement(k / 49.0)));
        }

        Assert.Equal(25.0, distribution.Mean, 1e-12);
    }

    [Fact]
    public void A_mixture_quantile_is_the_smallest_that_reaches_the_chance()
    {
        var mixture = new MixtureDistribution(
            [2.0, 1.0, 1.0],
            [new ParametricDistribution(Distributions.ByName["normal"], [0.0, 1.0]), new DiscreteDistribution([0.5], [1.0]), new ParametricDistribution(Distributions.ByName["uniform"], [100.0, 101.0])]);
        foreach (var p in Chances)
        {
            var x = mixture.Quantile(p);
            Assert.True(mixture.Cdf(x) >= p);
            Assert.True(mixture.Cdf(Math.BitDecrement(x)) <= p + 1e-15);
        }

        Assert.Equal(0.5, mixture.Quantile(0.5)); // inside the atom
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), mixture.Support);
        AssertMean(mixture, 1e-3);
    }

    [Fact]
    public void A_mixture_of_one_is_that_one()
    {
        var gamma = new ParametricDistribution(Distributions.ByName["gamma"], [2.0, 3.0]);
        var mixture = new MixtureDistribution([5.0], [gamma]);
        foreach (var p in Chances) Assert.Equal(gamma.Quantile(p), mixture.Quantile(p));
    }

    [Fact]
    public void An_experts_quantiles_of_a_normal_give_that_normal_back()
    {
        var normal = new ParametricDistribution(Distributions.ByName["normal"], [3.0, 2.0]);
        var expert = new QuantileDistribution([(0.05, normal.Quantile(0.05)), (0.5, 3.0), (0.95, normal.Quantile(0.95))]);
        foreach (var p in Chances)
        {
            Assert.Equal(normal.Quantile(p), expert.Quantile(p), 1e-13 * 20.0);
            Assert.Equal(p, expert.Cdf(expert.Quantile(p)), 1e-12 * Math.Min(p, 1.0 - p) + 2e-16);
        }

        Assert.Equal(3.0, expert.Mean, 1e-13);
    }

    [Fact]
    public void An_experts_quantiles_are_met_and_bounds_are_kept()
    {
        ImmutableArray<(double, double)> points = [(0.0, 0.0), (0.1, 1.0), (0.5, 2.0), (0.9, 10.0), (1.0, 12.0)];
        var expert = new QuantileDistribution(points);
        foreach (var (p, x) in points)
        {
            Assert.Equal(x, expert.Quantile(p));
            Assert.Equal(p, expert.Cdf(x), 1e-15);
        }

        Assert.Equal(0.5, expert.Quantile(0.05));
        Assert.Equal(11.0, expert.Quantile(0.95), 1e-12);
        Assert.Equal((0.0, 12.0), expert.Support);
        AssertMean(expert, 1e-4);
        AssertMean(new QuantileDistribution([(0.05, 1.0), (0.5, 2.0), (0.95, 10.0)]), 1e-3);

        var flat = new QuantileDistribution([(0.1, 0.0), (0.5, 0.0), (0.9, 3.0)]);
        Assert.Equal(0.0, flat.Quantile(0.01));
        Assert.Equal(0.5, flat.Cdf(0.0));
        Assert.Equal(0.0, flat.Cdf(-1e-9));
        Assert.Equal((0.0, double.PositiveInfinity), flat.Support);
    }
}
