using System.Collections.Immutable;

namespace Entente.Sensitivity;

/// <summary>The share of the variance that two inputs have only together.</summary>
/// <param name="I">The first input, by position.</param>
/// <param name="J">The second.</param>
public readonly record struct PairIndex(int I, int J, Estimate Index);

/// <summary>Variance-based indices of independent inputs, each a share of the output's variance.</summary>
/// <param name="First">What would go, on average, if the input were known. Shape [inputs].</param>
/// <param name="Total">What would be left, on average, if all others were known. Shape [inputs].</param>
/// <param name="Second">What pairs have beyond their first-order indices, where it was asked for.</param>
/// <param name="Rows">Rows of the base sample that were used for the variance.</param>
/// <remarks>
/// First order: A. Saltelli et al., Computer Physics Communications 181 (2010) 259-270, table 2 (b). Total: M. J. W. Jansen,
/// Computer Physics Communications 117 (1999) 35-43. Second order: A. Saltelli, Computer Physics Communications 145 (2002)
/// 280-297. Outputs are centred at the mean of all of them first, which takes most of the noise from the products; the
/// variance is that of A and B together, with n. These are the estimators and the conventions of SALib.
/// </remarks>
public sealed record SobolIndices(ImmutableArray<Estimate> First, ImmutableArray<Estimate> Total, ImmutableArray<PairIndex> Second, double Variance, int Rows)
{
    /// <summary>Estimates the indices. A row that lacks an output that an index needs is left out of that index.</summary>
    /// <param name="a">Outputs of the base sample; NaN for a failed trial. Shape [n].</param>
    /// <param name="b">Outputs of the other base sample. Shape [n].</param>
    /// <param name="ab">Outputs of A with one input from B. Shape [inputs][n].</param>
    /// <param name="ba">Outputs of B with one input from A, or null for no second order. Shape [inputs][n].</param>
    /// <param name="resamples">Resamples of the base rows for intervals; 0 for none.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static SobolIndices Of(double[] a, double[] b, double[][] ab, double[][]? ba, int resamples, ulong seed, int threads = 1)
    {
        if (a.Length != b.Length || ab.Any(y => y.Length != a.Length) || (ba is not null && (ba.Length != ab.Length || ba.Any(y => y.Length != a.Length))))
        {
            throw new ArgumentException("the samples differ in shape", nameof(ab));
        }

        var inputs = ab.Length;
        var finite = a.Concat(b).Concat(ab.SelectMany(y => y)).Concat(ba?.SelectMany(y => y) ?? []).Where(double.IsFinite);
        var centre = finite.DefaultIfEmpty(double.NaN).Average();
        var pairs = ba is null ? [] : Enumerable.Range(0, inputs).SelectMany(i => Enumerable.Range(i + 1, inputs - i - 1).Select(j => (I: i, J: j))).ToArray();
        double[] Statistic(int[] rows)
        {
            var variance = VarianceOf(a, b, rows, centre);
            var result = new double[(2 * inputs) + pairs.Length];
            for (var k = 0; k < inputs; k++)
            {
                result[k] = FirstOrder(a, b, ab[k], rows, centre) / variance;
                result[inputs + k] = TotalOrder(a, ab[k], rows) / variance;
            }

            for (var p = 0; p < pairs.Length; p++)
            {
                var (i, j) = pairs[p];
                result[(2 * inputs) + p] = (ClosedPair(a, b, ab[j], ba![i], rows, centre) / variance) - result[i] - result[j];
            }

            return result;
        }

        var estimates = Bootstrap.Of(a.Length, resamples, seed, "sobol", Statistic, threads);
        return new SobolIndices(
            estimates[..inputs],
            estimates[inputs..(2 * inputs)],
            [.. pairs.Select((pair, p) => new PairIndex(pair.I, pair.J, estimates[(2 * inputs) + p]))],
            VarianceOf(a, b, [.. Enumerable.Range(0, a.Length)], centre),
            Enumerable.Range(0, a.Length).Count(r => double.IsFinite(a[r]) && double.IsFinite(b[r])));
    }

    // NaN where nothing varies: a share of nothing is no number.
    private static double VarianceOf(double[] a, double[] b, int[] rows, double centre)
    {
        var (n, sum, squares) = (0, 0.0, 0.0);
        foreach (var row in rows)
        {
            Add(a[row] - centre);
            Add(b[row] - centre);
        }

        var variance = n == 0 ? 0 : (squares / n) - (sum / n * (sum / n));
        return variance > 0 ? variance : double.NaN;

        void Add(double y)
        {
            if (double.IsFinite(y))
            {
                n++;
                sum += y;
                squares += y * y;
            }
        }
    }

    private static double FirstOrder(double[] a, double[] b, double[] ab, int[] rows, double centre)
    {
        var (n, sum) = (0, 0.0);
        foreach (var row in rows)
        {
            var y = (b[row] - centre) * (ab[row] - a[row]);
            if (double.IsFinite(y))
            {
                n++;
                sum += y;
            }
        }

        return sum / n;
    }

    private static double TotalOrder(double[] a, double[] ab, int[] rows)
    {
        var (n, sum) = (0, 0.0);
        foreach (var row in rows)
        {
            var y = a[row] - ab[row];
            if (double.IsFinite(y))
            {
                n++;
                sum += y * y;
            }
        }

        return 0.5 * sum / n;
    }

    private static double ClosedPair(double[] a, double[] b, double[] abj, double[] bai, int[] rows, double centre)
    {
        var (n, sum) = (0, 0.0);
        foreach (var row in rows)
        {
            var y = ((bai[row] - centre) * (abj[row] - centre)) - ((a[row] - centre) * (b[row] - centre));
            if (double.IsFinite(y))
            {
                n++;
                sum += y;
            }
        }

        return sum / n;
    }
}
