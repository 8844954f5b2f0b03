using System.Collections.Immutable;

namespace Entente.Sensitivity;

/// <summary>First-order indices of given inputs and outputs: the share of the variance between the means of an input's slices.</summary>
/// <remarks>
/// K. Pearson's correlation ratio, corrected for the number of slices as T. L. Kelley did (PNAS 21 (1935) 554-559), so that
/// an input without effect has mean 0 and may fall below. With correlated inputs it holds what the input carries of others too.
/// </remarks>
public static class BinnedFirstOrder
{
    /// <summary>Slices of an input, if nothing else is said.</summary>
    public const int UsualSlices = 20;

    /// <summary>Estimates the indices. Shape of the result [inputs].</summary>
    /// <param name="inputs">Finite. Shape [inputs][n].</param>
    /// <param name="outputs">Finite. Shape [n].</param>
    /// <param name="slices">Slices of an input, ≥ 2.</param>
    /// <param name="resamples">Resamples of rows for intervals; the slices stay.</param>
    public static ImmutableArray<Estimate> Of(double[][] inputs, double[] outputs, int slices, int resamples, ulong seed, int threads = 1)
    {
        var n = outputs.Length;
        if (n == 0)
        {
            return [.. inputs.Select(_ => Estimate.None)];
        }

        var centre = outputs.Average();
        double[] centred = [.. outputs.Select(y => y - centre)];
        var sliced = inputs.Select(x => Slices.Of(x, slices)).ToArray();
        double[] Statistic(int[] rows) => [.. sliced.Select(s => Share(centred, s.Of, s.Count, rows))];
        return Bootstrap.Of(n, resamples, seed, "binned", Statistic, threads, isCentred: true);
    }

    private static double Share(double[] outputs, int[] sliceOf, int slices, int[] rows)
    {
        var sums = new double[slices];
        var counts = new int[slices];
        var (sum, squares) = (0.0, 0.0);
        foreach (var row in rows)
        {
            var y = outputs[row];
            sums[sliceOf[row]] += y;
            counts[sliceOf[row]]++;
            sum += y;
            squares += y * y;
        }

        var n = rows.Length;
        var whole = squares - (sum * sum / n);
        var used = counts.Count(c => c > 0);
        var between = sums.Zip(counts).Where(s => s.Second > 0).Sum(s => s.First * s.First / s.Second) - (sum * sum / n);
        return n <= used || !(whole > 0) ? double.NaN : 1 - ((whole - between) / (n - used) / (whole / (n - 1)));
    }
}
