namespace Entente.Sampling;

/// <summary>Philox4x32-10: a keyed bijection of 128-bit counters that looks random; the source of all chance.</summary>
/// <remarks>J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.</remarks>
public static class Philox
{
    private const ulong MultiplierA = 0xD2511F53;
    private const ulong MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;

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
        for (var round = 0; round < 10; round++)
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
}
