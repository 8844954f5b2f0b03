namespace Entente.Diagnostics;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class NearestName
{
    // Nobody misspells a name this long, and comparing two of them takes the product of their lengths.
    private const int Longest = 100;

    /// <summary>The closest of <paramref name="known"/>, or null where none is close.</summary>
    /// <remarks>
    /// Damerau-Levenshtein distance (optimal string alignment) with case and underscores folded; close means at most a
    /// third of the letters, at least one, and never all of them. Ties go to the name that sorts first.
    /// </remarks>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > Longest)
        {
            return null;
        }

        var folded = Fold(name);
        var best = (Distance: Math.Min(Math.Max(1, folded.Length / 3) + 1, folded.Length), Name: (string?)null);
        foreach (var candidate in known.Order(StringComparer.Ordinal))
        {
            var other = Fold(candidate);
            if (Math.Abs(other.Length - folded.Length) < best.Distance && Distance(folded, other) is var d && d < best.Distance)
            {
                best = (d, candidate);
            }
        }

        return best.Name;
    }

    /// <summary>A hint: the near name, or what is allowed where that is few enough to list.</summary>
    public static string? Hint(string name, IReadOnlyCollection<string> known)
    {
        if (Of(name, known) is { } near)
        {
            return $"did you mean '{near}'?";
        }

        return known.Count is > 0 and <= 24 ? $"known here: {string.Join(", ", known.Order(StringComparer.Ordinal))}" : null;
    }

    private static string Fold(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var last = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[b.Length];
    }
}
