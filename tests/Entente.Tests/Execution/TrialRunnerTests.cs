using Entente.Execution;
using Entente.Experiments;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;
using Entente.Tests.Properties;

namespace Entente.Tests.Execution;

public class TrialRunnerTests
{
    private const string Body = """
        sets: {towns: {members: [a, b, c]}}
        uncertainties: {w: "uniform(0, 1)", path: {path: {2025-Q2: "uniform(0, 1)", 2025-Q4: 1}}}
        state:
          level: {initial: w, noise: 1}
          mean_level: {initial: 0, next: "smooth(double, 1 year) + prev(level) + path"}
          heat: {each: x in towns, initial: 0, bounds: [0, 3]}
        derive:
          double: level * 2
          fixed: 1 / (w - 0.5) + w
          a_slow: smooth(b_slow, 1 year) + prev(b_slow)
          b_slow: smooth(c_slow, 1 year)
          c_slow: prev(d_slow) + level
          d_slow: smooth(e_slow, 1 year)
          e_slow: prev(level)
          late: "if t >= 0.75 years and w > 0.7 then 1 / (w - w) else fixed"
        rules:
          warm: {each: x in towns, chance: 40%, cooldown: 2 quarters, draw: {size: "uniform(0, 1)"}, effects: ["heat[x] += size over 3 quarters", "level += 0.1 fading 1 quarter"]}
          once_only: {chance: 30%, once: "true", effects: "fire life[a].go"}
        lifecycles:
          life: {each: x in towns, initial: "if w > 0.5 then up else down", states: {up: {}, down: {}}, transitions: {go: {from: up, to: down, when: "heat[x] > 0.2", for: 2 steps, chance: 50%}, back: {from: down, to: up, chance: 30%}}}
        measures: {level: {is: level, at: each step}, m: {is: mean_level}, late: {is: late}, slow: {is: a_slow + c_slow}, heat: {is: "sum(heat[x] for x in towns)"}, gone: {time to: "life[a] is down"}}
        """;

    /// <summary>A world is used for one trial after another, failed ones among them; nothing of one may reach the next.</summary>
    [Fact]
    public void A_trial_does_not_depend_on_those_that_ran_before_it()
    {
        var plan = Written.Plan(Body);
        var alone = Enumerable.Range(0, 60).Select(t => Run(plan, new TrialRunner(plan, 3), t)).ToArray();
        Assert.Contains(alone, text => text.StartsWith("failed", StringComparison.Ordinal));
        Assert.True(alone.Distinct().Count() > 30);
        var one = new TrialRunner(plan, 3);
        Assert.All(Enumerable.Range(0, 60).Reverse().Concat([7, 7, 31, 0]), t => Assert.Equal(alone[t], Run(plan, one, t)));
    }

    /// <summary>A chain of memories, each of the one before, under names in either order: at every point the same.</summary>
    [Fact]
    public void Memories_of_memories_do_not_depend_on_names()
    {
        static double[] Chain(string one, string two, string three, string four) => Series($"""
            uncertainties:
              w: uniform(1, 2)
            state:
              x:
                initial: w
                next: x * 1.1
            derive:
              {one}: smooth(x, 1 year)
              {two}: smooth({one}, 2 quarters)
              {three}: prev({two})
              {four}: prev({three}) + smooth({three}, 1 year)
            measures:
              m:
                is: {four}
                at: each step
            """);
        var expected = Chain("a", "b", "c", "d");
        Assert.True(expected[^1] > expected[0]);
        Assert.Equal(expected, Chain("d", "c", "b", "a"));
        Assert.Equal(expected, Chain("b", "d", "a", "c"));
    }

    [Theory]
    [InlineData("prev(d) + 1")]
    [InlineData("smooth(d, 1 year) / 2")]
    public void What_needs_its_own_past_at_the_start_fails_the_trial(string formula)
    {
        var plan = Written.Plan($"derive: {{d: \"{formula}\"}}\nmeasures: {{m: {{is: d}}}}\n");
        Assert.Equal("failed: d needs its own past before there is any in d, step 1 (2025-Q1)", Run(plan, new TrialRunner(plan, 1), 0));
    }

    [Fact]
    public void Of_two_sets_in_one_phase_the_higher_priority_wins_whichever_comes_first()
    {
        var plan = Written.Plan("state: {x: {initial: 1}}");
        var state = plan.States[0];
        foreach (var order in new int[][] { [1, 2, 3], [3, 2, 1], [2, 3, 1] })
        {
            var gathering = new Gathering(1);
            Assert.True(gathering.IsEmpty);
            foreach (var priority in order)
            {
                gathering.Add(state, 0, EffectKind.Set, 10 * priority, priority);
                gathering.Add(state, 0, EffectKind.Add, 1, 0);
                gathering.Add(state, 0, EffectKind.Multiply, 2, 0);
            }

            var values = new double[] { 99 };
            gathering.Drain(values, (_, at, value) => values[at] = value);
            Assert.Equal((30 * 8) + 3, values[0]);
            Assert.True(gathering.IsEmpty);
        }
    }

