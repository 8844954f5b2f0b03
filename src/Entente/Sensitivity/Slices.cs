using Entente.Statistics;

namespace Entente.Sensitivity;

/// <summary>An input's values in slices of about equally many rows; where it has few values, each is a slice.</summary>
internal static class Slices
{
    /// <summary>The slice of each row, from 0, and how many there are. Equal values share a slice.</summary>
    /// <param name="values">Finite. Shape [n], n ≥ 1.</param>
    /// <param name="most">Slices at most, ≥ 2.</param>
    public static (int[] Of, int Count) Of(double[] values, int most)
    {
        var sorted = values.Order().ToArray();
        var distinct = sorted.Where((v, i) => i == 0 || v != sorted[i - 1]).Take(most + 1).ToArray();

        // The lowest value of every slice after the first.
        var starts = distinct.Length <= most
            ? distinct[1..]
            : [.. Enumerable.Range(1, most - 1).Select(s => Scores.Quantile(sorted, (double)s / most)).Distinct().Where(edge => edge > sorted[0])];
        return ([.. values.Select(v => SliceOf(starts, v))], starts.Length + 1);
    }

    private static int SliceOf(double[] starts, double value)
    {
        var at = Array.BinarySearch(starts, value);
        return at >= 0 ? at + 1 : ~at;
    }
}
