using System.Collections.Immutable;
using Entente.Sampling;
using Entente.Statistics;

namespace Entente.Sensitivity;

/// <summary>How far an input moves the output's whole distribution.</summary>
/// <param name="Distances">Kolmogorov-Smirnov distance between the output in each slice of the input and the output in all rows, in [0, 1].</param>
/// <param name="Median">Their median, which ranks.</param>
/// <param name="Maximum">Their maximum, which screens: an input may matter at one end only.</param>
public sealed record PawnIndex(ImmutableArray<double> Distances, Estimate Median, Estimate Maximum);

/// <summary>PAWN indices of given inputs and outputs. They need no independent inputs and no variance.</summary>
/// <param name="Inputs">Shape [inputs].</param>
/// <param name="DummyMedian">The median that 97.5% of inputs without any effect stay below; likewise for the maximum. Both together are passed by at most 5% of them.</param>
/// <remarks>
/// F. Pianosi, T. Wagener, Environmental Modelling and Software 67 (2015) 1-11; from given data, ibid. 108 (2018) 197-207;
/// the dummy: F. Khorashadi Zadeh et al., ibid. 91 (2017) 210-222. An input of few values has a slice for each.
/// </remarks>
public sealed record Pawn(ImmutableArray<PawnIndex> Inputs, double DummyMedian, double DummyMaximum)
{
    /// <summary>Slices of an input, if nothing else is said.</summary>
    public const int UsualSlices = 10;

    private const int Dummies = 200;
    private const double DummyLevel = 0.975;

    /// <summary>Whether an input does more than one without any effect would.</summary>
    public bool IsActive(int input) => Inputs[input].Median.Value > DummyMedian || Inputs[input].Maximum.Value > DummyMaximum;

    /// <summary>Estimates the indices.</summary>
    /// <param name="inputs">Finite. Shape [inputs][n].</param>
    /// <param name="outputs">Finite. Shape [n].</param>
    /// <param name="slices">Slices of an input, ≥ 2.</param>
    /// <param name="resamples">Resamples of rows for intervals; the slices stay.</param>
    public static Pawn Of(double[][] inputs, double[] outputs, int slices, int resamples, ulong seed, int threads = 1)
    {
        var n = outputs.Length;
        if (n == 0)
        {
            return new Pawn([.. inputs.Select(_ => new PawnIndex([], Estimate.None, Estimate.None))], double.NaN, double.NaN);
        }

        var order = Enumerable.Range(0, n).OrderBy(r => outputs[r]).ThenBy(r => r).ToArray();
        var sliced = inputs.Select(x => Slices.Of(x, slices)).ToArray();
        var ones = Enumerable.Repeat(1, n).ToArray();
        var resampled = new (double Median, double Maximum)[resamples][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) };
        Parallel.For(0, resamples, parallel, b =>
        {
            var weights = Bootstrap.Weights(n, b, seed, "pawn");
            resampled[b] = [.. sliced.Select(s => Summary(Distances(order, outputs, s.Of, s.Count, weights)))];
        });
        var dummies = new (double Median, double Maximum)[Dummies];
        var chance = DrawStream.Named(seed, "pawn-dummy");
        Parallel.For(0, Dummies, parallel, d =>
        {
            var dummy = Shuffle.Of(n, chance, d).Select(r => (int)((long)r * slices / n)).ToArray();
            dummies[d] = Summary(Distances(order, outputs, dummy, slices, ones));
        });
        return new Pawn(
            [.. sliced.Select((s, k) =>
            {
                var distances = Distances(order, outputs, s.Of, s.Count, ones);
                var (median, maximum) = Summary(distances);
                return new PawnIndex([.. distances], Bootstrap.Of(median, resampled.Select(r => r[k].Median), isCentred: true), Bootstrap.Of(maximum, resampled.Select(r => r[k].Maximum), isCentred: true));
            })],
            Scores.Quantile([.. dummies.Select(d => d.Median).Order()], DummyLevel),
            Scores.Quantile([.. dummies.Select(d => d.Maximum).Order()], DummyLevel));
    }

    // A slice's distribution function parts from the other just before or just after one of its own steps, so one pass over the sorted outputs finds every distance.
    private static double[] Distances(int[] order, double[] outputs, int[] sliceOf, int slices, int[] weights)
    {
        var n = order.Length;
        var sizes = new long[slices];
        var all = 0L;
        for (var r = 0; r < n; r++)
        {
            sizes[sliceOf[r]] += weights[r];
            all += weights[r];
        }

        var counts = new long[slices];
        var distances = new double[slices];
        var before = 0L;
        for (var at = 0; at < n;)
        {
            var end = at;
            var here = 0L;
            for (; end < n && outputs[order[end]].Equals(outputs[order[at]]); end++)
            {
                here += weights[order[end]];
            }

            for (var i = at; i < end; i++)
            {
                Compare(sliceOf[order[i]], before);
            }

            for (var i = at; i < end; i++)
            {
                counts[sliceOf[order[i]]] += weights[order[i]];
            }

            before += here;
            for (var i = at; i < end; i++)
            {
                Compare(sliceOf[order[i]], before);
            }

            at = end;
        }

        return [.. distances.Where((_, s) => sizes[s] > 0)];

        void Compare(int slice, long below)
        {
            if (sizes[slice] > 0)
            {
                distances[slice] = Math.Max(distances[slice], Math.Abs(((double)counts[slice] / sizes[slice]) - ((double)below / all)));
            }
        }
    }

    private static (double Median, double Maximum) Summary(double[] distances) =>
        distances.Length == 0 ? (double.NaN, double.NaN) : (Scores.Quantile(distances.Order().ToArray(), 0.5), distances.Max());
}
