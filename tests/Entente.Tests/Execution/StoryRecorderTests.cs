using System.Collections.Immutable;
using System.Globalization;
using Entente.Execution;
using Entente.Experiments;
using Entente.Scenarios;
using Entente.Tests.Properties;

namespace Entente.Tests.Execution;

public class StoryRecorderTests
{
    /// <summary>A rule of one member, an event that fires a transition, a guard that must hold twice, and a pair.</summary>
    private const string Body = """
        sets: {towns: {members: [ada, bob, cyd]}}
        levers: {push: {range: [0, 1], default: 25%, unit: share}}
        state:
          heat: {each: x in towns, initial: 0.25, bounds: [0, 2]}
          total: {initial: 0, unit: share, bounds: [0, 60%]}
        derive:
          mean_heat: mean(heat[x] for x in towns)
        events:
          storm: {at: 2025-05, when: "mean_heat > 0.2", effects: [fire order.strain, "total += push over 2 quarters"], says: "A storm at {mean_heat:0.00} of heat; {{really}}, {push} of push."}
        rules:
          warm:
            each: x in towns where x != cyd
            when: heat[x] < 0.5 and t > 0 years
            chance: if push > 0.1 then 1 else 0.5
            draw: {friend: "pick(y in towns where y != x and y != cyd)", size: "discrete(0.5: 100%)"}
            effects: ["heat[x] += size", "heat[friend] *= 1"]
            once: "true"
            says: "{x} warms {friend} by {size} from {heat[x]:0.00}."
        lifecycles:
          order: {initial: sound, states: {sound: {}, worn: {}}, transitions: {strain: {from: sound, to: worn, when: t > 5 years}, mend: {from: worn, to: sound, when: since(order is worn) >= 1 quarter, for: 2 steps}}}
          pact: {each: "(x, y) in pairs(towns)", initial: none, states: {none: {}, held: {enter: ["total += 5% fading 1 year"]}}, transitions: {sign: {from: none, to: held, when: "heat[x] + heat[y] > 1", says: "{x} and {y} sign."}}}
        """;

    [Fact]
    public void What_happens_is_told_in_its_order_with_its_reasons()
    {
        Assert.Equal(
            """
            2025-Q2 1 events.storm []: A storm at 0.25 of heat; {really}, 25% of push.
              if mean_heat > 0.2 (mean_heat = 0.25)
              total Add 0.25: 0 -> 0.125 over 2
            2025-Q2 1 lifecycles.order.strain []: Order goes from sound to worn.
              sound -> worn, fired by events.storm
            2025-Q2 2 rules.warm [ada]: ada warms bob by 0.5 from 0.25.
              if x != cyd and heat[x] < 0.5 and t > 0 years (heat[ada] = 0.25, t = 0.25 years)
              chance if push > 0.1 then 1 else 0.5 = 1 (push = 25%)
              drew friend = bob, size = 0.5
              heat[ada] Add 0.5: 0.25 -> 0.75
              heat[bob] Multiply 1: 0.25 -> 0.75
            2025-Q2 2 rules.warm [bob]: bob warms ada by 0.5 from 0.25.
              if x != cyd and heat[x] < 0.5 and t > 0 years (heat[bob] = 0.25, t = 0.25 years)
              chance if push > 0.1 then 1 else 0.5 = 1 (push = 25%)
              drew friend = ada, size = 0.5
              heat[bob] Add 0.5: 0.25 -> 0.75
              heat[ada] Multiply 1: 0.25 -> 0.75
            2025-Q2 4 lifecycles.pact.sign [ada bob]: ada and bob sign.
              if heat[x] + heat[y] > 1 (heat[ada] = 0.75, heat[bob] = 0.75)
              total Add 0.05: 0.125 -> 0.175 fading 1
              none -> held
            2025-Q4 4 lifecycles.order.mend []: Order goes from worn to sound.
              if since(order is worn) >= 1 quarter (since(order is worn) = 0.5 years)
              held for 2
              worn -> sound

            """.ReplaceLineEndings("\n"),
            Told(Body));
    }

    /// <summary>Aggregates and draws share places in the frame: who reads the condition again must not change what was drawn.</summary>
    [Fact]
    public void Results_are_the_same_when_somebody_listens()
    {
        const string body = """
            sets: {towns: {members: [ada, bob, cyd]}}
            uncertainties: {w: "uniform(0, 1)"}
            state: {heat: {each: x in towns, initial: w, noise: 0.1}}
            derive: {odd: "log(heat[ada] - 0.4)"}
            rules:
              warm: {each: x in towns, when: "count(heat[y] > 0.3 for y in towns) > 0 and (heat[x] < 5 or odd > 0)", chance: 60%, draw: {size: "uniform(0, 1)", friend: "pick(y in towns where y != x)"}, effects: ["heat[x] += size over 2 quarters", "heat[friend] -= size"], says: "{count(heat[y] > 0.3 for y in towns)} towns, {odd}"}
            lifecycles:
              pact: {each: "(x, y) in pairs(towns)", initial: none, states: {none: {}, held: {}}, transitions: {sign: {from: none, to: held, when: "share(heat[z] > 0 for z in towns) > 0.1", rate: 1 per year}, end: {from: held, to: none, rate: "heat[x] * heat[x] * 1 per year"}}}
            measures: {m: {is: "sum(heat[x] for x in towns)", at: each step}, n: {is: "count(pact[x, y] is held for (x, y) in pairs(towns))"}}
            """;
        var plan = Written.Plan(body, 8);
        var listener = new StoryRecorder(plan);
        var (heard, alone) = (new TrialRunner(plan, 5, listener), new TrialRunner(plan, 5));
        var happened = 0;
        for (var trial = 0; trial < 200; trial++)
        {
            Assert.Equal(Numbers(plan, alone, trial), Numbers(plan, heard, trial));
            happened += listener.Happened.Length;
        }

        Assert.True(happened > 2000);
    }

