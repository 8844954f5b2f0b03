using Entente.Analyses;
using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Planning;
using Entente.Reports;
using Entente.Scenarios;
using Entente.Tests.Properties;

namespace Entente.Tests.Analyses;

/// <summary>Analyses of scenarios whose variance is known part by part.</summary>
public sealed class SensitivityAnalysisTests
{
    // After a year the noise has variance 1: 4 / 6 of the variance is a's, 1 / 6 is b's, 1 / 6 is chance.
    private const string Sum = """
        uncertainties: {a: "normal(0, 1)", b: "normal(0, 1)", inert: "uniform(0, 1)"}
        state: {s: {initial: 0, noise: 1}}
        measures: {y: {is: 2 * a + b + s}, when: {time to: "a > 1"}}
        outcomes: [{name: high, when: a > 1}, {name: low, otherwise: "true"}]
        """;

    private static readonly RunOptions Usual = new() { Trials = 24_000, Seed = 7, Threads = 2 };

    [Fact]
    public void Sobol_indices_part_the_variance_among_inputs_and_chance()
    {
        var result = Run(Sum, "y", new SensitivityOptions());
        Assert.Equal(["total", "first"], result.Names.ToArray());
        Assert.Equal("a", result.Inputs[0].Name);
        Assert.Equal("inert", result.Inputs[^1].Name);
        foreach (var (name, share) in new[] { ("a", 4 / 6.0), ("b", 1 / 6.0), (SensitivityAnalysis.Chance, 1 / 6.0), ("inert", 0) })
        {
            // Some 4,000 rows: the spread of a total is below 0.01, of a first-order index below 0.025.
            Assert.Equal(share, Of(result, name).Values[0].Value, 0.05);
            Assert.Equal(share, Of(result, name).Values[1].Value, 0.1);
        }

        Assert.Equal(0, result.Mean, 0.15);
        Assert.Equal(Math.Sqrt(6), result.Sd, 0.15);
        Assert.True(Of(result, "a").High > 2 && Of(result, "a").Low < -2);
        Assert.True(Math.Abs(Of(result, "inert").High - Of(result, "inert").Low) < 2 * result.Noise);
    }

    [Fact]
    public void Shapley_shares_are_the_same_parts_and_sum_to_one()
    {
        var result = Run(Sum, "y", new SensitivityOptions { Method = SensitivityMethod.Shapley });
        Assert.Equal(1, result.Inputs.Sum(i => i.Values[0].Value), 1e-9);
        Assert.Equal(4 / 6.0, Of(result, "a").Values[0].Value, 0.05);
        Assert.Equal(1 / 6.0, Of(result, SensitivityAnalysis.Chance).Values[0].Value, 0.05);
        Assert.Equal(0, Of(result, "inert").Values[0].Value, 0.03);
    }

    [Fact]
    public void Morris_effects_are_free_of_chance_where_it_only_adds()
    {
        var result = Run(Sum.Replace("normal(0, 1)", "uniform(0, 1)", StringComparison.Ordinal), "y", new SensitivityOptions { Method = SensitivityMethod.Morris });
        Assert.Equal(2, Of(result, "a").Values[0].Value, 1e-9);
        Assert.Equal(1, Of(result, "b").Values[1].Value, 1e-9);
        Assert.Equal(0, Of(result, "inert").Values[0].Value, 1e-9);
        Assert.Equal(0, Of(result, "a").Values[2].Value, 1e-9);
        Assert.DoesNotContain(result.Inputs, i => i.Name == SensitivityAnalysis.Chance);
    }

