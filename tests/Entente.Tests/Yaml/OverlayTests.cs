using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Tests.Conformance;
using Entente.Text;
using Entente.Yaml;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Yaml;

/// <summary>The laws of laying documents over each other.</summary>
public sealed class OverlayTests
{
    private static readonly string[] Keys = ["a", "b", "c", "d"];

    [Fact]
    public void A_document_laid_over_itself_changes_nothing() => Hold((one, _) => Assert.Equal(YamlText.Of(one), YamlText.Of(Overlay.Lay(one, one))));

    [Fact]
    public void An_empty_document_changes_nothing() => Hold((one, _) => Assert.Equal(YamlText.Of(one), YamlText.Of(Overlay.Lay(one, Read("{}")))));

    [Fact]
    public void What_lies_on_top_shows() => Hold((one, other) =>
    {
        var both = (YamlMapping)Overlay.Lay(one, other);
        Assert.Equal(YamlText.Of(both), YamlText.Of(Overlay.Lay(both, other)));
        Assert.Equal(
            ((YamlMapping)one).Entries.Concat(((YamlMapping)other).Entries).Select(e => e.Key.Value).Order(StringComparer.Ordinal).Distinct(),
            both.Entries.Select(e => e.Key.Value).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Written_text_reads_as_the_same_document() => Hold((one, _) => Assert.Equal(YamlText.Of(one), YamlText.Of(Read(YamlText.Of(one)))));

    [Fact]
    public void Extends_is_the_same_as_the_merged_file()
    {
        var files = new[] { "europe.yaml", "us-drawdown.yaml" }
            .Concat(new[] { "parts", "data" }.SelectMany(f => Directory.GetFiles(SourceTree.Folder("scenarios/" + f)).Select(p => $"{f}/{Path.GetFileName(p)}")))
            .Select(p => (p, SourceTree.Text("scenarios/" + p))).ToArray();
        var split = Pipeline.Load(MemoryFiles.Of(files), "us-drawdown.yaml", ScenarioChoice.Default).Scenario!;
        var root = split.Syntax.Root;
        var merged = YamlText.Of(root with { Entries = [.. root.Entries.Where(e => e.Key.Value is not ("extends" or "remove"))] });
        // Tables are named from parts/, so the merged document stands there.
        (string, string)[] wholes = [("parts/merged.yaml", merged), ("whole.yaml", "format: entente/1\nextends: parts/merged.yaml\n")];
        var whole = Pipeline.Load(MemoryFiles.Of([.. files, .. wholes]), "whole.yaml", ScenarioChoice.Default);
        Assert.True(whole.Scenario is not null, string.Concat(whole.Diagnostics.Select(DiagnosticText.Of)));
        Assert.Equal(split.Hash, whole.Scenario!.Hash);
    }

    private static void Hold(Action<YamlNode, YamlNode> law)
    {
        var documents = Mapping(3);
        var pairs = from one in documents from other in documents select (one, other);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithReplay(20260401, 7).WithMaxTest(200), Prop.ForAll(pairs.ToArbitrary(), p => law(Read(p.one), Read(p.other))));
    }

    private static Gen<string> Mapping(int depth)
    {
        var scalar = Gen.Elements("1", "'x y'", "~", "[1, 2]", "\"\\\"q\\\" \\\\ \\n\"", "[]");
        var value = depth == 0 ? scalar : Gen.Frequency((2, scalar), (2, Mapping(depth - 1)));
        return from keys in Gen.SubListOf(Keys) from values in Gen.ArrayOf(value, keys.Count) select "{" + string.Join(", ", keys.Zip(values, (k, v) => $"{k}: {v}")) + "}";
    }

    private static YamlNode Read(string text)
    {
        var found = new DiagnosticBag();
        var node = YamlReader.Read(new SourceText("a.yaml", text), found);
        Assert.True(node is not null, string.Concat(found.ToSorted().Select(DiagnosticText.Of)) + text);
        return node!;
    }
}
