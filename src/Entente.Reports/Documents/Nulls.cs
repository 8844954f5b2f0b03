using System.Collections;
using System.Reflection;

namespace Entente.Reports.Documents;

/// <summary>Finds what the JSON library lets pass although its type says that it cannot be: nulls in lists.</summary>
internal static class Nulls
{
    /// <summary>The path of the first null in a list; null if there is none.</summary>
    public static string? In(object part, string path = "")
    {
        foreach (var property in part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.PropertyType.Namespace is { } space && (space.StartsWith("Entente", StringComparison.Ordinal) || space.StartsWith("System.Collections", StringComparison.Ordinal))))
        {
            var name = path + char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            if (Below(property.GetValue(part), name) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Below(object? value, string name)
    {
        if (value is not IEnumerable list)
        {
            return value is null ? null : In(value, name + ".");
        }

        var at = 0;
        foreach (var item in list)
        {
            var place = FormattableString.Invariant($"{name}[{at++}]");
            if (item is null)
            {
                return place;
            }

            if (item is string or long or double)
            {
                continue;
            }

            if (In(item, place + ".") is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
