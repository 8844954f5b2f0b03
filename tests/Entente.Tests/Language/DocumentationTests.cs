using System.Text.RegularExpressions;
using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Tests.Conformance;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Tests.Language;

/// <summary>The examples of the language reference are one small scenario, section by section; it is read, checked and run.</summary>
public class DocumentationTests
{
    private const string Head = "format: entente/1\nid: reference\nclock: {start: 2025-Q2, step: quarter, steps: 8}\n";

    [Fact]
    public void The_examples_of_the_reference_make_a_scenario_that_runs()
    {
        var page = SourceTree.Text("docs/language.md");
        var blocks = Regex.Matches(page, "```yaml\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).Where(b => !b.StartsWith("format:", StringComparison.Ordinal)).ToArray();
        Assert.True(blocks.Length >= 10);
        var found = new DiagnosticBag();
        var whole = blocks.Prepend(Head).Select((b, k) => YamlReader.Read(new SourceText($"block {k}", b), found)!).Aggregate(Overlay.Lay);
        Assert.Empty(found.ToSorted());

        foreach (var variant in new[] { null, "abrupt", "poor" })
        {
            var loaded = Pipeline.Load(
                MemoryFiles.Of(
                    ("main.yaml", YamlText.Of(whole)),
                    ("data/actors.csv", "iso3,name,gdp_usd_bn,member_nato,troops,exposure\nEST,Estonia,43,yes,7500,0.9\nLTU,Lithuania,85,yes,20000,0.8\nLVA,Latvia,44,yes,,0.8\nAUT,Austria,522,no,22000,0.3\n"),
                    ("data/borders.csv", "a,b,km\nEST,LVA,333\nLVA,LTU,544\n"),
                    ("data/spending.csv", "iso3,2024 [% of gdp]\nEST,3.4\nLTU,3.1\nLVA,3.4\nAUT,1\n")),
                "main.yaml", new ScenarioChoice(variant, []));
            Assert.Empty(loaded.Diagnostics.Where(d => d.Severity == Severity.Error).Select(DiagnosticText.Of));
            var result = Pipeline.Run(loaded.Scenario!, new Entente.Experiments.RunOptions { Trials = 20 }, null, CancellationToken.None);
            Assert.Equal(0, result.Failed);
        }
    }

    [Fact]
    public void Every_block_of_yaml_in_the_pages_is_yaml()
    {
        foreach (var file in Directory.GetFiles(SourceTree.Folder("docs"), "*.md").Append(SourceTree.Folder("README.md")))
        {
            foreach (Match block in Regex.Matches(File.ReadAllText(file), "```yaml\n(.*?)```", RegexOptions.Singleline))
            {
                var found = new DiagnosticBag();
                YamlReader.Read(new SourceText(file, block.Groups[1].Value), found);
                Assert.Empty(found.ToSorted().Select(DiagnosticText.Of));
            }
        }
    }
}
