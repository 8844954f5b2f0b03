using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Sensitivity;

/// <summary>Shapley effects of given inputs and outputs, by nearest neighbours.</summary>
/// <param name="Shares">Each input's share of the variance. Shape [inputs].</param>
/// <param name="Unexplained">The share that no input explains: chance, inputs that are not in the table, and what neighbours are too far apart to tell.</param>
/// <param name="Orders">Orders of the inputs that were gone through, or 0 where it was all subsets.</param>
/// <remarks>
/// B. Broto, F. Bachoc, M. Depecker, SIAM/ASA Journal on Uncertainty Quantification 8 (2020) 693-716: what is left of the
/// variance when some inputs are known is the variance among <see cref="Neighbours"/> rows that are nearest in them. Inputs
/// are measured by their ranks. Neighbours grow distant with the number of inputs, which makes what is left too large; the
/// shares of weak inputs among many are then too small.
/// </remarks>
public sealed record NeighbourShapley(ImmutableArray<Estimate> Shares, Estimate Unexplained, int Orders)
{
    /// <summary>Rows whose variance stands for what is left, the row itself among them.</summary>
    public const int Neighbours = 3;

    /// <summary>The most inputs, beyond which neighbours mean nothing.</summary>
    public const int MostInputs = 20;

    private const int AllSubsetsUpTo = 8;
    private const int SampledOrders = 30;
    private const int MostRows = 4000;
    private const int FewestPlaces = 200;
    private const double Effort = 3e9;

    /// <summary>Estimates the shares.</summary>
    /// <param name="inputs">Finite. Shape [inputs][n], at most <see cref="MostInputs"/>.</param>
    /// <param name="outputs">Finite. Shape [n].</param>
    /// <param name="resamples">Resamples of the places at which neighbours are looked for.</param>
    /// <exception cref="ArgumentException">There are too many inputs.</exception>
    public static NeighbourShapley Of(double[][] inputs, double[] outputs, int resamples, ulong seed, int threads = 1)
    {
        if (inputs.Length > MostInputs)
        {
            throw new ArgumentException($"at most {MostInputs} inputs", nameof(inputs));
        }

        // Shuffled, so that a part is a sample, and that among rows equally near chance chooses and not the order of a file.
        var stream = DrawStream.Named(seed, "shapley-neighbours");
        var rows = Shuffle.Of(outputs.Length, stream, 0).Take(MostRows).ToArray();
        var d = inputs.Length;
        if (rows.Length <= Neighbours)
        {
            return new NeighbourShapley([.. inputs.Select(_ => Estimate.None)], Estimate.None, 0);
        }

        double[] y = [.. rows.Select(r => outputs[r])];
        var x = inputs.Select(column => Ranks([.. rows.Select(r => column[r])])).ToArray();
        var orders = d <= AllSubsetsUpTo ? [] : Enumerable.Range(0, SampledOrders).Select(m => Shuffle.Of(d, stream, m + 1)).ToArray();
        var full = (1 << d) - 1;
        var wanted = orders.Length == 0 ? Enumerable.Range(1, full).ToArray() : orders.SelectMany(Prefixes).Append(full).Distinct().Order().ToArray();

        // As many places as some seconds allow.
        var places = Math.Min(rows.Length, Math.Max(FewestPlaces, (int)(Effort / ((double)wanted.Length * rows.Length * (d + 1) / 2))));
        var left = new double[1 << Math.Min(d, 30)][];
        Parallel.ForEach(wanted, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, subset => left[subset] = VarianceLeft(x, y, subset, places));

        // With nothing known, all of the variance is left, wherever one stands.
        var mean = y.Average();
        left[0] = Enumerable.Repeat(y.Sum(v => (v - mean) * (v - mean)) / (y.Length - 1), places).ToArray();
        var estimates = Bootstrap.Of(places, resamples, seed, "shapley-neighbours", chosen =>
        {
            double Left(int subset) => Mean(left[subset], chosen);
            var whole = Left(0);
            var shares = orders.Length == 0 ? OfSubsets(d, Left) : OfOrders(d, orders, Left);
            return [.. shares.Select(s => whole > 0 ? s / whole : double.NaN), whole > 0 ? Left(full) / whole : double.NaN];
        }, threads);
        return new NeighbourShapley(estimates[..d], estimates[d], orders.Length);
    }

    private static IEnumerable<int> Prefixes(int[] order)
    {
        var subset = 0;
        foreach (var input in order)
        {
            yield return subset |= 1 << input;
        }
    }

    private static double[] OfOrders(int d, int[][] orders, Func<int, double> left)
    {
        var shares = new double[d];
        foreach (var order in orders)
        {
            var subset = 0;
            foreach (var input in order)
            {
                var before = left(subset);
                subset |= 1 << input;
                shares[input] += (before - left(subset)) / orders.Length;
            }
        }

        return shares;
    }

    private static double[] OfSubsets(int d, Func<int, double> left)
    {
        var values = Enumerable.Range(0, 1 << d).Select(left).ToArray();
        var weights = new double[d];
        for (var size = 0; size < d; size++)
        {
            weights[size] = 1.0 / d;
            for (var k = 1; k <= size; k++)
            {
                weights[size] *= (double)k / (d - k);
            }
        }

        return
        [
            .. Enumerable.Range(0, d).Select(input => Enumerable.Range(0, 1 << d).Where(s => (s >> input & 1) == 0)
                .Sum(s => weights[System.Numerics.BitOperations.PopCount((uint)s)] * (values[s] - values[s | 1 << input]))),
        ];
    }

    private static double[] VarianceLeft(double[][] x, double[] y, int subset, int places)
    {
        var columns = Enumerable.Range(0, x.Length).Where(k => (subset >> k & 1) != 0).Select(k => x[k]).ToArray();
        var left = new double[places];
        var distances = new double[y.Length];
        Span<int> nearest = stackalloc int[Neighbours];
        for (var place = 0; place < places; place++)
        {
            Array.Clear(distances);
            foreach (var column in columns)
            {
                var here = column[place];
                for (var r = 0; r < distances.Length; r++)
                {
                    var apart = column[r] - here;
                    distances[r] += apart * apart;
                }
            }

            Nearest(distances, place, nearest);
            var mean = 0.0;
            foreach (var r in nearest)
            {
                mean += y[r] / Neighbours;
            }

            foreach (var r in nearest)
            {
                left[place] += (y[r] - mean) * (y[r] - mean) / (Neighbours - 1);
            }
        }

        return left;
    }

    private static void Nearest(double[] distances, int self, Span<int> nearest)
    {
        nearest[0] = self;
        var found = 1;
        for (var r = 0; r < distances.Length; r++)
        {
            if (r == self || (found == nearest.Length && distances[r] >= distances[nearest[^1]]))
            {
                continue;
            }

            var at = Math.Min(found, nearest.Length - 1);
            for (; at > 1 && distances[nearest[at - 1]] > distances[r]; at--)
            {
                nearest[at] = nearest[at - 1];
            }

            nearest[at] = r;
            found = Math.Min(found + 1, nearest.Length);
        }
    }

    private static double Mean(double[] values, int[] rows)
    {
        var sum = 0.0;
        foreach (var row in rows)
        {
            sum += values[row];
        }

        return sum / rows.Length;
    }

    // Equal values have equal ranks, in [0, 1].
    private static double[] Ranks(double[] values)
    {
        var sorted = values.Order().ToArray();
        return [.. values.Select(v => (double)First(sorted, v) / sorted.Length)];
    }

    private static int First(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
