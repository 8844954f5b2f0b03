using Entente.Discovery;
using Entente.Sampling;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Discovery;

public sealed class CartTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithReplay(20260401UL, 7UL).WithMaxTest(20);

    [Fact]
    public void A_planted_tree_is_found_and_nothing_else()
    {
        var points = new MonteCarlo(12, ["a", "b", "k", "n", "y"]);
        var factors = Factors(points, 4000);

        // Where a > 0.7: nine in ten; else for green and blue with b <= 0.2 eight in ten; else one in fifty.
        var cases = Enumerable.Range(0, 4000).Select(r => points.Uniform(r, 4) < (factors[0].Values[r] > 0.7 ? 0.9 : factors[2].Values[r] > 0 && factors[1].Values[r] < 0.2 ? 0.8 : 0.02)).ToArray();
        var cart = Cart.Of(factors, cases, 40, 1, 2);
        var rules = cart.Root.Parts().Select(p => (Rule: RuleText.Of(p.Limits, factors), p.Leaf.Density)).ToArray();
        Assert.Equal(4, cart.Root.Leaves);
        Assert.All(rules, r => Assert.DoesNotMatch(@"\bn [<>]", r.Rule));
        Assert.Contains(rules, r => r.Rule.StartsWith("a >= 0.7", StringComparison.Ordinal) && r.Density is > 0.87 and < 0.93);
        Assert.Contains(rules, r => r.Rule.Contains("b <= 0.19", StringComparison.Ordinal) && r.Rule.Contains("(k is green or k is blue)", StringComparison.Ordinal) && r.Density is > 0.7 and < 0.9);
        Assert.True(cart.Error < cart.ErrorOfNone / 2);
    }

    [Fact]
    public void Noise_grows_no_tree()
    {
        var points = new MonteCarlo(13, ["a", "b", "k", "n", "y"]);
        var cart = Cart.Of(Factors(points, 1000), [.. Enumerable.Range(0, 1000).Select(r => points.Uniform(r, 4) < 0.3)], 20, 1);
        Assert.True(cart.Root.IsLeaf);
        Assert.Equal(cart.ErrorOfNone, cart.Error);
    }

    [Fact]
    public void Leaves_part_the_trials_and_their_rules_say_which() => Check.One(Fixed, Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
    {
        var points = new MonteCarlo((ulong)seed, ["a", "b", "k", "n", "y"]);
        var factors = Factors(points, 300);
        var cases = Enumerable.Range(0, 300).Select(r => points.Uniform(r, 4) < factors[0].Values[r] * factors[1].Values[r]).ToArray();
        var cart = Cart.Of(factors, cases, 10, (ulong)seed);
        var parts = cart.Root.Parts().ToArray();
        foreach (var (leaf, limits) in parts)
        {
            var box = Box.Of(limits, factors, cases);
            Assert.Equal((leaf.Count, leaf.Cases), (box.Inside, box.Cases));
            Assert.True(leaf.Count >= 10);
        }

        return parts.Sum(p => p.Leaf.Count) == 300;
    }));

    [Fact]
    public void Threads_change_nothing_and_empty_tables_do_no_harm()
    {
        var (factors, cases) = PrimTests.BryantLempert();
        string Text(Cart c) => string.Join('\n', c.Root.Parts().Select(p => RuleText.Of(p.Limits, factors)));
        var one = Cart.Of(factors, cases, 20, 1, 1);
        Assert.Equal(Text(one), Text(Cart.Of(factors, cases, 20, 1, 4)));
        Assert.False(one.Root.IsLeaf);
        Assert.True(Cart.Of([], [true, false], 1, 1).Root.IsLeaf);
        Assert.True(Cart.Of([new Factor("x", [], [])], [], 1, 1).Root.IsLeaf);
    }

    private static Factor[] Factors(MonteCarlo points, int n)
    {
        double[] Column(int k) => [.. Enumerable.Range(0, n).Select(r => points.Uniform(r, k))];
        return [new("a", Column(0), []), new("b", Column(1), []), new("k", [.. Column(2).Select(v => Math.Floor(v * 3))], ["red", "green", "blue"]), new("n", Column(3), [])];
    }
}
