using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Scenarios;

namespace Entente.Stories;

/// <summary>A cell of a quantity that can be followed over time.</summary>
public sealed record Watchable(Quantity Quantity, int Cell)
{
    /// <summary>The cell as it is written: <c>threat[EST]</c>.</summary>
    public string Name
    {
        get
        {
            var (i, j) = ReferenceEvaluator.MembersOf(Quantity.Scope, Cell);
            return Quantity.Name + Quantity.Scope.Suffix(i, j);
        }
    }

    /// <summary>Finds a cell by its name.</summary>
    /// <param name="text"><c>name</c>, <c>name[KEY]</c> or <c>name[KEY, KEY]</c>.</param>
    /// <param name="problem">Why there is none, in words; null if there is one.</param>
    public static Watchable? Find(Scenario scenario, string text, out string? problem)
    {
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var name = (bracket < 0 ? text : text[..bracket]).Trim();
        ImmutableArray<string> keys = bracket < 0 || !text.TrimEnd().EndsWith(']') ? [] : [.. text.TrimEnd()[(bracket + 1)..^1].Split(',', StringSplitOptions.TrimEntries)];
        problem = null;
        if (scenario.Quantities.FirstOrDefault(q => q.Name == name) is not { } quantity)
        {
            problem = $"there is no quantity '{name}'{Hint(name, scenario.Quantities.Select(q => q.Name))}";
        }
        else if (quantity.Type.Kind is not (TypeKind.Number or TypeKind.Condition))
        {
            problem = $"'{name}' is no number";
        }
        else if (keys.Length != quantity.Scope.Indices)
        {
            problem = $"'{name}' takes {quantity.Scope}{(quantity.Scope.Set is { } over ? $", as in {name}[{string.Join(", ", over.Keys.Take(quantity.Scope.Indices))}]" : "")}";
        }
        else
        {
            var set = quantity.Scope.Set;
            if (keys.FirstOrDefault(k => set!.IndexOf(k) < 0) is { } strange)
            {
                problem = $"'{set!.Name}' has no member '{strange}'{Hint(strange, set.Keys)}";
            }
            else if (keys.Length == 2 && keys[0] == keys[1])
            {
                problem = $"'{text}' pairs a member with itself";
            }
            else
            {
                var (i, j) = (keys.Length > 0 ? set!.IndexOf(keys[0]) : -1, keys.Length > 1 ? set!.IndexOf(keys[1]) : -1);
                return new Watchable(quantity, quantity.Scope.CellAt(i, j));
            }
        }

        return null;
    }

    private static string Hint(string name, IEnumerable<string> known) => NearestName.Hint(name, [.. known]) is { } hint ? $"; {hint}" : "";
}
