using System.Collections.Frozen;
using System.Collections.Immutable;
using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>The table of distribution families: the checker, the samplers and the reference read the same rows.</summary>
/// <remarks>
/// Quantiles are accurate to about 1e-12 relative, in both tails, and use only <c>Entente.Numerics</c>: the same bits on
/// every machine.
/// </remarks>
public static class Distributions
{
    // Shapes beyond this leave nothing to chance, or no result that a double can hold, and would make inversions slow.
    private const double SmallestShape = 1e-3;
    private const double LargestShape = 1e6;

    /// <summary>All families, in the order of the reference.</summary>
    public static ImmutableArray<DistributionFamily> All { get; } =
    [
        new("uniform", "Every value between two ends is equally likely.",
            [new("low", "the lower end"), new("high", "the upper end")],
            "uniform(0, 1)",
            p => Words.Below("low", p[0], "high", p[1]) ?? FiniteWidth(p[0], p[1]),
            (p, at) => p[0] + (p[1] - p[0]) * at,
            (p, x) => (x - p[0]) / (p[1] - p[0]),
            p => 0.5 * p[0] + 0.5 * p[1],
            p => (p[0], p[1])),

        new("triangular", "Rises in a straight line from low to the mode and falls in a straight line to high.",
            [new("low", "the lower end"), new("mode", "the most likely value"), new("high", "the upper end")],
            "triangular(1, 2, 5)",
            p => CheckMode(p),
            (p, at) => TriangularQuantile(p[0], p[1], p[2], at),
            (p, x) => TriangularCdf(p[0], p[1], p[2], x),
            p => p[0] / 3.0 + p[1] / 3.0 + p[2] / 3.0,
            p => (p[0], p[2])),

        new("pert", "A smooth bell from low to high with a given mode; a beta distribution with mean (low + 4 mode + high) / 6.",
            [new("low", "the lower end"), new("mode", "the most likely value"), new("high", "the upper end")],
            "pert(1, 2, 5)",
            p => CheckMode(p),
            null,
            (p, x) => SpecialFunctions.BetaTails(PertAlpha(p), PertAlpha([p[2], p[1], p[0]]), (x - p[0]) / (p[2] - p[0]), (p[2] - x) / (p[2] - p[0])).Lower,
            p => p[0] / 6.0 + 4.0 * (p[1] / 6.0) + p[2] / 6.0,
            p => (p[0], p[2]),
            (p, lower, upper) => Interpolate(p[0], p[2], BetaShares(PertAlpha(p), PertAlpha([p[2], p[1], p[0]]), lower, upper))),

        new("normal", "The bell curve.",
            [new("mean", "the centre"), new("sd", "the standard deviation, above 0")],
            "normal(0, 1)",
            p => Words.Positive("sd", p[1]),
            (p, at) => p[0] + p[1] * SpecialFunctions.NormalQuantile(at),
            (p, x) => SpecialFunctions.NormalCdf((x - p[0]) / p[1]),
            p => p[0],
            p => (double.NegativeInfinity, double.PositiveInfinity)),

        new("truncated_normal", "The bell curve, given that the value is between low and high.",
            [
                new("mean", "the centre before truncation"), new("sd", "the standard deviation before truncation, above 0"),
                new("low", "the lower end"), new("high", "the upper end"),
            ],
            "truncated_normal(0.5, 0.2, 0, 1)",
            p => Words.Positive("sd", p[1]) ?? Words.Below("low", p[2], "high", p[3]) ?? TruncatedNormal.Check(p[0], p[1], p[2], p[3]),
            (p, at) => TruncatedNormal.Quantile(p[0], p[1], p[2], p[3], at),
            (p, x) => TruncatedNormal.Cdf(p[0], p[1], p[2], p[3], x),
            p => TruncatedNormal.Mean(p[0], p[1], p[2], p[3]),
            p => (p[2], p[3])),

        new("lognormal", "A positive value whose natural logarithm is normal.",
            [new("mu", "the mean of the logarithm: the median is e^mu"), new("sigma", "the standard deviation of the logarithm, above 0")],
            "lognormal(0, 0.5)",
            p => Words.Positive("sigma", p[1]),
            (p, at) => Elementary.Exp(p[0] + p[1] * SpecialFunctions.NormalQuantile(at)),
            (p, x) => SpecialFunctions.NormalCdf((Elementary.Log(x) - p[0]) / p[1]),
            p => Elementary.Exp(p[0] + 0.5 * p[1] * p[1]),
            p => (0.0, double.PositiveInfinity)),

        new("beta", "A share between 0 and 1; the mean is alpha / (alpha + beta).",
            [new("alpha", "weight of 1, from 0.001 to 1e6"), new("beta", "weight of 0, from 0.001 to 1e6")],
            "beta(2, 5)",
            p => CheckShape("alpha", p[0]) ?? CheckShape("beta", p[1]),
            null,
            (p, x) => SpecialFunctions.BetaRegularized(p[0], p[1], x),
            p => p[0] / (p[0] + p[1]),
            p => (0.0, 1.0),
            (p, lower, upper) => BetaShares(p[0], p[1], lower, upper).X),

        new("gamma", "A positive value: the waiting time for shape events that take scale each on average.",
            [new("shape", "from 0.001 to 1e6"), new("scale", "above 0; the mean is shape times scale")],
            "gamma(2, 3)",
            p => CheckShape("shape", p[0]) ?? Words.Positive("scale", p[1]),
            null,
            (p, x) => SpecialFunctions.GammaRegularizedLower(p[0], x / p[1]),
            p => p[0] * p[1],
            p => (0.0, double.PositiveInfinity),
            (p, lower, upper) => p[1] * InverseFunctions.GammaQuantile(p[0], lower, upper)),

        new("weibull", "A positive value: a lifetime whose hazard grows as a power of age.",
            [new("shape", "from 0.001 to 1e6; above 1 the hazard grows with age"), new("scale", "the age that 37% reach, above 0")],
            "weibull(1.5, 10)",
            p => CheckShape("shape", p[0]) ?? Words.Positive("scale", p[1]),
            (p, at) => p[1] * Elementary.Pow(-Elementary.Log1p(-at), 1.0 / p[0]),
            (p, x) => -Elementary.Expm1(-Elementary.Pow(x / p[1], p[0])),
            p => p[1] * Elementary.Exp(SpecialFunctions.LogGamma(1.0 + 1.0 / p[0])),
            p => (0.0, double.PositiveInfinity)),

        new("student_t", "A bell with heavy tails.",
            [
                new("df", "degrees of freedom, from 0.01 to 1e6; the fewer, the heavier the tails"),
                new("location", "the centre"), new("scale", "the width, above 0"),
            ],
            "student_t(4, 0, 1)",
            p => Words.Within("df", p[0], 0.01, LargestShape) ?? Words.Positive("scale", p[2]),
            null,
            (p, x) => StudentT.Cdf(p[0], (x - p[1]) / p[2]),
            p => p[0] > 1.0 ? p[1] : double.NaN,
            p => (double.NegativeInfinity, double.PositiveInfinity),
            (p, lower, upper) => p[1] + p[2] * StudentT.Quantile(p[0], lower, upper)),

        new("exponential", "The waiting time for an event of constant hazard.",
            [new("mean", "the mean waiting time, above 0")],
            "exponential(2)",
            p => Words.Positive("mean", p[0]),
            (p, at) => -p[0] * Elementary.Log1p(-at),
            (p, x) => -Elementary.Expm1(-x / p[0]),
            p => p[0],
            p => (0.0, double.PositiveInfinity)),
    ];