    [Fact]
    public void A_trial_that_fails_is_told_up_to_its_failure()
    {
        var (_, story) = Listen("""
            state: {x: {initial: 1}}
            rules: {fall: {effects: ["x -= 0.5"], says: "x falls from {x}."}, split: {when: x < 1, effects: ["x = 1 / (x - 0.5)"], says: It splits.}}
            """);
        Assert.Equal(["x falls from 1.", "x falls from 0.5.", "It splits."], story.Happened.Select(h => h.Sentence));
        Assert.Equal([0.5, double.NaN], story.Happened.Take(2).Select(h => h.Changes[0].After));
        Assert.Empty(story.Happened[2].Changes);
        Assert.Null(story.Verdict);
    }

    [Fact]
    public void A_story_from_a_board_goes_on_where_the_board_stands()
    {
        var plan = Written.Plan(Body);
        var story = new StoryRecorder(plan);
        var runner = new TrialRunner(plan, 1, story);
        var result = new TrialResult(plan);
        var board = runner.RunTo(0, result, 2);
        var before = story.Happened;
        runner.RunFrom(board, 0, result);
        Assert.Equal([.. before, .. story.Happened], Listen(Body).Story.Happened, (a, b) => a!.Sentence == b!.Sentence && a.Date == b.Date);
    }

    [Fact]
    public void A_watched_cell_has_its_value_at_every_point_and_the_outcome_its_reason()
    {
        var plan = Written.Plan("state: {x: {each: y in towns, initial: 1, next: \"x[y] * 2\"}}\nsets: {towns: {members: [ada, bob]}}\noutcomes: [{name: big, when: \"x[bob] > 3\"}, {name: small, otherwise: \"true\"}]\n");
        var story = new StoryRecorder(plan);
        var values = story.Watch(plan.Scenario.Quantities.Single(q => q.Name == "x"), 1);
        new TrialRunner(plan, 1, story).Run(0, new TrialResult(plan));
        Assert.Equal([1, 2, 4, 8, 16], values);
        Assert.Equal(("x[bob] > 3", "x[bob] = 16"), (story.Verdict!.Text, string.Join(", ", story.Verdict.Readings.Select(r => $"{r.Name} = {r.Text}"))));
    }

    private static string Told(string body) => string.Concat(Listen(body).Story.Happened.Select(Text));

    private static (Entente.Planning.Plan Plan, StoryRecorder Story) Listen(string body)
    {
        var plan = Written.Plan(body);
        var story = new StoryRecorder(plan);
        new TrialRunner(plan, 1, story).Run(0, new TrialResult(plan));
        return (plan, story);
    }

    private static string Text(Happened h)
    {
        var lines = new List<string> { $"{h.Date} {h.Phase} {h.Address} [{string.Join(' ', h.Members)}]: {h.Sentence}" };
        lines.AddRange(new[] { ("if", h.Condition, ""), ("chance", h.Chance, " = "), ("rate", h.Rate, " = ") }
            .Where(r => r.Item2 is not null)
            .Select(r => $"{r.Item1} {r.Item2!.Text}{(r.Item3.Length > 0 ? r.Item3 + Invariant(r.Item2.Value) : "")} ({Readings(r.Item2.Readings)})"));
        if (h.HeldSteps > 0)
        {
            lines.Add($"held for {h.HeldSteps}");
        }

        if (!h.Draws.IsEmpty)
        {
            lines.Add("drew " + Readings(h.Draws));
        }

        lines.AddRange(h.Changes.Select(c =>
            $"{c.Cell} {c.Kind} {Invariant(c.Amount)}: {Invariant(c.Before)} -> {Invariant(c.After)}{(c.OverSteps > 1 ? $" over {c.OverSteps}" : "")}{(c.HalfLife is { } life ? $" fading {Invariant(life)}" : "")}"));
        if (h.From is not null)
        {
            lines.Add($"{h.From} -> {h.To}{(h.FiredBy is null ? "" : $", fired by {h.FiredBy}")}");
        }

        return string.Join("\n  ", lines) + "\n";
    }

    private static string Readings(ImmutableArray<Reading> readings) => string.Join(", ", readings.Select(r => $"{r.Name} = {r.Text}"));

    private static string Invariant(double value) => Math.Round(value, 9).ToString("R", CultureInfo.InvariantCulture);

    private static string Numbers(Entente.Planning.Plan plan, TrialRunner runner, long trial)
    {
        var result = new TrialResult(plan);
        Design.For(plan, SamplerKind.MonteCarlo, 5, 200).Draw(trial, result.Uncertain);
        runner.Run(trial, result);
        return result.Failure ?? string.Join(' ', result.Measures.Concat(result.Series[0]!).Select(v => BitConverter.DoubleToInt64Bits(v)));
    }
}