    [Fact]
    public void Distributions_and_slices_find_the_same_order()
    {
        var pawn = Run(Sum, "y", new SensitivityOptions { Method = SensitivityMethod.Pawn });
        Assert.Equal(["a", "b", "inert"], pawn.Inputs.Select(i => i.Name));
        Assert.Equal([true, true, false], pawn.Inputs.Select(i => i.IsActive!.Value));
        var binned = Run(Sum, "y", new SensitivityOptions { Method = SensitivityMethod.Binned });
        Assert.Equal(4 / 6.0, Of(binned, "a").Values[0].Value, 0.02);
        Assert.All(binned.Inputs, i => Assert.InRange(i.Values[0].Value, i.Values[0].Low, i.Values[0].High));
    }

    [Fact]
    public void An_outcome_counts_as_its_share_and_a_time_that_never_comes_as_the_end()
    {
        var outcome = Run(Sum, "outcome high", new SensitivityOptions());
        Assert.Equal(0.1587, outcome.Mean, 0.02);
        Assert.Equal(1, Of(outcome, "a").Values[0].Value, 0.03);
        Assert.Equal(0, Of(outcome, SensitivityAnalysis.Chance).Values[0].Value, 1e-12);
        Assert.Equal(1 - 0.1587, Run(Sum, "time when", new SensitivityOptions { Method = SensitivityMethod.Binned }).Mean, 0.02);
    }

    [Fact]
    public void Members_of_a_vector_are_one_input_unless_each_is_asked_for()
    {
        const string body = """
            sets: {towns: {members: [p, q]}}
            uncertainties: {a: "normal(0, 1)", v: {each: x in towns, distribution: "normal(0, 1)"}}
            measures: {y: {is: "a + v[p] + v[q]"}}
            """;
        var grouped = Run(body, "y", new SensitivityOptions());
        Assert.Equal(2 / 3.0, Of(grouped, "v").Values[0].Value, 0.05);
        Assert.Equal(["v[p]", "v[q]"], Of(grouped, "v").Members.ToArray());
        var each = Run(body, "y", new SensitivityOptions { Each = true });
        Assert.Equal(1 / 3.0, Of(each, "v[p]").Values[0].Value, 0.05);
        var named = Run(body, "y", new SensitivityOptions { Each = true, Inputs = ["v[q]"] });
        Assert.Equal(2 / 3.0, Of(named, InputGroups.Others).Values[0].Value, 0.05);
        Assert.Equal(3, named.Inputs.Length);
    }

    [Fact]
    public void Correlated_inputs_are_one_for_Sobol_and_told_apart_by_Shapley()
    {
        const string body = """
            uncertainties: {a: "normal(0, 1)", b: "normal(0, 1)", c: "normal(0, 1)"}
            correlations: [{between: [a, b], rank: 0.6}]
            measures: {y: {is: a + c}}
            """;
        var sobol = Run(body, "y", new SensitivityOptions());
        Assert.Equal(0.5, Of(sobol, "a + b").Values[0].Value, 0.05);
        Assert.Contains(sobol.Notes, n => n.Contains("Correlated inputs are taken as one", StringComparison.Ordinal));

        // What a carries of b goes half to b: rho^2 / 2 of the half.
        var rho = 2 * Math.Sin(Math.PI * 0.6 / 6);
        var shapley = Run(body, "y", new SensitivityOptions { Method = SensitivityMethod.Shapley });
        Assert.Equal(0.5 * (1 - (rho * rho / 2)), Of(shapley, "a").Values[0].Value, 0.04);
        Assert.Equal(0.5 * rho * rho / 2, Of(shapley, "b").Values[0].Value, 0.04);
        Assert.Equal(["b"], Of(shapley, "a").Correlated.ToArray());
        Assert.Contains(Run(body, "y", new SensitivityOptions { Method = SensitivityMethod.Pawn }).Notes, n => n.Contains("stays valid", StringComparison.Ordinal));
    }

