using System.Collections.Immutable;
using Entente.Execution;
using Entente.Planning;

namespace Entente.Studies;

/// <summary>Something that is counted over the trials of a point.</summary>
/// <param name="Kind"><c>event</c>, <c>rule</c>, <c>transition</c>, <c>state</c> (machines and recorded points in it) or <c>bound</c> (values that ran into it).</param>
/// <param name="PerTrial">For bounds: values that could have run into it in a trial.</param>
internal sealed record Counted(string Kind, string Name, long? PerTrial);

/// <summary>What is counted of the trials of a scenario, and the counts of some of them in the same order.</summary>
internal static class PointCounts
{
    public static ImmutableArray<Counted> Of(Plan plan) =>
    [
        .. plan.Events.Concat(plan.Rules).OrderBy(h => h.Index).Select(h => new Counted(h.Definition.Symbol.IsEvent ? "event" : "rule", h.Definition.Symbol.Name, null)),
        .. plan.Lifecycles.SelectMany(l => l.Definition.Transitions.Select(t => new Counted("transition", $"{l.Definition.Lifecycle.Name}.{t.Name}", null))),
        .. plan.Lifecycles.SelectMany(l => l.Definition.Lifecycle.Leaves.Select(s => new Counted("state", $"{l.Definition.Lifecycle.Name}.{s.Name}", null))),
        .. plan.States.Select(s => new Counted("bound", s.Definition.Quantity.Name, (long)plan.Scenario.Clock.Steps * s.Definition.Quantity.Scope.All().Count())),
    ];

    public static long[] Of(Plan plan, TrialCounts counts) =>
        [.. counts.Fired, .. plan.Lifecycles.SelectMany(l => l.Definition.Transitions.Select((_, t) => counts.Moved[l.FiredOffset + t])), .. counts.Spent.SelectMany(s => s), .. counts.Clamped];
}
