using System.Runtime.CompilerServices;

namespace Entente.Numerics;

/// <summary>The kernels of <see cref="Elementary"/> and <see cref="VectorMath"/>: one text for every width, without branches.</summary>
/// <remarks>
/// Special cases are chosen at the end, by selects; until then their lanes hold numbers that nobody reads.
/// Polynomial coefficients were computed for this project by interpolation at Chebyshev nodes with 60 digits.
/// </remarks>
internal static class LaneMath
{
    private const double Log2E = 1.4426950408889634;

    // ln 2 in two parts; the first has 42 significant bits, so that its product with an exponent is exact.
    private const double Ln2High = 0.6931471805598903;
    private const double Ln2Low = 5.497923018708371e-14;

    // Adding and subtracting it rounds a number below 2^51 to the nearest integer, and leaves that integer in the low bits.
    private const double RoundingMagic = 6755399441055744.0; // 1.5 * 2^52

    private const double SqrtHalf = 0.7071067811865476;
    private const long BitsOfSqrtHalf = 0x3FE6A09E667F3BCD;
    private const long BitsOfOne = 1023L << 52;

    /// <summary>Numbers up to this have a power that is neither infinite nor subnormal, and so has its inverse.</summary>
    internal const double Moderate = 700;

    // Below this squares underflow.
    private const double Negligible = 1e-300;

    /// <inheritdoc cref="Elementary.Exp"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exp<V>(V x)
        where V : unmanaged, ILanes<V> => ExpOfSum(x, 0.0);

    /// <summary>The same as <see cref="Exp"/>, for numbers of a size of at most <see cref="Moderate"/> only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V ExpOfModerate<V>(V x)
        where V : unmanaged, ILanes<V>
    {
        var (k, r, tail) = ReduceExp(x, 0.0);
        return OnePlus(r, tail) * TwoToThe(k);
    }

    /// <inheritdoc cref="Elementary.Expm1"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Expm1<V>(V x)
        where V : unmanaged, ILanes<V>
    {
        // Beyond, the answer is -1 or inf. The order of the operands lets NaN through.
        var (k, r, tail) = ReduceExp(V.Min(709.8, V.Max(-60.0, x)), 0.0);
        // 2^k (1 + r + tail) - 1 = (2^k - 1) + 2^k r + 2^k tail, all halved since 2^k may overflow, with the error of the first sum carried along.
        var scale = TwoToThe(k - 1.0);
        var offset = scale - 0.5;
        var scaled = scale * r;
        var sum = offset + scaled;
        var virtualPart = sum - offset;
        var error = (offset - (sum - virtualPart)) + (scaled - virtualPart);
        var result = 2.0 * (sum + (error + scale * tail));
        return V.Select(V.Abs(x) < Negligible, x, result);
    }

    /// <inheritdoc cref="Elementary.Log"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log<V>(V x)
        where V : unmanaged, ILanes<V>
    {
        V infinity = double.PositiveInfinity;
        var isSubnormal = x < 2.2250738585072014e-308;
        var (exponent, f) = SplitMantissa(V.Select(isSubnormal, x * 18014398509481984.0, x)); // 2^54
        exponent -= isSubnormal & 54.0;
        var result = LogOfOnePlus(exponent, f, 0.0);
        result = V.Select(V.Equal(x, infinity), x, result);
        return V.Select(x > 0.0, result, V.Select(V.Equal(x, 0.0), -infinity, double.NaN));
    }

    /// <summary>The same as <see cref="Log"/>, for normal positive numbers only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V LogOfNormal<V>(V x)
        where V : unmanaged, ILanes<V>
    {
        var (exponent, f) = SplitMantissa(x);
        return LogOfOnePlus(exponent, f, 0.0);
    }

    /// <inheritdoc cref="Elementary.Log1p"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log1p<V>(V x)
        where V : unmanaged, ILanes<V>
    {
        V infinity = double.PositiveInfinity;
        var u = 1.0 + x;
        var isNear = (u >= SqrtHalf) & (u < 2.0 * SqrtHalf);
        // What the sum rounded away, relative to it: log(u + lost) = log(u) + lost / u to first order.
        var lost = V.Select(x < 1.0, x - (u - 1.0), 1.0 - (u - x)) / u;
        // Near 1 the exponent is 0, and x itself is what the mantissa exceeds 1 by.
        var (exponent, f) = SplitMantissa(u);
        var result = LogOfOnePlus(exponent, V.Select(isNear, x, f), ~isNear & lost);
        result = V.Select(V.Equal(x, infinity) | (V.Abs(x) < Negligible), x, result);
        return V.Select(x > -1.0, result, V.Select(V.Equal(x, -1.0), -infinity, double.NaN));
    }

