namespace Entente.Numerics;

/// <summary>
/// The elementary functions of the model, with the same bits on every machine: only IEEE 754 additions, products,
/// quotients, fused multiply-adds and bit operations, in a fixed order.
/// </summary>
/// <remarks>
/// The library's functions ask the platform's mathematics library, whose last bits differ between machines. The kernels
/// are short and nearly free of branches, so that a vector lane can run the same operations in the same order.
/// Polynomial coefficients were computed for this project by interpolation at Chebyshev nodes with 60 digits.
/// Every function of one number or power gives NaN for NaN.
/// </remarks>
public static class Elementary
{
    private const double Log2E = 1.4426950408889634;

    // ln 2 in three parts; the first has 42 significant bits, so that its product with an exponent is exact.
    private const double Ln2High = 0.6931471805598903;
    private const double Ln2Low = 5.497923018708371e-14;

    // Adding and subtracting it rounds a number below 2^51 to the nearest integer, and leaves that integer in the low bits.
    private const double RoundingMagic = 6755399441055744.0; // 1.5 * 2^52

    private const double SqrtHalf = 0.7071067811865476;

    /// <summary>The first of two numbers where it is above the second, else the second.</summary>
    /// <remarks>One comparison and one choice, for a vector lane too. Of two zeros it is the second; a NaN on either side gives the second.</remarks>
    public static double Larger(double a, double b) => a > b ? a : b;

    /// <summary>The first of two numbers where it is below the second, else the second.</summary>
    /// <inheritdoc cref="Larger" path="/remarks"/>
    public static double Smaller(double a, double b) => a < b ? a : b;

    /// <summary>e to the power <paramref name="x"/>.</summary>
    /// <remarks>Error at most 0.6 ulp for normal results (measured); overflows to +inf, underflows through subnormal numbers to 0.</remarks>
    public static double Exp(double x) => ExpOfSum(x, 0.0);

