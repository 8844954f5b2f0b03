using System.Runtime.CompilerServices;
using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>Philox4x32-10: a keyed bijection of 128-bit counters that looks random; the source of all chance.</summary>
/// <remarks>J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.</remarks>
public static unsafe class Philox
{
    private const ulong MultiplierA = 0xD2511F53;
    private const ulong MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Ten rounds.</summary>
    /// <param name="key">Key words k0 = low half, k1 = high half.</param>
    /// <param name="counterLow">State words c0 = low half, c1 = high half.</param>
    /// <param name="counterHigh">State words c2 = low half, c3 = high half.</param>
    /// <returns>The four words of the result, packed like the counter.</returns>
    public static (ulong Low, ulong High) Block(ulong key, ulong counterLow, ulong counterHigh)
    {
        var c0 = (uint)counterLow;
        var c1 = (uint)(counterLow >> 32);
        var c2 = (uint)counterHigh;
        var c3 = (uint)(counterHigh >> 32);
        var k0 = (uint)key;
        var k1 = (uint)(key >> 32);
        for (var round = 0; round < Rounds; round++)
        {
            var productA = MultiplierA * c0;
            var productB = MultiplierB * c2;
            c0 = (uint)(productB >> 32) ^ c1 ^ k0;
            c2 = (uint)(productA >> 32) ^ c3 ^ k1;
            c1 = (uint)productB;
            c3 = (uint)productA;
            k0 += WeylA;
            k1 += WeylB;
        }

        return (c0 | (ulong)c1 << 32, c2 | (ulong)c3 << 32);
    }

    /// <summary>How many words <see cref="Schedule"/> fills.</summary>
    internal const int ScheduleLength = 2 * Rounds;

    /// <summary>Fills the two key words of each round.</summary>
    internal static void Schedule(ulong key, long* words)
    {
        for (var round = 0; round < Rounds; round++)
        {
            words[2 * round] = (uint)key + WeylA * (uint)round;
            words[2 * round + 1] = (uint)(key >> 32) + WeylB * (uint)round;
        }
    }

    /// <summary>Two independent blocks in each lane: their multiplications overlap.</summary>
    /// <param name="schedule">From <see cref="Schedule"/>.</param>
    /// <param name="low">Of the counters; replaced by the results.</param>
    /// <param name="high">Of the counters; replaced by the results.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Blocks<V>(long* schedule, ref V low, ref V high, ref V otherLow, ref V otherHigh)
        where V : unmanaged, ILanes<V>
    {
        // The words are the lower halves of the lanes; what is above them, nobody reads.
        var (a0, a1, a2, a3) = (low, V.ShiftRight(low, 32), high, V.ShiftRight(high, 32));
        var (b0, b1, b2, b3) = (otherLow, V.ShiftRight(otherLow, 32), otherHigh, V.ShiftRight(otherHigh, 32));
        // Two rounds in a turn, after which every word is back in its register.
        for (var word = 0; word < ScheduleLength; word += 4)
        {
            Round(ref a0, ref a1, ref a2, ref a3, V.OfBits(schedule[word]), V.OfBits(schedule[word + 1]));
            Round(ref b0, ref b1, ref b2, ref b3, V.OfBits(schedule[word]), V.OfBits(schedule[word + 1]));
            Round(ref a0, ref a1, ref a2, ref a3, V.OfBits(schedule[word + 2]), V.OfBits(schedule[word + 3]));
            Round(ref b0, ref b1, ref b2, ref b3, V.OfBits(schedule[word + 2]), V.OfBits(schedule[word + 3]));
        }

        var lowerHalf = V.OfBits(uint.MaxValue);
        (low, high) = ((a0 & lowerHalf) | V.ShiftLeft(a1, 32), (a2 & lowerHalf) | V.ShiftLeft(a3, 32));
        (otherLow, otherHigh) = ((b0 & lowerHalf) | V.ShiftLeft(b1, 32), (b2 & lowerHalf) | V.ShiftLeft(b3, 32));
    }

    /// <summary>One block in each lane, each under a key of its own.</summary>
    /// <param name="key">Key words: the lower and the upper half of each lane.</param>
    /// <param name="low">Of the counters; replaced by the results.</param>
    /// <param name="high">Of the counters; replaced by the results.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Blocks<V>(V key, ref V low, ref V high)
        where V : unmanaged, ILanes<V>
    {
        var (c0, c1, c2, c3) = (low, V.ShiftRight(low, 32), high, V.ShiftRight(high, 32));
        var (k0, k1) = (key, V.ShiftRight(key, 32));
        for (var round = 0; round < Rounds; round++)
        {
            Round(ref c0, ref c1, ref c2, ref c3, k0, k1);
            k0 = V.AddBits(k0, V.OfBits(WeylA));
            k1 = V.AddBits(k1, V.OfBits(WeylB));
        }

        var lowerHalf = V.OfBits(uint.MaxValue);
        (low, high) = ((c0 & lowerHalf) | V.ShiftLeft(c1, 32), (c2 & lowerHalf) | V.ShiftLeft(c3, 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<V>(ref V c0, ref V c1, ref V c2, ref V c3, V k0, V k1)
        where V : unmanaged, ILanes<V>
    {
        var productA = V.MultiplyLowHalves(c0, V.OfBits((long)MultiplierA));
        var productB = V.MultiplyLowHalves(c2, V.OfBits((long)MultiplierB));
        c0 = V.Xor(V.ShiftRight(productB, 32), c1, k0);
        c2 = V.Xor(V.ShiftRight(productA, 32), c3, k1);
        c1 = productB;
        c3 = productA;
    }
}
