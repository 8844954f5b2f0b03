using Entente.Sampling;
using Entente.Sensitivity;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Sensitivity;

public sealed class SensitivityLawTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithReplay(20260401UL, 3UL).WithMaxTest(50);
    private static readonly Arbitrary<int> Numbers = Gen.Choose(0, 100_000).ToArbitrary();

    [Fact]
    public void A_failed_row_is_as_if_it_had_not_been_drawn()
    {
        var design = new SaltelliDesign(new MonteCarlo(3, ["a", "b", "c", "d", "e", "f"]), [0, 1, 2], 3, 64, second: true);
        var y = Outputs(design);
        var failed = (double[])y.Clone();
        for (var block = 0; block < design.Blocks; block++)
        {
            failed[(block * design.Rows) + 5] = double.NaN;
        }

        double[] Without(int block) => [.. design.Block(y, block).Where((_, r) => r != 5)];
        var fewer = SobolIndices.Of(Without(0), Without(1), [Without(2), Without(3), Without(4)], [Without(5), Without(6), Without(7)], 0, 1);
        var indices = design.Indices(failed, 0, 1, 1);
        Assert.Equal(63, indices.Rows);
        Assert.All(fewer.First.Concat(fewer.Total).Zip(indices.First.Concat(indices.Total)), p => Assert.Equal(p.First.Value, p.Second.Value, 1e-12));
    }

    [Fact]
    public void One_failed_trial_takes_nothing_from_the_other_inputs()
    {
        var design = new SaltelliDesign(new MonteCarlo(3, ["a", "b", "c", "d", "e", "f"]), [0, 1, 2], 3, 64, second: false);
        var y = Outputs(design);
        var whole = design.Indices(y, 0, 1, 1);
        y[(3 * design.Rows) + 7] = double.NaN;
        var some = design.Indices(y, 0, 1, 1);
        Assert.Equal(whole.Total[0].Value, some.Total[0].Value, 1e-12);
        Assert.NotEqual(whole.Total[1].Value, some.Total[1].Value, 1e-12);
        Assert.True(double.IsFinite(some.Total[1].Value));
    }

    [Fact]
    public void Scale_and_origin_of_the_output_do_not_matter() => Check.One(Fixed, Prop.ForAll(Numbers, Numbers, (a, b) =>
    {
        var design = new SaltelliDesign(new MonteCarlo((ulong)a, ["a", "b", "c", "d", "e", "f"]), [0, 1, 2], 3, 32, second: true);
        var y = Outputs(design);
        var scale = 1 + (b % 1000);
        var one = design.Indices(y, 0, 1, 1);
        var other = design.Indices([.. y.Select(v => (v * scale) + b)], 0, 1, 1);
        return one.First.Concat(one.Total).Concat(one.Second.Select(p => p.Index)).Zip(other.First.Concat(other.Total).Concat(other.Second.Select(p => p.Index)))
            .All(p => Math.Abs(p.First.Value - p.Second.Value) <= 1e-6 * (1 + Math.Abs(p.First.Value)));
    }));

    [Fact]
    public void Shapley_shares_of_any_outputs_sum_to_one() => Check.One(Fixed, Prop.ForAll(Numbers, seed =>
    {
        var noise = new MonteCarlo((ulong)seed, ["y"]);
        var orders = Enumerable.Range(0, 16).Select(w => Enumerable.Range(0, 4).Select(k => (k + w) % 4).ToArray()).ToArray();
        var outputs = Enumerable.Range(0, 16).Select(w => Enumerable.Range(0, 5).Select(s => noise.Uniform((w * 5) + s, 0)).ToArray()).ToArray();
        return Math.Abs(ShapleyEffects.Of(outputs, orders, 0, 1).Shares.Sum(s => s.Value) - 1) < 1e-9;
    }));

    [Fact]
    public void An_input_without_effect_passes_the_dummy_threshold_seldom()
    {
        // 400 inert inputs, each active with a chance of at most 5% and a little: more than 45 has a chance below 1e-6.
        var active = 0;
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var names = Enumerable.Range(0, 41).Select(k => "x" + k).ToArray();
            var points = new MonteCarlo(seed, names);
            double[] Column(int k) => [.. Enumerable.Range(0, 500).Select(t => points.Uniform(t, k))];
            var pawn = Pawn.Of([.. Enumerable.Range(1, 40).Select(Column)], Column(0), 10, 0, seed);
            active += Enumerable.Range(0, 40).Count(pawn.IsActive);
        }

        Assert.InRange(active, 1, 45);
    }

    [Fact]
    public void An_input_that_matters_at_one_end_only_is_found()
    {
        var points = new MonteCarlo(4, ["x", "e"]);
        double[] x = [.. Enumerable.Range(0, 2000).Select(t => points.Uniform(t, 0))];
        double[] y = [.. x.Select((v, t) => points.Uniform(t, 1) + (v > 0.95 ? 2 : 0))];
        Assert.True(Pawn.Of([x], y, 10, 0, 1).IsActive(0));
    }

    [Fact]
    public void Options_are_slices_of_their_own()
    {
        double[] x = [.. Enumerable.Range(0, 90).Select(t => (double)(t % 3))];
        double[] y = [.. x.Select(v => v == 2 ? 1.0 : 0.0)];
        var pawn = Pawn.Of([x], y, 10, 20, 1);
        Assert.Equal(3, pawn.Inputs[0].Distances.Length);
        Assert.Equal(2 / 3.0, pawn.Inputs[0].Maximum.Value, 1e-12);
        Assert.Equal(1, BinnedFirstOrder.Of([x], y, 20, 0, 1)[0].Value, 1e-12);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var design = new SaltelliDesign(new MonteCarlo(3, ["a", "b", "c", "d", "e", "f"]), [0, 1, 2], 3, 64, second: true);
        var y = Outputs(design);
        Assert.Equal(design.Indices(y, 50, 1, 1).First.ToArray(), design.Indices(y, 50, 1, 4).First.ToArray());
        double[][] x = [.. Enumerable.Range(0, 3).Select(k => Enumerable.Range(0, 64).Select(t => design.Uniform(t, k)).ToArray())];
        Assert.Equal(Pawn.Of(x, y[..64], 5, 20, 1, 1).Inputs.Select(i => i.Median), Pawn.Of(x, y[..64], 5, 20, 1, 3).Inputs.Select(i => i.Median));
        Assert.Equal(NeighbourShapley.Of(x, y[..64], 20, 1, 1).Shares.ToArray(), NeighbourShapley.Of(x, y[..64], 20, 1, 3).Shares.ToArray());
    }

    [Fact]
    public void Chance_as_an_input_changes_alone_in_its_block()
    {
        var design = new SaltelliDesign(new MonteCarlo(3, ["a", "b"]), [0], 2, 32, second: false);
        Assert.Equal(design.Uniform(5, 0), design.Uniform((3 * 32) + 5, 0));
        Assert.Equal(5, design.ChanceOf(5));
        Assert.Equal(32 + 5, design.ChanceOf((3 * 32) + 5));
        Assert.Equal(5, design.ChanceOf((2 * 32) + 5));
        Assert.NotEqual(design.Uniform(5, 0), design.Uniform((2 * 32) + 5, 0));
    }

    [Fact]
    public void Walks_replace_one_input_at_a_time_and_end_with_all_replaced()
    {
        var design = new ShapleyDesign(3, new MonteCarlo(3, ["a", "b", "c", "d"]), [0, 1], 3, null, [], 64);
        for (var walk = 0; walk < 64; walk++)
        {
            for (var step = 0; step < 3; step++)
            {
                long here = (step * 64) + walk, next = ((step + 1) * 64) + walk;
                bool[] changed = [design.Uniform(here, 0) != design.Uniform(next, 0), design.Uniform(here, 1) != design.Uniform(next, 1), design.ChanceOf(here) != design.ChanceOf(next)];
                Assert.Equal(design.Orders[walk][step], Array.IndexOf(changed, true));
                Assert.Equal(1, changed.Count(c => c));
            }
        }

        Assert.All(Enumerable.Range(0, 16), s => Assert.Equal(design.ChanceOf(s * 16) / 16 * 16, design.ChanceOf(s * 16)));
    }

    [Fact]
    public void Outputs_that_never_vary_have_no_indices_and_no_rows_do_no_harm()
    {
        var constant = SobolIndices.Of([1, 1], [1, 1], [[1, 1]], null, 10, 1);
        Assert.True(double.IsNaN(constant.First[0].Value) && double.IsNaN(constant.Total[0].Low));
        Assert.True(double.IsNaN(SobolIndices.Of([], [], [[]], null, 10, 1).First[0].Value));
        Assert.True(double.IsNaN(Pawn.Of([[]], [], 10, 10, 1).Inputs[0].Median.Value));
        Assert.True(double.IsNaN(BinnedFirstOrder.Of([[]], [], 10, 10, 1)[0].Value));
        Assert.True(double.IsNaN(BinnedFirstOrder.Of([[1, 2, 3]], [4, 4, 4], 2, 10, 1)[0].Value));
        Assert.True(double.IsNaN(NeighbourShapley.Of([[1, 2]], [1, 2], 10, 1).Shares[0].Value));
        Assert.True(double.IsNaN(ElementaryEffects.Of([[double.NaN]], 10, 1).MuStar[0].Value));
        Assert.True(double.IsNaN(ShapleyEffects.Of([[1, double.NaN]], [[0]], 10, 1).Shares[0].Value));
        Assert.Throws<ArgumentException>(() => SobolIndices.Of([1], [1, 2], [[1]], null, 0, 1));
    }

    private static double[] Outputs(SaltelliDesign design) =>
        [.. Enumerable.Range(0, (int)design.Trials).Select(t => design.Uniform(t, 0) + (design.Uniform(t, 1) * design.Uniform(t, 2)))];
}
