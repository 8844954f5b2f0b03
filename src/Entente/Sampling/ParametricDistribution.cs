using System.Collections.Immutable;

namespace Entente.Sampling;

/// <summary>A member of a family of <see cref="Distributions"/>.</summary>
public sealed record ParametricDistribution : Distribution
{
    // Built at the first draw, by whichever thread asks: the table is the same.
    private readonly Lazy<QuantileTable>? _table;

    /// <exception cref="ArgumentException">The family refuses the parameters.</exception>
    public ParametricDistribution(DistributionFamily family, ImmutableArray<double> parameters)
    {
        Require(Check(family, parameters));
        Family = family;
        Parameters = parameters;
        // Without a mean there is no scale to measure the error of a table by.
        if (family.IsSearched && !double.IsNaN(Mean))
            _table = new(() => new QuantileTable((lower, upper) => family.QuantileByTails(parameters.AsSpan(), lower, upper)));
    }

    /// <summary>The row of the table.</summary>
    public DistributionFamily Family { get; }

    /// <summary>In the order of the family's parameters.</summary>
    public ImmutableArray<double> Parameters { get; }

    /// <inheritdoc/>
    public override double Mean => Family.Mean(Parameters.AsSpan());

    /// <inheritdoc/>
    public override (double Low, double High) Support => Family.Support(Parameters.AsSpan());

    /// <inheritdoc cref="DistributionFamily.Check"/>
    public static string? Check(DistributionFamily family, ImmutableArray<double> parameters) => family.Check(parameters.AsSpan());

    /// <inheritdoc/>
    public override double Quantile(double p) => Family.Quantile(Parameters.AsSpan(), p);

    /// <inheritdoc/>
    public override double Draw(double uniform) => _table is null ? Quantile(uniform) : _table.Value.At(uniform);

    /// <inheritdoc/>
    public bool Equals(ParametricDistribution? other) => other is not null && Family == other.Family && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Family, Parameters.Length == 0 ? 0.0 : Parameters[0]);

    /// <inheritdoc/>
    public override double Cdf(double x) => Family.Cdf(Parameters.AsSpan(), x);
}
