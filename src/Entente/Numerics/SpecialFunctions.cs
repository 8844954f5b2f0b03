namespace Entente.Numerics;

/// <summary>Functions of probability theory, from <see cref="Elementary"/> alone: the same bits on every machine.</summary>
/// <remarks>
/// The incomplete gamma and beta functions take their leading factor from Stirling's remainder and the deviance
/// u - log(1 + u), so that nothing large cancels (the idea of C. Loader, "Fast and accurate computation of binomial
/// probabilities", 2000). Formula numbers "DLMF" refer to the NIST Digital Library of Mathematical Functions.
/// Arguments outside the stated ranges give NaN.
/// </remarks>
public static class SpecialFunctions
{
    private const double HalfLogTwoPi = 0.9189385332046728;
    private const double InverseSqrtTwoPi = 0.3989422804014327;
    private const double Epsilon = 1.1102230246251565e-16; // 2^-53
    private const double Tiny = 1e-300;

    /// <summary>The logarithm of the gamma function, for <paramref name="x"/> above 0.</summary>
    /// <remarks>Error at most 5e-15 times the larger of 1 and the result. Stirling's series, DLMF 5.11.1.</remarks>
    public static double LogGamma(double x)
    {
        if (!(x > 0.0)) return double.NaN;
        if (double.IsPositiveInfinity(x)) return x;
        var shift = 1.0;
        // Gamma(x) = Gamma(x + n) / (x (x + 1) ... (x + n - 1)); at most ten factors, so no overflow.
        while (x < 10.0)
        {
            shift *= x;
            x += 1.0;
        }

        return (x - 0.5) * Elementary.Log(x) - x + HalfLogTwoPi + StirlingSeries(x) - Elementary.Log(shift);
    }

    /// <summary>P(a, x), the chance that a gamma variable of shape <paramref name="a"/> &gt; 0 is at most <paramref name="x"/> &gt;= 0.</summary>
    /// <remarks>Relative error below 1e-13 for shapes to 1e6; the work grows with the root of the shape. DLMF 8.7.1 and 8.9.2.</remarks>
    public static double GammaRegularizedLower(double a, double x) => GammaTails(a, x).Lower;

    /// <summary>Q(a, x) = 1 - P(a, x), without cancellation.</summary>
    /// <inheritdoc cref="GammaRegularizedLower" path="/remarks"/>
    public static double GammaRegularizedUpper(double a, double x) => GammaTails(a, x).Upper;

    /// <summary>I_x(a, b), the chance that a beta variable is at most <paramref name="x"/> in [0, 1]; a, b &gt; 0.</summary>
    /// <remarks>Relative error below 1e-13 for shapes to 1e6 and x above 1e-100, where 1 - x is known exactly; the work grows with the root of the shapes.</remarks>
    public static double BetaRegularized(double a, double b, double x) => BetaTails(a, b, x, 1.0 - x).Lower;

    /// <summary>The chance that a standard normal variable is at most <paramref name="z"/>.</summary>
    /// <remarks>Relative error at most 1e-15 in both directions, to the subnormal numbers in the lower tail.</remarks>
    public static double NormalCdf(double z)
    {
        if (double.IsNaN(z)) return z;
        var tail = NormalTail(Math.Abs(z));
        return z < 0.0 ? tail : 1.0 - tail;
    }

    /// <summary>The standard normal density.</summary>
    public static double NormalDensity(double z) => InverseSqrtTwoPi * ExpOfMinusHalfSquare(z);

    /// <summary>The complementary error function, 2 NormalCdf(-x sqrt 2).</summary>
    public static double Erfc(double x) => 2.0 * NormalCdf(-x * 1.4142135623730951);

