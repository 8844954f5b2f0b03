using System.Globalization;
using Entente.Diagnostics;
using Entente.Yaml;

namespace Entente.Studies;

/// <summary>Numbers as studies write them.</summary>
internal static class Values
{
    /// <summary>A finite number, or a percentage; null where the text is neither.</summary>
    public static double? Number(string text)
    {
        var isPercent = text.EndsWith('%');
        return double.TryParse(isPercent ? text[..^1].Trim() : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? isPercent ? value / 100 : value
            : null;
    }

    /// <summary>A number behind a key; null with a diagnostic where it is none.</summary>
    public static double? Number(YamlNode? node, DiagnosticBag found)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlScalar scalar when Number(scalar.Value) is { } value:
                return value;
            case YamlScalar scalar:
                found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, scalar.Value, "a number, such as 0.2 or 20%"));
                return null;
            default:
                found.Add(Rules.WrongShape.At(node.Source, node.Span, "a number", node.Shape));
                return null;
        }
    }

    /// <summary>A text that reads back as the same bits.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
