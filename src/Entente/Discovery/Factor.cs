using System.Collections.Immutable;

namespace Entente.Discovery;

/// <summary>An input of many trials.</summary>
/// <param name="Name">What rules call it.</param>
/// <param name="Values">One number a trial, finite; for options their position. Shape [n].</param>
/// <param name="Options">Names of the options, at most 64; none for a number.</param>
public sealed record Factor(string Name, double[] Values, ImmutableArray<string> Options)
{
    /// <summary>The most options an input can have.</summary>
    public const int MostOptions = 64;

    public bool IsOption => !Options.IsEmpty;

    /// <summary>All options, a bit each.</summary>
    public ulong AllOptions => Options.Length == MostOptions ? ulong.MaxValue : (1UL << Options.Length) - 1;

    /// <summary>The rows in the order of their values; equal ones in the order of their numbers.</summary>
    internal int[] Sorted()
    {
        var rows = Enumerable.Range(0, Values.Length).ToArray();
        Array.Sort((double[])Values.Clone(), rows);

        // The library's sort is not stable.
        for (var start = 0; start < rows.Length;)
        {
            var end = start + 1;
            while (end < rows.Length && Values[rows[end]].Equals(Values[rows[start]]))
            {
                end++;
            }

            Array.Sort(rows, start, end - start);
            start = end;
        }

        return rows;
    }
}
