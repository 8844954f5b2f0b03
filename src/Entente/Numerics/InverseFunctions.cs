namespace Entente.Numerics;

/// <summary>Quantiles of the standard gamma and beta distributions: our own inversions of our own <see cref="SpecialFunctions"/>.</summary>
/// <remarks>
/// Newton's method on the logarithm of the smaller tail, in the logarithm of x (gamma) or of the odds x / (1 - x)
/// (beta). In these variables the densities are log-concave, hence so are both tails, and a step from the far side of
/// the root never passes it. The iterate itself is multiplied, never the exponential of a logarithm taken at the end,
/// so nothing is lost in the far tails. Steps are limited in number and in size, so the cost is bounded.
/// </remarks>
internal static class InverseFunctions
{
    private const int MaxSteps = 200;

    /// <summary>The x with P(shape, x) = <paramref name="lower"/> = 1 - <paramref name="upper"/>; only the smaller of the two is used.</summary>
    internal static double GammaQuantile(double shape, double lower, double upper)
    {
        if (lower <= 0.0) return 0.0;
        if (upper <= 0.0) return double.PositiveInfinity;

        // P(x) is at most x^a / Gamma(a + 1), so the inverse of that bound is left of the root; in the far lower tail it is the root.
        var logLower = lower <= 0.5 ? Elementary.Log(lower) : Elementary.Log1p(-upper);
        var logBound = (logLower + LogGammaOfOnePlus(shape)) / shape;
        if (logBound < -700.0) return Elementary.Exp(logBound);
        var x = Elementary.Exp(logBound);
        if (shape > 0.8)
        {
            // Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal.
            var z = lower <= 0.5 ? SpecialFunctions.NormalQuantile(lower) : -SpecialFunctions.NormalQuantile(upper);
            var root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * Math.Sqrt(shape));
            if (root > 0.0) x = Math.Max(x, shape * root * root * root);
        }

        var useLower = lower <= upper;
        var target = useLower ? lower : upper;
        for (var i = 0; i < MaxSteps; i++)
        {
            var (p, q, density) = SpecialFunctions.GammaTails(shape, x);
            var tail = useLower ? p : q;
            if (tail <= 0.0)
            {
                // Beyond the representable tail: come back towards the bulk.
                x = useLower ? 2.0 * x : 0.5 * x;
                continue;
            }

            var excess = LogRatio(tail, target) * tail / density;
            if (!useLower && shape < 1.0)
            {
                // The upper tail of a shape below 1 is log-convex in x itself, so there Newton in x is the safe one.
                var next = x * (1.0 + Math.Max(excess, -0.5));
                if (next == x || Math.Abs(excess) < 1e-9) return next;
                x = next;
                continue;
            }

            var step = useLower ? -excess : excess;
            var factor = Elementary.Exp(Math.Min(Math.Max(step, -2.0), 2.0));
            var moved = x * factor;
            // The quadratic convergence makes the step after one of 1e-9 smaller than the rounding.
            if (moved == x || Math.Abs(step) < 1e-9) return moved;
            x = moved;
        }

        return x;
    }

    /// <summary>The odds x / (1 - x) at which I_x(a, b) = <paramref name="lower"/> = 1 - <paramref name="upper"/>; only the smaller of the two is used.</summary>
    internal static double BetaOddsQuantile(double a, double b, double lower, double upper)
    {
        if (lower <= 0.0) return 0.0;
        if (upper <= 0.0) return double.PositiveInfinity;
        // The upper tail of beta(a, b) is the lower tail of beta(b, a) at the inverse odds.
        return lower <= upper ? LowerOdds(a, b, lower) : 1.0 / LowerOdds(b, a, upper);
    }

    private static double LowerOdds(double a, double b, double target)
    {
        // I is at most odds^a / (a B(a, b)): the inverse of that bound is left of the root, from where Newton never passes it.
        var logBeta = LogBetaTimesA(a, b);
        var logBound = (Elementary.Log(target) + logBeta) / a;
        if (logBound < -650.0) return Elementary.Exp(Math.Max(logBound, -745.0));
        if (logBound > 650.0) return Elementary.Exp(Math.Min(logBound, 709.0));
        var odds = Elementary.Exp(logBound);
        if (a > 1.0 && b > 1.0)
        {
            // Abramowitz and Stegun 26.5.22 (Carter): a normal approximation to half the log odds.
            var z = -SpecialFunctions.NormalQuantile(target);
            var r = (z * z - 3.0) / 6.0;
            var s = 1.0 / (2.0 * a - 1.0);
            var t = 1.0 / (2.0 * b - 1.0);
            var h = 2.0 / (s + t);
            if (h + r > 0.0)
            {
                var w = z * Math.Sqrt(h + r) / h - (t - s) * (r + 5.0 / 6.0 - 2.0 / (3.0 * h));
                if (Math.Abs(w) < 300.0) odds = Math.Max(odds, a / b * Elementary.Exp(-2.0 * w));
            }
        }

        for (var i = 0; i < MaxSteps; i++)
        {
            var (x, y) = SharesOf(odds);
            var (tail, _, factor) = SpecialFunctions.BetaTails(a, b, x, y);
            if (tail <= 0.0 || factor <= 0.0)
            {
                odds *= tail <= 0.0 ? 2.0 : 0.5;
                continue;
            }

            // d log I / d log odds = x^a y^b / (B I).
            var step = -LogRatio(tail, target) * tail / factor;
            var moved = odds * Elementary.Exp(Math.Min(Math.Max(step, -4.0), 4.0));
            if (moved == odds || Math.Abs(step) < 1e-9) return moved;
            odds = moved;
        }

        return odds;
    }

    /// <summary>x = odds / (1 + odds) and 1 - x, both to full precision.</summary>
    internal static (double X, double Y) SharesOf(double odds) =>
        odds <= 1.0 ? (odds / (1.0 + odds), 1.0 / (1.0 + odds)) : (1.0 / (1.0 + 1.0 / odds), 1.0 / odds / (1.0 + 1.0 / odds));

    /// <summary>log Gamma(1 + a), without cancellation for a near 0.</summary>
    private static double LogGammaOfOnePlus(double a) => SpecialFunctions.LogGamma(1.0 + a);

    /// <summary>log(a B(a, b)) = log Gamma(1 + a) + log Gamma(b) - log Gamma(a + b).</summary>
    private static double LogBetaTimesA(double a, double b)
    {
        // From Stirling's form: B(a, b) = sqrt(2 pi n / (a b)) (a/n)^a (b/n)^b exp(delta(a) + delta(b) - delta(n)).
        var n = a + b;
        return 0.9189385332046728 + 0.5 * Elementary.Log(a * (n / b)) - a * Elementary.Log1p(b / a) - b * Elementary.Log1p(a / b)
            + (SpecialFunctions.StirlingRemainder(a) + SpecialFunctions.StirlingRemainder(b) - SpecialFunctions.StirlingRemainder(n));
    }

    /// <summary>log(tail / target), accurate when they are close.</summary>
    private static double LogRatio(double tail, double target)
    {
        var difference = tail - target;
        return Math.Abs(difference) < 0.5 * target
            ? Elementary.Log1p(difference / target)
            : Elementary.Log(tail) - Elementary.Log(target);
    }
}
