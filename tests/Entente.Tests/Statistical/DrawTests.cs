using MathNet.Numerics.Distributions;

namespace Entente.Tests.Statistical;

/// <summary>What scenarios draw is distributed as they say.</summary>
/// <remarks>
/// Seed 20260401. A comparison raises a false alarm with a chance of at most 1e-6; with 10,000 trials it would catch an
/// error of 0.054 in a distribution function and of 0.055 in a share. Stratified samplers are tested exactly.
/// </remarks>
public class DrawTests
{
    private const int Trials = 10_000;

    /// <summary>MathNet's distribution functions, which the engine does not use.</summary>
    private static readonly Dictionary<string, Func<double, double>> True = new()
    {
        ["uniform"] = x => ContinuousUniform.CDF(2, 5, x),
        ["triangular"] = x => Triangular.CDF(1, 5, 2, x),
        ["pert"] = x => Beta.CDF(2, 4, (x - 1) / 4),
        ["normal"] = x => Normal.CDF(3, 2, x),
        ["truncated"] = x => (Normal.CDF(0.5, 0.4, x) - Normal.CDF(0.5, 0.4, 0)) / (Normal.CDF(0.5, 0.4, 1) - Normal.CDF(0.5, 0.4, 0)),
        ["lognormal"] = x => LogNormal.CDF(0.3, 0.5, x),
        ["beta"] = x => Beta.CDF(2, 5, x),
        ["gamma"] = x => Gamma.CDF(2.5, 1.0 / 3, x),
        ["weibull"] = x => Weibull.CDF(1.5, 10, x),
        ["student"] = x => StudentT.CDF(1, 2, 5, x),
        ["exponential"] = x => Exponential.CDF(0.5, x),
        ["drawn"] = x => LogNormal.CDF(Math.Log(2), 0.25, x),
        ["town_b"] = x => Normal.CDF(2, 1, x),
        ["by_town_b"] = x => ContinuousUniform.CDF(0, 3, x),
    };

    public static TheoryData<string> Continuous => [.. True.Keys];