    /// <summary>e to the power <paramref name="x"/>, less one; accurate near 0.</summary>
    /// <remarks>Error at most 1 ulp (measured).</remarks>
    public static double Expm1(double x)
    {
        if (x > 40.0) return Exp(x) - 1.0; // the one is below half an ulp from here on, or overflow decides
        if (x < -40.0) return -1.0;
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) < 1e-300) return x; // squares would underflow, and the answer is x

        var (power, r, tail) = ReduceExp(x, 0.0);
        var scale = TwoToThe(power);
        // 2^k (1 + r + tail) - 1 = (2^k - 1) + 2^k r + 2^k tail, with the error of the first sum carried along.
        var offset = scale - 1.0;
        var scaled = scale * r;
        var sum = offset + scaled;
        var virtualPart = sum - offset;
        var error = (offset - (sum - virtualPart)) + (scaled - virtualPart);
        return sum + (error + scale * tail);
    }

    /// <summary>The natural logarithm of <paramref name="x"/>.</summary>
    /// <remarks>Error below 1 ulp (measured). 0 gives -inf, a negative number NaN.</remarks>
    public static double Log(double x)
    {
        if (!(x > 0.0)) return x == 0.0 ? double.NegativeInfinity : double.NaN;
        if (double.IsPositiveInfinity(x)) return x;
        var (exponent, f) = SplitMantissa(x);
        return LogOfOnePlus(exponent, f, 0.0);
    }

    /// <summary>The natural logarithm of 1 + <paramref name="x"/>; accurate near 0.</summary>
    /// <remarks>Error below 1 ulp (measured). -1 gives -inf, a smaller number NaN.</remarks>
    public static double Log1p(double x)
    {
        if (!(x > -1.0)) return x == -1.0 ? double.NegativeInfinity : double.NaN;
        if (double.IsPositiveInfinity(x)) return x;
        if (Math.Abs(x) < 1e-300) return x;
        var u = 1.0 + x;
        if (u >= SqrtHalf && u < 2.0 * SqrtHalf) return LogOfOnePlus(0.0, x, 0.0);
        // What the sum rounded away, relative to it: log(u + lost) = log(u) + lost / u to first order.
        var lost = x < 1.0 ? x - (u - 1.0) : 1.0 - (u - x);
        var (exponent, f) = SplitMantissa(u);
        return LogOfOnePlus(exponent, f, lost / u);
    }

    /// <summary><paramref name="x"/> to the power <paramref name="y"/>.</summary>
    /// <remarks>
    /// Error at most 0.65 ulp for normal results (measured), and exact when the exact power is a double.
    /// Special cases as in IEEE 754 and C: anything to the power 0 is 1, 1 to any power is 1, a negative base asks for
    /// an integer exponent (else NaN), and takes its sign from the exponent's parity.
    /// </remarks>
    public static double Pow(double x, double y)
    {
        if (y == 0.0 || x == 1.0) return 1.0;
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;

        var magnitude = Math.Abs(x);
        if (double.IsInfinity(y))
        {
            if (magnitude == 1.0) return 1.0;
            return (magnitude > 1.0) == (y > 0.0) ? double.PositiveInfinity : 0.0;
        }

        var isInteger = Math.Floor(y) == y;
        // From 2^53 on every double is even.
        var isOdd = isInteger && Math.Abs(y) < 9007199254740992.0 && ((long)y & 1) != 0;
        var sign = isOdd && double.IsNegative(x) ? -1.0 : 1.0;
        if (magnitude == 0.0) return sign * (y > 0.0 ? 0.0 : double.PositiveInfinity);
        if (double.IsInfinity(magnitude)) return sign * (y > 0.0 ? double.PositiveInfinity : 0.0);
        if (x < 0.0 && !isInteger) return double.NaN;

        var (high, low) = LogInTwoParts(magnitude);
        var product = y * high;
        if (!(Math.Abs(product) < 800.0)) return sign * (product > 0.0 ? double.PositiveInfinity : 0.0);
        // For a product this small the power is 1 to the last bit, and the error terms would underflow.
        var rest = Math.Abs(product) < 1e-280 ? 0.0 : Math.FusedMultiplyAdd(y, high, -product) + y * low;
        return sign * ExpOfSum(product, rest);
    }

    /// <summary>The sine of <paramref name="x"/> [radian], for |x| at most pi/2 (1.5708); NaN beyond.</summary>
    /// <remarks>Error below 2 ulp (measured). The model has no need of a wider range.</remarks>
    public static double Sin(double x)
    {
        if (!(Math.Abs(x) <= 1.5707963267948968)) return double.NaN;
        var z = x * x;
        var p = -8.005858059980551e-18;
        p = p * z + 2.810466816590253e-15;
        p = p * z + -7.647139048550473e-13;
        p = p * z + 1.605904347799452e-10;
        p = p * z + -2.505210838237619e-08;
        p = p * z + 2.7557319223971175e-06;
        p = p * z + -0.00019841269841269806;
        p = p * z + 0.008333333333333333;
        p = p * z + -0.16666666666666666;
        return x + x * (z * p);
    }

    /// <summary>The logistic function 1 / (1 + e^-x), in [0, 1]; the inverse of <see cref="Logit"/>.</summary>
    /// <remarks>Error at most 2.5 ulp for normal results (measured). Never overflows on the way: only the exponential of a negative number is taken.</remarks>
    public static double Logistic(double x)
    {
        var e = Exp(-Math.Abs(x));
        return (x < 0.0 ? e : 1.0) / (1.0 + e);
    }

    /// <summary>The logarithm of the odds p / (1 - p), for p in [0, 1]; -inf at 0, +inf at 1, NaN outside.</summary>
    /// <remarks>Accurate also near one half, where the odds are near 1.</remarks>
    public static double Logit(double p)
    {
        if (!(p >= 0.0 && p <= 1.0)) return double.NaN;
        // Near one half: log(p / q) = log1p((p - q) / q), and p - q is exact there.
        if (p > 0.25 && p < 0.75)
        {
            var q = 1.0 - p;
            return Log1p((p - q) / q);
        }

        return Log(p) - Log1p(-p);
    }

    /// <summary>u - log(1 + u) for u above -1, accurate near 0, where it is about u^2 / 2.</summary>
    internal static double LessLog1p(double u)
    {
        if (u < -0.29 || u > 0.41) return u - Log1p(u);
        // log(1 + u) = 2 s + s z P(z) with s = u / (2 + u), and u - 2 s = u s.
        var s = u / (2.0 + u);
        var z = s * s;
        return u * s - s * z * AtanhTail(z);
    }

    /// <summary>2 to the power <paramref name="k"/>, for k in [-1022, 1023].</summary>
    internal static double TwoToThe(long k) => BitConverter.Int64BitsToDouble((k + 1023) << 52);

    /// <summary>e^(x + rest) for a rest far below x: the correction enters where it still counts.</summary>
    private static double ExpOfSum(double x, double rest)
    {
        if (double.IsNaN(x)) return x;
        // Outside, the answer is inf or 0 anyway; the clamp keeps the exponent arithmetic in range.
        var clamped = Math.Min(Math.Max(x, -760.0), 720.0);
        var (power, r, tail) = ReduceExp(clamped, rest);
        var sum = 1.0 + r;
        var error = (1.0 - sum) + r;
        var mantissa = sum + (error + tail);
        // Two steps, since 2^k itself may overflow or underflow; only the second can round.
        var half = power >> 1;
        return mantissa * TwoToThe(half) * TwoToThe(power - half);
    }

    /// <summary>x + rest = k ln 2 + r, |r| at most ln 2 / 2; gives k, r and tail, with e^(x + rest) = 2^k (1 + r + tail).</summary>
    private static (long Power, double R, double Tail) ReduceExp(double x, double rest)
    {
        var shifted = x * Log2E + RoundingMagic;
        var k = shifted - RoundingMagic;
        var power = BitConverter.DoubleToInt64Bits(shifted) - BitConverter.DoubleToInt64Bits(RoundingMagic);
        var high = x - k * Ln2High; // exact
        var low = k * Ln2Low - rest;
        var r = high - low;
        var lost = (high - r) - low;

        var p = 2.510038549551032e-08;
        p = p * r + 2.7620088445409746e-07;
        p = p * r + 2.7557268459997064e-06;
        p = p * r + 2.4801521295954376e-05;
        p = p * r + 0.00019841269863053618;
        p = p * r + 0.0013888888917213717;
        p = p * r + 0.008333333333330062;
        p = p * r + 0.04166666666662413;
        p = p * r + 0.16666666666666669;
        p = p * r + 0.5000000000000001;
        return (power, r, r * r * p + lost);
    }

    /// <summary>x = 2^exponent (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); x positive and finite.</summary>
    private static (double Exponent, double F) SplitMantissa(double x)
    {
        var shift = 0.0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0; // 2^54
            shift = -54.0;
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        // Moving the boundary of the exponent field to sqrt(1/2): the difference of bit patterns, whole exponents of it.
        var k = (bits - BitConverter.DoubleToInt64Bits(SqrtHalf)) >> 52;
        var mantissa = BitConverter.Int64BitsToDouble(bits - (k << 52));
        return (k + shift, mantissa - 1.0);
    }

    /// <summary>exponent * ln 2 + log(1 + f) + extra, for 1 + f in [sqrt(1/2), sqrt(2)).</summary>
    private static double LogOfOnePlus(double exponent, double f, double extra)
    {
        // log(1 + f) = 2 atanh(s), s = f / (2 + f); and 2 s = f - f^2/2 + s f^2/2, whose first term is exact.
        var s = f / (2.0 + f);
        var z = s * s;
        var p = AtanhTail(z);
        var halfSquare = 0.5 * f * f;
        var small = s * (halfSquare + z * p) + (exponent * Ln2Low + extra);
        return exponent * Ln2High - ((halfSquare - small) - f);
    }

    /// <summary>(2 atanh(s) / s - 2) / z for z = s^2 at most 0.0295.</summary>
    private static double AtanhTail(double z)
    {
        var p = 0.14617807153417325;
        p = p * z + 0.15331611722055008;
        p = p * z + 0.1818289243253687;
        p = p * z + 0.22222211089379496;
        p = p * z + 0.28571428626253836;
        p = p * z + 0.3999999999989889;
        p = p * z + 0.666666666666667;
        return p;
    }

    /// <summary>The logarithm of a positive finite number as an unevaluated sum, good to about 2^-65 relative.</summary>
    private static (double High, double Low) LogInTwoParts(double x)
    {
        const double twoThirdsHigh = 0.6666666666666666;
        const double twoThirdsLow = 3.700743415417188e-17;

        var (exponent, f) = SplitMantissa(x);
        // s = f / (2 + f) in two parts.
        var divisor = 2.0 + f;
        var divisorLow = f - (divisor - 2.0);
        var s = f / divisor;
        var sLow = (Math.FusedMultiplyAdd(-s, divisor, f) - s * divisorLow) / divisor;
        // z = s^2 in two parts.
        var z = s * s;
        var zLow = Math.FusedMultiplyAdd(s, s, -z) + 2.0 * s * sLow;

        // log(1 + f) = 2 s + s (2/3 z + z^2 P(z)): the 2/3 z needs two parts, the rest is small enough for one.
        var p = 0.11724327060846747;
        p = p * z + 0.11706126464563398;
        p = p * z + 0.1333480879881234;
        p = p * z + 0.1538459488700718;
        p = p * z + 0.18181818336099848;
        p = p * z + 0.22222222221652765;
        p = p * z + 0.2857142857142937;
        p = p * z + 0.4;
        var c = twoThirdsHigh * z;
        var cLow = Math.FusedMultiplyAdd(twoThirdsHigh, z, -c) + (twoThirdsHigh * zLow + twoThirdsLow * z) + z * z * p;
        var t = s * c;
        var tLow = Math.FusedMultiplyAdd(s, c, -t) + (s * cLow + sLow * c);

        // exponent ln 2 + 2 s + t, largest first.
        var (sum, sumLow) = AddExactly(exponent * Ln2High, 2.0 * s);
        var (total, totalLow) = AddExactly(sum, t);
        var low = totalLow + (sumLow + (2.0 * sLow + tLow + exponent * Ln2Low));
        var high = total + low;
        return (high, low - (high - total));
    }

    /// <summary>The rounded sum and what the rounding lost, exactly (Knuth, TAOCP volume 2, 4.2.2).</summary>
    private static (double Sum, double Error) AddExactly(double a, double b)
    {
        var sum = a + b;
        var partOfB = sum - a;
        return (sum, (a - (sum - partOfB)) + (b - partOfB));
    }
}