    /// <inheritdoc cref="Elementary.Pow"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Pow<V>(V x, V y)
        where V : unmanaged, ILanes<V>
    {
        V infinity = double.PositiveInfinity;
        var magnitude = V.Abs(x);
        var (high, low) = LogInTwoParts(magnitude);
        // inf and NaN are their own logarithms.
        high = V.Select(V.Equal(magnitude, 0.0), -infinity, V.Select(magnitude < infinity, high, magnitude));
        var product = y * high;
        var size = V.Abs(product);
        // For a product this small the power is 1 to the last bit, and the error terms would underflow; for a large one it is 0 or inf.
        var rest = (size < 800.0) & (size > 1e-280) & (V.FusedMultiplyAdd(y, high, -product) + y * low);
        var power = ExpOfSum(product, rest);

        var isInteger = V.Equal(V.Floor(y), y);
        var half = y * 0.5;
        var isOdd = isInteger & ~V.Equal(V.Floor(half), half);
        power |= isOdd & x & -0.0;
        power = V.Select(~isInteger & (x < 0.0) & (x > -infinity), double.NaN, power);
        var isOne = V.Equal(y, 0.0) | V.Equal(x, 1.0) | (V.Equal(magnitude, 1.0) & V.Equal(V.Abs(y), infinity));
        return V.Select(isOne, 1.0, power);
    }

    /// <inheritdoc cref="Elementary.Logistic"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Logistic<V>(V x)
        where V : unmanaged, ILanes<V> => LogisticOf(x, Exp(-V.Abs(x)));

    /// <summary>The same as <see cref="Logistic"/>, for numbers of a size of at most <see cref="Moderate"/> only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V LogisticOfModerate<V>(V x)
        where V : unmanaged, ILanes<V> => LogisticOf(x, ExpOfModerate(-V.Abs(x)));

    /// <param name="e">e^-|x|.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogisticOf<V>(V x, V e)
        where V : unmanaged, ILanes<V> => V.Select(x < 0.0, e, 1.0) / (1.0 + e);

    /// <inheritdoc cref="Elementary.Logit"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Logit<V>(V p)
        where V : unmanaged, ILanes<V>
    {
        // Near one half: log(p / q) = log1p((p - q) / q), and p - q is exact there.
        var isNear = (p > 0.25) & (p < 0.75);
        var q = 1.0 - p;
        var logarithm = Log1p(V.Select(isNear, (p - q) / q, -p));
        return V.Select(isNear, logarithm, Log(p) - logarithm);
    }

    /// <inheritdoc cref="Elementary.SinCosOfTurns"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (V Sin, V Cos) SinCosOfTurns<V>(V u)
        where V : unmanaged, ILanes<V>
    {
        // u = k / 4 + f exactly, with |f| at most 1/8; the low bits of the shifted number count the quarters.
        var shifted = 4.0 * u + RoundingMagic;
        var f = u - 0.25 * (shifted - RoundingMagic);
        var z = f * f;

        // sin(2 pi f) = 2 pi f + f z P(z), 2 pi in two parts.
        V p = 3.78643334956545;
        p = V.FusedMultiplyAdd(p, z, -15.094054182079999);
        p = V.FusedMultiplyAdd(p, z, 42.05868918088512);
        p = V.FusedMultiplyAdd(p, z, -76.70585973562093);
        p = V.FusedMultiplyAdd(p, z, 81.6052492760517);
        p = V.FusedMultiplyAdd(p, z, -41.341702240399755);
        var sin = f * 6.283185307179586 + f * (z * p + 2.4492935982947064e-16);

        // cos(2 pi f) = 1 + z Q(z).
        V q = -1.6990343940660637;
        q = V.FusedMultiplyAdd(q, z, 7.903206911569678);
        q = V.FusedMultiplyAdd(q, z, -26.426253275854723);
        q = V.FusedMultiplyAdd(q, z, 60.24464135270201);
        q = V.FusedMultiplyAdd(q, z, -85.4568172066438);
        q = V.FusedMultiplyAdd(q, z, 64.93939402266824);
        q = V.FusedMultiplyAdd(q, z, -19.739208802178716);
        var cos = 1.0 + z * q;

        // An odd quarter exchanges them; the second bit of the quarter, and of the next one, is the sign.
        var isOdd = V.SubtractBits(V.OfBits(0), shifted & V.OfBits(1));
        var signOfSin = V.ShiftLeft(shifted & V.OfBits(2), 62);
        var signOfCos = V.ShiftLeft(V.AddBits(shifted, V.OfBits(1)) & V.OfBits(2), 62);
        return (V.Select(isOdd, cos, sin) ^ signOfSin, V.Select(isOdd, sin, cos) ^ signOfCos);
    }

