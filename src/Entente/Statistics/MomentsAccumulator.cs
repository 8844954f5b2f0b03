using System.Numerics;

namespace Entente.Statistics;

/// <summary>Count, mean, variance and range of numbers, each as if computed exactly and rounded once: the same in any order and split.</summary>
/// <remarks>Scratch space of about 2 kB. If a number is infinite or NaN, the mean follows IEEE 754 and the variance is NaN.</remarks>
public sealed class MomentsAccumulator
{
    private readonly ExactSumAccumulator _sum = new();
    private readonly FixedPointAccumulator _squares = new(4196);
    private bool _hasNaN;

    /// <summary>How many numbers were added.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest number, +inf if there is none, NaN if any number is NaN.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest number, -inf if there is none, NaN if any number is NaN.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>The sum; 0 if there is none.</summary>
    public double Sum => _sum.ToDouble();

    /// <summary>The mean; NaN if there is no number.</summary>
    public double Mean =>
        Count == 0 ? double.NaN : _sum.NonFinite ?? Rounding.ToDouble(_sum.ToUnits(), Count, ExactSumAccumulator.UnitExponent);

    /// <summary>The variance with divisor n - 1; NaN for fewer than two numbers.</summary>
    public double Variance => VarianceOver(1);

    /// <summary>The standard deviation, the root of <see cref="Variance"/>.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>The standard error of the mean, the root of variance / n.</summary>
    public double StandardError => Math.Sqrt(VarianceOver(Count));

    /// <summary>Adds a number.</summary>
    public void Add(double x)
    {
        Count++;
        _sum.Add(x);
        if (double.IsNaN(x)) _hasNaN = true;
        if (_hasNaN) (Min, Max) = (double.NaN, double.NaN);
        else (Min, Max) = (Math.Min(Min, x), Math.Max(Max, x));
        if (!double.IsFinite(x)) return;

        var bits = BitConverter.DoubleToUInt64Bits(x);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = bits & 0xFFFFFFFFFFFFFUL;
        if (exponent == 0) exponent = 1;
        else mantissa |= 1UL << 52;
        if (mantissa != 0) _squares.Add((UInt128)mantissa * mantissa, 2 * (exponent - 1), negative: false);
    }

    /// <summary>Adds some numbers.</summary>
    public void Add(ReadOnlySpan<double> numbers)
    {
        foreach (var x in numbers) Add(x);
    }

    /// <summary>Adds all numbers of another accumulator, which keeps them.</summary>
    public void Merge(MomentsAccumulator other)
    {
        Count += other.Count;
        _sum.Merge(other._sum);
        _squares.Merge(other._squares);
        _hasNaN |= other._hasNaN;
        (Min, Max) = _hasNaN ? (double.NaN, double.NaN) : (Math.Min(Min, other.Min), Math.Max(Max, other.Max));
    }

    /// <summary>(n S2 - S1^2) / (n (n - 1) divisor), exactly, then rounded once.</summary>
    private double VarianceOver(long divisor)
    {
        if (Count < 2 || !_sum.IsFinite) return double.NaN;
        var sum = _sum.ToUnits();
        var numerator = Count * _squares.ToBigInteger() - sum * sum;
        return Rounding.ToDouble(numerator, (BigInteger)Count * (Count - 1) * divisor, 2 * ExactSumAccumulator.UnitExponent);
    }
}
