using Entente.Numerics;
using Entente.Sampling;
using Entente.Sensitivity;

namespace Entente.Tests.Sensitivity;

/// <summary>Estimates against indices that are known exactly. Seeds are fixed; tolerances are several times the estimates' spread over seeds.</summary>
public sealed class ClosedFormTests
{
    private static readonly double VarianceOfIshigami = (49 / 8.0) + (0.1 * Math.Pow(Math.PI, 4) / 5) + (0.01 * Math.Pow(Math.PI, 8) / 18) + 0.5;
    private static readonly double[] FirstOfIshigami = [0.5 * Math.Pow(1 + (0.1 * Math.Pow(Math.PI, 4) / 5), 2) / VarianceOfIshigami, 49 / 8.0 / VarianceOfIshigami, 0];
    private static readonly double PairOfIshigami = 0.01 * Math.Pow(Math.PI, 8) * ((1 / 18.0) - (1 / 50.0)) / VarianceOfIshigami;

    [Fact]
    public void Sobol_indices_of_Ishigami_come_near_the_closed_form()
    {
        var design = new SaltelliDesign(new Sobol(3, Names(6)), [0, 1, 2], 3, 4096, second: true);
        var indices = design.Indices(Outputs(design, design.Trials, 3, TestFunctions.Ishigami), 200, 1, 2);
        double[] total = [FirstOfIshigami[0] + PairOfIshigami, FirstOfIshigami[1], PairOfIshigami];
        Near(FirstOfIshigami, indices.First, 0.01);
        Near(total, indices.Total, 0.01);
        Near([0, PairOfIshigami, 0], indices.Second.Select(p => p.Index), 0.03);
        Assert.Equal(VarianceOfIshigami, indices.Variance, 0.1);
    }

    [Fact]
    public void Sobol_indices_of_the_G_function_come_near_the_closed_form()
    {
        var design = new SaltelliDesign(new Sobol(4, Names(16)), [0, 1, 2, 3, 4, 5, 6, 7], 8, 4096, second: false);
        var indices = design.Indices(Outputs(design, design.Trials, 8, TestFunctions.G), 100, 1, 2);
        var parts = TestFunctions.A.Select(a => 1 / (3 * (1 + a) * (1 + a))).ToArray();
        var all = parts.Aggregate(1.0, (p, v) => p * (1 + v));
        Near(parts.Select(v => v / (all - 1)), indices.First, 0.01);
        Near(parts.Select(v => v * all / (1 + v) / (all - 1)), indices.Total, 0.01);
        Assert.Empty(indices.Second);
    }

    [Fact]
    public void Inputs_taken_together_have_the_index_of_their_group()
    {
        // The first and the third input of Ishigami: what they do alone and with each other.
        var design = new SaltelliDesign(new Sobol(5, Names(6)), [0, 1, 0], 2, 4096, second: false);
        var indices = design.Indices(Outputs(design, design.Trials, 3, TestFunctions.Ishigami), 0, 1, 1);
        double[] expected = [FirstOfIshigami[0] + PairOfIshigami, FirstOfIshigami[1]];
        Near(expected, indices.First, 0.02);
        Near(expected, indices.Total, 0.02);
    }

    [Fact]
    public void Intervals_cover_the_closed_form_about_as_often_as_they_say()
    {
        // 40 runs of 3 + 3 intervals. At 95% each, fewer than 200 of 240 would have a chance below 1e-12; percentile intervals of 256 rows cover a little less than they say.
        var (covered, asked) = (0, 0);
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var design = new SaltelliDesign(new MonteCarlo(seed, Names(6)), [0, 1, 2], 3, 256, second: false);
            var indices = design.Indices(Outputs(design, design.Trials, 3, TestFunctions.Ishigami), 200, seed, 2);
            double[] total = [FirstOfIshigami[0] + PairOfIshigami, FirstOfIshigami[1], PairOfIshigami];
            foreach (var (truth, e) in FirstOfIshigami.Zip(indices.First).Concat(total.Zip(indices.Total)))
            {
                asked++;
                covered += truth >= e.Low && truth <= e.High ? 1 : 0;
            }
        }

