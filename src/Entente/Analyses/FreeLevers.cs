using System.Collections.Immutable;
using Entente.Language;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Analyses;

/// <summary>Levers that are drawn like uncertainties.</summary>
public static class FreeLevers
{
    /// <summary>The scenario with its levers drawn evenly over their ranges, or among their options. It must have been bound with <see cref="ScenarioChoice.FreesLevers"/>, so that nothing constant was computed from them.</summary>
    public static Scenario Free(Scenario scenario)
    {
        var free = scenario.Levers.Where(l => scenario.Choice.Frees(l.Quantity.Name)).Where(l => l.Quantity.Type.Options is not null || l.Quantity.Range.Low < l.Quantity.Range.High).ToArray();
        return scenario with
        {
            Levers = [.. scenario.Levers.Except(free)],
            Uncertainties =
            [
                .. scenario.Uncertainties.Concat(free.Select(l => new UncertaintyDefinition(
                    l.Quantity, [new Knot(null, new FixedDistribution(DistributionOf(l.Quantity)), null)], l.Quantity.Source, l.Quantity.Span))).OrderBy(u => u.Quantity.Name, StringComparer.Ordinal),
            ],
        };
    }

    private static Distribution DistributionOf(Quantity lever) => lever.Type.Options is { } options
        ? DiscreteDistribution.Categorical([.. options.Names.Select(_ => 1.0)])
        : new ParametricDistribution(Distributions.ByName["uniform"], [lever.Range.Low, lever.Range.High]);
}
