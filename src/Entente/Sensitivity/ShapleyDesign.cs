using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Sensitivity;

/// <summary>
/// The trials of Shapley effects: walks from one world to another that replace one input at a time, in a random order of
/// each walk. Correlated inputs are replaced given those that were replaced before. Chance can be one of the inputs.
/// </summary>
/// <remarks>
/// In a Gaussian copula the inputs, taken in the order of a walk, are made of independent scores by the Cholesky factor of
/// their correlations in that order; the first of these scores know the same as the first inputs. So a walk through the
/// scores is a walk of independent inputs, and what Goda shows of those holds here. Trial s * walks + w is step s of walk w.
/// </remarks>
public sealed class ShapleyDesign : IPairedSampler
{
    private readonly ISampler _base;
    private readonly ImmutableArray<int> _inputOf;
    private readonly ImmutableArray<int> _correlated;
    private readonly GaussianCopula?[] _copulas;
    private readonly int[][] _places;
    private readonly int[][] _turns;
    private readonly int _chance;

    /// <param name="points">The points of the worlds at the start in the first dimensions and of those at the end in as many more; trials from 0 to walks - 1.</param>
    /// <param name="inputOf">The input to which each dimension belongs. Shape [dimensions].</param>
    /// <param name="inputs">Number of inputs; the last is chance if it has no dimension.</param>
    /// <param name="copula">How some dimensions are correlated, or null.</param>
    /// <param name="correlated">The copula's dimensions among all.</param>
    /// <param name="walks">A multiple of <see cref="IPairedSampler.Grain"/>.</param>
    /// <exception cref="ArgumentException">The number of walks is no such multiple.</exception>
    public ShapleyDesign(ulong seed, ISampler points, ImmutableArray<int> inputOf, int inputs, GaussianCopula? copula, ImmutableArray<int> correlated, int walks)
    {
        if (walks <= 0 || walks % IPairedSampler.Grain != 0)
        {
            throw new ArgumentException("the walks are no multiple of the grain", nameof(walks));
        }

        _base = points;
        _inputOf = inputOf;
        _correlated = correlated;
        _chance = inputOf.Contains(inputs - 1) ? -1 : inputs - 1;
        Inputs = inputs;
        Walks = walks;
        Orders = [.. Order(seed, walks, inputs, _chance)];
        _turns = [.. Orders.Select(Shuffle.Inverse)];

        // The copula's dimensions in the order in which a walk comes to them.
        _places = [.. _turns.Select(turns => Enumerable.Range(0, correlated.Length).OrderBy(c => turns[inputOf[correlated[c]]]).ThenBy(c => c).ToArray())];
        var known = new Dictionary<string, GaussianCopula>(StringComparer.Ordinal);
        _copulas = [.. _places.Select(p => copula is null ? null : Ordered(copula, p, known))];
    }

    public int Inputs { get; }

    public int Walks { get; }

    /// <summary>The input that each step of each walk replaces. Shape [walks][inputs].</summary>
    public ImmutableArray<int[]> Orders { get; }

    public long Trials => (long)(Inputs + 1) * Walks;

    /// <summary>The outputs along each walk. Shape [walks][inputs + 1].</summary>
    /// <param name="outputs">Shape [<see cref="Trials"/>].</param>
    public double[][] Along(double[] outputs) => [.. Enumerable.Range(0, Walks).Select(w => Enumerable.Range(0, Inputs + 1).Select(s => outputs[(s * Walks) + w]).ToArray())];

    /// <inheritdoc/>
    public long ChanceOf(long trial)
    {
        var (step, walk) = Math.DivRem(trial, Walks);
        return _chance >= 0 && step > _turns[walk][_chance] ? Walks + walk : walk;
    }

    /// <inheritdoc/>
    public double Uniform(long trial, int dimension)
    {
        var (step, walk) = Math.DivRem(trial, Walks);
        if (_copulas[walk] is not { } copula || !_correlated.Contains(dimension))
        {
            return Score(step, walk, dimension);
        }

        var places = _places[walk];
        Span<double> scores = stackalloc double[places.Length];
        for (var c = 0; c < places.Length; c++)
        {
            scores[c] = Score(step, walk, _correlated[places[c]]);
        }

        copula.Apply(scores);
        return scores[Array.IndexOf(places, _correlated.IndexOf(dimension))];
    }

    private double Score(long step, long walk, int dimension) =>
        _base.Uniform(walk, step > _turns[walk][_inputOf[dimension]] ? _inputOf.Length + dimension : dimension);

    // Trials of a group change their chance together, so its walks come to chance at one place. Places are spread evenly over the groups; any one walk still has any order with the same chance.
    private static IEnumerable<int[]> Order(ulong seed, int walks, int inputs, int chance)
    {
        var stream = DrawStream.Named(seed, "shapley-order");
        var groups = walks / IPairedSampler.Grain;
        var strata = Shuffle.Of(groups, DrawStream.Named(seed, "shapley-chance"), 0);
        var within = DrawStream.Named(seed, "shapley-chance");
        for (var walk = 0; walk < walks; walk++)
        {
            if (chance < 0)
            {
                yield return Shuffle.Of(inputs, stream, walk);
                continue;
            }

            var group = walk / IPairedSampler.Grain;
            var place = Math.Min(inputs - 1, (int)((strata[group] + within.Uniform(1, 0, (ulong)group + 1)) / groups * inputs));
            var others = Shuffle.Of(inputs - 1, stream, walk);
            yield return [.. others[..place], chance, .. others[place..]];
        }
    }

    private static GaussianCopula Ordered(GaussianCopula copula, int[] places, Dictionary<string, GaussianCopula> known)
    {
        var key = string.Join(',', places);
        return known.TryGetValue(key, out var ordered) ? ordered : known[key] = copula.Reordered([.. places]);
    }
}
