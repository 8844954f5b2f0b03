using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;
using Entente.Tests.Reports;
using Entente.Tests.Statistical;

namespace Entente.Tests.Experiments;

/// <summary>The split of a variance, by hand, in closed form, and its intervals; and the nested design it rests on.</summary>
public class VariancePartsTests
{
    // Chance has variance 9 (x, and y alike and independent), the unknown 4.
    private const string Known = """
        format: entente/1
        id: known
        clock: {start: 2025-01, step: year, steps: 1}
        uncertainties: {u: "normal(0, 2)", v: "uniform(0, 1)"}
        levers: {c: {range: [0, 10], default: 0}}
        state: {x: {initial: 0, drift: 0, noise: 3}, y: {initial: 0, drift: 0, noise: 3}}
        measures:
          sum: {is: c + u + x, headline: true}
          product: {is: c * u + x, headline: true}
          apart: {is: "if c > 1 then x else y", headline: true}
        outcomes: [{name: high, when: v > 0.75 and x > 0}, {name: low, otherwise: true}]
        """;

    [Fact]
    public void By_hand()
    {
        // Two sides, three worlds of two trials.
        double[] first = [1, 3, 4, 4, 5, 7], second = [2, 2, 6, 8, 5, 5];
        var parts = VarianceParts.Of([first, second], 2)!;

        // Means of worlds 2, 4, 6 and 2, 7, 5; variances within 2, 0, 2 and 0, 2, 0.
        const double chance = 6 / 6.0;
        const double between = (4 + (19 / 3.0)) / 2;

        // Sides 4 and 14/3; each world's effect of the first side 0, -1.5, 0.5, their mean -1/3.
        const double effect = 1 / 9.0, error = ((1 / 9.0) + (49 / 36.0) + (25 / 36.0)) / 2 / 3;
        Assert.Equal((3, 0, 2), (parts.Worlds, parts.LeftOut, parts.Replications));
        Assert.Equal(chance, parts.Chance.Value, 1e-12);
        Assert.Equal(between - (chance / 2), parts.Unknowns.Value, 1e-12);
        Assert.Equal(effect - error, parts.Choices!.Value, 1e-12);
        Assert.Equal(chance + between - (chance / 2) + effect - error, parts.Total, 1e-12);
        Assert.Equal(parts.Chance.Value / parts.Total, parts.Chance.Share, 1e-12);

        // A jackknife of a mean is the mean's standard error: means of a world's variances are 1, 1, 1.
        Assert.Equal(parts.Chance.Value, parts.Chance.Low, 1e-12);
        var one = VarianceParts.Of([first], 2)!;
        Assert.Null(one.Choices);
        Assert.Equal(4 / 3.0, one.Chance.Value, 1e-12);
        Assert.Equal(4 - (2 / 3.0), one.Unknowns.Value, 1e-12);
        Assert.Equal(StudentT.Quantile(2, 0.975, 0.025) * Math.Sqrt(4 / 9.0), one.Chance.High - one.Chance.Value, 1e-12);
    }

    [Fact]
    public void Worlds_with_a_failed_trial_are_left_out_on_every_side()
    {
        double[] first = [1, 3, 4, 4, 5, 7, 9, 9], second = [2, 2, 6, 8, 5, 5, double.NaN, 1];
        var whole = VarianceParts.Of([first[..6], second[..6]], 2)!;
        Assert.Equal(whole with { LeftOut = 1 }, VarianceParts.Of([first, second], 2));
        var rest = VarianceParts.Of([first[2..], [.. second[2..6], 1, 1]], 2)!;
        Assert.Equal(rest with { LeftOut = 1 }, VarianceParts.Of([first, [double.NaN, .. second[1..6], 1, 1]], 2));
        Assert.Null(VarianceParts.Of([[1, 2, 3, 4]], 2));
    }

    [Fact]
    public void The_parts_agree_with_a_model_in_closed_form()
    {
        // Seed 20260401, 5000 worlds of 4 trials on each of three sides. Each comparison raises a false alarm with a chance of a few times 1e-6; a part that is off by
        // twice its band is missed as rarely.
        const int worlds = 5000, replications = 4;
        var options = new RunOptions { Seed = 20260401, Trials = worlds * replications };
        var result = Compare(options, new ComparisonOptions { Replications = replications }, "0", "3", "6");
        VarianceParts Of(string name) => result.Items.Single(i => i.Name == name).Split!;

        // Both sides see the same chance, so its estimate has the degrees of freedom of one.
        var chance = 9 * Chance.NormalVariance((worlds * (replications - 1)) + 1);
        var between = Chance.NormalVariance(worlds);
        var sum = Of("sum");
        Assert.Equal(worlds, sum.Worlds);
        Chance.AssertNear(9, sum.Chance.Value, chance);
        Chance.AssertNear(4, sum.Unknowns.Value, ((4 + (9.0 / replications)) * between) + (chance / replications));
        Assert.Equal(6, sum.Choices!.Value, 1e-9);

        // What a choice does to an unknown counts for the unknowns: 4 times the mean of 0, 9 and 36. Effects of the choice: none.
        // A mean square of u over all worlds and of x̄; the product of the two is not more than their sum.
        var product = Of("product");
        Chance.AssertNear(9, product.Chance.Value, chance);
        Chance.AssertNear(60, product.Unknowns.Value, ((60 + (9.0 / replications)) * 2 * between) + (chance / replications));
        Chance.AssertNear(0, product.Choices!.Value, 24 * 24.0 / worlds);

        // Chance of each side's own: effects e of a world have the variance 9 / R times 2 / 9 over a side, whatever side.
        var apart = Of("apart");
        Chance.AssertNear(9, apart.Chance.Value, 2 * chance);
        Chance.AssertNear(0, apart.Unknowns.Value, (9.0 / replications * 2 * between) + (2 * chance / replications));
        Chance.AssertNear(0, apart.Choices!.Value, 9.0 / replications * 24 / worlds);

        // A share of 1/4 times 1/2: chance 1/4 * 1/4, unknowns 3/16 * 1/4.
        var high = Of("high");
        Chance.AssertNear(1 / 16.0, high.Chance.Value, Chance.Mean(0.05, 0.34, worlds));
        Chance.AssertNear(3 / 64.0, high.Unknowns.Value, 2 * Chance.Mean(0.1, 0.75, worlds));
        Assert.Equal(0, high.Choices!.Value, 1e-12);
    }