    [Fact]
    public void Failed_trials_are_told_and_the_indices_are_of_the_others()
    {
        const string body = """
            uncertainties: {a: "uniform(0, 1)", b: "uniform(0, 1)"}
            measures: {y: {is: "2 * a + b + (if b > 0.8 then 1 / (b - b) else 0)"}}
            """;
        foreach (var method in Enum.GetValues<SensitivityMethod>())
        {
            var result = Run(body, "y", new SensitivityOptions { Method = method });
            Assert.True(result.Run!.Failed > 0);
            Assert.Contains(result.Notes, n => n.Contains("trials failed", StringComparison.Ordinal));
            Assert.Equal("a", result.Inputs[0].Name);
            Assert.True(double.IsFinite(result.Inputs[0].Values[0].Value));
            Assert.True(method == SensitivityMethod.Morris || result.Used < result.Rows);
        }
    }

    [Fact]
    public void A_condition_chooses_trials()
    {
        var result = Run(Sum, "y", new SensitivityOptions { Method = SensitivityMethod.Binned, Given = "a > 0 and not high and y < 5" });
        Assert.InRange(result.Used, 6000, 9500);
        Assert.True(result.Mean > 0);
        Assert.True(Of(result, "b").Values[0].Value > Of(result, "a").Values[0].Value);
    }

    [Fact]
    public void Neither_threads_nor_batches_nor_kernels_change_a_byte()
    {
        foreach (var method in Enum.GetValues<SensitivityMethod>())
        {
            string Text(RunOptions run) => SensitivityJson.Of(Run(Sum, "y", new SensitivityOptions { Method = method, SecondOrder = method == SensitivityMethod.Sobol, Resamples = 20 }, run with { Trials = 700 }));
            var expected = Text(Usual with { Threads = 1 });
            Assert.Equal(expected, Text(Usual with { Threads = 3, BatchLength = 7 }));
            Assert.Equal(expected, Text(Usual with { Threads = 2, BatchLength = 100 }));
            Assert.Equal(expected, Text(Usual with { Kernels = null }));
            Assert.Equal(expected, Text(Usual with { Kernels = new KernelOptions { Lanes = 8 }, BatchLength = 1 }));
        }
    }

    [Fact]
    public void A_lever_that_is_drawn_does_what_it_does_when_it_is_set()
    {
        const string body = """
            levers: {push: {range: [0, 4], default: 1}, way: {options: [up, down], default: up}}
            uncertainties: {a: "normal(0, 1)"}
            derive: {twice: {is: push * 2}}
            state: {s: {initial: push, drift: "if way is up then twice else -twice", noise: 1}}
            measures: {y: {is: s + a}}
            """;
        var choice = new ScenarioChoice(null, []) { FreesLevers = true };
        var plan = SensitivityAnalysis.PlanOf(Written.Scenario(body) with { Choice = choice });
        Assert.Equal(["a", "push", "way"], plan.Uncertain.Select(u => u.Name));
        var options = plan.Scenario.Quantities.First(q => q.Name == "way").Type.Options!.Names;
        foreach (var kernels in new[] { null, new KernelOptions() })
        {
            var seen = new List<(long Trial, double[] Drawn, double Y)>();
            Runner.Run(plan, new RunOptions { Trials = 64, Threads = 1, Kernels = kernels }, null, default, t => seen.Add((t.Trial, [.. t.Uncertain], t.Measures[0])));
            foreach (var (trial, drawn, y) in seen.Take(20))
            {
                var set = new ScenarioChoice(null, [("push", drawn[1].ToString("R", System.Globalization.CultureInfo.InvariantCulture)), ("way", options[(int)drawn[2]])]);
                var other = Written.Plan(body, choice: set);
                var result = new TrialResult(other);
                result.Uncertain[0] = drawn[0];
                new TrialRunner(other, 1).Run(trial, result);
                Assert.Equal(result.Measures[0], y);
            }
        }
    }

