using System.Numerics;

namespace Entente.Statistics;

/// <summary>Rounds exact numbers to doubles.</summary>
internal static class Rounding
{
    /// <summary>The double nearest to numerator / denominator * 2^exponent, ties to even; infinite beyond the range.</summary>
    /// <param name="numerator">Any integer.</param>
    /// <param name="denominator">Positive.</param>
    /// <param name="exponent">Any small integer.</param>
    internal static double ToDouble(BigInteger numerator, BigInteger denominator, int exponent)
    {
        if (numerator.IsZero) return 0.0;
        var magnitude = BigInteger.Abs(numerator);

        // A quotient of 64 or 65 bits, its last bit made sticky with what the division left over.
        var shift = 64 - ((int)magnitude.GetBitLength() - (int)denominator.GetBitLength());
        if (shift > 0) magnitude <<= shift;
        else denominator <<= -shift;
        var quotient = BigInteger.DivRem(magnitude, denominator, out var remainder);
        var isSticky = !remainder.IsZero;
        exponent -= shift;

        // How many low bits the double has no room for: down to 53 bits, or fewer below the normal range.
        var length = (int)quotient.GetBitLength();
        var excess = Math.Max(length - 53, ExactSumAccumulator.UnitExponent - exponent);
        if (excess > length + 1) return numerator.Sign < 0 ? -0.0 : 0.0;
        var kept = (ulong)(quotient >> excess);
        var dropped = quotient - ((BigInteger)kept << excess);
        var half = BigInteger.One << (excess - 1);
        var order = dropped.CompareTo(half);
        if (order > 0 || (order == 0 && (isSticky || (kept & 1) != 0))) kept++;

        // kept is at most 2^53, so both products are exact, or overflow, or are exact multiples of the smallest double.
        var power = exponent + excess;
        if (power > 1023) return numerator.Sign < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        var result = Math.ScaleB((double)kept, power);
        return numerator.Sign < 0 ? -result : result;
    }
}
