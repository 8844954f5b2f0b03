using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Tests.Sampling;

/// <remarks>
/// Monte Carlo draws: n = 10,000 for each distribution, false-alarm rate 1e-6 each by the DKW band (0.027); an error
/// of 0.054 in a distribution function is found with a chance of 1 - 1e-6. Latin hypercube and Sobol points are not
/// independent, so their tests are exact: they hold for every seed, and for these the rate is 0.
/// </remarks>
public class SamplerTests
{
    private const ulong Seed = 20260401;
    private const double Rate = 1e-6;

    [Fact]
    public void Raw_Sobol_points_are_the_published_ones()
    {
        // The first points of the authors' example, in three dimensions.
        double[][] expected =
        [
            [0.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75], [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125], [0.625, 0.125, 0.875], [0.125, 0.625, 0.375], [0.1875, 0.3125, 0.9375], [0.6875, 0.8125, 0.4375],
        ];
        for (var i = 0; i < expected.Length; i++)
            for (var d = 0; d < 3; d++) Assert.Equal(expected[i][d], Sobol.Raw(i, d));

        // Far points and dimensions, from SciPy 1.10.1's unscrambled Sobol engine with 30 bits.
        foreach (var (index, dimension, value) in FarPoints) Assert.Equal(value, Sobol.Raw(index, dimension));
    }

    private static readonly (long Index, int Dimension, double Value)[] FarPoints =
    [
        (11, 1, 0.5625),
        (11, 3, 0.6875),
        (11, 17, 0.0625),
        (11, 100, 0.8125),
        (11, 511, 0.4375),
        (11, 1023, 0.3125),
        (100, 1, 0.2578125),
        (100, 3, 0.7265625),
        (100, 17, 0.7421875),
        (100, 100, 0.0390625),
        (100, 511, 0.5234375),
        (100, 1023, 0.9453125),
        (777, 1, 0.9365234375),
        (777, 3, 0.2744140625),
        (777, 17, 0.8642578125),
        (777, 100, 0.8427734375),
        (777, 511, 0.7978515625),
        (777, 1023, 0.4521484375),
        (1023, 1, 0.7529296875),
        (1023, 3, 0.1455078125),
        (1023, 17, 0.8759765625),
        (1023, 100, 0.2373046875),
        (1023, 511, 0.6142578125),
        (1023, 1023, 0.9951171875),
        (1199, 1, 0.50537109375),
        (1199, 3, 0.56884765625),
        (1199, 17, 0.58447265625),
        (1199, 100, 0.60107421875),
        (1199, 511, 0.89501953125),
        (1199, 1023, 0.59326171875),
    ];

    [Fact]
    public void Scrambled_Sobol_puts_one_point_in_every_interval_of_every_dimension()
    {
        const int n = 1 << 10;
        var sobol = new Sobol(Seed, Names(Sobol.MaxDimensions));
        for (var d = 0; d < Sobol.MaxDimensions; d += d < 64 ? 1 : 17) AssertOnePerStratum(n, i => sobol.Uniform(i, d));
        // Also in the aligned blocks after the first.
        AssertOnePerStratum(n, i => sobol.Uniform(5 * n + i, 7));
    }

    [Fact]
    public void Scrambled_Sobol_puts_one_point_in_every_elementary_box_of_the_first_two_dimensions()
    {
        const int m = 10;
        var sobol = new Sobol(Seed, Names(2));
        for (var bits = 0; bits <= m; bits++)
        {
            var seen = new HashSet<(int, int)>();
            for (var i = 0; i < 1 << m; i++)
                Assert.True(seen.Add(((int)(sobol.Uniform(i, 0) * (1 << bits)), (int)(sobol.Uniform(i, 1) * (1 << (m - bits))))));
        }
    }

