using System.Collections.Immutable;
using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>An expert's quantiles, such as 5%, 50% and 95%, and a curve through them.</summary>
/// <remarks>
/// Between given points, x is a straight line in the normal score z of p, so the quantiles of a normal distribution
/// give that distribution back, and skewed ones a bell with another width in each part. Beyond the first and last
/// points the outer lines go on: normal tails. A point at 0% or 100% bounds the range instead; between it and its
/// neighbour x is a straight line in p itself, that is, uniform. Two points with the same x put the chance between
/// them on that value.
/// </remarks>
public sealed record QuantileDistribution : Distribution
{
    private readonly ImmutableArray<double> _scores;

    /// <param name="points">Increasing p in [0, 1], x not decreasing. Shape [n], n at least 2.</param>
    /// <exception cref="ArgumentException"><see cref="Check"/> refuses them.</exception>
    public QuantileDistribution(ImmutableArray<(double P, double X)> points)
    {
        Require(Check(points));
        Points = points;
        _scores = [.. points.Select(point => SpecialFunctions.NormalQuantile(point.P))];
    }

    /// <summary>The given points.</summary>
    public ImmutableArray<(double P, double X)> Points { get; }

    /// <inheritdoc/>
    public override (double Low, double High) Support =>
        (Points[0].P == 0.0 || SlopeAt(0) == 0.0 ? Points[0].X : double.NegativeInfinity,
         Points[^1].P == 1.0 || SlopeAt(Points.Length - 2) == 0.0 ? Points[^1].X : double.PositiveInfinity);

    /// <inheritdoc/>
    public override double Mean
    {
        get
        {
            var sum = 0.0;
            var last = Points.Length - 2;
            for (var i = 0; i <= last; i++)
            {
                if (IsUniform(i))
                {
                    sum += (Points[i + 1].P - Points[i].P) * (0.5 * Points[i].X + 0.5 * Points[i + 1].X);
                    continue;
                }

                // The integral of x0 + slope (z - z0) over the normal density, between the scores or out to infinity.
                var from = i == 0 ? double.NegativeInfinity : _scores[i];
                var to = i == last ? double.PositiveInfinity : _scores[i + 1];
                var slope = SlopeAt(i);
                var chance = SpecialFunctions.NormalCdf(to) - SpecialFunctions.NormalCdf(from);
                sum += (Points[i].X - slope * _scores[i]) * chance
                    + slope * (SpecialFunctions.NormalDensity(from) - SpecialFunctions.NormalDensity(to));
            }

            return sum;
        }
    }

    /// <summary>What is wrong with the points; null if nothing is.</summary>
    public static string? Check(ImmutableArray<(double P, double X)> points)
    {
        if (points.Length < 2) return "at least two quantiles are needed";
        for (var i = 0; i < points.Length; i++)
        {
            var (p, x) = points[i];
            if (!(p >= 0.0 && p <= 1.0)) return $"a quantile's chance must be between 0 and 1, but is {Words.Number(p)}";
            if (!double.IsFinite(x)) return $"a quantile's value must be a finite number, but is {Words.Number(x)}";
            if (i == 0) continue;
            if (!(p > points[i - 1].P)) return $"the chances must increase, but {Words.Number(p)} follows {Words.Number(points[i - 1].P)}";
            if (!(x >= points[i - 1].X)) return $"the values must not decrease, but {Words.Number(x)} follows {Words.Number(points[i - 1].X)}";
        }

        // A single inner point between or beside bounds leaves no line in z for an open tail.
        if (points.Length == 2 && points[0].P == 0.0 != (points[1].P == 1.0))
            return "one bound and one quantile do not give a tail: add another quantile or the other bound";
        return null;
    }

    /// <inheritdoc/>
    public override double Quantile(double p)
    {
        if (!(p >= 0.0 && p <= 1.0)) return double.NaN;
        var (low, high) = Support;
        if (p == 0.0) return low;
        if (p == 1.0) return high;
        var i = 0;
        while (i < Points.Length - 2 && p > Points[i + 1].P) i++;
        var (p0, x0) = Points[i];
        var (p1, x1) = Points[i + 1];
        if (p == p0) return x0;
        if (p == p1) return x1;
        if (IsUniform(i)) return Math.Min(Math.Max(x0 + (p - p0) / (p1 - p0) * (x1 - x0), x0), x1);
        var x = x0 + SlopeAt(i) * (SpecialFunctions.NormalQuantile(p) - _scores[i]);
        // Between its points a line may round past its ends; beyond them it is a tail.
        if (p > p0) x = Math.Max(x, x0);
        if (p < p1) x = Math.Min(x, x1);
        return x;
    }

    /// <inheritdoc/>
    public override double Cdf(double x)
    {
        if (double.IsNaN(x)) return x;
        var (low, high) = Support;
        if (x < low) return 0.0;
        if (x >= high) return 1.0;
        // The last segment that begins at or below x: at a repeated value, the whole of its chance counts.
        var i = Points.Length - 2;
        while (i > 0 && x < Points[i].X) i--;
        var (p0, x0) = Points[i];
        var (p1, x1) = Points[i + 1];
        if (x1 == x0) return x < x0 ? 0.0 : 1.0;
        if (IsUniform(i)) return Math.Min(Math.Max(p0 + (x - x0) / (x1 - x0) * (p1 - p0), p0), p1);
        return SpecialFunctions.NormalCdf(_scores[i] + (x - x0) / SlopeAt(i));
    }

    /// <summary>Whether the part between points i and i + 1 ends at a bound.</summary>
    private bool IsUniform(int i) => Points[i].P == 0.0 || Points[i + 1].P == 1.0;

    private double SlopeAt(int i) => IsUniform(i) ? double.NaN : (Points[i + 1].X - Points[i].X) / (_scores[i + 1] - _scores[i]);
}