    /// <summary>e^(x + rest) for a rest far below x: the correction enters where it still counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpOfSum<V>(V x, V rest)
        where V : unmanaged, ILanes<V>
    {
        // Outside, the answer is inf or 0 anyway; the clamp keeps the exponent arithmetic in range, and lets NaN through.
        var (k, r, tail) = ReduceExp(V.Min(720.0, V.Max(-760.0, x)), rest);
        // Two steps, since 2^k itself may overflow or underflow; only the second can round.
        var half = (k * 0.5 + RoundingMagic) - RoundingMagic;
        return OnePlus(r, tail) * TwoToThe(half) * TwoToThe(k - half);
    }

    /// <summary>1 + r + tail for a tail far below r, with what the first sum rounds away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V OnePlus<V>(V r, V tail)
        where V : unmanaged, ILanes<V>
    {
        var sum = 1.0 + r;
        var error = (1.0 - sum) + r;
        return sum + (error + tail);
    }

    /// <summary>2^k for an integer k in [-1022, 1023].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V TwoToThe<V>(V k)
        where V : unmanaged, ILanes<V> => V.AddBits(V.ShiftLeft(k + RoundingMagic, 52), V.OfBits(BitsOfOne));

    /// <summary>x + rest = k ln 2 + r, |r| at most ln 2 / 2; gives k, r and tail, with e^(x + rest) = 2^k (1 + r + tail).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V K, V R, V Tail) ReduceExp<V>(V x, V rest)
        where V : unmanaged, ILanes<V>
    {
        var k = (x * Log2E + RoundingMagic) - RoundingMagic;
        var high = x - k * Ln2High; // exact
        var low = k * Ln2Low - rest;
        var r = high - low;
        var lost = (high - r) - low;

        V p = 2.510038549551032e-08;
        p = V.FusedMultiplyAdd(p, r, 2.7620088445409746e-07);
        p = V.FusedMultiplyAdd(p, r, 2.7557268459997064e-06);
        p = V.FusedMultiplyAdd(p, r, 2.4801521295954376e-05);
        p = V.FusedMultiplyAdd(p, r, 0.00019841269863053618);
        p = V.FusedMultiplyAdd(p, r, 0.0013888888917213717);
        p = V.FusedMultiplyAdd(p, r, 0.008333333333330062);
        p = V.FusedMultiplyAdd(p, r, 0.04166666666662413);
        p = V.FusedMultiplyAdd(p, r, 0.16666666666666669);
        p = V.FusedMultiplyAdd(p, r, 0.5000000000000001);
        return (k, r, r * r * p + lost);
    }

    /// <summary>x = 2^exponent (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); x positive, normal and finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Exponent, V F) SplitMantissa<V>(V x)
        where V : unmanaged, ILanes<V>
    {
        // Moving the boundary of the exponent field to sqrt(1/2): the difference of bit patterns, whole exponents of it.
        var difference = V.SubtractBits(x, V.OfBits(BitsOfSqrtHalf));
        var mantissa = V.AddBits(difference & V.OfBits((1L << 52) - 1), V.OfBits(BitsOfSqrtHalf));
        // The biased exponent, moved into the low bits of 2^52.
        var biased = V.ShiftRight(V.AddBits(difference, V.OfBits(BitsOfOne)), 52) | 4503599627370496.0;
        return (biased - (4503599627370496.0 + 1023.0), mantissa - 1.0);
    }

