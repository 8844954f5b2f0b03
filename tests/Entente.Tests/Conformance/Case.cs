using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Entente.Scenarios;
using YamlDotNet.RepresentationModel;

namespace Entente.Tests.Conformance;

/// <summary>A line or two of the language, and what it must mean.</summary>
/// <param name="Suite">The file it stands in.</param>
/// <param name="Name">A sentence that is true.</param>
internal sealed partial record Case(string Suite, string Name, YamlMappingNode Node, string Prelude)
{
    private const string Header = """
        format: entente/1
        id: case
        clock: {start: 2025-Q1, step: quarter, steps: 4}
        outcomes: [{name: all, otherwise: true}]
        """;

    /// <summary>All cases beside this file.</summary>
    public static IEnumerable<Case> All()
    {
        foreach (var path in Directory.GetFiles(SourceTree.Folder("tests/Entente.Tests/Conformance"), "*.yaml").Order(StringComparer.Ordinal))
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(File.ReadAllText(path)));
            var root = (YamlMappingNode)stream.Documents[0].RootNode;
            foreach (var node in ((YamlSequenceNode)root["cases"]).Cast<YamlMappingNode>())
            {
                yield return new Case(Path.GetFileNameWithoutExtension(path), TextOf(node, "name")!, node, TextOf(root, "scenario") ?? "");
            }
        }
    }

    public string? Text(string key) => TextOf(Node, key);

    public YamlNode? Find(string key) => Node.Children.TryGetValue(key, out var node) ? node : null;

    public IEnumerable<(string Key, YamlNode Value)> Map(string key) =>
        (Find(key) as YamlMappingNode)?.Children.Select(e => (((YamlScalarNode)e.Key).Value!, e.Value)) ?? [];

    /// <summary>What a case expects to be told, in order; empty where nothing.</summary>
    public ImmutableArray<YamlMappingNode> Expected => Find("error") is YamlMappingNode one ? [one]
        : Find("told") is YamlSequenceNode many ? [.. many.Cast<YamlMappingNode>()] : [];

    /// <summary>The files: the case's own over the suite's over a header that makes them a whole scenario.</summary>
    /// <param name="extra">Lines added to the case's own document.</param>
    public MemoryFiles Files(string extra = "")
    {
        var files = new List<(string, FileContent)>
        {
            ("header.yaml", new FileContent.Found("header.yaml", Header)),
            ("suite.yaml", new FileContent.Found("suite.yaml", Prelude + "\nextends: header.yaml\n")),
            ("main.yaml", Main(extra)),
        };
        files.AddRange(Map("files").Select(f => (f.Key, Content(f.Key, f.Value))));
        return new MemoryFiles([.. files]);
    }

    public ScenarioChoice Choice => new(Text("variant"), [.. Map("set").Select(s => (s.Key, ((YamlScalarNode)s.Value).Value!))]);

    public static string? TextOf(YamlMappingNode node, string key) => (node.Children.TryGetValue(key, out var found) ? found as YamlScalarNode : null)?.Value;

    private FileContent Main(string extra)
    {
        if (Find("file") is { } whole)
        {
            return Content("main.yaml", whole);
        }

        var given = new StringBuilder();
        foreach (var (name, value) in Map("given"))
        {
            var parts = ((YamlScalarNode)value).Value!.Split(' ', 2);
            given.Append(CultureInfo.InvariantCulture, $"\n  {name}: {{is: {parts[0]}, unit: \"{(parts.Length > 1 ? parts[1] : "1")}\"}}");
        }

        var data = given.Length > 0 ? $"data:{given}\n" : "";
        return new FileContent.Found("main.yaml", Expand(Text("document") ?? "") + "\n" + data + extra + "\nextends: suite.yaml\n");
    }

    private static FileContent Content(string path, YamlNode node)
    {
        if (node is YamlScalarNode text)
        {
            return new FileContent.Found(path, Expand(text.Value!));
        }

        var special = (YamlMappingNode)node;
        return TextOf(special, "bytes") is { } bytes ? new FileContent.TooLarge(long.Parse(bytes, CultureInfo.InvariantCulture))
            : TextOf(special, "unreadable") is { } reason ? new FileContent.Unreadable(reason)
            : TextOf(special, "outside") is not null ? new FileContent.Outside()
            : new FileContent.NotText();
    }

    // ⟪text×1000⟫ stands for a thousand times the text, with # for the number of each.
    private static string Expand(string text) => Repeated().Replace(text, m => string.Concat(
        Enumerable.Range(0, int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)).Select(k => m.Groups[1].Value.Replace("#", k.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))));

    [GeneratedRegex("⟪(.*?)×([0-9]+)⟫", RegexOptions.Singleline)]
    private static partial Regex Repeated();
}
