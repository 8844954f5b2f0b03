using System.Globalization;
using Entente.Discovery;
using Entente.Sampling;
using Entente.Tests.Conformance;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Discovery;

public sealed class PrimTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithReplay(20260401UL, 5UL).WithMaxTest(30);

    [Fact]
    public void A_planted_box_is_found()
    {
        var (factors, cases) = Planted(5000, noise: 0.02);
        var boxes = Prim.Peel(factors, cases, 0.05, 0.02);
        var box = boxes.MaxBy(b => b.Balance)!;
        Assert.Equal([0, 2, 3], box.Limits.Select(l => l.Input).Where(i => i is 0 or 2 or 3));
        var limits = box.Limits.ToDictionary(l => l.Input);
        Assert.Equal(0.6, limits[0].Low, 0.03);
        Assert.Equal(0.5, limits[2].High, 0.03);
        Assert.Equal(1UL, limits[3].Options);
        Assert.InRange(box.Coverage, 0.9, 1);
        Assert.InRange(box.Density, 0.9, 1);
        var kept = Box.Of(box.Limits.Where(l => l.Input is 0 or 2 or 3), factors, cases);
        Assert.All(kept.QuasiP(factors, cases), p => Assert.InRange(p, 0, 1e-6));
        Assert.StartsWith("a >= 0.", RuleText.Of(kept.Limits, factors), StringComparison.Ordinal);
        Assert.EndsWith(" and k is red", RuleText.Of(kept.Limits, factors), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_of_a_planted_box_are_stable_and_a_needless_one_is_not()
    {
        var (factors, cases) = Planted(2000, noise: 0.02);
        var box = Box.Of([Limit.Open(0) with { Low = 0.6 }, Limit.Open(1) with { High = 0.98 }, Limit.Open(2) with { High = 0.5 }, Limit.Open(3) with { Options = 1 }], factors, cases);
        var stable = LimitStability.Of(box, factors, cases, 0.05, 0.02, 20, 1, 2);
        Assert.Equal(["a >= 0.6", "b <= 0.98", "c <= 0.5", "k is red"], stable.Select(s => s.Condition));
        Assert.All(new[] { 0, 2, 3 }, k => Assert.Equal(1, stable[k].Share));
        Assert.True(stable[1].Share < 0.7);
        Assert.InRange(stable[0].Low, 0.5, 0.62);
        Assert.InRange(stable[0].High, stable[0].Low, 0.68);
        var p = box.QuasiP(factors, cases);
        Assert.True(p[1] > 0.01 && p[0] < 1e-6);
        Assert.Equal(stable.ToArray(), LimitStability.Of(box, factors, cases, 0.05, 0.02, 20, 1, 1).ToArray());
    }

    [Fact]
    public void Pasting_gives_back_what_was_peeled_too_far()
    {
        var (factors, cases) = Planted(5000, noise: 0);
        var narrow = Box.Of([Limit.Open(0) with { Low = 0.8 }, Limit.Open(2) with { High = 0.5 }, Limit.Open(3) with { Options = 1 }], factors, cases);
        var pasted = Prim.Paste(narrow, factors, cases, 0.01);
        Assert.Equal(1, pasted.Density);
        Assert.InRange(pasted.Coverage, 0.97, 1);
        Assert.InRange(pasted.Limits[0].Low, 0.599, 0.61);
    }

    [Fact]
    public void The_case_of_Bryant_and_Lempert_has_the_boxes_of_the_peer()
    {
        var (factors, cases) = BryantLempert();
        Assert.Equal((882, 89), (cases.Length, cases.Count(c => c)));
        var boxes = Prim.Peel(factors, cases, 0.1, 0.05);

        // Box 21 of the Exploratory Modeling Workbench: coverage 0.753, density 0.770, on these four inputs; the workbench parts equal values otherwise, by a few rows a step.
        var box = boxes.MinBy(b => Math.Abs(b.Coverage - 0.7528))!;
        Assert.Equal(["cellulosic_cost", "total_biomass", "demand_elasticity", "biomass_backstop_price"], Box.Of(box.Limits, factors, cases).Limits.Select(l => factors[l.Input].Name).Intersect(["cellulosic_cost", "total_biomass", "demand_elasticity", "biomass_backstop_price"]));
        Assert.Equal(0.770, box.Density, 0.03);
        var limits = box.Limits.ToDictionary(l => factors[l.Input].Name);
        Assert.Equal(755.8, limits["total_biomass"].High, 35.0);
        Assert.Equal(-0.422, limits["demand_elasticity"].Low, 0.03);
        Assert.Equal(150.05, limits["biomass_backstop_price"].Low, 6.0);

        // And the trade-off beside the workbench's: its densities at these coverages.
        foreach (var (coverage, density) in new[] { (1.0, 0.3007), (0.955, 0.445), (0.9101, 0.5329), (0.8315, 0.6852), (0.6404, 0.9048) })
        {
            Assert.Equal(density, boxes.OrderBy(b => Math.Abs(b.Coverage - coverage)).ThenByDescending(b => b.Density).First().Density, 0.08);
        }
    }

    [Fact]
    public void A_peeling_counts_its_boxes_right_and_never_thins_them() => Check.One(Fixed, Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
    {
        var points = new MonteCarlo((ulong)seed, ["a", "b", "k", "y"]);
        Factor[] factors =
        [
            new("a", Column(points, 300, 0), []),
            new("b", [.. Column(points, 300, 1).Select(v => Math.Floor(v * 4))], []),
            new("k", [.. Column(points, 300, 2).Select(v => Math.Floor(v * 3))], ["x", "y", "z"]),
        ];
        var cases = Column(points, 300, 3).Select((v, r) => v < factors[0].Values[r] * 0.5).ToArray();
        var boxes = Prim.Peel(factors, cases, 0.1, 0.05);
        for (var b = 0; b < boxes.Length; b++)
        {
            var counted = Box.Of(boxes[b].Limits, factors, cases);
            Assert.Equal((counted.Inside, counted.Cases), (boxes[b].Inside, boxes[b].Cases));
            Assert.True(b == 0 || boxes[b].Density >= boxes[b - 1].Density);
            Assert.True(b == 0 || boxes[b].Inside < boxes[b - 1].Inside);
            Assert.True(boxes[b].Inside >= 15);
        }

        return true;
    }));

    [Fact]
    public void Resamples_as_weights_are_resamples_as_rows()
    {
        var (factors, cases) = Planted(400, noise: 0.1);
        var weights = Entente.Sensitivity.Bootstrap.Weights(400, 3, 1, "prim");
        var rows = Enumerable.Range(0, 400).SelectMany(r => Enumerable.Repeat(r, weights[r])).ToArray();
        Factor[] repeated = [.. factors.Select(f => f with { Values = [.. rows.Select(r => f.Values[r])] })];
        var expected = Prim.Peel(repeated, [.. rows.Select(r => cases[r])], 0.05, 0.05);
        var actual = Prim.Peel(factors, [.. factors.Select(f => f.Sorted())], cases, weights, 0.05, 0.05);
        Assert.Equal(expected.Select(b => (b.Inside, b.Cases, RuleText.Of(b.Limits, factors))), actual.Select(b => (b.Inside, b.Cases, RuleText.Of(b.Limits, factors))));
    }

    [Fact]
    public void Without_cases_or_with_nothing_else_there_is_nothing_to_peel()
    {
        var factors = Planted(100, 0).Factors;
        Assert.Single(Prim.Peel(factors, new bool[100], 0.05, 0.05), b => double.IsNaN(b.Coverage) && b.Density == 0);
        Assert.Single(Prim.Peel(factors, [.. Enumerable.Repeat(true, 100)], 0.05, 0.05));
        Assert.Single(Prim.Peel([], [true, false], 0.05, 0.05));
        Assert.Single(Prim.Peel([new Factor("c", [1, 1, 1], [])], [true, false, true], 0.05, 0.05));
        Assert.Single(Prim.Peel([new Factor("c", [], [])], [], 0.05, 0.05));
    }

    [Theory]
    [InlineData(0.25, 0.375, 0.3)]
    [InlineData(0.3, 0.30000000000000004, 0.30000000000000004)]
    [InlineData(-2, 3, 0.5)]
    [InlineData(449.2, 451.9, 450)]
    [InlineData(1e-9, 2e-9, 1.5e-9)]
    public void Limits_have_few_digits(double below, double above, double expected)
    {
        var (factor, cases) = (new Factor("x", [below, above], []), new[] { false, true });
        Assert.Equal(expected, Prim.Peel([factor], cases, 0.5, 0.1)[^1].Limits[0].Low);
    }

    private static (Factor[] Factors, bool[] Cases) Planted(int n, double noise)
    {
        var points = new MonteCarlo(11, ["a", "b", "c", "k", "y"]);
        Factor[] factors =
        [
            new("a", Column(points, n, 0), []),
            new("b", Column(points, n, 1), []),
            new("c", Column(points, n, 2), []),
            new("k", [.. Column(points, n, 3).Select(v => Math.Floor(v * 3))], ["red", "green", "blue"]),
        ];
        var chance = Column(points, n, 4);
        return (factors, [.. Enumerable.Range(0, n).Select(r => (factors[0].Values[r] > 0.6 && factors[2].Values[r] < 0.5 && factors[3].Values[r] == 0) != chance[r] < noise / 20)]);
    }

    private static double[] Column(MonteCarlo points, int n, int k) => [.. Enumerable.Range(0, n).Select(r => points.Uniform(r, k))];

    internal static (Factor[] Factors, bool[] Cases) BryantLempert()
    {
        var lines = File.ReadAllLines(SourceTree.Folder("tests/Entente.Tests/Discovery/bryant-lempert.csv"));
        var names = lines[0].Split(',');
        var cells = lines[1..].Where(l => l.Length > 0).Select(l => l.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        return ([.. names[..9].Select((name, k) => new Factor(name, [.. cells.Select(c => c[k])], []))], [.. cells.Select(c => c[9] > 0)]);
    }
}
