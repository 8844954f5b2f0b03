using System.Collections.Immutable;

namespace Entente.Sensitivity;

/// <summary>What moving one input does to the output, over trajectories.</summary>
/// <param name="MuStar">Mean of the absolute effects, which ranks. Shape [inputs].</param>
/// <param name="Mu">Mean effect: near 0 beside a large mu* it says that the sign changes. Shape [inputs].</param>
/// <param name="Sigma">Standard deviation of the effects, with n - 1: curvature and interaction. Shape [inputs].</param>
/// <remarks>M. D. Morris, Technometrics 33 (1991) 161-174; mu* from F. Campolongo, J. Cariboni, A. Saltelli, Environmental Modelling and Software 22 (2007) 1509-1518.</remarks>
public sealed record ElementaryEffects(ImmutableArray<Estimate> MuStar, ImmutableArray<Estimate> Mu, ImmutableArray<Estimate> Sigma)
{
    /// <summary>Summarises effects, in units of the output per unit of the input's scale.</summary>
    /// <param name="effects">NaN where one could not be had; it is left out. Shape [inputs][trajectories].</param>
    /// <param name="resamples">Resamples of trajectories for intervals.</param>
    public static ElementaryEffects Of(double[][] effects, int resamples, ulong seed, int threads = 1)
    {
        var inputs = effects.Length;
        var estimates = Bootstrap.Of(effects.Length == 0 ? 0 : effects[0].Length, resamples, seed, "morris", rows =>
        {
            var result = new double[3 * inputs];
            for (var k = 0; k < inputs; k++)
            {
                (result[k], result[inputs + k], result[(2 * inputs) + k]) = Moments(effects[k], rows);
            }

            return result;
        }, threads);
        return new ElementaryEffects(estimates[..inputs], estimates[inputs..(2 * inputs)], estimates[(2 * inputs)..]);
    }

    private static (double MuStar, double Mu, double Sigma) Moments(double[] effects, int[] rows)
    {
        var (n, sum, sizes) = (0, 0.0, 0.0);
        foreach (var row in rows.Where(r => double.IsFinite(effects[r])))
        {
            n++;
            sum += effects[row];
            sizes += Math.Abs(effects[row]);
        }

        var mean = sum / n;
        var squares = rows.Where(r => double.IsFinite(effects[r])).Sum(r => (effects[r] - mean) * (effects[r] - mean));
        return (sizes / n, mean, n < 2 ? double.NaN : Math.Sqrt(squares / (n - 1)));
    }
}
