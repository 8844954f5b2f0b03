namespace Entente.Experiments;

/// <summary>Which sides are beaten on all counts.</summary>
internal static class Pareto
{
    /// <summary>For each side the first one that is as good on every count and better on one; -1 where there is none.</summary>
    /// <param name="values">Greater is better. Shape [counts][sides].</param>
    public static int[] Dominators(double[][] values)
    {
        var sides = values.Length == 0 ? 0 : values[0].Length;
        return [.. Enumerable.Range(0, sides).Select(s => Enumerable.Range(0, sides).Where(o => Dominates(values, o, s)).DefaultIfEmpty(-1).First())];
    }

    private static bool Dominates(double[][] values, int one, int other)
    {
        var isBetter = false;
        foreach (var count in values)
        {
            if (!(count[one] >= count[other]))
            {
                return false;
            }

            isBetter |= count[one] > count[other];
        }

        return isBetter;
    }
}
