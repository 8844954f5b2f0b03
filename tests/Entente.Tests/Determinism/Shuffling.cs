using YamlDotNet.RepresentationModel;

namespace Entente.Tests.Determinism;

/// <summary>Puts into another order what has none: the keys of mappings and the rows of tables.</summary>
internal static class Shuffling
{
    public static string Document(string yaml, Random random)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(Shuffle(stream.Documents[0].RootNode, random))).Save(text, assignAnchors: false);
        return text.ToString();
    }

    public static string Table(string csv, Random random)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var rows = lines[1..];
        random.Shuffle(rows);
        return string.Join('\n', [lines[0], .. rows]) + "\n";
    }

    private static YamlNode Shuffle(YamlNode node, Random random)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var children = mapping.Children.Select(c => (c.Key, Value: Shuffle(c.Value, random))).ToArray();
                random.Shuffle(children);
                return new YamlMappingNode(children.Select(c => KeyValuePair.Create(c.Key, c.Value))) { Style = mapping.Style };
            case YamlSequenceNode sequence:
                return new YamlSequenceNode(sequence.Children.Select(c => Shuffle(c, random))) { Style = sequence.Style };
            default:
                return node;
        }
    }
}
