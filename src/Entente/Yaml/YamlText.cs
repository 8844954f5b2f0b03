using System.Text;
using Entente.Text;

namespace Entente.Yaml;

/// <summary>Writes a document out again: what the overlays came to.</summary>
public static class YamlText
{
    public static string Of(YamlNode node)
    {
        var text = new StringBuilder();
        Append(text, node, 0);
        return text.ToString().TrimStart('\n') + "\n";
    }

    /// <summary>A node on one line, for people.</summary>
    public static string Inline(YamlNode node) => node switch
    {
        YamlScalar scalar => scalar.Value,
        YamlSequence list => string.Join(", ", list.Items.Select(Inline)),
        YamlMapping map => string.Join(", ", map.Entries.Select(e => $"{e.Key.Value}: {Inline(e.Value)}")),
        _ => "",
    };

    /// <summary>A scalar that nobody wrote.</summary>
    public static YamlScalar Scalar(string value, string where)
    {
        var source = new SourceText(where, value);
        var span = new TextSpan(0, value.Length);
        return new YamlScalar(EmbeddedText.Align(source, span, value), span);
    }

    private static void Append(StringBuilder text, YamlNode node, int depth)
    {
        switch (node)
        {
            case YamlMapping { Entries.IsEmpty: true }:
                text.Append(" {}");
                break;
            case YamlSequence { Items.IsEmpty: true }:
                text.Append(" []");
                break;
            case YamlMapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    text.Append('\n').Append(' ', depth * 2).Append(Scalar(entry.Key.Value)).Append(':');
                    Append(text, entry.Value, depth + 1);
                }

                break;
            case YamlSequence sequence:
                foreach (var item in sequence.Items)
                {
                    text.Append('\n').Append(' ', depth * 2).Append('-');
                    Append(text, item, depth + 1);
                }

                break;
            case YamlScalar scalar:
                text.Append(scalar.IsNull ? " ~" : " " + Scalar(scalar.Value));
                break;
        }
    }

    private static string Scalar(string value)
    {
        var plain = value.Length > 0 && char.IsLetterOrDigit(value[0]) && value.All(c => char.IsLetterOrDigit(c) || " ._-+*/()<>=".Contains(c, StringComparison.Ordinal)) && !value.EndsWith(' ');
        return plain ? value : "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
    }
}