    /// <summary>The families by name.</summary>
    public static FrozenDictionary<string, DistributionFamily> ByName { get; } = All.ToFrozenDictionary(family => family.Name, StringComparer.Ordinal);

    private static string? CheckShape(string name, double x) => Words.Positive(name, x) ?? Words.Within(name, x, SmallestShape, LargestShape);

    private static string? FiniteWidth(double low, double high) =>
        double.IsFinite(high - low) ? null : $"high less low must be a finite number, but {Words.Number(high)} less {Words.Number(low)} is not";

    private static string? CheckMode(ReadOnlySpan<double> p) =>
        Words.Below("low", p[0], "high", p[2])
        ?? FiniteWidth(p[0], p[2])
        ?? (p[1] >= p[0] && p[1] <= p[2]
            ? null
            : $"mode must be between low and high, but {Words.Number(p[1])} is not between {Words.Number(p[0])} and {Words.Number(p[2])}");

    private static double TriangularQuantile(double low, double mode, double high, double at)
    {
        var width = high - low;
        var rise = (mode - low) / width;
        return at < rise
            ? low + width * Math.Sqrt(at * rise)
            : high - width * Math.Sqrt((1.0 - at) * ((high - mode) / width));
    }

    private static double TriangularCdf(double low, double mode, double high, double x)
    {
        var width = high - low;
        if (x < mode) return (x - low) / width * ((x - low) / (mode - low));
        return 1.0 - (high - x) / width * ((high - x) / (high - mode));
    }

    /// <summary>The first shape of a pert distribution; the second is that of the mirrored one.</summary>
    private static double PertAlpha(ReadOnlySpan<double> p) => 1.0 + 4.0 * ((p[1] - p[0]) / (p[2] - p[0]));

    private static (double X, double Y) BetaShares(double alpha, double beta, double lower, double upper) =>
        InverseFunctions.SharesOf(InverseFunctions.BetaOddsQuantile(alpha, beta, lower, upper));

    /// <summary>Measured from the nearer end, so that the distance to either end keeps its digits.</summary>
    private static double Interpolate(double low, double high, (double X, double Y) share) =>
        share.X <= share.Y ? low + (high - low) * share.X : high - (high - low) * share.Y;
}
