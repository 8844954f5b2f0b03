using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Entente.Sampling;

/// <summary>The raw Sobol sequence, by random access.</summary>
/// <remarks>
/// Point n is the exclusive or of the direction numbers at the set bits of the Gray code of n, which visits the points
/// in the order of the published generators (P. Bratley and B. L. Fox, ACM TOMS 14 (1988) 88-100).
/// </remarks>
internal static class SobolDirections
{
    /// <summary>Bits of an index, and so direction numbers per dimension.</summary>
    internal const int Bits = 52;

    private static readonly Lazy<ImmutableArray<Row>> Table = new(ReadTable);

    /// <summary>The direction numbers of a dimension, from 0; binary fractions with the point before bit 63. Shape [<see cref="Bits"/>].</summary>
    internal static ulong[] Of(int dimension)
    {
        var directions = new ulong[Bits];
        if (dimension == 0)
        {
            for (var i = 0; i < Bits; i++) directions[i] = 1UL << (63 - i);
            return directions;
        }

        var (polynomial, initial) = Table.Value[dimension - 1];
        var degree = BitOperations.Log2(polynomial);
        for (var i = 0; i < Bits; i++)
        {
            if (i < degree)
            {
                directions[i] = (ulong)initial[i] << (63 - i);
                continue;
            }

            // The recurrence of the polynomial x^s + a1 x^(s-1) + ... + 1 over the field of two elements.
            var next = directions[i - degree] ^ directions[i - degree] >> degree;
            for (var k = 1; k < degree; k++)
                if ((polynomial >> (degree - k) & 1) != 0) next ^= directions[i - k];
            directions[i] = next;
        }

        return directions;
    }

    /// <summary>Coordinate of point <paramref name="index"/> as a binary fraction with the point before bit 63.</summary>
    internal static ulong Coordinate(ulong[] directions, long index)
    {
        var gray = (ulong)(index ^ index >> 1);
        var x = 0UL;
        while (gray != 0)
        {
            x ^= directions[BitOperations.TrailingZeroCount(gray)];
            gray &= gray - 1;
        }

        return x;
    }

    private static ImmutableArray<Row> ReadTable() =>
        [.. JoeKuoTable.Rows.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(ReadRow)];

    private static Row ReadRow(string text)
    {
        var parts = text.Split(':');
        return new Row(ReadHexadecimal(parts[0]), [.. parts[1].Split(',').Select(ReadHexadecimal)]);
    }

    private static uint ReadHexadecimal(string text) => uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private readonly record struct Row(uint Polynomial, ImmutableArray<uint> Initial);
}
