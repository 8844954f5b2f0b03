using System.Collections.Immutable;
using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>One of several distributions, chosen by weight.</summary>
public sealed record MixtureDistribution : Distribution
{
    /// <param name="weights">Not negative, at least one positive; normalised. Shape [n].</param>
    /// <param name="components">Shape [n].</param>
    /// <exception cref="ArgumentException"><see cref="Check"/> refuses them.</exception>
    public MixtureDistribution(ImmutableArray<double> weights, ImmutableArray<Distribution> components)
    {
        Require(Check(weights, components));
        var used = weights.Zip(components).Where(pair => pair.First > 0.0).ToList();
        Probabilities = Weights.Normalise([.. used.Select(pair => pair.First)]);
        Components = [.. used.Select(pair => pair.Second)];
    }

    /// <summary>The components with a positive weight.</summary>
    public ImmutableArray<Distribution> Components { get; }

    /// <summary>Their chances. Shape that of <see cref="Components"/>.</summary>
    public ImmutableArray<double> Probabilities { get; }

    /// <inheritdoc/>
    public override double Mean
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Components.Length; i++) sum += Probabilities[i] * Components[i].Mean;
            return sum;
        }
    }

    /// <inheritdoc/>
    public override (double Low, double High) Support =>
        (Components.Min(component => component.Support.Low), Components.Max(component => component.Support.High));

    /// <summary>What is wrong with the parts; null if nothing is.</summary>
    public static string? Check(ImmutableArray<double> weights, ImmutableArray<Distribution> components)
    {
        if (components.IsEmpty) return "at least one component is needed";
        return components.Length == weights.Length
            ? Weights.Check(weights)
            : $"there must be a weight for every component, but there are {components.Length} components and {weights.Length} weights";
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The root lies between the smallest and the largest of the components' quantiles. False position guesses, and
    /// every guess that does not halve the bracket is followed by a bisection of the doubles in it, so the search ends
    /// with two neighbouring doubles after at most 130 evaluations, atoms and gaps included; usually after about 20.
    /// </remarks>
    public override double Quantile(double p)
    {
        if (!(p >= 0.0 && p <= 1.0)) return double.NaN;
        if (p == 0.0) return Support.Low;
        if (p == 1.0) return Support.High;

        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var component in Components)
        {
            var quantile = component.Quantile(p);
            low = Math.Min(low, quantile);
            high = Math.Max(high, quantile);
        }

        var lowExcess = Cdf(low) - p;
        // An atom or rounding may put the root on the lower end itself.
        if (low >= high || lowExcess >= 0.0) return low;
        var highExcess = Math.Max(Cdf(high) - p, 0.0);

        // Invariant: Cdf(low) < p, and p <= Cdf(high) up to rounding.
        var bisect = false;
        while (true)
        {
            var gap = OrderedBits.Distance(low, high);
            if (gap <= 1) return high;
            var guess = low + (high - low) * (lowExcess / (lowExcess - highExcess));
            var middle = !bisect && guess > low && guess < high ? guess : OrderedBits.Middle(low, high);
            var excess = Cdf(middle) - p;
            if (excess >= 0.0) (high, highExcess) = (middle, excess);
            else (low, lowExcess) = (middle, excess);
            bisect = !bisect && OrderedBits.Distance(low, high) > gap / 2;
        }
    }

    /// <inheritdoc/>
    public override double Cdf(double x)
    {
        var sum = 0.0;
        for (var i = 0; i < Components.Length; i++) sum += Probabilities[i] * Components[i].Cdf(x);
        return Math.Min(1.0, sum);
    }
}