    [Fact]
    public void Scrambling_is_nested_uniform()
    {
        // Over 20,000 names, the flips of the seven nodes of three levels, at the top and below prefixes within and
        // across the groups of the implementation, must be independent fair coins. They make 128 cells: chi-square with
        // 127 degrees of freedom, false-alarm rate 1e-6 each (217.6).
        const int names = 20_000;
        foreach (var depth in new[] { 0, 3, 5, 6, 10, 12, 18, 21 })
        {
            var prefix = depth == 0 ? 0UL : 0xB5297A4D3F84D5B5UL >> (64 - depth) << (64 - depth);
            var cells = new int[128];
            for (var k = 0; k < names; k++)
            {
                var scramble = new OwenScramble(DrawStream.Named(Seed, $"name{k}").Key);
                var cell = 0;
                for (var level = 0; level < 3; level++)
                    for (var node = 0; node < 1 << level; node++)
                    {
                        var x = prefix | (ulong)node << (64 - depth - level - 1) << 1 & (level == 0 ? 0UL : ulong.MaxValue);
                        var bit = 63 - depth - level;
                        cell = cell << 1 | (int)((scramble.Of(x) ^ x) >> bit & 1);
                    }

                cells[cell]++;
            }

            var chi = cells.Sum(count => Math.Pow(count - names / 128.0, 2) / (names / 128.0));
            Assert.True(chi < 217.6, $"depth {depth}: chi-square {chi}");
        }
    }

