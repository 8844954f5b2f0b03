namespace Entente.Numerics;

/// <summary>
/// One or more doubles that take the same steps: what the kernels are written in. One text serves a scalar and every
/// width of vector, so that all have the same bits.
/// </summary>
/// <remarks>
/// Every member is one IEEE 754 operation, or an operation on the 64 bits of a lane. Comparisons give masks: all bits
/// set where true, none where false or where an operand is NaN. No member contracts or reorders.
/// </remarks>
internal interface ILanes<V>
    where V : unmanaged, ILanes<V>
{
    /// <summary>The same number in every lane.</summary>
    static abstract implicit operator V(double value);

    static abstract V operator +(V a, V b);

    static abstract V operator -(V a, V b);

    static abstract V operator *(V a, V b);

    static abstract V operator /(V a, V b);

    static abstract V operator -(V a);

    static abstract V operator &(V a, V b);

    static abstract V operator |(V a, V b);

    static abstract V operator ^(V a, V b);

    static abstract V operator ~(V a);

    /// <summary>a ^ b ^ c, which some processors do in one go.</summary>
    static abstract V Xor(V a, V b, V c);

    static abstract V operator <(V a, V b);

    static abstract V operator >(V a, V b);

    static abstract V operator <=(V a, V b);

    static abstract V operator >=(V a, V b);

    /// <summary>A mask; 0 equals -0.</summary>
    static abstract V Equal(V a, V b);

    /// <summary><paramref name="a"/> where the mask is set, else <paramref name="b"/>.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>a &lt; b ? a : b; so <paramref name="b"/> where either is NaN, and where both are zeros.</summary>
    static abstract V Min(V a, V b);

    /// <summary>a &gt; b ? a : b; so <paramref name="b"/> where either is NaN, and where both are zeros.</summary>
    static abstract V Max(V a, V b);

    static abstract V Abs(V a);

    static abstract V Sqrt(V a);

    /// <summary>a b + c, rounded once.</summary>
    static abstract V FusedMultiplyAdd(V a, V b, V c);

    static abstract V Floor(V a);

    static abstract V Ceiling(V a);

    /// <summary>The nearest integer, the even one of two.</summary>
    static abstract V Round(V a);

    /// <summary>The same 64 bits in every lane.</summary>
    static abstract V OfBits(long bits);

    /// <summary>The sum of the bits as 64-bit integers.</summary>
    static abstract V AddBits(V a, V b);

    /// <summary>The difference of the bits as 64-bit integers.</summary>
    static abstract V SubtractBits(V a, V b);

    /// <summary>The 64-bit product of the lower 32 bits of each, as integers without a sign.</summary>
    static abstract V MultiplyLowHalves(V a, V b);

    static abstract V ShiftLeft(V a, int bits);

    /// <summary>Zeros come in from above.</summary>
    static abstract V ShiftRight(V a, int bits);
}
