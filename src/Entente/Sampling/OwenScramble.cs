namespace Entente.Sampling;

/// <summary>Nested uniform scrambling of binary fractions: each bit is flipped or not according to the bits before it.</summary>
/// <remarks>
/// Keeps every net property of the points and makes each point uniform (A. B. Owen, "Randomly permuted (t,m,s)-nets and
/// (t,s)-sequences", 1995). The first 24 bits are done in groups of six: the bits before a group choose, by a hash, a
/// word whose 63 low coins are the flips of the group's 63 nodes. The bits after them share the flips of one more word.
/// So for up to 2^24 points of a net, which differ in the first 24 bits, this is Owen's definition exactly, with hashes
/// for coins. (The well-known hashes that carry upwards through a reversed word are faster, but some of their flips
/// turned out to be tied to each other.)
/// </remarks>
internal readonly struct OwenScramble
{
    private const int Levels = 6;
    private const int Groups = 4;

    private readonly ulong _keyA;
    private readonly ulong _keyB;

    internal OwenScramble(ulong key) => (_keyA, _keyB) = Philox.Block(key, 0, 0);

    /// <summary>The scrambled fraction; the binary point is before bit 63.</summary>
    internal ulong Of(ulong fraction)
    {
        var flips = 0UL;
        for (var group = 0; group < Groups; group++)
        {
            var first = Levels * group;
            var coins = Coins(fraction & ~(ulong.MaxValue >> first), group);
            var bits = fraction << first;
            for (var level = 0; level < Levels; level++)
            {
                // The node after the group's bits b1 b2 ... is number 1 b1 b2 ..., read in binary.
                var node = (int)(1UL << level | bits >> 1 >> (63 - level));
                flips |= (coins >> node & 1) << (63 - first - level);
            }
        }

        const int done = Levels * Groups;
        flips |= Coins(fraction & ~(ulong.MaxValue >> done), Groups) >> done;
        return fraction ^ flips;
    }

    /// <summary>64 coins for the group that follows a prefix; the prefix leaves the low bits free for the group's number.</summary>
    private ulong Coins(ulong prefix, int group) => StableHash.Mix(StableHash.Mix(_keyA ^ prefix ^ (ulong)group) + _keyB);
}
