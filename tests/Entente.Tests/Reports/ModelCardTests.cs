using System.Text.Json;
using Entente.Reports;
using Entente.Scenarios;
using Entente.Tests.Golden;

namespace Entente.Tests.Reports;

public class ModelCardTests
{
    public static TheoryData<string> Cultures => Culture.All;

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_card_prints_alike_in_every_culture(string culture) =>
        GoldenText.Matches("card-100", Culture.In(culture, () => TestConsole.Print(100, c => ModelCard.Write(SampleScenario.Bound, c))));

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(140)]
    public void No_line_is_wider_than_the_console(int width)
    {
        var lines = TestConsole.WithoutColours(TestConsole.Print(width, c => ModelCard.Write(SampleScenario.Bound, c), coloured: true)).Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Lifecycles_are_drawn_for_mermaid()
    {
        GoldenText.Matches("graph-mermaid", LifecycleGraph.Mermaid(SampleScenario.Bound, SampleScenario.Bound.Lifecycles));
        GoldenText.Matches("graph-mermaid-one", LifecycleGraph.Mermaid(SampleScenario.Bound, [SampleScenario.Bound.Lifecycles[0]]));
    }

    [Fact]
    public void Lifecycles_are_drawn_for_graphviz() => GoldenText.Matches("graph-dot", LifecycleGraph.Dot(SampleScenario.Bound, SampleScenario.Bound.Lifecycles));

    [Fact]
    public void The_schema_knows_every_key_of_every_shape()
    {
        using var json = JsonDocument.Parse(ScenarioSchema.Text);
        var definitions = json.RootElement.GetProperty("definitions");
        foreach (var shape in new[] { Shapes.Scenario, Shapes.State, Shapes.Event, Shapes.Rule, Shapes.Transition, Shapes.Outcome, Shapes.Clock })
        {
            var properties = definitions.GetProperty(shape.What).GetProperty("properties").EnumerateObject().Select(p => p.Name);
            Assert.Equal(shape.Keys.Select(k => k.Name), properties);
        }
    }

    [Fact]
    public void Every_reference_of_the_schema_leads_somewhere()
    {
        using var json = JsonDocument.Parse(ScenarioSchema.Text);
        var definitions = json.RootElement.GetProperty("definitions");
        Assert.All(References(json.RootElement), r => Assert.True(definitions.TryGetProperty(Uri.UnescapeDataString(r["#/definitions/".Length..]), out _), r));
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.NameEquals("$ref") ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