    [Theory]
    [MemberData(nameof(Continuous))]
    public void A_continuous_distribution_is_drawn_as_it_is_written(string measure)
    {
        foreach (var (name, p) in new[] { ("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95) })
        {
            Chance.AssertNear(p, True[measure](Run.Value.Measure(measure, name)), Chance.Curve(Trials) + 1e-3);
        }

        Assert.True(Sampling.Dkw.Distance([.. Columns.Value[measure]], True[measure]) <= Chance.Curve(Trials));
    }

    [Theory]
    [InlineData("empirical_two", 0.5)]
    [InlineData("discrete_three", 0.5)]
    [InlineData("fixed_three", 0.5)]
    [InlineData("hawk", 0.3)]
    [InlineData("owl", 0.2)]
    [InlineData("picked_one", 1.0 / 6)]
    [InlineData("picked_two", 2.0 / 6)]
    [InlineData("picked_three", 3.0 / 6)]
    [InlineData("any_two", 1.0 / 3)]
    [InlineData("any_three", 0)]
    public void Alternatives_are_drawn_by_their_weights(string measure, double share)
    {
        Chance.AssertShare(share, Run.Value.Measure(measure), Trials);
    }

    [Fact]
    public void A_mixture_is_drawn_by_its_weights() => Chance.AssertShare(0.3 * Normal.CDF(0, 1, 2), Run.Value.Measure("mixture_low"), Trials);

    [Fact]
    public void A_path_is_linear_between_its_draws()
    {
        // The date 2026-01 lies half-way: the mean of a draw from [0, 1] and one from [4, 6].
        Chance.AssertNear(0.5, Run.Value.Series("path")[0], Chance.Mean(1.0 / 12, 0.5, Trials));
        Chance.AssertNear(2.75, Run.Value.Series("path")[1], Chance.Mean(((1.0 / 12) + (4.0 / 12)) / 4, 0.75, Trials));
        var path = Columns.Value["path"];
        Assert.All(Enumerable.Range(0, Trials), t => Assert.Equal((Columns.Value["path@2025-01"][t] + Columns.Value["path@2027-01"][t]) / 2, path[t], 1e-12));
    }

    [Theory]
    [InlineData("x", "y", 0.5)]
    [InlineData("y", "z", -0.7)]
    [InlineData("z", "apart", 0)]
    [InlineData("x", "normal_", 0)]
    [InlineData("each_town[a]", "each_town[b]", 0)]
    public void Rank_correlations_are_as_wanted_and_margins_stay(string a, string b, double rank)
    {
        // The standard deviation of Spearman's estimate is below 1.1 / sqrt(n) (exactly 1 / sqrt(n - 1) for independent ranks).
        Chance.AssertNear(rank, Spearman(Columns.Value[a], Columns.Value[b]), 4.9 * 1.1 / Math.Sqrt(Trials));
        Assert.True(Sampling.Dkw.Distance([.. Columns.Value["y"]], y => Exponential.CDF(1.0 / 3, y)) <= Chance.Curve(Trials));
        Assert.True(Sampling.Dkw.Distance([.. Columns.Value["z"]], z => Math.Clamp(z, 0, 1)) <= Chance.Curve(Trials));
    }

    [Theory]
    [InlineData("lhs", 1000)]
    [InlineData("lhs", 777)]
    [InlineData("sobol", 1024)]
    public void A_stratified_sampler_has_one_trial_in_each_stratum(string sampler, int trials)
    {
        var columns = ExactRun.TrialsOf("draws.yaml", trials, "--sampler", sampler);
        foreach (var uniform in new[] { columns["apart"], [.. columns["uniform_"].Select(x => (x - 2) / 3)], [.. columns["normal_"].Select(x => Normal.CDF(3, 2, x))] })
        {
            Assert.Equal(Enumerable.Range(0, trials), uniform.Select(u => (int)Math.Floor(u * trials)).Order());
        }

        Assert.Equal(trials * 0.3, columns["stance"].Count(s => s == 1), 1.0);
    }

    [Fact]
    public void Stratified_samplers_know_the_mean_of_a_linear_model_far_better()
    {
        // 2 u + 3 z with u in [2, 5] and z in [0, 1]: mean 8.5. Strata bound the error by (2 * 3 + 3) / (2 N), surely; chance has a
        // standard error of 0.19 / sqrt(N / 10), which such a bound would not hold for.
        const int trials = 1024;
        const double bound = 9.0 / (2 * trials);
        Chance.AssertNear(8.5, ExactRun.Of("linear.yaml", trials, "--sampler", "lhs").Measure("linear"), bound);
        Chance.AssertNear(8.5, ExactRun.Of("linear.yaml", trials, "--sampler", "sobol").Measure("linear"), bound);
        var errors = Enumerable.Range(0, 40).Select(seed => Math.Abs(ExactRun.Of("linear.yaml", trials, "--seed", $"{seed}").Measure("linear") - 8.5)).ToArray();
        Assert.InRange(errors.Average(), 5 * bound, 0.15);
    }

    [Fact]
    public void Wilson_intervals_cover_as_often_as_they_do_by_enumeration()
    {
        const int runs = 400, trials = 100;
        const double p = 0.2;
        var covered = 0;
        for (var seed = 0; seed < runs; seed++)
        {
            var run = ExactRun.Of("linear.yaml", trials, "--seed", $"{seed}");
            covered += run.Outcome("low", "low") <= p && p <= run.Outcome("low", "high") ? 1 : 0;
        }

        var exact = Enumerable.Range(0, trials + 1)
            .Where(k => Entente.Statistics.Intervals.Wilson(k, trials) is var (low, high) && low <= p && p <= high).Sum(k => Binomial.PMF(p, trials, k));
        Assert.InRange(exact, 0.92, 0.97);
        Chance.AssertShare(exact, (double)covered / runs, runs);
    }

    private static Lazy<ExactRun> Run { get; } = new(() => ExactRun.Of("draws.yaml", Trials));

    private static Lazy<Dictionary<string, double[]>> Columns { get; } = new(() => ExactRun.TrialsOf("draws.yaml", Trials));

    private static double Spearman(double[] a, double[] b) => MathNet.Numerics.Statistics.Correlation.Spearman(a, b);
}
