using System.Collections.Immutable;
using Entente.Language;
using Entente.Sampling;

namespace Entente.Scenarios;

/// <summary>From pairwise rank correlations to a copula.</summary>
public static class Correlations
{
    /// <summary>The copula of all correlated uncertainties, or null where they cannot hold together or there are none.</summary>
    /// <param name="correlations">Pairs with their rank correlations.</param>
    /// <param name="members">The uncertainties that are correlated, in the order of their names; the copula's dimensions.</param>
    /// <param name="worst">If the matrix is not positive semi-definite, the members of the pair to mend.</param>
    public static GaussianCopula? Copula(ImmutableArray<CorrelationDefinition> correlations, out ImmutableArray<Quantity> members, out (int A, int B) worst)
    {
        var named = correlations.SelectMany(c => new[] { c.A, c.B }).Distinct().OrderBy(q => q.Name, StringComparer.Ordinal).ToImmutableArray();
        members = named;
        worst = default;
        return named.IsEmpty
            ? null
            : GaussianCopula.TryCreate(named.Length, [.. correlations.Select(c => (named.IndexOf(c.A), named.IndexOf(c.B), c.Rank))], out worst);
    }
}
