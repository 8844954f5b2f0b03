using System.Collections.Immutable;

namespace Entente.Sampling;

/// <summary>Independent uniform points.</summary>
/// <remarks>A dimension's draws depend on its name and the seed only, not on the other names; the first n trials of a longer run are the shorter run.</remarks>
public sealed class MonteCarlo : ISampler
{
    private readonly ImmutableArray<DrawStream> _streams;

    /// <param name="seed">The seed of the run.</param>
    /// <param name="names">The names of the dimensions.</param>
    public MonteCarlo(ulong seed, IEnumerable<string> names) =>
        _streams = [.. names.Select(name => DrawStream.Named(seed, "sample/" + name))];

    /// <inheritdoc/>
    public double Uniform(long trial, int dimension) => _streams[dimension].Uniform(trial, 0, 0);
}
