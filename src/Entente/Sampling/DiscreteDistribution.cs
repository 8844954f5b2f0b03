using System.Collections.Immutable;

namespace Entente.Sampling;

/// <summary>Finitely many values with weights; a categorical uncertainty uses the values 0 to n - 1.</summary>
public sealed record DiscreteDistribution : Distribution
{
    private readonly ImmutableArray<double> _cumulative;

    /// <param name="values">Any order; repeated values add their weights. Shape [n].</param>
    /// <param name="weights">Not negative, at least one positive; normalised. Shape [n].</param>
    /// <exception cref="ArgumentException"><see cref="Check"/> refuses them.</exception>
    public DiscreteDistribution(ImmutableArray<double> values, ImmutableArray<double> weights)
    {
        Require(Check(values, weights));
        // Sorted, one entry a value, none without weight.
        var groups = values.Zip(weights).Where(pair => pair.Second > 0.0).GroupBy(pair => pair.First + 0.0)
            .OrderBy(group => group.Key).ToList();
        Values = [.. groups.Select(group => group.Key)];
        Probabilities = Weights.Normalise([.. groups.Select(group => group.Sum(pair => pair.Second))]);

        var cumulative = ImmutableArray.CreateBuilder<double>(Values.Length);
        var sum = 0.0;
        foreach (var probability in Probabilities) cumulative.Add(sum += probability);
        // The sum of the probabilities is 1, whatever its rounding.
        cumulative[^1] = 1.0;
        _cumulative = cumulative.ToImmutable();
    }

    /// <summary>The possible values, increasing.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>Their chances, each positive. Shape that of <see cref="Values"/>.</summary>
    public ImmutableArray<double> Probabilities { get; }

    /// <inheritdoc/>
    public override double Mean
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Values.Length; i++) sum += Values[i] * Probabilities[i];
            return sum;
        }
    }

    /// <inheritdoc/>
    public override (double Low, double High) Support => (Values[0], Values[^1]);

    /// <summary>Values 0 to n - 1 with the given weights.</summary>
    /// <exception cref="ArgumentException"><see cref="Check"/> refuses the weights.</exception>
    public static DiscreteDistribution Categorical(ImmutableArray<double> weights) =>
        new([.. Enumerable.Range(0, weights.Length).Select(i => (double)i)], weights);

    /// <summary>What is wrong with the parts; null if nothing is.</summary>
    public static string? Check(ImmutableArray<double> values, ImmutableArray<double> weights)
    {
        if (values.IsEmpty) return "at least one value is needed";
        if (values.Length != weights.Length) return $"there must be a weight for every value, but there are {values.Length} values and {weights.Length} weights";
        foreach (var value in values)
            if (!double.IsFinite(value)) return $"a value must be a finite number, but is {Words.Number(value)}";
        return Weights.Check(weights);
    }

    /// <inheritdoc/>
    public override double Quantile(double p)
    {
        if (!(p >= 0.0 && p <= 1.0)) return double.NaN;
        var index = _cumulative.BinarySearch(p);
        return Values[index >= 0 ? index : ~index];
    }

    /// <inheritdoc/>
    public override double Cdf(double x)
    {
        if (double.IsNaN(x)) return x;
        var index = Values.BinarySearch(x);
        var last = index >= 0 ? index : ~index - 1;
        return last < 0 ? 0.0 : _cumulative[last];
    }
}
