using Entente.Sampling;
using Entente.Tests.Statistical;
using MathNet.Numerics.Distributions;

namespace Entente.Tests.Sampling;

/// <remarks>
/// A million trials with one seed. Each comparison raises a false alarm with a chance of at most 1e-6; it would catch an
/// error of 0.0055 in a distribution function, of 0.005 in a mean or a correlation, and of a third in the share beyond
/// four standard deviations (63 of a million).
/// </remarks>
public class DrawStreamTests
{
    private const int N = 1_000_000;

    private static readonly DrawStream Stream = DrawStream.Named(20260401, "draws");

    private static readonly double[] Uniforms = [.. Enumerable.Range(0, N).Select(t => Stream.Uniform(t, 0, 0))];

    private static readonly double[] Normals = [.. Enumerable.Range(0, N).Select(t => Stream.Normal(t, 0, 0))];

    [Fact]
    public void Trials_of_a_pair_take_the_halves_of_one_block()
    {
        for (var m = 0U; m < 20; m++)
            for (var i = 0U; i < 4; i++)
            {
                var (low, high) = Philox.Block(Stream.Key, 4 * m + i | 5UL << 40, 9);
                Assert.Equal(UnitInterval.FromBits(low), Stream.Uniform(8 * m + i, 5, 9));
                Assert.Equal(UnitInterval.FromBits(high), Stream.Uniform(8 * m + 4 + i, 5, 9));
                var distance = Math.Sqrt(-2.0 * Math.Log(UnitInterval.FromBits(low)));
                var angle = 2.0 * Math.PI * UnitInterval.FromBits(high);
                Assert.Equal(distance * Math.Cos(angle), Stream.Normal(8 * m + i, 5, 9), 1e-14);
                Assert.Equal(distance * Math.Sin(angle), Stream.Normal(8 * m + 4 + i, 5, 9), 1e-14);
                Assert.Equal(-Math.Log(UnitInterval.FromBits(high)), Stream.Exponential(8 * m + 4 + i, 5, 9), 1e-14);
            }
    }

    [Fact]
    public void Uniform_normal_and_exponential_draws_follow_their_distributions()
    {
        Assert.True(Dkw.Distance([.. Uniforms], u => u) <= Chance.Curve(N));
        Assert.True(Dkw.Distance([.. Normals], z => Normal.CDF(0, 1, z)) <= Chance.Curve(N));
        Assert.True(Dkw.Distance([.. Enumerable.Range(0, N).Select(t => Stream.Exponential(t, 0, 0))], x => Exponential.CDF(1, x)) <= Chance.Curve(N));
        Chance.AssertNear(0, Normals.Average(), Chance.NormalMean(1, N));
        Chance.AssertNear(1, Normals.Average(z => z * z), Chance.NormalVariance(N));
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(3.0)]
    [InlineData(4.0)]
    [InlineData(4.5)]
    public void Tails_of_normal_draws_have_their_shares(double beyond)
    {
        var share = Normal.CDF(0, 1, -beyond);
        Chance.AssertShare(share, Normals.Count(z => z > beyond) / (double)N, N);
        Chance.AssertShare(share, Normals.Count(z => z < -beyond) / (double)N, N);
    }

    [Fact]
    public void Draws_of_the_two_trials_of_a_block_are_independent()
    {
        // Products of independent standard values have variance 1; so have those of their squares, less 1, over 2.
        var band = 6.0 / Math.Sqrt(N / 2.0);
        Chance.AssertNear(0, Pairs(Normals).Average(p => p.A * p.B), band);
        Chance.AssertNear(0, Pairs(Normals).Average(p => (p.A * p.A - 1) * (p.B * p.B - 1) / 2), 5 * band);
        Chance.AssertNear(0, Pairs(Uniforms).Average(p => 12 * (p.A - 0.5) * (p.B - 0.5)), band);
        // Both beyond two, in any of the four corners.
        var corner = Math.Pow(2 * Normal.CDF(0, 1, -2.0), 2);
        Chance.AssertShare(corner, Pairs(Normals).Count(p => Math.Abs(p.A) > 2 && Math.Abs(p.B) > 2) / (N / 2.0), N / 2.0);

        static IEnumerable<(double A, double B)> Pairs(double[] draws) => from t in Enumerable.Range(0, N) where (t & 4) == 0 select (draws[t], draws[t + 4]);
    }

    [Fact]
    public void Neighbouring_trials_steps_and_entities_are_uncorrelated()
    {
        var band = 6.0 / Math.Sqrt(N);
        Chance.AssertNear(0, Enumerable.Range(0, N - 1).Average(t => Normals[t] * Normals[t + 1]), band);
        Chance.AssertNear(0, Enumerable.Range(0, N).Average(t => Normals[t] * Stream.Normal(t, 1, 0)), band);
        Chance.AssertNear(0, Enumerable.Range(0, N).Average(t => Normals[t] * Stream.Normal(t, 0, 1)), band);
    }

    [Fact]
    public void Draws_stay_within_their_documented_ends()
    {
        Assert.All(Enumerable.Range(0, 100_000), t => Assert.InRange(Stream.Exponential(t, 1, 0), double.Epsilon, 36.8));
        // The largest distance from the centre, at the smallest uniform number.
        Assert.InRange(Math.Sqrt(-2.0 * Math.Log(UnitInterval.Smallest)), 8.5, 8.6);
        Assert.InRange(-Math.Log(UnitInterval.Smallest), 36.7, 36.8);
    }
}
