using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Entente.Diagnostics;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Names a resolved scenario by its content.</summary>
public static class ScenarioHash
{
    /// <summary>SHA-256 over the document, its tables and the settings. Keys and rows are sorted, since their order does not matter.</summary>
    public static string Of(ScenarioSyntax syntax)
    {
        var text = new StringBuilder("entente/1\n");
        Append(text, syntax.Root, 0);
        foreach (var (path, source) in syntax.Folder.Files.Where(f => !IsDocument(f.Key)))
        {
            text.Append("table ").Append(path).Append('\n');
            AppendTable(text, source);
        }

        text.Append("variant ").Append(syntax.Choice.Variant).Append('\n');
        foreach (var (lever, value) in syntax.Choice.Settings.OrderBy(s => s.Lever, StringComparer.Ordinal))
        {
            text.Append("set ").Append(lever).Append('=').Append(value).Append('\n');
        }

        foreach (var (uncertainty, value) in syntax.Choice.Pins.OrderBy(p => p.Uncertainty, StringComparer.Ordinal))
        {
            text.Append("pin ").Append(uncertainty).Append('=').Append(value).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The hash of each part by itself, 16 digits: the document's sections by their key, the tables by their path. What differs between two scenarios can be named with it.</summary>
    public static ImmutableSortedDictionary<string, string> Parts(ScenarioSyntax syntax)
    {
        var parts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in syntax.Root.Entries.Where(e => e.Key.Value is not ("extends" or "remove")))
        {
            parts[entry.Key.Value] = Part(text => Append(text, entry.Value, 1));
        }

        foreach (var (path, source) in syntax.Folder.Files.Where(f => !IsDocument(f.Key)))
        {
            parts[path] = Part(text => AppendTable(text, source));
        }

        return parts.ToImmutable();
    }

    private static string Part(Action<StringBuilder> write)
    {
        var text = new StringBuilder();
        write(text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static void AppendTable(StringBuilder text, SourceText source)
    {
        var found = new DiagnosticBag();
        if (source.Path.EndsWith(".yaml", StringComparison.Ordinal) && YamlReader.Read(source, found) is { } columns)
        {
            Append(text, columns, 1);
            return;
        }

        if (Table.Read(source, found) is not { } table)
        {
            text.Append(source.Content).Append('\n');
            return;
        }

        var header = table.Header.Select(name => table.HeaderUnits.TryGetValue(name, out var unit) ? $"{name} [{unit}]" : name);
        var rows = Enumerable.Range(0, table.Rows).Select(row => Line(table.Header.Select((_, column) => table.Cell(row, column))));
        text.AppendJoin('\n', [Line(header), .. rows.Order(StringComparer.Ordinal)]).Append('\n');
    }

    private static string Line(IEnumerable<string> cells) => string.Join('\u001f', cells);

    // Documents are in the hash as what they resolve to.
    private static bool IsDocument(string path) => path.EndsWith(".yaml", StringComparison.Ordinal) && !path.EndsWith(".columns.yaml", StringComparison.Ordinal);

    private static void Append(StringBuilder text, YamlNode node, int depth)
    {
        switch (node)
        {
            case YamlScalar scalar:
                text.Append(scalar.IsNull ? "~" : scalar.Value.ReplaceLineEndings("\n").Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
                break;
            case YamlSequence sequence:
                text.Append('\n');
                foreach (var item in sequence.Items)
                {
                    text.Append(' ', depth).Append("- ");
                    Append(text, item, depth + 1);
                }

                break;
            case YamlMapping mapping:
                text.Append('\n');
                foreach (var entry in mapping.Entries.Where(e => depth > 0 || e.Key.Value is not ("extends" or "remove")).OrderBy(e => e.Key.Value, StringComparer.Ordinal))
                {
                    text.Append(' ', depth).Append(entry.Key.Value).Append(": ");
                    Append(text, entry.Value, depth + 1);
                }

                break;
        }
    }
}
