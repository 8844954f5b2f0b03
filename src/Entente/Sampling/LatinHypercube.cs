using System.Collections.Immutable;
using System.Numerics;

namespace Entente.Sampling;

/// <summary>A Latin hypercube: in every dimension, each of the N equal strata of (0, 1) holds exactly one of the N trials.</summary>
/// <remarks>
/// A dimension's strata are visited in the order of a keyed permutation, so no table is held and any trial can be
/// looked up; the place inside the stratum is a draw by address. A dimension's draws depend on its name, the seed and
/// the number of trials only. There is no prefix property: fewer trials are another design.
/// M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239-245.
/// </remarks>
public sealed class LatinHypercube : ISampler
{
    private readonly long _trials;
    private readonly int _jitterBits;
    private readonly ImmutableArray<KeyedPermutation> _permutations;
    private readonly ImmutableArray<DrawStream> _jitters;

    /// <param name="seed">The seed of the run.</param>
    /// <param name="names">The names of the dimensions.</param>
    /// <param name="trials">The number of trials N, in [1, 2^40].</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of trials is out of range.</exception>
    public LatinHypercube(ulong seed, IEnumerable<string> names, long trials)
    {
        if (trials < 1 || trials > DrawStream.TrialLimit)
            throw new ArgumentOutOfRangeException(nameof(trials), trials, "a Latin hypercube has from 1 to 2^40 trials");
        var list = names.ToList();
        _trials = trials;
        // Stratum, jitter and half fill at most 53 bits, so their sum is exact and a jitter cannot round into the next stratum.
        _jitterBits = 51 - BitOperations.Log2((ulong)trials);
        _permutations = [.. list.Select(name => new KeyedPermutation(DrawStream.Named(seed, "stratum/" + name).Key, trials))];
        _jitters = [.. list.Select(name => DrawStream.Named(seed, "sample/" + name))];
    }

    /// <inheritdoc/>
    public double Uniform(long trial, int dimension)
    {
        if ((ulong)trial >= (ulong)_trials) throw new ArgumentOutOfRangeException(nameof(trial), trial, "the trial is beyond the size of the Latin hypercube");
        var stratum = _permutations[dimension].Of((ulong)trial);
        var bits = Philox.Block(_jitters[dimension].Key, (ulong)trial, 0).Low >> (64 - _jitterBits);
        var jitter = (bits + 0.5) * Math.ScaleB(1.0, -_jitterBits);
        return (stratum + jitter) / _trials;
    }
}
