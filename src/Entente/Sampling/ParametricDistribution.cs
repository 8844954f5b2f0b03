using System.Collections.Immutable;

namespace Entente.Sampling;

/// <summary>A member of a family of <see cref="Distributions"/>.</summary>
public sealed record ParametricDistribution : Distribution
{
    /// <exception cref="ArgumentException">The family refuses the parameters.</exception>
    public ParametricDistribution(DistributionFamily family, ImmutableArray<double> parameters)
    {
        Require(Check(family, parameters));
        Family = family;
        Parameters = parameters;
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
    public override double Cdf(double x) => Family.Cdf(Parameters.AsSpan(), x);
}
