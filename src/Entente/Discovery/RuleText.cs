using System.Collections.Immutable;
using System.Globalization;

namespace Entente.Discovery;

/// <summary>Boxes and leaves as conditions of the scenario language.</summary>
public static class RuleText
{
    /// <summary>The condition that all limits hold; <c>true</c> for none.</summary>
    public static string Of(IEnumerable<Limit> limits, IReadOnlyList<Factor> factors)
    {
        var parts = limits.Where(l => l.Restricts(factors[l.Input])).SelectMany(l => Of(l, factors[l.Input])).ToArray();
        return parts.Length == 0 ? "true" : string.Join(" and ", parts);
    }

    /// <summary>The conditions of one limit: one for each end, or one for options.</summary>
    public static ImmutableArray<string> Of(Limit limit, Factor factor)
    {
        if (!factor.IsOption)
        {
            return
            [
                .. double.IsFinite(limit.Low) ? [$"{factor.Name} >= {Number(limit.Low)}"] : Array.Empty<string>(),
                .. double.IsFinite(limit.High) ? [$"{factor.Name} <= {Number(limit.High)}"] : Array.Empty<string>(),
            ];
        }

        var kept = factor.Options.Where((_, k) => (limit.Options >> k & 1) != 0).Select(o => $"{factor.Name} is {o}").ToArray();
        return kept.Length == factor.Options.Length ? [] : [kept.Length == 1 ? kept[0] : $"({string.Join(" or ", kept)})"];
    }

    // The language has no exponents of ten that a number's shortest form would not have.
    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