    [Theory]
    [InlineData("rules: {r: {chance: 1 + x, effects: x += 1}}", "the chance is 2, outside [0, 1], in r, step 1 (2025-Q1)")]
    [InlineData("rules: {r: {rate: 0 per year - x / 1 year, effects: x += 1}}", "the rate is -1 per year in r, step 1 (2025-Q1)")]
    [InlineData("rules: {r: {effects: x *= 1e100}}", "x became Infinity in an update, step 2 (2025-Q2)")]
    [InlineData("rules: {r: {draw: {d: \"normal(0, x - 1)\"}, effects: x += d}}", "in r, step 1 (2025-Q1)")]
    [InlineData("measures: {m: {is: \"log(x - 1)\"}}", "log(0) has no value in m, step 4 (2025-Q4)")]
    [InlineData("derive: {d: \"mean(x for i in few where x > 5)\"}\nmeasures: {m: {is: d}}", "'mean' over nothing")]
    public void What_goes_wrong_is_named_with_its_place(string part, string message)
    {
        var start = part.Contains("1e100", StringComparison.Ordinal) ? "1e200" : "1";
        var plan = Written.Plan($"sets: {{few: {{members: [a]}}}}\nstate: {{x: {{initial: {start}}}}}\n{part}\n");
        Assert.Contains(message, Run(plan, new TrialRunner(plan, 1), 0), StringComparison.Ordinal);
    }

    /// <summary>Rules that come up at a rate, retold from their draws: one for each winding, at the step for which it was wound.</summary>
    [Fact]
    public void A_thing_that_waits_draws_once_and_again_when_it_has_rung()
    {
        var plan = Written.Plan("rules: {r: {rate: 3 per year * (1 + t / 1 year), effects: x += 1}}\nstate: {x: {initial: 0}}\nmeasures: {x: {is: x, at: each step}}\n");
        var stream = DrawStream.Named(3, "rules.r");
        var runner = new TrialRunner(plan, 3);
        var result = new TrialResult(plan);
        for (var trial = 0; trial < 200; trial++)
        {
            runner.Run(trial, result);
            var left = stream.Exponential(trial, 0, 0);
            var rung = 0;
            for (var step = 0; step < 4; step++)
            {
                left -= 3 * (1 + (step * 0.25)) * 0.25;
                if (left <= 0)
                {
                    rung++;
                    left = stream.Exponential(trial, step + 1, 0);
                }

                Assert.Equal(rung, result.Series[0]![step + 1]);
            }
        }
    }

    [Fact]
    public void Removing_a_rule_changes_no_other_clock()
    {
        const string other = "aa: {each: a in towns, rate: 2 per year, effects: \"y[a] += 1 fading 1 quarter\"}, ";
        static string With(string rules) => $$$"""
            sets: {towns: {members: [a, b]}}
            state: {x: {each: a in towns, initial: 0}, y: {each: a in towns, initial: 0}}
            events: {shock: {rate: 1 per year, effects: "x[a] += 1 fading 1 quarter"}}
            rules: { {{{rules}}}zz: {each: a in towns, rate: "1 per year + x[a] / 1 year", effects: "x[a] += 1 over 2 quarters"}}
            lifecycles: {life: {each: a in towns, initial: up, states: {up: {}, down: {}}, transitions: {fall: {from: up, to: down, rate: 2 per year}, rise: {from: down, to: up, rate: 3 per year} } } }
            measures: {x: {is: "x[a] + 100 * x[b]", at: each step}, ups: {is: "count(life[a] is up for a in towns)", at: each step}}
            """;
        var (with, without) = (Written.Plan(With(other)), Written.Plan(With("")));
        Assert.True(with.Rules.Length > without.Rules.Length);
        var told = Enumerable.Range(0, 100).Select(t => (With: Measured(with, t), Without: Measured(without, t))).ToArray();
        Assert.All(told, t => Assert.Equal(t.Without, t.With));
        Assert.True(told.Distinct().Count() > 50);

        static string Measured(Plan plan, long trial)
        {
            var result = new TrialResult(plan);
            new TrialRunner(plan, 3).Run(trial, result);
            return string.Join(' ', result.Series.SelectMany(s => s!));
        }
    }

    private static double[] Series(string body)
    {
        var plan = Written.Plan(body);
        var result = new TrialResult(plan);
        result.Uncertain[0] = 1.5;
        var runner = new TrialRunner(plan, 1);
        runner.Run(1, result);
        runner.Run(0, result);
        Assert.Null(result.Failure);
        return [.. result.Series[0]!];
    }

    private static string Run(Plan plan, TrialRunner runner, long trial)
    {
        var result = new TrialResult(plan);
        Design.For(plan, SamplerKind.MonteCarlo, 3, 1000).Draw(trial, result.Uncertain);
        runner.Run(trial, result);
        return result.Failure is { } failure
            ? $"failed: {failure}"
            : string.Join(' ', [.. result.Measures, .. result.Series[0] ?? [], .. result.Times, .. result.Counts.Fired, .. result.Counts.Moved, .. result.Counts.Spent.SelectMany(s => s)]);
    }
}
