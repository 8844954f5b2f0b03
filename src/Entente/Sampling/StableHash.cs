using System.Text;

namespace Entente.Sampling;

/// <summary>64-bit hashes that are the same in every process and on every machine; <c>string.GetHashCode</c> is neither.</summary>
/// <remarks>For keys of streams and entities, not against adversaries. A set of n names collides with chance n^2 / 2^65.</remarks>
public static class StableHash
{
    /// <summary>The hash of a name: FNV-1a over its UTF-8 bytes, then <see cref="Mix"/>. Never 0 for the names of a model, in practice: 0 stands for "global".</summary>
    public static ulong Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = 0xCBF29CE484222325UL;
        foreach (var value in bytes)
        {
            hash ^= value;
            hash *= 0x100000001B3UL;
        }

        return Mix(hash);
    }

    /// <summary>One hash of two, in this order: swapping the arguments gives another.</summary>
    public static ulong Combine(ulong first, ulong second) => Mix(Mix(first + 0x9E3779B97F4A7C15UL) ^ second);

    /// <summary>A bijection of 64-bit words in which every input bit moves every output bit with chance near one half.</summary>
    /// <remarks>The finaliser of SplitMix64 (variant 13 of D. Stafford, "Better bit mixing", 2011). Mix(0) is 0.</remarks>
    public static ulong Mix(ulong word)
    {
        word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9UL;
        word = (word ^ word >> 27) * 0x94D049BB133111EBUL;
        return word ^ word >> 31;
    }
}
