namespace Entente.Sampling;

/// <summary>A pseudo-random permutation of [0, count) that needs no table: any place can be looked up in constant memory.</summary>
/// <remarks>
/// An alternating Feistel network on pairs (left, right) in Z_a x Z_b, a b just above count, walking on until the image
/// is below count (J. Black and P. Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). As a b exceeds count
/// by less than its root, a walk hardly ever takes a second turn.
/// </remarks>
internal readonly struct KeyedPermutation
{
    private const int Rounds = 12;

    private readonly ulong _key;
    private readonly ulong _count;
    private readonly ulong _lefts;
    private readonly ulong _rights;

    /// <param name="key">Another key gives another permutation.</param>
    /// <param name="count">In [1, 2^40].</param>
    internal KeyedPermutation(ulong key, long count)
    {
        _key = key;
        _count = (ulong)count;
        _lefts = (ulong)Math.Sqrt(count);
        while (_lefts * _lefts < _count) _lefts++;
        _rights = (_count + _lefts - 1) / _lefts;
    }

    /// <summary>The image of <paramref name="place"/> in [0, count).</summary>
    internal ulong Of(ulong place)
    {
        do
        {
            place = Encipher(place);
        }
        while (place >= _count);
        return place;
    }

    private ulong Encipher(ulong place)
    {
        var left = place % _lefts;
        var right = place / _lefts;
        for (var round = 0; round < Rounds; round += 2)
        {
            left += Offset(right, round, _lefts);
            if (left >= _lefts) left -= _lefts;
            right += Offset(left, round + 1, _rights);
            if (right >= _rights) right -= _rights;
        }

        return right * _lefts + left;
    }

    /// <summary>A number in [0, size), from the key, the round and the other half.</summary>
    private ulong Offset(ulong half, int round, ulong size) =>
        Math.BigMul(StableHash.Mix((_key + (ulong)(round + 1) * 0x9E3779B97F4A7C15UL) ^ half), size, out _);
}
