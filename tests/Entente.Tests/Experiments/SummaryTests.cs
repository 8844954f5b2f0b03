using Entente.Experiments;
using Entente.Scenarios;
using Entente.Tests.Properties;

namespace Entente.Tests.Experiments;

public class SummaryTests
{
    [Fact]
    public void Findings_name_what_deserves_a_second_look()
    {
        var result = Run("""
            state: {x: {initial: 0, drift: 9 per year, bounds: [0, 1]}, y: {initial: 0, noise: 1, bounds: [-50, 50]}}
            events: {quiet: {rate: 0 per year, effects: x += 1}, loud: {chance: 50%, effects: y += 1}}
            rules: {still: {when: y > 40, effects: x += 1}}
            lifecycles: {life: {initial: up, states: {up: {}, down: {}, away: {}}, transitions: {fall: {from: up, to: down, chance: 90%}, leave: {from: down, to: away, when: y > 40}, back: {from: away, to: up, chance: 10%}}}}
            measures: {flat: {is: x}, wavy: {is: y}}
            outcomes: [{name: never, when: y > 40}, {name: done, otherwise: "true"}]
            """, 50);
        Assert.Equal(
            ["ENT6002 outcome 'never' never occurred", "ENT6003 event 'quiet' never fired", "ENT6003 rule 'still' never fired", "ENT6003 transition 'life.back' never fired",
                "ENT6003 transition 'life.leave' never fired", "ENT6006 lifecycle 'life' was never in state 'away'", "ENT6004 the bounds of 'x' were hit in 100% of its steps",
                "ENT6007 measure 'flat' was 1 in every trial"],
            result.Findings.Select(f => $"{f.Code} {f.Message}"));
    }

    [Fact]
    public void One_trial_has_no_spread_and_times_that_were_not_reached_no_mean()
    {
        var result = Run("state: {x: {initial: 3, next: x + 1}}\nmeasures: {x: {is: x}, soon: {time to: x >= 5}, never: {time to: x > 99}}", 1);
        var x = Assert.Single(result.Measures).Distribution;
        Assert.Equal((7, 0, 0, 7, 7), (x.Mean, x.Sd, x.Se, x.P05, x.P95));
        Assert.Equal(["never", "soon"], result.Times.Select(t => t.Name));
        Assert.Equal((0.0, double.NaN, double.NaN), (result.Times[0].Share, result.Times[0].Mean, result.Times[0].P50));
        Assert.Equal((1.0, 0.5, 0.5), (result.Times[1].Share, result.Times[1].Mean, result.Times[1].P50));
        Assert.Equal<double>([0, 0, 1, 1, 1], result.Times[1].Curve);
    }

    [Fact]
    public void Sobol_refuses_more_numbers_than_it_has_dimensions_and_says_what_to_do()
    {
        var members = string.Join(", ", Enumerable.Range(0, Entente.Sampling.Sobol.MaxDimensions + 1).Select(k => $"m{k}"));
        var scenario = Written.Scenario($"sets: {{many: {{members: [{members}]}}}}\nuncertainties: {{u: {{each: m in many, distribution: \"uniform(0, 1)\"}}}}\n");
        var refused = Assert.Single(Pipeline.CheckDesign(scenario, new RunOptions { Sampler = SamplerKind.Sobol }));
        Assert.Equal(("ENT4001", "use --sampler lhs"), (refused.Code, refused.Hint));
        Assert.Empty(Pipeline.CheckDesign(scenario, new RunOptions { Sampler = SamplerKind.LatinHypercube }));
    }

    [Fact]
    public void A_design_looks_up_any_trial()
    {
        var plan = Written.Plan("uncertainties: {a: \"normal(0, 1)\", b: \"uniform(0, 1)\", c: \"beta(2, 3)\"}\ncorrelations: [{between: [a, c], rank: 0.5}]\n");
        foreach (var sampler in Enum.GetValues<SamplerKind>())
        {
            var forward = Enumerable.Range(0, 50).Select(t => Draw(Design.For(plan, sampler, 9, 50), t)).ToArray();
            var design = Design.For(plan, sampler, 9, 50);
            Assert.All(Enumerable.Range(0, 50).Reverse(), t => Assert.Equal(forward[t], Draw(design, t)));
            Assert.Equal(50, forward.Select(v => v[1]).Distinct().Count());
        }

        static double[] Draw(Design design, long trial)
        {
            var values = new double[3];
            design.Draw(trial, values);
            return values;
        }
    }

    [Fact]
    public void An_observer_sees_trials_in_order_and_a_throwing_one_ends_the_run()
    {
        var scenario = Written.Scenario("uncertainties: {u: \"uniform(0, 1)\"}\nmeasures: {u: {is: u}}\n");
        var watcher = new Watcher(long.MaxValue);
        var result = Pipeline.Run(scenario, new RunOptions { Trials = 500, Threads = 4, BatchLength = 3 }, watcher, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 500).Select(t => (long)t), watcher.Seen.Select(t => t.Trial));
        Assert.All(watcher.Seen, t => Assert.Equal(t.Uncertainties[0], t.Measures[0]));
        Assert.Equal(500, watcher.Done);
        Assert.Equal(500, result.Trials);
        Assert.Throws<InvalidTimeZoneException>(() => Pipeline.Run(scenario, new RunOptions { Trials = 500, Threads = 4, BatchLength = 3 }, new Watcher(100), CancellationToken.None));
    }

    private static ExperimentResult Run(string body, int trials) => Pipeline.Run(Written.Scenario(body), new RunOptions { Trials = trials }, null, CancellationToken.None);

    private sealed class Watcher(long failAt) : IRunObserver
    {
        public List<TrialRecord> Seen { get; } = [];

        public long Done { get; private set; }

        public bool WantsTrials => true;

        public void Progress(long done, long planned) => Done = done;

        public void Recorded(TrialRecord trial)
        {
            if (trial.Trial == failAt)
            {
                throw new InvalidTimeZoneException();
            }

            Seen.Add(trial);
        }
    }
}
