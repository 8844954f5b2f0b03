using System.Collections.Immutable;

namespace Entente.Sampling;

/// <summary>Weights of alternatives: finite, none negative, at least one positive; only their ratios matter.</summary>
internal static class Weights
{
    internal static string? Check(ImmutableArray<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            if (!(weight >= 0.0) || double.IsInfinity(weight)) return $"a weight must be a finite number that is not negative, but is {Words.Number(weight)}";
            sum += weight;
        }

        if (!(sum > 0.0)) return "at least one weight must be positive";
        return double.IsFinite(sum) ? null : "the sum of the weights is too large";
    }

    internal static ImmutableArray<double> Normalise(ImmutableArray<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights) sum += weight;
        return [.. weights.Select(weight => weight / sum)];
    }
}
