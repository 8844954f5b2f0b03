using System.Collections.Immutable;
using Entente.Diagnostics;

namespace Entente.Yaml;

/// <summary>Lays one document over another.</summary>
public static class Overlay
{
    /// <summary>Mappings merge key by key; anything else of <paramref name="top"/> replaces what is below.</summary>
    public static YamlNode Lay(YamlNode below, YamlNode top)
    {
        if (below is not YamlMapping under || top is not YamlMapping over)
        {
            return top;
        }

        var replaced = over.Entries.ToDictionary(e => e.Key.Value, StringComparer.Ordinal);
        var merged = ImmutableArray.CreateBuilder<YamlEntry>();
        foreach (var entry in under.Entries)
        {
            merged.Add(replaced.Remove(entry.Key.Value, out var mine) ? new YamlEntry(mine.Key, Lay(entry.Value, mine.Value)) : entry);
        }

        merged.AddRange(over.Entries.Where(e => replaced.ContainsKey(e.Key.Value)));
        return over with { Entries = merged.ToImmutable() };
    }

    /// <summary>Takes the key at a dotted path out of a document; a path that leads nowhere is a diagnostic.</summary>
    public static YamlNode Remove(YamlNode document, YamlScalar path, DiagnosticBag found)
    {
        var reduced = Without(document, path.Value.Split('.'));
        if (reduced is not null)
        {
            return reduced;
        }

        found.Add(Rules.NothingToRemove.At(path.Source, path.Span, path.Value));
        return document;
    }

    private static YamlMapping? Without(YamlNode node, ReadOnlySpan<string> path)
    {
        if (node is not YamlMapping mapping)
        {
            return null;
        }

        for (var i = 0; i < mapping.Entries.Length; i++)
        {
            var entry = mapping.Entries[i];
            if (entry.Key.Value != path[0])
            {
                continue;
            }

            if (path.Length == 1)
            {
                return mapping with { Entries = mapping.Entries.RemoveAt(i) };
            }

            return Without(entry.Value, path[1..]) is { } inner
                ? mapping with { Entries = mapping.Entries.SetItem(i, entry with { Value = inner }) }
                : null;
        }

        return null;
    }
}
