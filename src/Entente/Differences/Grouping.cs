using System.Collections.Immutable;

namespace Entente.Differences;

/// <summary>Puts changes together that cannot stand without each other, such as a new state and the rule that reads it.</summary>
internal static class Grouping
{
    /// <summary>What was added or removed goes with every change that names it.</summary>
    public static ImmutableArray<ImmutableArray<Change>> Joined(ImmutableArray<Change> changes)
    {
        var parent = Enumerable.Range(0, changes.Length).ToArray();
        int Root(int x) => parent[x] == x ? x : parent[x] = Root(parent[x]);
        for (var a = 0; a < changes.Length; a++)
        {
            for (var b = 0; b < changes.Length; b++)
            {
                if (a != b && changes[a].Kind != ChangeKind.Changed && changes[b].Parts.Any(p => Names(p.Before, changes[a].Name) || Names(p.After, changes[a].Name)))
                {
                    parent[Root(a)] = Root(b);
                }
            }
        }

        return [.. Enumerable.Range(0, changes.Length).GroupBy(Root).Select(g => g.Select(k => changes[k]).ToImmutableArray())];
    }

    /// <summary>Fewer groups, after a set of them was found that cannot be changed without the others: it goes together with the one that it lacks, or with all.</summary>
    /// <param name="stands">Whether the first scenario can take these changes.</param>
    public static ImmutableArray<ImmutableArray<Change>> Heal(ImmutableArray<ImmutableArray<Change>> groups, int[] failed, Func<ImmutableArray<Change>, bool> stands)
    {
        var others = Enumerable.Range(0, groups.Length).Except(failed).ToArray();
        var healer = others.Where(g => stands([.. failed.Append(g).SelectMany(k => groups[k])])).Take(1).ToArray();
        int[] together = healer.Length == 1 && failed.Length > 0 ? [.. failed, healer[0]] : [.. failed, .. others];
        return [.. groups.Where((_, g) => !together.Contains(g)), [.. together.SelectMany(g => groups[g])]];
    }

    private static bool Names(string? text, string name)
    {
        for (var at = text?.IndexOf(name, StringComparison.Ordinal) ?? -1; at >= 0; at = text!.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !IsOfName(text![at - 1])) && (end == text!.Length || !IsOfName(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
