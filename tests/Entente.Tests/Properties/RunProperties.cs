using System.Globalization;
using Entente.Execution;
using Entente.Experiments;
using Entente.Planning;
using Entente.Reports;
using Entente.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Properties;

/// <summary>Laws of whole runs.</summary>
public class RunProperties
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithReplay(20260401UL, 1UL);

    private const string Failing = """
        sets: {towns: {members: [a, b, c]}}
        uncertainties: {w: "normal(0, 1)", v: {each: x in towns, distribution: "uniform(0, 1)"}}
        state:
          level: {initial: w, noise: 1, bounds: [-2, 2]}
          total: {each: x in towns, initial: 0, next: "total[x] + 1 / (if w < -0.5 then 0 else 1)"}
        rules: {hit: {each: x in towns, chance: 30%, effects: "total[x] += v[x]"}}
        lifecycles:
          life: {each: x in towns, initial: up, states: {up: {}, down: {}}, transitions: {go: {from: up, to: down, chance: 30%}, back: {from: down, to: up, chance: 40%}}}
        measures: {level: {is: level, at: each step}, total: {is: "sum(total[x] for x in towns)"}, first: {time to: "life[a] is down"}}
        outcomes: [{name: high, when: level > 1}, {name: low, when: level < -1}, {name: between, otherwise: "true"}]
        """;

    [Fact]
    public void Merging_tallies_in_any_split_and_order_equals_one_pass()
    {
        const int trials = 30;
        var plan = Written.Plan(Failing);
        var options = new RunOptions { Trials = trials };
        var results = Enumerable.Range(0, trials).Select(t => RunOf(plan, t)).ToArray();
        Assert.Contains(results, r => r.Failure is not null);
        var whole = new Tally(plan);
        Array.ForEach(results, whole.Add);
        var expected = JsonReport.Of(Summariser.Summarise(plan, options, whole));

        // Where each trial goes, and by which key the trials and the parts are ordered.
        var splits = Gen.Choose(0, 4).ArrayOf(trials).SelectMany(places => Gen.Choose(0, 1000).ArrayOf(trials).Select(keys => (places, keys))).ToArbitrary();
        Check.One(Fixed.WithMaxTest(100), Prop.ForAll(splits, split =>
        {
            var total = new Tally(plan);
            var parts = Enumerable.Range(0, 5).Select(part => new Tally(plan, split.keys[part] % 2 == 0 ? total : null)).ToArray();
            foreach (var trial in Enumerable.Range(0, trials).OrderBy(t => split.keys[t]))
            {
                parts[split.places[trial]].Add(results[trial]);
            }

            foreach (var part in Enumerable.Range(0, 5).OrderBy(p => split.keys[p]))
            {
                total.Merge(parts[part]);
            }

            return JsonReport.Of(Summariser.Summarise(plan, options, total)) == expected;
        }));
    }

    [Fact]
    public void A_tally_that_has_seen_the_like_allocates_nothing()
    {
        var plan = Written.Plan(Failing);
        var results = Enumerable.Range(0, 30).Select(t => RunOf(plan, t)).Where(r => r.Failure is null).ToArray();
        var tally = new Tally(plan);
        for (var k = 0; k < 3 * QuantileSketch.ExactCapacity; k++)
        {
            tally.Add(results[k % results.Length]);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 3 * QuantileSketch.ExactCapacity; k++)
        {
            tally.Add(results[k % results.Length]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Whatever would happen at a rate of nothing does not happen, and a state that nothing touches stays to the bit.</summary>
    [Fact]
    public void All_rates_zero_change_nothing()
    {
        var effect = Gen.Elements("x = 7", "x += 0.1", "x -= 0.3 over 3 quarters", "x *= 1.7", "x += 2 fading 1 quarter", "fire life.go");
        var never = Gen.Elements("rate: 0 per year", "chance: 0", "chance: 0%", "rate: 0 per year * x", "when: x != x", "rate: 1 per year * off", "when: t < 0 years");
        var happening = effect.SelectMany(e => never.Select(n => $"{n}, effects: \"{e}\""));
        var document = happening.ListOf(3).SelectMany(events => happening.ListOf(3).SelectMany(rules => never.SelectMany(guard => Gen.Choose(-1000, 1000).Select(start => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            uncertainties: {w: "normal(0, 1)"}
            levers: {off: {range: [0, 1], default: 0}}
            state: {x: {initial: {{{start / 7.0}}} + w}, y: {initial: x, drift: 0 * x}, z: {initial: w, noise: 0 * w}}
            events: {e1: {priority: 1, {{{events[0]}}} }, e2: {priority: 2, {{{events[1]}}} }, e3: {priority: 3, {{{events[2]}}} } }
            rules: {r1: {priority: 4, {{{rules[0]}}} }, r2: {priority: 5, {{{rules[1]}}} }, r3: {priority: 6, {{{rules[2]}}} } }
            lifecycles: {life: {initial: up, states: {up: {enter: "x += 1"}, down: {enter: "x += 1", terminal: "true"} }, transitions: {go: {from: up, to: down, {{{guard}}} } } }}
            measures: {x: {is: x, at: each step}, y: {is: y, at: each step}, z: {is: z, at: each step}, moved: {time to: life is down}}
            """))))).ToArbitrary();
        Check.One(Fixed.WithMaxTest(40), Prop.ForAll(document, body =>
        {
            var plan = Written.Plan(body);
            return Enumerable.Range(0, 3).Select(t => RunOf(plan, t)).All(r =>
                r.Failure is null && r.Series.All(s => s is null || s.All(v => BitConverter.DoubleToInt64Bits(v) == BitConverter.DoubleToInt64Bits(s[0])))
                && r.Counts.Fired.All(n => n == 0) && r.Counts.Moved.All(n => n == 0) && r.Counts.Clamped.All(n => n == 0) && r.Times.All(t => t < 0));
        }));
    }

    [Fact]
    public void Outcomes_share_out_the_completed_trials()
    {
        var bounds = Gen.Choose(-30, 30).NonEmptyListOf().Where(l => l.Count <= 8).ToArbitrary();
        Check.One(Fixed.WithMaxTest(40), Prop.ForAll(bounds, list =>
        {
            var outcomes = string.Concat(list.Select((b, k) => string.Create(CultureInfo.InvariantCulture, $"{{name: o{k}, when: \"w < {b / 10.0}\"}}, ")));
            var scenario = Written.Scenario($"uncertainties: {{w: \"normal(0, 1)\"}}\noutcomes: [{outcomes}{{name: rest, otherwise: \"true\"}}]\n");
            var result = Pipeline.Run(scenario, new RunOptions { Trials = 97 }, null, CancellationToken.None);
            return result.Outcomes.Sum(o => o.Count) == 97 && Math.Abs(result.Outcomes.Sum(o => o.Share) - 1) < 1e-12
                && result.Outcomes.All(o => 0 <= o.Low && o.Low <= o.Share && o.Share <= o.High && o.High <= 1);
        }));
    }

    private static TrialResult RunOf(Plan plan, long trial)
    {
        var result = new TrialResult(plan);
        Design.For(plan, SamplerKind.MonteCarlo, 5, 1000).Draw(trial, result.Uncertain);
        new TrialRunner(plan, 5).Run(trial, result);
        return result;
    }
}
