using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Kernels;

/// <summary>Every expression that a trial may evaluate.</summary>
internal static class Expressions
{
    public static IEnumerable<BoundExpr> Of(Plan plan)
    {
        var scenario = plan.Scenario;
        var happenings = scenario.Events.Concat(scenario.Rules).ToArray();
        var transitions = scenario.Lifecycles.SelectMany(l => l.Transitions).ToArray();
        return scenario.Derived.Select(d => d.Formula)
            .Concat(scenario.States.SelectMany(s => Some(s.Initial, s.Next, s.Drift, s.Noise)))
            .Concat(happenings.SelectMany(h => Some(h.Range?.Filter, h.When, h.Chance, h.Rate).Concat(h.Draws.SelectMany(Parts))))
            .Concat(transitions.SelectMany(t => Some(t.When, t.Chance, t.Rate)))
            .Concat(Effects(scenario).SelectMany(e => Some(e.I, e.J, e.Value)))
            .Concat(scenario.Lifecycles.Select(l => l.Initial))
            .Concat(scenario.Measures.Select(m => m.Expression))
            .Concat(scenario.Times.Select(t => t.Condition))
            .Concat(scenario.Outcomes.SelectMany(o => Some(o.When)));
    }

    /// <summary>All effects of a scenario.</summary>
    public static IEnumerable<EffectDefinition> Effects(Scenario scenario) => scenario.Events.Concat(scenario.Rules).SelectMany(h => h.Effects)
        .Concat(scenario.Lifecycles.SelectMany(l => l.Transitions).SelectMany(t => t.Effects))
        .Concat(scenario.Lifecycles.SelectMany(l => l.Enter.Concat(l.Exit)).SelectMany(e => e));

    private static IEnumerable<BoundExpr> Parts(BoundDraw draw) => draw switch
    {
        PickDraw pick => Some(pick.Range.Filter, pick.Weight),
        NumberDraw { Distribution: FamilyDistribution family } => family.Parameters,
        _ => [],
    };

    private static IEnumerable<BoundExpr> Some(params BoundExpr?[] parts) => parts.OfType<BoundExpr>();
}
