using Entente.Diagnostics;
using Entente.Differences;
using Entente.Experiments;
using Entente.Reports;
using Entente.Scenarios;
using Entente.Tests.Conformance;
using Entente.Tests.Reports;

namespace Entente.Tests.Differences;

public sealed class ScenarioDiffTests
{
    private const string Base =
        """
        format: entente/1
        id: base
        clock: {start: 2025-Q1, step: quarter, steps: 4}
        levers: {push: {range: [0, 10], default: 1}, pull: {range: [0, 10], default: 1}}
        uncertainties: {u: "uniform(0, 1)", w: "uniform(0, 1)"}
        state: {x: {initial: u, next: x}, y: {initial: w, next: y}}
        rules: {fall: {chance: 20%, effects: x -= 0.1, says: It falls.}}
        measures: {sum: {is: push + 2 * pull, headline: true}, product: {is: push * pull, headline: true}, end: {is: x + y, headline: true}}
        outcomes: [{name: high, when: x > 0.5}, {name: low, otherwise: true}]

        """;

    [Fact]
    public void The_same_scenario_in_another_order_says_the_same()
    {
        var lines = Base.Trim().Split('\n');
        var diff = Diff(Base, string.Join('\n', lines[..3].Concat(lines[3..].Reverse())));
        Assert.Empty(diff.Changes);
        Assert.Equal((2, 0, 0, 0), (diff.Draws.Shared, diff.Draws.Other.Length, diff.Draws.OnlyBefore.Length, diff.Draws.OnlyAfter.Length));
    }

    [Fact]
    public void Changes_are_told_item_by_item_and_words_are_told_apart()
    {
        var diff = Diff(Base, "extends: base.yaml\nformat: entente/1\nid: other\nlevers: {push: {default: 3}}\nrules: {rise: {chance: 10%, effects: x += 0.1}, fall: {says: It drops.}}\nremove: [state.y, measures.end]\n");
        Assert.Equal(
            ["id Changed False", "levers.push Changed True", "state.y Removed True", "rules.fall Changed False", "rules.rise Added True", "measures.end Removed True"],
            diff.Changes.Select(c => $"{c.Label} {c.Kind} {c.MovesTrials}"));
        Assert.Equal(new ChangedPart("default", "1", "3"), diff.Changes[1].Parts.Single());
        Assert.Equal(new ChangedPart("says", "It falls.", "It drops."), diff.Changes[3].Parts.Single());
    }

    [Fact]
    public void Only_what_changed_is_drawn_anew()
    {
        var diff = Diff(Base, Base.Replace("w: \"uniform(0, 1)\"", "w: \"uniform(0, 2)\", z: \"normal(0, 1)\"", StringComparison.Ordinal) + "events: {e: {chance: 10%, effects: x += z}}\n");
        Assert.Equal(1, diff.Draws.Shared);
        Assert.Equal(("w", "", "events.e, z"), (Text(diff.Draws.Other), Text(diff.Draws.OnlyBefore), Text(diff.Draws.OnlyAfter)));

        static string Text(IEnumerable<string> names) => string.Join(", ", names);
    }

    [Fact]
    public void A_variant_differs_by_its_settings_and_overrides()
    {
        const string Text = Base + "variants: {hard: {levers: {push: 4}, overrides: {uncertainties: {w: {distribution: \"uniform(0, 3)\"}}}}}\n";
        var diff = ScenarioDiff.Of(Load(Text, null), Load(Text, "hard"));
        Assert.Equal(["uncertainties.w", "settings.push"], diff.Changes.Select(c => c.Label));
        Assert.Equal(new ChangedPart("", "1", "4"), diff.Changes[1].Parts.Single());
        var moved = Attribution.Of(diff, Options, null, CancellationToken.None);
        Assert.Equal([0.0, 3.0], moved.Items.Single(i => i.Name == "sum").Parts.Select(p => p.Estimate));
    }

    [Fact]
    public void A_table_that_differs_is_seen_where_the_documents_are_alike()
    {
        const string Text = "format: entente/1\nid: t\nclock: {start: 2025-Q1, step: quarter, steps: 1}\nsets: {actors: {table: a.csv, key: k}}\noutcomes: [{name: all, otherwise: true}]\n";
        Scenario With(string csv) => Pipeline.Load(MemoryFiles.Of(("main.yaml", Text), ("a.csv", csv)), "main.yaml", ScenarioChoice.Default).Scenario!;
        var change = Assert.Single(ScenarioDiff.Of(With("k,size\nA,1\nB,2\n"), With("k,size\nA,1\nB,3\nC,4\n")).Changes);
        Assert.Equal(("data.size", "3 values, 2 of them others"), (change.Label, change.Parts.Single().After));
    }

    [Fact]
    public void The_parts_are_shapleys_values()
    {
        // push 1 -> 2 and pull 1 -> 3: the sum moves by 1 and 2 x 2; the product by (1 + 3) / 2 and (2 + 4) / 2.
        var result = Attribution.Of(Diff(Base, Levers(2, 3)), Options, null, CancellationToken.None);
        Assert.Equal(["levers.push", "levers.pull"], result.Groups.Select(g => g.Single().Label).OrderDescending());
        Assert.Equal((4, 0), (result.Scenarios, result.Orders));
        double Of(string item, string lever) => result.Items.Single(i => i.Name == item).Parts[result.Groups.ToList().FindIndex(g => g.Single().Name == lever)].Estimate;
        Assert.Equal((1, 4), (Of("sum", "push"), Of("sum", "pull")));
        Assert.Equal((2, 3), (Of("product", "push"), Of("product", "pull")));
        Assert.All(result.Items.Single(i => i.Name == "end").Parts, p => Assert.Equal(0, p.Estimate));
    }

