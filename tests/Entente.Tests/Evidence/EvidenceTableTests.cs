using Entente.Diagnostics;
using Entente.Evidence;
using Entente.Scenarios;
using Entente.Tests.Conformance;
using Entente.Tests.Reports;

namespace Entente.Tests.Evidence;

public sealed class EvidenceTableTests
{
    private const string Head =
        """
        format: entente/1
        id: case
        clock: {start: 2025-Q1, step: quarter, steps: 4}
        outcomes: [{name: all, otherwise: true}]

        """;

    private static readonly Seeds Four = SampleSeeds.Of(("seeds/a.yaml",
        """
        id: A
        subject: s
        claims:
          ARG: {claim: argument, says: a}
          ACT: {claim: actor, says: b}
          EST: {claim: estimate, says: c}
          OBS: {claim: observation, says: d}
        """));

    [Theory]
    [InlineData("evidence: [ARG]", Strength.Argument)]
    [InlineData("evidence: [ARG, ACT]", Strength.Actor)]
    [InlineData("evidence: [EST, ACT]", Strength.Estimate)]
    [InlineData("evidence: [ARG, OBS, EST]", Strength.Observation)]
    [InlineData("evidence: [ARG], judgement: a guess", Strength.Argument)]
    [InlineData("evidence: UNKNOWN, judgement: a guess", Strength.Source)]
    [InlineData("judgement: a guess, source: a book", Strength.Source)]
    [InlineData("source: table 3 of EST", Strength.Estimate)]
    [InlineData("source: ESTHER", Strength.Source)]
    [InlineData("source: judgement", Strength.Judgement)]
    [InlineData("judgement: a guess", Strength.Judgement)]
    [InlineData("says: a number", Strength.Nothing)]
    public void An_item_is_as_strong_as_the_strongest_that_it_names(string keys, Strength strength) =>
        Assert.Equal(strength, Only($"data: {{x: {{is: 3, {keys}}}}}").Strength);

    [Fact]
    public void Without_seed_files_a_claim_is_a_source_of_unknown_sort()
    {
        var item = EvidenceTable.Of(Load("data: {x: {is: 3, evidence: [OBS]}}"), null).Items.Single();
        Assert.Equal((Strength.Source, "OBS", (Claim?)null), (item.Strength, item.Claims.Single().Id, item.Claims.Single().Claim));
    }

    [Fact]
    public void The_numbers_of_a_record_are_the_values_of_its_table_not_its_dates()
    {
        const string Document = "state: {x: {initial: 0}}\nobserved: {r: {of: x, table: r.csv, time: when, column: value, evidence: [OBS]}}\n";
        var files = MemoryFiles.Of(("main.yaml", Head + Document), ("r.csv", "when,value\n2024,3\n2025-Q2,4\n2025-Q3,5\n"));
        var item = EvidenceTable.Of(Pipeline.Load(files, "main.yaml", ScenarioChoice.Default).Scenario!, Four).Items.Single();
        Assert.Equal(("observed", "3 values of r.csv", Strength.Observation), (item.Item.Section, item.Item.Short, item.Strength));
    }

    [Fact]
    public void A_transition_rests_on_what_its_lifecycle_names_unless_it_names_its_own()
    {
        var table = Table(
            """
            lifecycles:
              m:
                evidence: [OBS]
                initial: a
                states: {a: {}, b: {}}
                transitions: {back: {from: b, to: a, rate: 0.2 per year, judgement: a guess}, go: {from: a, to: b, rate: 0.3 per year}}
            """);
        Assert.Equal(
            [("m", Strength.Observation, false), ("m.states.a", Strength.Observation, true), ("m.states.b", Strength.Observation, true), ("m.transitions.back", Strength.Judgement, false), ("m.transitions.go", Strength.Observation, true)],
            table.Items.Select(i => (i.Item.Name, i.Strength, i.Item.IsInherited)));
    }

    [Fact]
    public void A_formula_without_numbers_and_grounds_is_no_item() => Assert.Empty(Table("state: {x: {initial: 1}}\nderive: {y: 1 - x, z: {is: x, says: the same}}").Items);

    [Fact]
    public void A_claim_knows_what_names_it_and_what_none_names_is_unused()
    {
        var table = Table("data: {x: {is: 3, evidence: [OBS, OBS]}, y: {is: 4, source: OBS or EST}}");
        Assert.Equal(["x", "y"], table.Using("OBS").Select(i => i.Item.Name));
        Assert.Equal(["OBS"], table.Items[0].Claims.Select(c => c.Id));
        Assert.Equal(["ACT", "ARG"], table.Unused.Select(c => c.Id));
    }

    [Fact]
    public void Every_item_is_counted_once()
    {
        var table = EvidenceTable.Of(SampleScenario.Bound, SampleSeeds.Read);
        Assert.Equal(table.Items.Length, table.Totals.Sum(t => t.Count));
        Assert.Equal(table.Totals.Select(t => t.Strength).OrderDescending(), table.Totals.Select(t => t.Strength));
    }

    [Fact]
    public void The_order_of_a_file_changes_nothing()
    {
        var one = Table("data: {x: {is: 3, evidence: [OBS]}, y: 2}\nderive: {z: x + 7}");
        var other = Table("derive: {z: x + 7}\ndata: {y: 2, x: {evidence: [OBS], is: 3}}");
        Assert.Equal(one.Items.Select(i => (i.Item.Name, i.Item.Short, i.Strength)), other.Items.Select(i => (i.Item.Name, i.Item.Short, i.Strength)));
    }

    [Fact]
    public void Numbers_are_shown_as_they_are_written()
    {
        Assert.Equal("-0.5, 0.2 per year, 3%, 2 quarters, 7", Only("state: {x: {initial: -0.5, drift: 0.2 per year * (x - 3%) * 1 year / 2 quarters ^ 1 - 7 / 1 year}}").Item.Short);
        Assert.Equal("uniform(0.5, 1)", Only("uncertainties: {u: \"uniform(0.5, 1)\"}").Item.Short);
    }

    private static GroundedItem Only(string document) => Table(document).Items.Single();

    private static EvidenceTable Table(string document) => EvidenceTable.Of(Load(document), Four);

    private static Scenario Load(string document)
    {
        var loaded = Pipeline.Load(MemoryFiles.Of(("main.yaml", Head + document)), "main.yaml", ScenarioChoice.Default);
        Assert.Equal("", string.Concat(loaded.Diagnostics.Where(d => d.Severity == Severity.Error).Select(DiagnosticText.Of)));
        return loaded.Scenario!;
    }
}
