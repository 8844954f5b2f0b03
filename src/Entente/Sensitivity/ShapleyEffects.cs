using System.Collections.Immutable;

namespace Entente.Sensitivity;

/// <summary>Each input's share of the output's variance, split evenly among all orders in which inputs can become known. Also where inputs depend on each other, no share is below 0 and all together are 1.</summary>
/// <param name="Shares">Estimates, with a sum of 1; noise can take one below 0. Shape [inputs].</param>
/// <param name="Variance">The output's variance, as the walks see it.</param>
/// <param name="Walks">Walks that were used: those without a failed trial.</param>
/// <remarks>
/// A. B. Owen, SIAM/ASA Journal on Uncertainty Quantification 2 (2014) 245-251; for dependent inputs E. Song, B. L. Nelson,
/// J. Staum, ibid. 4 (2016) 1060-1083. The estimator is that of T. Goda, Reliability Engineering and System Safety 213
/// (2021) 107803: from one world to another, replacing one input at a time in a random order.
/// </remarks>
public sealed record ShapleyEffects(ImmutableArray<Estimate> Shares, double Variance, int Walks)
{
    /// <summary>Estimates the shares from walks.</summary>
    /// <param name="outputs">Outputs along each walk, from a world in which nothing is replaced to one in which all is; NaN for failed trials. Shape [walks][inputs + 1].</param>
    /// <param name="orders">The input that each step replaces. Shape [walks][inputs].</param>
    public static ShapleyEffects Of(double[][] outputs, int[][] orders, int resamples, ulong seed, int threads = 1)
    {
        var whole = Enumerable.Range(0, outputs.Length).Where(w => outputs[w].All(double.IsFinite)).ToArray();
        var inputs = orders.Length == 0 ? 0 : orders[0].Length;
        var parts = whole.Select(w => Parts(outputs[w], orders[w])).ToArray();
        var estimates = Bootstrap.Of(parts.Length, resamples, seed, "shapley", rows =>
        {
            var sums = new double[inputs];
            foreach (var row in rows)
            {
                for (var k = 0; k < inputs; k++)
                {
                    sums[k] += parts[row][k];
                }
            }

            var sum = sums.Sum();
            return [.. sums.Select(s => sum > 0 ? s / sum : double.NaN)];
        }, threads);
        return new ShapleyEffects(estimates, parts.Length == 0 ? double.NaN : parts.Average(p => p.Sum()), parts.Length);
    }

    // What a step adds to the product with the walk's end, less half the change of the square, whose mean is 0. Along a walk they add up to half the squared distance of its ends.
    private static double[] Parts(double[] y, int[] order)
    {
        var parts = new double[order.Length];
        for (var j = 0; j < order.Length; j++)
        {
            parts[order[j]] = (y[^1] - ((y[j] + y[j + 1]) / 2)) * (y[j + 1] - y[j]);
        }

        return parts;
    }
}