    [Theory]
    [InlineData(300)]
    [Trait("Category", "Soak")]
    public void Intervals_of_the_parts_cover_the_truth_about_as_often_as_they_say(int worlds) => Coverage(worlds, 4000, 20260402);

    [Fact]
    public void Intervals_of_the_parts_cover_the_truth_in_a_brief_check() => Coverage(300, 400, 20260403);

    // Normal chance (9) and unknowns (4), 4 trials a world; effects 0, 1, 3 of three sides, each with a little chance of its own (variance 1), so that choices vary too.
    private static void Coverage(int worlds, int experiments, ulong seed)
    {
        const int replications = 4;
        double[] effects = [0, 1, 3];
        var (unknown, shared, own) = (DrawStream.Named(seed, "u"), DrawStream.Named(seed, "x"), DrawStream.Named(seed, "y"));
        var covered = new int[4];
        for (var e = 0; e < experiments; e++)
        {
            var sides = effects.Select((effect, s) => Enumerable.Range(0, worlds * replications).Select(t => effect
                + (2 * unknown.Normal(t / replications, e, 0)) + (Math.Sqrt(8) * shared.Normal(t, e, 0)) + own.Normal(t, e, (ulong)s)).ToArray()).ToArray();
            var parts = VarianceParts.Of(sides, replications)!;
            covered[0] += Covers(parts.Chance, 9) ? 1 : 0;
            covered[1] += Covers(parts.Unknowns, 4) ? 1 : 0;
            covered[2] += Covers(parts.Choices!, 14 / 9.0) ? 1 : 0;
            covered[3] += parts.Chance.ShareLow <= 9 / (13 + (14 / 9.0)) && parts.Chance.ShareHigh >= 9 / (13 + (14 / 9.0)) ? 1 : 0;
        }

        // The jackknife is right for many worlds; with 300 it may fall short by a percent.
        Assert.All(covered, c => Chance.AssertNear(0.95, (double)c / experiments, Chance.Share(0.95, experiments) + 0.01));

        static bool Covers(VariancePart part, double truth) => part.Low <= truth && truth <= part.High;
    }

    [Theory]
    [InlineData(SamplerKind.MonteCarlo)]
    [InlineData(SamplerKind.LatinHypercube)]
    [InlineData(SamplerKind.Sobol)]
    public void Trials_of_a_world_share_its_unknowns_and_nothing_else(SamplerKind sampler)
    {
        var options = new RunOptions { Trials = 24, Sampler = sampler, Kernels = null };
        var nested = Run(options with { Trials = 96, Replications = 4 });
        var plain = Run(options);
        for (var t = 0; t < 96; t++)
        {
            Assert.Equal(plain[t / 4].Uncertain, nested[t].Uncertain);
        }

        // Chance is that of the trial's number, as without worlds.
        var many = Run(options with { Trials = 96 });
        Assert.Equal(many.Select(r => r.Measures[0]), nested.Select(r => r.Measures[0]));
        Assert.Equal(96, nested.Select(r => r.Measures[0]).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void Kernels_and_the_evaluator_run_the_same_worlds(int replications)
    {
        foreach (var sampler in Enum.GetValues<SamplerKind>())
        {
            var plan = Planner.Plan(SampleScenario.Bound);
            var options = new RunOptions { Trials = 50, Sampler = sampler, Replications = replications, Threads = 1 };
            var expected = Runner.Run(plan, options with { Kernels = null }, null, CancellationToken.None).Digest;
            foreach (var (threads, batch) in new[] { (1, 64), (2, 3), (3, 8) })
            {
                var kernels = options with { Kernels = new KernelOptions { LeastTrials = 0 }, Threads = threads, BatchLength = batch };
                Assert.Equal(expected, Runner.Run(plan, kernels, null, CancellationToken.None).Digest);
            }
        }
    }

    private static List<(double[] Uncertain, double[] Measures)> Run(RunOptions options)
    {
        var scenario = SampleScenario.Bind(Known.Replace("id: known", "id: clubs", StringComparison.Ordinal));
        var results = new (double[], double[])[options.Trials];
        Runner.Run(Planner.Plan(scenario), options, null, CancellationToken.None, (TrialResult r) => results[r.Trial] = ([.. r.Uncertain], [.. r.Measures]));
        return [.. results];
    }

    private static ComparisonResult Compare(RunOptions options, ComparisonOptions how, params string[] settings) =>
        Comparison.Run([.. settings.Select(s => (s, ComparisonTests.Bind(Known, "c", s)))], options, how, null, CancellationToken.None);
}
