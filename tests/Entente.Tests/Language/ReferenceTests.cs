using Entente.Diagnostics;
using Entente.Language;
using Entente.Scenarios;
using Entente.Tests.Conformance;

namespace Entente.Tests.Language;

/// <summary>The tables of the references are printed from the rows that the program runs on.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> FunctionNames => [.. Functions.All.Select(f => f.Name)];

    [Fact]
    public void Table_of_functions_is_the_rows() => Matches("functions", FunctionTable.Text());

    [Fact]
    public void Table_of_distributions_is_the_rows() => Matches("distributions", DistributionTable.Text());

    [Theory]
    [InlineData("max")]
    [InlineData("min")]
    [InlineData("clamp")]
    public void Functions_that_choose_lose_no_NaN(string name)
    {
        var function = Functions.Find(name)!;
        Assert.Equal(1, function.Apply([1, 1, 1]));
        Assert.All(Enumerable.Range(0, 3), k => Assert.True(double.IsNaN(function.Apply([.. Enumerable.Range(0, 3).Select(i => i == k ? double.NaN : 1.0)]))));
    }

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public void Example_of_a_function_is_true(string name)
    {
        var scenario = Load($"derive: {{example: '{Functions.Find(name)!.Example}'}}");
        var formula = scenario.Derived.Single().Formula;
        Assert.Equal(TypeKind.Condition, formula.Type.Kind);
        Assert.True(new ReferenceEvaluator(new World(0, 0, 0, 0, 0, 0)).Holds(formula));
    }

    [Fact]
    public void Example_of_a_distribution_binds()
    {
        var examples = Entente.Sampling.Distributions.All.Select(f => f.Example)
            .Concat(["discrete(1: 20%, 2: 80%)", "categorical(hawk: 30%, dove: 70%)", "empirical(1, 2, 2, 5)", "mixture(0.3: normal(0, 1), 0.7: uniform(2, 3))", "quantiles(5%: 1, 50%: 2, 95%: 4)"]);
        foreach (var example in examples)
        {
            Assert.Contains($"`{example}`", DistributionTable.Text(), StringComparison.Ordinal);
            Assert.Single(Load($"uncertainties: {{u: '{example}'}}").Uncertainties);
        }
    }

    [Fact]
    public void Page_of_diagnostics_lists_every_rule()
    {
        var rows = SourceTree.Text("docs/diagnostics.md").Split('\n').Where(l => l.StartsWith("| ENT", StringComparison.Ordinal)).Select(l => l.Split('|', StringSplitOptions.TrimEntries)).ToArray();
        Assert.Equal(Rules.All.Select(r => $"{r.Code} {DiagnosticText.Name(r.Severity)}"), rows.Select(r => $"{r[1]} {r[2]}"));
        Assert.All(rows, r => Assert.True(r.Length == 6 && r[3].Length > 0 && r[4].Length > 0, r[1]));
    }

    private static Scenario Load(string text)
    {
        var main = $"format: entente/1\nid: a\nclock: {{start: 2025-Q1, step: year, steps: 1}}\noutcomes: [{{name: all, otherwise: true}}]\n{text}\n";
        var loaded = Pipeline.Load(MemoryFiles.Of(("main.yaml", main)), "main.yaml", ScenarioChoice.Default);
        Assert.True(loaded.Scenario is not null, string.Concat(loaded.Diagnostics.Select(DiagnosticText.Of)));
        return loaded.Scenario!;
    }

    private static void Matches(string name, string table)
    {
        const string page = "docs/language.md";
        var text = SourceTree.Text(page);
        var start = text.IndexOf($"<!-- {name} -->\n", StringComparison.Ordinal) + $"<!-- {name} -->\n".Length;
        var end = text.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("ENTENTE_ACCEPT") == "1")
        {
            File.WriteAllText(SourceTree.Folder(page), text[..start] + table + text[end..]);
            return;
        }

        Assert.Equal(table, text[start..end]);
    }
}
