using System.Globalization;

namespace Entente.Statistics;

/// <summary>A fingerprint of the exact bits of trials' numbers, the same in whatever order the trials are added.</summary>
/// <param name="Low">Sum of the first hashes of the trials, modulo 2^64.</param>
/// <param name="High">Sum of the second hashes.</param>
/// <param name="Count">How many trials.</param>
/// <remarks>
/// A trial's hash depends on its number and the bits and places of its values; -0 is not 0. Two different runs agree by
/// accident with a chance of about 2^-128. It is no protection against forgery.
/// </remarks>
public readonly record struct TrialDigest(ulong Low, ulong High, long Count)
{
    private const ulong MultiplierA = 0x9E3779B97F4A7C15;
    private const ulong MultiplierB = 0xD6E8FEB86659FD93;

    /// <summary>The digest of no trials.</summary>
    public static TrialDigest Empty => default;

    /// <summary>The digest of one trial.</summary>
    public static TrialDigest Of(long trial, ReadOnlySpan<double> values)
    {
        var a = Fold((ulong)trial ^ 0x243F6A8885A308D3, MultiplierA);
        var b = Fold((ulong)trial ^ 0x13198A2E03707344, MultiplierB);
        foreach (var value in values)
        {
            var bits = BitConverter.DoubleToUInt64Bits(value);
            a = Fold(a ^ bits, MultiplierA);
            b = Fold(b + bits, MultiplierB);
        }

        a = Mix(a + (ulong)values.Length);
        b = Mix(b ^ (ulong)values.Length);
        return new TrialDigest(a, b, 1);
    }

    /// <summary>The digest of both sets of trials.</summary>
    public TrialDigest Merge(TrialDigest other) => new(unchecked(Low + other.Low), unchecked(High + other.High), Count + other.Count);

    /// <summary>The digest with one more trial.</summary>
    public TrialDigest Add(long trial, ReadOnlySpan<double> values) => Merge(Of(trial, values));

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString()
    {
        var count = (ulong)Count * MultiplierA;
        var first = Mix(Low ^ Mix(High + count));
        var second = Mix(High ^ Mix(first + count));
        return string.Create(CultureInfo.InvariantCulture, $"{first:x16}{second:x16}");
    }

    /// <summary>Both halves of a 128-bit product in one word; the added constant keeps zero from being absorbing.</summary>
    private static ulong Fold(ulong word, ulong multiplier)
    {
        var high = Math.BigMul(word, multiplier, out var low);
        return high ^ (low + 0xA0761D6478BD642F);
    }

    private static ulong Mix(ulong word)
    {
        word = (word ^ word >> 32) * 0xD6E8FEB86659FD93;
        word = (word ^ word >> 32) * 0xD6E8FEB86659FD93;
        return word ^ word >> 32;
    }
}
