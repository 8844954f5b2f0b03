using Entente.Yaml;

namespace Entente.Reports;

/// <summary>Pieces of a scenario's document as text, in the author's own words: formulas read best as they were written.</summary>
internal static class DocumentText
{
    /// <summary>The entries of a section, in the order of the file.</summary>
    public static IEnumerable<(string Name, YamlNode Node)> Section(YamlMapping root, string key) =>
        root.Find(key) is YamlMapping section ? section.Entries.Select(e => (e.Key.Value, e.Value)) : [];

    /// <summary>The value of a key; null where there is none.</summary>
    public static YamlNode? Find(YamlNode? node, string key) => node is YamlMapping mapping && mapping.Find(key) is { } value and not YamlScalar { IsNull: true } ? value : null;

    /// <summary>The value of a key on one line; null where there is none.</summary>
    public static string? Of(YamlNode? node, string key) => Find(node, key) is { } value ? YamlText.Inline(value) : null;

    /// <summary>A node as lines: the items of a list or the entries of a mapping, or one line.</summary>
    public static IEnumerable<string> Lines(YamlNode node) => node switch
    {
        YamlSequence list => list.Items.Select(YamlText.Inline),
        YamlMapping map => map.Entries.Select(e => $"{e.Key.Value}: {YamlText.Inline(e.Value)}"),
        _ => [YamlText.Inline(node)],
    };
}