        Assert.InRange((double)covered / asked, 200.0 / 240, 1);
    }

    [Fact]
    public void Shapley_effects_of_Ishigami_split_the_pair_evenly_and_sum_to_one()
    {
        var design = new ShapleyDesign(1, new Sobol(6, Names(6)), [0, 1, 2], 3, null, [], 4096);
        var shapley = ShapleyEffects.Of(design.Along(Outputs(design, design.Trials, 3, TestFunctions.Ishigami)), [.. design.Orders], 100, 1, 2);
        Near([FirstOfIshigami[0] + (PairOfIshigami / 2), FirstOfIshigami[1], PairOfIshigami / 2], shapley.Shares, 0.02);
        Assert.Equal(1, shapley.Shares.Sum(s => s.Value), 1e-12);
        Assert.Equal(VarianceOfIshigami, shapley.Variance, 0.5);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    [InlineData(-0.9)]
    public void Shapley_effects_of_correlated_normal_inputs_are_those_of_Owen_and_Prieur(double rank)
    {
        // y = z1 + 2 z2 + z3 with a correlation between z1 and z2: half of what the pair shares goes to each.
        var copula = GaussianCopula.TryCreate(2, [(0, 1, rank)], out _)!;
        var rho = 2 * Math.Sin(Math.PI * rank / 6);
        var design = new ShapleyDesign(1, new Sobol(7, Names(6)), [0, 1, 2], 3, copula, [0, 1], 8192);
        var shapley = ShapleyEffects.Of(
            design.Along(Outputs(design, design.Trials, 3, u => SpecialFunctions.NormalQuantile(u[0]) + (2 * SpecialFunctions.NormalQuantile(u[1])) + SpecialFunctions.NormalQuantile(u[2]))),
            [.. design.Orders], 0, 1);
        var variance = 1 + 4 + (4 * rho) + 1;
        var shared = (2 * rho) + (rho * rho * (4 - 1) / 2);
        Near([(1 + shared) / variance, (4 + (2 * rho) - (rho * rho * (4 - 1) / 2)) / variance, 1 / variance], shapley.Shares, 0.03);
    }

    [Fact]
    public void A_copula_in_another_order_gives_the_same_dependence()
    {
        var copula = GaussianCopula.TryCreate(3, [(0, 1, 0.5), (1, 2, -0.4), (0, 2, 0.2)], out _)!;
        var other = copula.Reordered([2, 0, 1]);
        var points = new MonteCarlo(9, Names(3));
        double[] Correlations(GaussianCopula c, int[] at)
        {
            var z = Enumerable.Range(0, 20_000).Select(t =>
            {
                double[] u = [points.Uniform(t, 0), points.Uniform(t, 1), points.Uniform(t, 2)];
                c.Apply(u);
                return u.Select(SpecialFunctions.NormalQuantile).ToArray();
            }).ToArray();
            double Product(int i, int j) => z.Average(p => p[at[i]] * p[at[j]]);
            return [Product(0, 1), Product(1, 2), Product(0, 2)];
        }

        // 20,000 products of unit variance and a little more: 0.05 is six of their standard errors.
        Assert.All(Correlations(copula, [0, 1, 2]).Zip(Correlations(other, [1, 2, 0])), p => Assert.Equal(p.First, p.Second, 0.05));
        double[] first = [0.3, 0.7, 0.1];
        other.Apply(first);
        Assert.Equal(0.3, first[0]);
    }

    [Fact]
    public void Binned_first_order_indices_come_near_the_closed_form()
    {
        var points = new Sobol(8, Names(3));
        var u = Enumerable.Range(0, 8192).Select(t => Enumerable.Range(0, 3).Select(k => points.Uniform(t, k)).ToArray()).ToArray();
        var first = BinnedFirstOrder.Of([.. Enumerable.Range(0, 3).Select(k => u.Select(p => p[k]).ToArray())], [.. u.Select(TestFunctions.Ishigami)], 32, 50, 1);
        Near(FirstOfIshigami, first, 0.02);
    }

    [Fact]
    public void Shapley_effects_by_neighbours_come_near_the_closed_form_and_sum_to_what_is_explained()
    {
        var points = new Sobol(8, Names(3));
        var u = Enumerable.Range(0, 4000).Select(t => Enumerable.Range(0, 3).Select(k => points.Uniform(t, k)).ToArray()).ToArray();
        var shapley = NeighbourShapley.Of([.. Enumerable.Range(0, 3).Select(k => u.Select(p => p[k]).ToArray())], [.. u.Select(TestFunctions.Ishigami)], 50, 1, 2);
        Near([FirstOfIshigami[0] + (PairOfIshigami / 2), FirstOfIshigami[1], PairOfIshigami / 2], shapley.Shares, 0.08);
        Assert.Equal(1, shapley.Shares.Sum(s => s.Value) + shapley.Unexplained.Value, 1e-9);
        Assert.InRange(shapley.Unexplained.Value, 0, 0.1);
    }

    [Fact]
    public void Elementary_effects_of_a_line_are_its_slopes()
    {
        var design = new MorrisDesign(3, [0, 1, 2], Names(3), 3, 32);
        var effects = ElementaryEffects.Of(design.Effects(Outputs(design, design.Trials, 3, u => (3 * u[0]) - (2 * u[1]))), 50, 1);
        Near([3, 2, 0], effects.MuStar, 1e-9);
        Near([3, -2, 0], effects.Mu, 1e-9);
        Near([0, 0, 0], effects.Sigma, 1e-9);
    }

    private static IEnumerable<string> Names(int n) => Enumerable.Range(0, n).Select(k => "x" + k);

    private static double[] Outputs(ISampler sampler, long trials, int d, Func<double[], double> f) =>
        [.. Enumerable.Range(0, (int)trials).Select(t => f([.. Enumerable.Range(0, d).Select(k => sampler.Uniform(t, k))]))];

    private static void Near(IEnumerable<double> truth, IEnumerable<Estimate> estimates, double tolerance) =>
        Assert.All(truth.Zip(estimates), p => Assert.Equal(p.First, p.Second.Value, tolerance));
}
