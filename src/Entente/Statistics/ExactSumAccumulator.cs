using System.Numerics;

namespace Entente.Statistics;

/// <summary>A sum of doubles without rounding: the result is the double nearest to the exact sum, in any order and split.</summary>
/// <remarks>Scratch space of about 0.6 kB. Infinite and NaN terms are counted apart; the result is then the IEEE 754 sum's.</remarks>
public sealed class ExactSumAccumulator
{
    /// <summary>The unit of the fixed-point sum is 2 to this power, the smallest positive double.</summary>
    internal const int UnitExponent = -1074;

    private readonly FixedPointAccumulator _sum = new(2098);
    private long _positiveInfinities;
    private long _negativeInfinities;
    private long _nans;

    /// <summary>Whether every term so far was a finite number.</summary>
    internal bool IsFinite => (_positiveInfinities | _negativeInfinities | _nans) == 0;

    /// <summary>Adds a term.</summary>
    public void Add(double x)
    {
        var bits = BitConverter.DoubleToUInt64Bits(x);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = bits & 0xFFFFFFFFFFFFFUL;
        if (exponent == 0x7FF)
        {
            if (mantissa != 0) _nans++;
            else if (x > 0.0) _positiveInfinities++;
            else _negativeInfinities++;
            return;
        }

        if (exponent == 0) exponent = 1;
        else mantissa |= 1UL << 52;
        _sum.AddShort(mantissa, exponent - 1, (long)bits < 0);
    }

    /// <summary>Adds all terms of another accumulator, which keeps them.</summary>
    public void Merge(ExactSumAccumulator other)
    {
        _sum.Merge(other._sum);
        _positiveInfinities += other._positiveInfinities;
        _negativeInfinities += other._negativeInfinities;
        _nans += other._nans;
    }

    /// <summary>The exact sum, rounded once to nearest, ties to even; +0 for an empty or a vanishing sum.</summary>
    public double ToDouble() => NonFinite ?? Rounding.ToDouble(ToUnits(), BigInteger.One, UnitExponent);

    /// <summary>The exact sum of the finite terms in units of 2^-1074.</summary>
    internal BigInteger ToUnits() => _sum.ToBigInteger();

    /// <summary>The sum if it is infinite or NaN; null if every term was finite.</summary>
    internal double? NonFinite =>
        IsFinite ? null
        : _nans > 0 || (_positiveInfinities > 0 && _negativeInfinities > 0) ? double.NaN
        : _positiveInfinities > 0 ? double.PositiveInfinity
        : double.NegativeInfinity;
}
