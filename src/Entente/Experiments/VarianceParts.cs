using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Experiments;

/// <summary>A part of a variance, and its share of the whole, each with a 95% interval.</summary>
/// <param name="Value">In the square of the measure's unit. The estimate is unbiased, so it may fall below 0 where the part is small.</param>
/// <param name="Share">Of the sum of the parts; NaN where nothing varies. Its interval lies in [0, 1].</param>
public sealed record VariancePart(double Value, double Low, double High, double Share, double ShareLow, double ShareHigh);

/// <summary>
/// What the variance of a trial's number comes from: chance (the same choice and the same unknowns again), the unknowns (the uncertainties, the
/// choice given) and the choices (a side drawn evenly among those compared).
/// </summary>
/// <param name="Worlds">Draws of the unknowns that were completed on every side.</param>
/// <param name="LeftOut">Worlds left out because a trial failed.</param>
/// <param name="Replications">Trials of a world on each side.</param>
/// <param name="Choices">Null where there is one side only.</param>
/// <remarks>
/// With sides s, worlds w and trials r the parts are E[Var(Y | s, w)], E[Var(E[Y | s, w] | s)] and Var(E[Y | s]); they add up to Var(Y). What a
/// choice and an unknown do together counts for the unknowns. The estimates are those of the analysis of variance with random worlds and fixed
/// sides: with y the mean of a world on a side and v the variance of its trials (divisor R - 1),
/// chance = mean v; unknowns = mean over sides of Var_w(y) - mean v / R; choices = mean over sides of the squared effect of the side less the
/// variance of its estimate, which is taken over worlds of the sides' effects in each, since worlds and dice are shared between sides.
/// S. R. Searle, G. Casella, C. E. McCulloch, Variance Components (1992), chapters 3 and 4. The intervals are Student's from the jackknife that
/// leaves out one world at a time: J. N. Arvesen, Annals of Mathematical Statistics 40 (1969) 2076-2100.
/// </remarks>
public sealed record VarianceParts(int Worlds, int LeftOut, int Replications, double Total, VariancePart Chance, VariancePart Unknowns, VariancePart? Choices)
{
    private const int Parts = 3;

    /// <summary>The parts of the variance of numbers from a nested design.</summary>
    /// <param name="sides">A number a trial, NaN where it failed; trials of a world stand together. Shape [sides][worlds x replications].</param>
    /// <param name="replications">At least 2.</param>
    /// <returns>Null where fewer than three worlds were completed on every side.</returns>
    public static VarianceParts? Of(IReadOnlyList<double[]> sides, int replications)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replications, 2);
        var all = sides[0].Length / replications;
        var whole = Enumerable.Range(0, all).Where(w => sides.All(s => !s[(w * replications)..((w + 1) * replications)].Any(double.IsNaN))).ToArray();
        if (whole.Length < 3)
        {
            return null;
        }

        var worlds = whole.Select(w => new WorldOf([.. sides.Select(s => s[(w * replications)..((w + 1) * replications)])])).ToArray();

        // Nothing here depends on where 0 is, and sums of squares are sharper near it.
        var centre = worlds.Average(w => w.Means.Average());
        var sums = new Sums(sides.Count);
        foreach (var world in worlds)
        {
            sums.Add(world, centre, 1);
        }

        var found = sums.Estimate(replications);
        var without = worlds.Select(world =>
        {
            sums.Add(world, centre, -1);
            var estimate = sums.Estimate(replications);
            sums.Add(world, centre, 1);
            return estimate;
        }).ToArray();
        var reach = StudentT.Quantile(worlds.Length - 1, 0.975, 0.025);
        return new VarianceParts(worlds.Length, all - worlds.Length, replications, found.Sum(), Part(0), Part(1), sides.Count > 1 ? Part(2) : null);

        VariancePart Part(int k)
        {
            var value = reach * Error(e => e[k]);
            var share = reach * Error(e => ShareOf(e, k));
            var at = ShareOf(found, k);
            return new VariancePart(found[k], found[k] - value, found[k] + value, at, Math.Max(0, at - share), Math.Min(1, at + share));
        }

        double Error(Func<double[], double> of)
        {
            var values = without.Select(of).ToArray();
            var mean = values.Average();
            return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) * (values.Length - 1) / values.Length);
        }
    }

    private static double ShareOf(double[] parts, int k) => parts.Sum() is var total && total > 0 ? parts[k] / total : double.NaN;

    // The mean of a world's trials on each side, and the mean over sides of their variance.
    private sealed class WorldOf
    {
        public WorldOf(double[][] sides)
        {
            Means = [.. sides.Select(s => s.Average())];
            Within = sides.Zip(Means, (trials, mean) => trials.Sum(v => (v - mean) * (v - mean)) / (trials.Length - 1)).Average();
        }

        public double[] Means { get; }

        public double Within { get; }
    }

    // Sums over worlds from which all parts follow, so that a world can be left out.
    private sealed class Sums(int sides)
    {
        private readonly double[] _means = new double[sides];
        private readonly double[] _effects = new double[sides];
        private double _squares;
        private double _squaredEffects;
        private double _within;
        private int _worlds;

        public void Add(WorldOf world, double centre, int sign)
        {
            var mean = world.Means.Average() - centre;
            for (var s = 0; s < sides; s++)
            {
                var value = world.Means[s] - centre;
                _means[s] += sign * value;
                _squares += sign * value * value;
                _effects[s] += sign * (value - mean);
                _squaredEffects += sign * (value - mean) * (value - mean);
            }

            _within += sign * world.Within;
            _worlds += sign;
        }

        public double[] Estimate(int replications)
        {
            double n = _worlds;
            var chance = _within / n;
            var between = (_squares - (_means.Sum(m => m * m) / n)) / (sides * (n - 1));
            var choices = (_effects.Sum(e => e * e) - _squaredEffects) / (sides * n * (n - 1));
            var parts = new double[Parts];
            (parts[0], parts[1], parts[2]) = (chance, between - (chance / replications), choices);
            return parts;
        }
    }
}
