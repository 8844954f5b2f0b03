using Entente.Sampling;

namespace Entente.Sensitivity;

/// <summary>Random permutations by address.</summary>
internal static class Shuffle
{
    /// <summary>A permutation of 0 to n - 1, each equally likely.</summary>
    /// <remarks>R. A. Fisher, F. Yates, Statistical Tables (1938), in the form of Durstenfeld.</remarks>
    public static int[] Of(int n, DrawStream stream, long trial)
    {
        var order = Enumerable.Range(0, n).ToArray();
        for (var k = n - 1; k > 0; k--)
        {
            var other = Math.Min(k, (int)(stream.Uniform(trial, 0, (ulong)k) * (k + 1)));
            (order[k], order[other]) = (order[other], order[k]);
        }

        return order;
    }

    /// <summary>The place of each number in a permutation.</summary>
    public static int[] Inverse(int[] order)
    {
        var places = new int[order.Length];
        for (var k = 0; k < order.Length; k++)
        {
            places[order[k]] = k;
        }

        return places;
    }
}
