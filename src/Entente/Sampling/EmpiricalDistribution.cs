using System.Collections.Immutable;

namespace Entente.Sampling;

/// <summary>Observed points, each as likely as any other; a step function, nothing between the points.</summary>
public sealed record EmpiricalDistribution : Distribution
{
    /// <param name="points">In any order; may repeat. Shape [n], n at least 1.</param>
    /// <exception cref="ArgumentException"><see cref="Check"/> refuses them.</exception>
    public EmpiricalDistribution(ImmutableArray<double> points)
    {
        Require(Check(points));
        Points = [.. points.Select(point => point + 0.0).Order()];
    }

    /// <summary>The points, sorted.</summary>
    public ImmutableArray<double> Points { get; }

    /// <inheritdoc/>
    public override double Mean
    {
        get
        {
            var sum = 0.0;
            foreach (var point in Points) sum += point / Points.Length;
            return sum;
        }
    }

    /// <inheritdoc/>
    public override (double Low, double High) Support => (Points[0], Points[^1]);

    /// <summary>What is wrong with the points; null if nothing is.</summary>
    public static string? Check(ImmutableArray<double> points)
    {
        if (points.IsEmpty) return "at least one point is needed";
        foreach (var point in points)
            if (!double.IsFinite(point)) return $"a point must be a finite number, but is {Words.Number(point)}";
        return null;
    }

    /// <inheritdoc/>
    public override double Quantile(double p)
    {
        if (!(p >= 0.0 && p <= 1.0)) return double.NaN;
        var n = Points.Length;
        var index = Math.Min(n - 1, (int)(p * n));
        // The product may have rounded past a step: the answer is the first index with (index + 1) / n at least p.
        while (index > 0 && (double)index / n >= p) index--;
        while ((index + 1.0) / n < p) index++;
        return Points[index];
    }

    /// <inheritdoc/>
    public override double Cdf(double x)
    {
        if (double.IsNaN(x)) return x;
        int low = 0, high = Points.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Points[middle] <= x) low = middle + 1;
            else high = middle;
        }

        return (double)low / Points.Length;
    }
}
