namespace Entente.Numerics;

/// <summary>Doubles as integers in the same order, neighbours differing by one.</summary>
internal static class OrderedBits
{
    /// <summary>The place of <paramref name="x"/> among the doubles, 0 for +0, -1 for -0. Not for NaN.</summary>
    internal static long Of(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        return bits ^ (bits >> 63 & long.MaxValue);
    }

    /// <summary>The double at a place; the inverse of <see cref="Of"/>.</summary>
    internal static double At(long place) => BitConverter.Int64BitsToDouble(place ^ (place >> 63 & long.MaxValue));

    /// <summary>How many steps from <paramref name="low"/> up to <paramref name="high"/>.</summary>
    internal static ulong Distance(double low, double high) => (ulong)(Of(high) - Of(low));

    /// <summary>The double halfway between two in that order.</summary>
    internal static double Middle(double low, double high)
    {
        long a = Of(low), b = Of(high);
        return At((a & b) + ((a ^ b) >> 1));
    }
}
