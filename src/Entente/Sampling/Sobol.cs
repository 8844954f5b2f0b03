using System.Collections.Immutable;

namespace Entente.Sampling;

/// <summary>The Sobol sequence with the direction numbers of Joe and Kuo, scrambled afresh for every seed and name.</summary>
/// <remarks>
/// A dimension's sequence is chosen by its position in the list, its scrambling by its name; so a dimension inserted
/// before it moves its draws. The first n trials of a longer run are the shorter run; runs of a power of two are best.
/// </remarks>
public sealed class Sobol : ISampler
{
    /// <summary>The most dimensions a sequence can have.</summary>
    public const int MaxDimensions = JoeKuoTable.Dimensions;

    private readonly ImmutableArray<Dimension> _dimensions;

    /// <param name="seed">The seed of the run.</param>
    /// <param name="names">The names of the dimensions.</param>
    /// <exception cref="ArgumentException">There are more names than <see cref="MaxDimensions"/>.</exception>
    public Sobol(ulong seed, IEnumerable<string> names)
    {
        var list = names.ToList();
        if (list.Count > MaxDimensions)
            throw new ArgumentException($"the Sobol sequence has {MaxDimensions} dimensions, but {list.Count} are asked for", nameof(names));
        _dimensions =
        [
            .. list.Select((name, i) => new Dimension(
                SobolDirections.Of(i), new OwenScramble(DrawStream.Named(seed, "sample/" + name).Key))),
        ];
    }

    /// <inheritdoc/>
    /// <param name="trial">In [0, 2^40).</param>
    /// <param name="dimension">The position in the list of names, from 0.</param>
    public double Uniform(long trial, int dimension)
    {
        if ((ulong)trial >= (ulong)DrawStream.TrialLimit) throw new ArgumentOutOfRangeException(nameof(trial), trial, "a trial is in [0, 2^40)");
        var (directions, scramble) = _dimensions[dimension];
        return UnitInterval.FromBits(scramble.Of(SobolDirections.Coordinate(directions, trial)));
    }

    /// <summary>The published sequence without scrambling, in [0, 1): point 0 is the origin, point 1 the centre.</summary>
    /// <param name="index">In [0, 2^52).</param>
    /// <param name="dimension">In [0, <see cref="MaxDimensions"/>).</param>
    public static double Raw(long index, int dimension)
    {
        if ((ulong)index >= 1UL << SobolDirections.Bits) throw new ArgumentOutOfRangeException(nameof(index));
        if ((uint)dimension >= MaxDimensions) throw new ArgumentOutOfRangeException(nameof(dimension));
        return (SobolDirections.Coordinate(SobolDirections.Of(dimension), index) >> 12) * 2.220446049250313e-16;
    }

    private readonly record struct Dimension(ulong[] Directions, OwenScramble Scramble);
}