    [Fact]
    public void Scrambling_keeps_common_prefixes_and_is_one_to_one()
    {
        var scramble = new OwenScramble(DrawStream.Named(Seed, "x").Key);
        var word = 0x0123456789ABCDEFUL;
        for (var k = 0; k < 500; k++)
        {
            var a = word = StableHash.Mix(word + 1);
            for (var bit = 0; bit < 64; bit++)
            {
                // Differing first at this bit: the images do, too.
                var b = a ^ 1UL << (63 - bit) ^ StableHash.Mix(a) >> 1 >> bit;
                Assert.Equal(bit, System.Numerics.BitOperations.LeadingZeroCount(scramble.Of(a) ^ scramble.Of(b)));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(12_345)]
    public void A_Latin_hypercube_puts_one_point_in_every_stratum(int n)
    {
        var sampler = new LatinHypercube(Seed, ["a", "b"], n);
        for (var d = 0; d < 2; d++) AssertOnePerStratum(n, i => sampler.Uniform(i, d));
    }

    [Fact]
    public void A_Latin_hypercube_works_for_as_many_trials_as_there_can_be()
    {
        foreach (var n in new[] { DrawStream.TrialLimit, DrawStream.TrialLimit - 1, (1L << 33) + 5 })
        {
            var sampler = new LatinHypercube(Seed, ["a"], n);
            var strata = new HashSet<long>();
            for (var i = 0; i < 2000; i++)
            {
                var u = sampler.Uniform(n - 1 - i * (n / 2000), 0);
                Assert.InRange(u, UnitInterval.Smallest, UnitInterval.Largest);
                strata.Add((long)(u * n));
            }

            Assert.Equal(2000, strata.Count);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new LatinHypercube(Seed, ["a"], 10).Uniform(10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatinHypercube(Seed, ["a"], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatinHypercube(Seed, ["a"], DrawStream.TrialLimit + 1));
    }

    [Fact]
    public void Keyed_permutations_of_few_places_are_all_equally_likely()
    {
        // 24,000 keys, 24 permutations of four places and 120 of five: chi-square with 23 and 119 degrees of freedom,
        // false-alarm rate 1e-6 each (70.5 and 207.1).
        foreach (var (n, cells, bound) in new[] { (4, 24, 70.5), (5, 120, 207.1) })
        {
            const int keys = 24_000;
            var counts = new Dictionary<string, int>();
            for (var k = 0; k < keys; k++)
            {
                var permutation = new KeyedPermutation(StableHash.Mix((ulong)k + 1), n);
                var image = string.Join(' ', Enumerable.Range(0, n).Select(i => permutation.Of((ulong)i)));
                counts[image] = counts.GetValueOrDefault(image) + 1;
            }

            var mean = (double)keys / cells;
            var chi = counts.Values.Sum(count => (count - mean) * (count - mean) / mean) + (cells - counts.Count) * mean;
            Assert.True(chi < bound, $"{n} places: chi-square {chi}");
        }
    }

    [Fact]
    public void Neighbouring_trials_and_dimensions_of_a_Latin_hypercube_are_unrelated()
    {
        // The correlation of n pairs has standard error n^-1/2; 4.9 of them is a false-alarm rate of 1e-6.
        const int n = 50_000;
        var sampler = new LatinHypercube(Seed, ["a", "b"], n);
        double between = 0, next = 0, own = 0;
        for (var i = 0; i < n; i++)
        {
            var (a, b) = (sampler.Uniform(i, 0) - 0.5, sampler.Uniform(i, 1) - 0.5);
            between += 12.0 * a * b / n;
            next += 12.0 * a * (sampler.Uniform((i + 1) % n, 0) - 0.5) / n;
            own += 12.0 * a * ((i + 0.5) / n - 0.5) / n;
        }

        var bound = 4.9 / Math.Sqrt(n);
        Assert.InRange(between, -bound, bound);
        Assert.InRange(next, -bound, bound);
        Assert.InRange(own, -bound, bound);
    }

    [Fact]
    public void Draws_depend_on_the_name_of_the_dimension_and_not_on_its_company()
    {
        ISampler[] alone = [new MonteCarlo(Seed, ["b"]), new LatinHypercube(Seed, ["b"], 100)];
        ISampler[] together = [new MonteCarlo(Seed, ["a", "b"]), new LatinHypercube(Seed, ["a", "b"], 100)];
        for (var s = 0; s < alone.Length; s++)
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(alone[s].Uniform(i, 0), together[s].Uniform(i, 1));
                Assert.NotEqual(together[s].Uniform(i, 0), together[s].Uniform(i, 1));
            }

        // Sobol: the dimensions before and the own name decide; those after do not matter.
        var (few, many) = (new Sobol(Seed, ["a", "b"]), new Sobol(Seed, ["a", "b", "c"]));
        for (var i = 0; i < 100; i++) Assert.Equal(few.Uniform(i, 1), many.Uniform(i, 1));
        Assert.Throws<ArgumentException>(() => new Sobol(Seed, Names(Sobol.MaxDimensions + 1)));
    }

    [Theory]
    [MemberData(nameof(DistributionTests.Examples), MemberType = typeof(DistributionTests))]
    public void Draws_follow_the_distribution(string name, double[] parameters)
    {
        const int n = 10_000;
        Assert.True(Dkw.Detects(n, Rate, Rate) < 0.054);
        var distribution = new ParametricDistribution(Distributions.ByName[name], [.. parameters]);
        foreach (ISampler sampler in new ISampler[] { new MonteCarlo(Seed, [name]), new LatinHypercube(Seed, [name], n), new Sobol(Seed, [name]) })
        {
            var draws = new double[n];
            for (var i = 0; i < n; i++) draws[i] = distribution.Quantile(sampler.Uniform(i, 0));
            // Stratified points are nearer than chance: 1/n, and 15 bits' worth of incomplete blocks for Sobol.
            // A beta with a tiny second shape has much of its chance on the one double below 1.
            var band = name == "beta" && parameters[1] < 0.1 ? Dkw.Band(n, Rate) : sampler switch { MonteCarlo => Dkw.Band(n, Rate), LatinHypercube => 1.5 / n, _ => 16.0 / n };
            var distance = Dkw.Distance(draws, distribution.Cdf);
            Assert.True(distance <= band, $"{sampler.GetType().Name}: {distance}, band {band}");
        }
    }

    [Fact]
    public void Normal_draws_of_a_stream_are_normal_and_uncorrelated_over_steps_and_entities()
    {
        const int n = 100_000;
        var stream = DrawStream.Named(Seed, "noise");
        var draws = new double[n];
        double steps = 0, entities = 0;
        for (var i = 0; i < n; i++)
        {
            var (trial, step, entity) = (i % 100, i / 100 % 40, StableHash.Mix((ulong)(i / 4000)));
            draws[i] = stream.Normal(trial, step, entity);
            steps += draws[i] * stream.Normal(trial, step + 1, entity) / n;
            entities += draws[i] * stream.Normal(trial, step, entity + 1) / n;
        }

        Assert.InRange(steps, -4.9 / Math.Sqrt(n), 4.9 / Math.Sqrt(n));
        Assert.InRange(entities, -4.9 / Math.Sqrt(n), 4.9 / Math.Sqrt(n));
        Assert.True(Dkw.Distance(draws, x => MathNet.Numerics.Distributions.Normal.CDF(0.0, 1.0, x)) <= Dkw.Band(n, Rate));
    }

    private static ImmutableArray<string> Names(int n) => [.. Enumerable.Range(0, n).Select(i => $"name{i}")];

    private static void AssertOnePerStratum(int n, Func<int, double> point)
    {
        var seen = new bool[n];
        for (var i = 0; i < n; i++)
        {
            var u = point(i);
            Assert.InRange(u, UnitInterval.Smallest, UnitInterval.Largest);
            var stratum = (int)(u * n);
            Assert.False(seen[stratum], $"stratum {stratum} of {n} has two points");
            seen[stratum] = true;
        }
    }
}
