using Entente.Experiments;
using Entente.Sampling;
using Entente.Tests.Statistical;

namespace Entente.Tests.Experiments;

/// <summary>Adding trials until an order is certain: how often it is wrong, and that it ends.</summary>
public class SettledTests
{
    [Fact]
    public void Looks_double_up_to_the_budget()
    {
        Assert.Equal<long>([100, 200, 400, 500], Settled.Plan(100, 500));
        Assert.Equal<long>([100, 200], Settled.Plan(100, 200));
        Assert.Equal<long>([100], Settled.Plan(100, 100));
    }

    [Fact]
    public void A_look_by_hand()
    {
        // Means 1, 3 and 2 for lower first: sides 0, 2, 1. Three pairs, two looks: each tail has 0.1 / (2 * 2 * 3).
        var asked = new Settling("m", 0.9, 200);
        var settled = Settled.Look(asked, [100, 200], 1, [[0, 2, 1, 1], [3, 3, 2, double.NaN], [2, 2, 2, 9]], isHigherFirst: false);
        Assert.Equal([(0, 2), (2, 1)], settled.Pairs.Select(p => (p.Better, p.Worse)));
        var t = StudentT.Quantile(2, 1 - (0.1 / 12), 0.1 / 12);
        Assert.Equal(1, settled.Pairs[0].Lead, 1e-12);
        Assert.Equal(1 - (t / Math.Sqrt(3)), settled.Pairs[0].Low, 1e-12);
        Assert.Equal(2 / 3.0, settled.Pairs[1].Lead, 1e-12);
        Assert.False(settled.IsCertain);
    }

    [Fact]
    public void Equal_sides_are_hardly_ever_told_apart() => ErrorRate(2000, 20260401);

    [Fact]
    [Trait("Category", "Soak")]
    public void Equal_sides_are_told_apart_no_more_often_than_allowed() => ErrorRate(40_000, 20260402);

    [Fact]
    public void Sides_that_differ_are_told_apart_in_the_right_order()
    {
        // Half a standard deviation apart: with 800 pairs every t is above 9, and a wrong order or none is less likely than 1e-9.
        for (var e = 0; e < 50; e++)
        {
            var settled = Experiment(e, 20260403, [0, 1, 0.5], 0.95, [100, 200, 400, 800]);
            Assert.True(settled.IsCertain);
            Assert.Equal([(1, 2), (2, 0)], settled.Pairs.Select(p => (p.Better, p.Worse)));
        }
    }

    // Two sides of one distribution: whatever is called certain is wrong, and that may happen in a share of alpha at most. Four looks of a test that spends alpha
    // evenly call it in about 0.7 alpha, so half of alpha would be too few: the test would not be one. False alarms 1e-6 on either side.
    private static void ErrorRate(int experiments, ulong seed)
    {
        const double alpha = 0.2;
        var wrong = Enumerable.Range(0, experiments).Count(e => Experiment(e, seed, [0, 0], 1 - alpha, [100, 200, 400, 800]).IsCertain);
        var band = Chance.Share(alpha, experiments);
        Assert.InRange((double)wrong / experiments, (alpha / 2) - band, alpha + band);
        Assert.True(wrong > 0);
    }

    private static Settled Experiment(int e, ulong seed, double[] means, double level, long[] planned)
    {
        var stream = DrawStream.Named(seed, "trials");
        var sides = means.Select((mean, s) => Enumerable.Range(0, (int)planned[^1]).Select(t => mean + stream.Normal(t, e, (ulong)s)).ToArray()).ToArray();
        Settled? settled = null;
        for (var look = 0; look < planned.Length && settled is not { IsCertain: true }; look++)
        {
            settled = Settled.Look(new Settling("m", level, planned[^1]), [.. planned], look + 1, [.. sides.Select(s => s[..(int)planned[look]])], isHigherFirst: true);
        }

        return settled!;
    }
}