    [Fact]
    public void The_parts_add_up_and_an_interval_narrows_with_trials()
    {
        var diff = Diff(Base, Base.Replace("chance: 20%", "chance: 60%", StringComparison.Ordinal).Replace("initial: u", "initial: u * 0.8", StringComparison.Ordinal));
        var few = Attribution.Of(diff, Options with { Trials = 200 }, null, CancellationToken.None);
        var many = Attribution.Of(diff, Options with { Trials = 3200 }, null, CancellationToken.None);
        foreach (var result in new[] { few, many })
        {
            Assert.All(result.Items, i => Assert.Equal(i.After - i.Before, i.Parts.Sum(p => p.Estimate), 1e-9));
        }

        double Width(AttributionResult r) => r.Items.Single(i => i.Name == "high").Parts.Max(p => p.High - p.Low);
        Assert.InRange(Width(few) / Width(many), 2.5, 6);
    }

    [Fact]
    public void What_cannot_stand_alone_is_one_group()
    {
        // The rule reads the state, and the measure reads the lever that is not there before.
        var diff = Diff(Base, Base
            .Replace("y: {initial: w, next: y}", "y: {initial: w, next: y}, z: {initial: 1}", StringComparison.Ordinal)
            .Replace("effects: x -= 0.1", "effects: x -= 0.1 * z", StringComparison.Ordinal)
            .Replace("push: {range: [0, 10], default: 1}", "push: {range: [0, 10], default: 2}", StringComparison.Ordinal));
        var result = Attribution.Of(diff, Options, null, CancellationToken.None);
        Assert.Equal(["levers.push", "rules.fall, state.z"], result.Groups.Select(g => string.Join(", ", g.Select(c => c.Label).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_only_binding_can_tell_to_belong_together_is_found_out()
    {
        // A member less in the table, and the expression that names it: no name of a change stands in the other.
        var before = Base + "sets: {club: {members: {A: {w8: 1}, B: {w8: 2}}}}\nderive: {d: \"w8[A] + w8[B]\"}\n";
        var after = Base + "sets: {club: {members: {A: {w8: 1}}}}\nderive: {d: \"w8[A]\"}\n";
        var result = Attribution.Of(Diff(before, after), Options, null, CancellationToken.None);
        Assert.Equal(2, Assert.Single(result.Groups).Length);
    }

    [Fact]
    public void Many_changes_are_sampled_and_still_add_up()
    {
        string Many(int value) => Base + "data: {" + string.Join(", ", Enumerable.Range(0, 10).Select(k => $"d{k}: {value * (k + 1)}")) + "}\n"
            + "derive: {all: \"" + string.Join(" + ", Enumerable.Range(0, 10).Select(k => $"d{k}")) + "\"}\n";
        var diff = Diff(Many(0).Replace("is: x + y", "is: all", StringComparison.Ordinal), Many(1).Replace("is: x + y", "is: all", StringComparison.Ordinal));
        var result = Attribution.Of(diff, Options with { Trials = 8 }, null, CancellationToken.None);
        Assert.Equal((10, 24), (result.Groups.Length, result.Orders));
        var end = result.Items.Single(i => i.Name == "end");
        Assert.Equal(Enumerable.Range(1, 10).Select(k => (double)k), end.Parts.Select(p => Math.Round(p.Estimate, 9)).Order());
        Assert.Equal(55, end.After - end.Before, 1e-9);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var diff = Diff(Base, Levers(2, 3).Replace("chance: 20%", "chance: 50%", StringComparison.Ordinal));
        string Json(int threads) => DiffReport.Json(diff, Attribution.Of(diff, Options with { Threads = threads, BatchLength = threads }, null, CancellationToken.None));
        Assert.Equal(Json(1), Json(3));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    public void It_prints_within_the_console(int width)
    {
        var diff = Diff(Base, Levers(2, 3) + "derive: {quite_a_long_name_of_a_derived_quantity: \"x + y\"}\n");
        var text = TestConsole.Print(width, console => DiffReport.Write(diff, Attribution.Of(diff, Options, null, CancellationToken.None), console));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
        Assert.Contains("~ levers.push", text, StringComparison.Ordinal);
        Assert.Contains("product  1.0 → 6.0  +5.0", text, StringComparison.Ordinal);
    }

    private static RunOptions Options => new() { Trials = 64 };

    private static string Levers(int push, int pull) => Base
        .Replace("push: {range: [0, 10], default: 1}", $"push: {{range: [0, 10], default: {push}}}", StringComparison.Ordinal)
        .Replace("pull: {range: [0, 10], default: 1}", $"pull: {{range: [0, 10], default: {pull}}}", StringComparison.Ordinal);

    private static ScenarioDiff Diff(string before, string after) => ScenarioDiff.Of(Load(before, null), Load(after, null));

    private static Scenario Load(string text, string? variant)
    {
        var loaded = Pipeline.Load(MemoryFiles.Of(("main.yaml", text), ("base.yaml", Base)), "main.yaml", new ScenarioChoice(variant, []));
        Assert.Equal("", string.Concat(loaded.Diagnostics.Where(d => d.Severity == Severity.Error).Select(DiagnosticText.Of)));
        return loaded.Scenario!;
    }
}