    [Fact]
    public void A_lever_that_something_constant_reads_cannot_be_drawn()
    {
        const string body = """
            levers: {push: {range: [0, 4], default: 1}}
            uncertainties: {a: "normal(push, 1)"}
            measures: {y: {is: a}}
            """;
        var found = Written.Load(body, new ScenarioChoice(null, []) { FreesLevers = true }).Diagnostics;
        Assert.Contains(found, d => d.Message.Contains("push", StringComparison.Ordinal));
        Assert.Null(Written.Load(body, new ScenarioChoice(null, []) { FreesLevers = true }).Scenario);
        Assert.NotNull(Written.Load(body, new ScenarioChoice(null, [("push", "2")]) { FreesLevers = true }).Scenario);
    }

    [Theory]
    [InlineData("a >", "")]
    [InlineData("a > 1 and unknown < 2", "unknown")]
    [InlineData("prev(a) > 1", "moment")]
    [InlineData("t > 1", "moment")]
    [InlineData("a", "condition")]
    [InlineData("s > 1", "s")]
    public void A_condition_that_is_wrong_is_told_with_its_place(string condition, string word)
    {
        var found = Pipeline.CheckSensitivity(Written.Scenario(Sum), "y", new SensitivityOptions { Method = SensitivityMethod.Pawn, Given = condition }, Usual);
        Assert.Contains(found, d => d.Source.Path == "--given" && d.Message.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_is_told_before_a_trial_runs()
    {
        var scenario = Written.Scenario(Sum);
        string First(string of, SensitivityOptions options, RunOptions run) => Pipeline.CheckSensitivity(scenario, of, options, run)[0].Message + " | " + Pipeline.CheckSensitivity(scenario, of, options, run)[0].Hint;
        Assert.Equal("unknown name 'z' | known here: y", First("z", new(), Usual));
        Assert.Equal("unknown name 'high' | write 'outcome high'", First("high", new(), Usual));
        Assert.Contains("unknown name 'outsider'", First("y", new() { Inputs = ["outsider"] }, Usual), StringComparison.Ordinal);
        Assert.Contains("a condition leaves no sample", First("y", new() { Given = "a > 0" }, Usual), StringComparison.Ordinal);
        Assert.Contains("too many to keep", First("y", new() { Method = SensitivityMethod.Pawn }, Usual with { Trials = 1_000_000_000 }), StringComparison.Ordinal);
        Assert.Contains("no uncertainty", Pipeline.CheckSensitivity(Written.Scenario("measures: {y: {is: 1}}"), "y", new(), Usual)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_chance_for_the_same_world_is_that_of_another_trial()
    {
        // The block in which chance alone is replaced has the worlds of A and the chance of B.
        var plan = Written.Plan("state: {s: {initial: 0, noise: 1}}\nuncertainties: {a: \"normal(0, 1)\"}\nmeasures: {y: {is: s}, x: {is: a}}");
        var design = new Entente.Sensitivity.SaltelliDesign(new Entente.Sampling.MonteCarlo(3, ["a", "b"]), [0], 2, 32, second: false);
        var y = new double[design.Trials];
        var x = new double[design.Trials];
        Runner.Run(plan, new RunOptions { Trials = design.Trials, Threads = 2, BatchLength = 10 }, null, default, t => (y[t.Trial], x[t.Trial]) = (t.Measures[1], t.Measures[0]), Design.Of(plan, design, areIndependent: true));
        Assert.Equal(x[..32], x[96..128]);
        Assert.Equal(y[32..64], y[96..128]);
        Assert.Equal(y[..32], y[64..96]);
        Assert.Equal(x[32..64], x[64..96]);
        Assert.NotEqual(y[..32], y[32..64]);
    }

    private static InputEffect Of(SensitivityResult result, string name) => result.Inputs.First(i => i.Name == name);

    private static SensitivityResult Run(string body, string of, SensitivityOptions options, RunOptions? run = null)
    {
        var scenario = Written.Scenario(body);
        Assert.Empty(Pipeline.CheckSensitivity(scenario, of, options, run ?? Usual));
        return Pipeline.Sensitivity(scenario, of, options, run ?? Usual, null, default);
    }
}
