using System.Collections.Immutable;

namespace Entente.Statistics;

/// <summary>Counts of values between edges that people like to read: multiples of 1, 2, 2.5 or 5 times a power of ten.</summary>
/// <param name="Edges">Increasing and equally spaced. Shape [bins + 1]; empty without finite values.</param>
/// <param name="Counts">Values from an edge (included) to the next (excluded; included in the last bin). Shape [bins].</param>
/// <remarks>The counts add up to the number of values; infinite ones count in the first and the last bin.</remarks>
public sealed record Histogram(ImmutableArray<double> Edges, ImmutableArray<long> Counts)
{
    /// <summary>No values: no bins.</summary>
    public static Histogram Empty { get; } = new([], []);

    /// <summary>The histogram of a sketch's values.</summary>
    /// <param name="sketch">Its values; NaN are left out.</param>
    /// <param name="bins">The most bins wanted, at least 1; nice edges may need fewer, or one more if only one is wanted.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is below 1.</exception>
    public static Histogram Of(QuantileSketch sketch, int bins)
    {
        if (bins < 1) throw new ArgumentOutOfRangeException(nameof(bins), bins, "a histogram has at least one bin");
        var low = sketch.SmallestFinite;
        var high = sketch.LargestFinite;
        if (double.IsNaN(low)) return Empty;

        var edges = NiceEdges.Covering(low, high, bins);
        var counts = ImmutableArray.CreateBuilder<long>(edges.Length - 1);
        var before = 0L;
        for (var i = 1; i < edges.Length; i++)
        {
            var until = i == edges.Length - 1 ? sketch.Count : sketch.CountBelow(edges[i]);
            counts.Add(until - before);
            before = until;
        }

        return new Histogram(edges, counts.MoveToImmutable());
    }
}