    /// <summary>The standard normal quantile: the z with NormalCdf(z) = <paramref name="p"/>; -inf at 0, +inf at 1, NaN outside [0, 1].</summary>
    /// <remarks>Relative error about 1e-15 in z. M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477-484.</remarks>
    public static double NormalQuantile(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - q * q;
            return q *
                (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                    + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
                    + 133.14166789178437745) * r + 3.387132872796366608) /
                (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                    + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
                    + 42.313330701600911252) * r + 1.0);
        }

        if (!(p > 0.0 && p < 1.0))
            return p == 0.0 ? double.NegativeInfinity : p == 1.0 ? double.PositiveInfinity : double.NaN;

        var s = Math.Sqrt(-Elementary.Log(q < 0.0 ? p : 1.0 - p));
        double z;
        if (s <= 5.0)
        {
            var r = s - 1.6;
            z = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                    + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
                    + 4.6303378461565452959) * r + 1.42343711074968357734) /
                (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                    + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
                    + 2.05319162663775882187) * r + 1.0);
        }
        else
        {
            var r = s - 5.0;
            z = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                    + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
                    + 5.4637849111641143699) * r + 6.6579046435011037772) /
                (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                    + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
                    + 0.59983220655588793769) * r + 1.0);
        }

        return q < 0.0 ? -z : z;
    }

    /// <summary>Both tails of the gamma distribution of shape <paramref name="a"/> at <paramref name="x"/>, and its density times x.</summary>
    internal static (double Lower, double Upper, double DensityTimesX) GammaTails(double a, double x)
    {
        if (!(a > 0.0) || !(x >= 0.0) || double.IsPositiveInfinity(a)) return (double.NaN, double.NaN, double.NaN);
        if (x == 0.0) return (0.0, 1.0, 0.0);
        if (double.IsPositiveInfinity(x)) return (1.0, 0.0, 0.0);

        // x^a e^-x / Gamma(a) = sqrt(a / 2 pi) exp(-delta(a) - a (u - log(1 + u))), u = (x - a) / a.
        var u = (x - a) / a;
        var deviance = u < -0.5 ? u - Elementary.Log(x / a) : Elementary.LessLog1p(u);
        var factor = Math.Sqrt(a) * InverseSqrtTwoPi * Elementary.Exp(-StirlingRemainder(a) - a * deviance);

        if (x < a + 1.0)
        {
            var term = 1.0 / a;
            var sum = term;
            for (var n = 1; n < 100_000; n++)
            {
                term *= x / (a + n);
                sum += term;
                if (term < sum * Epsilon) break;
            }

            var lower = Math.Min(1.0, factor * sum);
            return (lower, 1.0 - lower, factor);
        }

        // The continued fraction for Q by the modified method of Lentz (Thompson and Barnett 1986).
        var b = x + 1.0 - a;
        var c = 1.0 / Tiny;
        var d = 1.0 / b;
        var h = d;
        for (var n = 1; n < 100_000; n++)
        {
            var an = -n * (n - a);
            b += 2.0;
            d = an * d + b;
            if (Math.Abs(d) < Tiny) d = Tiny;
            c = b + an / c;
            if (Math.Abs(c) < Tiny) c = Tiny;
            d = 1.0 / d;
            var step = c * d;
            h *= step;
            if (Math.Abs(step - 1.0) < 2.0 * Epsilon) break;
        }

        var upper = Math.Min(1.0, factor * h);
        return (1.0 - upper, upper, factor);
    }

    /// <summary>Both tails of the beta distribution at x, and x^a y^b / B(a, b); y = 1 - x is given so that neither need be rounded.</summary>
    internal static (double Lower, double Upper, double Factor) BetaTails(double a, double b, double x, double y)
    {
        if (!(a > 0.0) || !(b > 0.0) || !(x >= 0.0) || !(y >= 0.0)) return (double.NaN, double.NaN, double.NaN);
        if (x == 0.0) return (0.0, 1.0, 0.0);
        if (y == 0.0) return (1.0, 0.0, 0.0);

        // x^a y^b / B(a, b) = sqrt(a b / (2 pi n)) exp(delta(n) - delta(a) - delta(b) - a h(u) - b h(v)), n = a + b,
        // u = (x n - a) / a, v = (y n - b) / b, h(u) = u - log(1 + u): the linear parts of both sides cancel exactly.
        var n = a + b;
        // x n - a = x b - y a, with less cancellation.
        var difference = x * b - y * a;
        var u = difference / a;
        var v = -difference / b;
        var devianceA = u < -0.5 ? u - Elementary.Log(x * n / a) : Elementary.LessLog1p(u);
        var devianceB = v < -0.5 ? v - Elementary.Log(y * n / b) : Elementary.LessLog1p(v);
        var exponent = StirlingRemainder(n) - StirlingRemainder(a) - StirlingRemainder(b) - a * devianceA - b * devianceB;
        var factor = Math.Sqrt(a * (b / n)) * InverseSqrtTwoPi * Elementary.Exp(exponent);

        if (x * (n + 2.0) < a + 1.0)
        {
            var lower = Math.Min(1.0, factor / BetaFraction(a, b, x, y));
            return (lower, 1.0 - lower, factor);
        }

        var upper = Math.Min(1.0, factor / BetaFraction(b, a, y, x));
        return (1.0 - upper, upper, factor);
    }

    /// <summary>log Gamma(a + 1) less Stirling's approximation (a + 1/2) log a - a + log(2 pi) / 2.</summary>
    internal static double StirlingRemainder(double a)
    {
        var sum = 0.0;
        // delta(a) - delta(a + 1) = (a + 1/2) log(1 + 1/a) - 1.
        while (a < 10.0)
        {
            sum += (a + 0.5) * Elementary.Log1p(1.0 / a) - 1.0;
            a += 1.0;
        }

        return sum + StirlingSeries(a);
    }

    /// <summary>The chance that a standard normal variable exceeds <paramref name="z"/> &gt;= 0.</summary>
    internal static double NormalTail(double z)
    {
        if (z > 38.6) return 0.0;
        // (z + 1) exp(z^2 / 2) NormalTail(z) as a Chebyshev series in (z - 5) / (z + 5); computed for this project with 40 digits.
        var t = (z - 5.0) / (z + 5.0);
        var twice = 2.0 * t;
        double b1 = 0.0, b2 = 0.0;
        var coefficients = MillsSeries;
        for (var k = coefficients.Length - 1; k > 0; k--)
        {
            var b0 = twice * b1 - b2 + coefficients[k];
            b2 = b1;
            b1 = b0;
        }

        var scaled = t * b1 - b2 + coefficients[0];
        return scaled / (z + 1.0) * ExpOfMinusHalfSquare(z);
    }

    private static ReadOnlySpan<double> MillsSeries =>
    [
        0.4619742120721857,
        -0.06516520239491264,
        -0.005458781501136567,
        0.01229619904556344,
        -0.006470872915703688,
        0.0022407355224168305,
        -0.0005638623774651974,
        9.984031082925812e-05,
        -9.849514843168493e-06,
        -4.032494233045217e-07,
        2.99023962013034e-07,
        -3.032070748442814e-08,
        -4.617665713929027e-09,
        1.3298288008382692e-09,
        3.0072427190190457e-11,
        -4.4299537255328136e-11,
        1.3999857147018505e-12,
        1.4718957028913052e-12,
        -9.325953119159372e-14,
        -5.294681169060586e-14,
        3.958188414495717e-15,
        2.1048214643865004e-15,
        -1.3456712851570218e-16,
        -9.097614904067247e-17,
    ];

    /// <summary>exp(-z^2 / 2); the square is taken in two parts, since its rounding error would be magnified.</summary>
    private static double ExpOfMinusHalfSquare(double z)
    {
        var square = z * z;
        if (!(square < 1500.0)) return double.IsNaN(z) ? z : 0.0;
        var lost = Math.FusedMultiplyAdd(z, z, -square);
        return Elementary.Exp(-0.5 * square) * (1.0 - 0.5 * lost);
    }

    /// <summary>The tail of Stirling's series for a at least 10; DLMF 5.11.1.</summary>
    private static double StirlingSeries(double a)
    {
        var z = 1.0 / (a * a);
        var p = 0.00641025641025641;
        p = p * z + -0.0019175269175269176;
        p = p * z + 0.0008417508417508417;
        p = p * z + -0.0005952380952380953;
        p = p * z + 0.0007936507936507937;
        p = p * z + -0.002777777777777778;
        p = p * z + 0.08333333333333333;
        return p / a;
    }

    /// <summary>x^a y^b / (B(a, b) I_x(a, b)), for x at most about a / (a + b).</summary>
    /// <remarks>
    /// The even part of the continued fraction DLMF 8.17.22, in the form of A. R. DiDonato and A. H. Morris, ACM TOMS 18
    /// (1992) 360-373, whose a - (a + b) x = a y - b x does not cancel for large a; by the modified method of Lentz.
    /// </remarks>
    private static double BetaFraction(double a, double b, double x, double y)
    {
        var lambda = a * y - b * x;
        var f = a * (lambda + 1.0) / (a + 1.0);
        if (Math.Abs(f) < Tiny) f = Tiny;
        var c = f;
        var d = 0.0;
        for (var m = 1; m < 100_000; m++)
        {
            var twice = a + 2 * m;
            var ratio = m * (b - m) * x / (twice - 1.0);
            var numerator = (a + (m - 1)) * (a + b + (m - 1)) * x / (twice - 1.0) * ratio;
            var denominator = m + ratio + (a + m) * (lambda + 1.0 + m * (1.0 + y)) / (twice + 1.0);
            d = denominator + numerator * d;
            if (Math.Abs(d) < Tiny) d = Tiny;
            c = denominator + numerator / c;
            if (Math.Abs(c) < Tiny) c = Tiny;
            d = 1.0 / d;
            var step = c * d;
            f *= step;
            if (Math.Abs(step - 1.0) < 2.0 * Epsilon) break;
        }

        return f;
    }
}
