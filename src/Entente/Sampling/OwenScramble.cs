namespace Entente.Sampling;

/// <summary>Nested uniform scrambling of binary fractions: each bit is flipped or not according to the bits before it.</summary>
/// <remarks>
/// Keeps every net property of the points and makes each point uniform (A. B. Owen, "Randomly permuted (t,m,s)-nets",
/// 1995). The first six bits take their flips from a table of 63 key bits, exactly as in Owen's definition; the rest
/// from a hash of the reversed word whose operations carry only upwards (the idea of S. Laine and T. Karras,
/// "Stratified sampling for stochastic transparency", 2011), with our own constants and four key words.
/// </remarks>
internal readonly struct OwenScramble
{
    private const int TableLevels = 6;

    private readonly ulong _table;
    private readonly ulong _keyA;
    private readonly ulong _keyB;
    private readonly ulong _keyC;
    private readonly ulong _keyD;

    internal OwenScramble(ulong key)
    {
        (_table, _keyA) = Philox.Block(key, 0, 0);
        (_keyB, _keyC) = Philox.Block(key, 1, 0);
        (_keyD, _) = Philox.Block(key, 2, 0);
    }

    /// <summary>The scrambled fraction; the binary point is before bit 63.</summary>
    internal ulong Of(ulong fraction)
    {
        var x = Reverse(fraction);
        x += _keyA;
        x ^= x * 0x9E6C63D0876A9A62UL;
        x *= _keyB | 1;
        x ^= x * 0xB5AD4ECEDA1CE2A8UL;
        x += _keyC;
        x ^= x * 0x8CB92BA72F3D8DD6UL;
        x *= _keyD | 1;
        x ^= x * 0xD1342543DE82EF94UL;
        var scrambled = Reverse(x);

        // The flip of a bit after the prefix b1 b2 ... is the table's bit number 1 b1 b2 ..., read in binary.
        var flips = 0UL;
        for (var level = 0; level < TableLevels; level++)
        {
            var node = (int)(1UL << level | fraction >> 1 >> (63 - level));
            flips = flips << 1 | (_table >> node & 1);
        }

        const ulong head = ~0UL << (64 - TableLevels);
        return (fraction & head ^ flips << (64 - TableLevels)) | scrambled & ~head;
    }

    private static ulong Reverse(ulong x)
    {
        x = x >> 1 & 0x5555555555555555UL | (x & 0x5555555555555555UL) << 1;
        x = x >> 2 & 0x3333333333333333UL | (x & 0x3333333333333333UL) << 2;
        x = x >> 4 & 0x0F0F0F0F0F0F0F0FUL | (x & 0x0F0F0F0F0F0F0F0FUL) << 4;
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(x);
    }
}
