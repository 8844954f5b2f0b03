using System.Numerics;

namespace Entente.Statistics;

/// <summary>An exact sum of binary numbers on a fixed grid, as a row of 32-bit digits kept in 64-bit limbs.</summary>
/// <remarks>
/// A limb takes signed digits and carries only once in 2^29 additions, so an addition touches a few limbs and nothing
/// is ever rounded. The value, not the limbs, is what two accumulators share when their terms are the same.
/// The idea of a long accumulator is U. Kulisch's; deferred carries as in R. M. Neal, "Fast exact summation using small
/// and large superaccumulators", 2015.
/// </remarks>
internal sealed class FixedPointAccumulator
{
    private const int CarryAfter = 1 << 29;

    private readonly long[] _limbs;
    private int _pending;

    /// <param name="bits">Bits of the largest term; room for 2^63 terms is added.</param>
    internal FixedPointAccumulator(int bits) => _limbs = new long[bits / 32 + 4];

    /// <summary>Adds (or subtracts) magnitude * 2^shift units.</summary>
    internal void Add(UInt128 magnitude, int shift, bool negative)
    {
        if (_pending == CarryAfter) Carry();
        _pending++;
        var limb = shift >> 5;
        // At most 106 bits and 31 of shift: five digits.
        var low = magnitude << (shift & 31);
        var high = (shift & 31) == 0 ? UInt128.Zero : magnitude >> (128 - (shift & 31));
        var sign = negative ? -1L : 1L;
        while (low != UInt128.Zero)
        {
            _limbs[limb++] += sign * (uint)low;
            low >>= 32;
        }

        if (high != UInt128.Zero) _limbs[(shift >> 5) + 4] += sign * (uint)high;
    }

    /// <summary>Adds a magnitude below 2^53 times 2^shift units: the short form for single doubles.</summary>
    internal void AddShort(ulong magnitude, int shift, bool negative)
    {
        if (_pending == CarryAfter) Carry();
        _pending++;
        var limb = shift >> 5;
        var offset = shift & 31;
        var low = magnitude << offset;
        var high = offset == 0 ? 0 : magnitude >> (64 - offset);
        var sign = negative ? -1L : 1L;
        _limbs[limb] += sign * (uint)low;
        _limbs[limb + 1] += sign * (long)(low >> 32);
        _limbs[limb + 2] += sign * (long)high;
    }

    /// <summary>Adds the other's value; the other keeps its value.</summary>
    internal void Merge(FixedPointAccumulator other)
    {
        // After a carry every limb but the last is a digit, so two of them are far from full.
        Carry();
        other.Carry();
        for (var i = 0; i < _limbs.Length; i++) _limbs[i] += other._limbs[i];
        Carry();
    }

    /// <summary>The sum in units.</summary>
    internal BigInteger ToBigInteger()
    {
        Carry();
        Span<byte> bytes = stackalloc byte[_limbs.Length * 4 + 4];
        for (var i = 0; i < _limbs.Length - 1; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * i)..], (uint)_limbs[i]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes[(4 * (_limbs.Length - 1))..], _limbs[^1]);
        return new BigInteger(bytes);
    }

    /// <summary>Makes every limb but the last a digit in [0, 2^32); the last holds the sign.</summary>
    private void Carry()
    {
        for (var i = 0; i < _limbs.Length - 1; i++)
        {
            var carry = _limbs[i] >> 32;
            _limbs[i] &= uint.MaxValue;
            _limbs[i + 1] += carry;
        }

        _pending = 0;
    }
}