    /// <summary>exponent * ln 2 + log(1 + f) + extra, for 1 + f in [sqrt(1/2), sqrt(2)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfOnePlus<V>(V exponent, V f, V extra)
        where V : unmanaged, ILanes<V>
    {
        // log(1 + f) = 2 atanh(s), s = f / (2 + f); and 2 s = f - f^2/2 + s f^2/2, whose first term is exact.
        var s = f / (2.0 + f);
        var z = s * s;
        var halfSquare = 0.5 * f * f;
        var small = s * (halfSquare + z * AtanhTail(z)) + (exponent * Ln2Low + extra);
        return exponent * Ln2High - ((halfSquare - small) - f);
    }

    /// <summary>(2 atanh(s) / s - 2) / z for z = s^2 at most 0.0295.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V AtanhTail<V>(V z)
        where V : unmanaged, ILanes<V>
    {
        V p = 0.14617807153417325;
        p = V.FusedMultiplyAdd(p, z, 0.15331611722055008);
        p = V.FusedMultiplyAdd(p, z, 0.1818289243253687);
        p = V.FusedMultiplyAdd(p, z, 0.22222211089379496);
        p = V.FusedMultiplyAdd(p, z, 0.28571428626253836);
        p = V.FusedMultiplyAdd(p, z, 0.3999999999989889);
        p = V.FusedMultiplyAdd(p, z, 0.666666666666667);
        return p;
    }

    /// <summary>The logarithm of a positive finite number as an unevaluated sum, good to about 2^-65 relative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V High, V Low) LogInTwoParts<V>(V x)
        where V : unmanaged, ILanes<V>
    {
        const double twoThirdsHigh = 0.6666666666666666;
        const double twoThirdsLow = 3.700743415417188e-17;

        var isSubnormal = x < 2.2250738585072014e-308;
        var (exponent, f) = SplitMantissa(V.Select(isSubnormal, x * 18014398509481984.0, x)); // 2^54
        exponent -= isSubnormal & 54.0;
        // s = f / (2 + f) in two parts.
        var divisor = 2.0 + f;
        var divisorLow = f - (divisor - 2.0);
        var s = f / divisor;
        var sLow = (V.FusedMultiplyAdd(-s, divisor, f) - s * divisorLow) / divisor;
        // z = s^2 in two parts.
        var z = s * s;
        var zLow = V.FusedMultiplyAdd(s, s, -z) + 2.0 * s * sLow;

        // log(1 + f) = 2 s + s (2/3 z + z^2 P(z)): the 2/3 z needs two parts, the rest is small enough for one.
        V p = 0.11724327060846747;
        p = V.FusedMultiplyAdd(p, z, 0.11706126464563398);
        p = V.FusedMultiplyAdd(p, z, 0.1333480879881234);
        p = V.FusedMultiplyAdd(p, z, 0.1538459488700718);
        p = V.FusedMultiplyAdd(p, z, 0.18181818336099848);
        p = V.FusedMultiplyAdd(p, z, 0.22222222221652765);
        p = V.FusedMultiplyAdd(p, z, 0.2857142857142937);
        p = V.FusedMultiplyAdd(p, z, 0.4);
        var c = twoThirdsHigh * z;
        var cLow = V.FusedMultiplyAdd(twoThirdsHigh, z, -c) + (twoThirdsHigh * zLow + twoThirdsLow * z) + z * z * p;
        var t = s * c;
        var tLow = V.FusedMultiplyAdd(s, c, -t) + (s * cLow + sLow * c);

        // exponent ln 2 + 2 s + t, largest first.
        var (sum, sumLow) = AddExactly(exponent * Ln2High, 2.0 * s);
        var (total, totalLow) = AddExactly(sum, t);
        var low = totalLow + (sumLow + (2.0 * sLow + tLow + exponent * Ln2Low));
        var high = total + low;
        return (high, low - (high - total));
    }

    /// <summary>The rounded sum and what the rounding lost, exactly (Knuth, TAOCP volume 2, 4.2.2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Sum, V Error) AddExactly<V>(V a, V b)
        where V : unmanaged, ILanes<V>
    {
        var sum = a + b;
        var partOfB = sum - a;
        return (sum, (a - (sum - partOfB)) + (b - partOfB));
    }
}
