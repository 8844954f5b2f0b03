using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;

namespace Entente.Scenarios;

/// <summary>Finds effects that set one state in one phase without saying which wins.</summary>
internal static class SetConflicts
{
    /// <summary>Events or rules, with the transitions that they fire: those apply in the same phase.</summary>
    public static void Check(ImmutableArray<Happening> phase, ImmutableArray<LifecycleDefinition> lifecycles, DiagnosticBag found)
    {
        foreach (var happening in phase.Where(h => h.Range is not null))
        {
            var slots = Enumerable.Range(happening.Range!.Slot, happening.Range.Kind == RangeKind.Members ? 1 : 2);
            foreach (var effect in happening.Effects.Where(e => e.Kind == EffectKind.Set && !MovesWith(e, slots)))
            {
                ReportItself(happening.Symbol.Name, effect, found);
            }
        }

        var fired = phase.SelectMany(h => h.Effects.Where(e => e.Kind == EffectKind.Fire)).Select(e => (e.Machine, e.Transition)).ToHashSet();
        var transitions = lifecycles.SelectMany(l => l.Transitions.Where(t => fired.Contains((l.Lifecycle, t.Name))).SelectMany(t => Effects(l, t)));
        Pairs(phase.SelectMany(h => h.Effects.Select(e => (h.Symbol.Name, h.Priority, Effect: e))).Concat(transitions), found);
    }

    /// <summary>The transitions of the lifecycles' own phase.</summary>
    public static void Check(ImmutableArray<LifecycleDefinition> lifecycles, DiagnosticBag found)
    {
        var all = lifecycles.SelectMany(l => l.Transitions.SelectMany(t => Effects(l, t))).ToArray();
        foreach (var lifecycle in lifecycles.Where(l => l.Lifecycle.Scope.Indices > 0))
        {
            var slots = Enumerable.Range(0, lifecycle.Lifecycle.Scope.Indices);
            var effects = lifecycle.Transitions.SelectMany(t => Effects(lifecycle, t)).Select(e => e.Effect).Distinct();
            foreach (var effect in effects.Where(e => e.Kind == EffectKind.Set && !MovesWith(e, slots)))
            {
                ReportItself(lifecycle.Lifecycle.Name, effect, found);
            }
        }

        Pairs(all, found);
    }

    // What a transition sets off: its own effects, and those of the states it leaves and enters, all with its priority.
    private static IEnumerable<(string Name, int Priority, EffectDefinition Effect)> Effects(LifecycleDefinition definition, TransitionDefinition transition)
    {
        var effects = transition.Effects.AsEnumerable();
        for (var s = 0; s < definition.Lifecycle.States.Length; s++)
        {
            var state = definition.Lifecycle.States[s];
            var own = state.Leaf >= 0;
            var enters = (state.Leaves >> transition.To & 1) != 0;
            if ((state.Leaves & transition.From) != 0 && (own || !enters))
            {
                effects = effects.Concat(definition.Exit[s]);
            }

            if (enters && (own || (transition.From & ~state.Leaves) != 0))
            {
                effects = effects.Concat(definition.Enter[s]);
            }
        }

        return effects.Select(e => (definition.Lifecycle.Name, transition.Priority, e));
    }

    // Effects of one happening apply in their order, and those of one machine's transitions exclude each other.
    private static void Pairs(IEnumerable<(string Name, int Priority, EffectDefinition Effect)> effects, DiagnosticBag found)
    {
        foreach (var group in effects.Where(e => e.Effect.Kind == EffectKind.Set).GroupBy(e => (e.Effect.Target, e.Priority)))
        {
            var first = group.First();
            foreach (var other in group.Where(e => e.Name != first.Name && !Apart(e.Effect, first.Effect)))
            {
                var told = Rules.ConflictingSets.At(other.Effect.Source, other.Effect.Span, first.Name, other.Name, other.Effect.Target!.Name);
                found.Add(told with { Hint = "give them different priorities, or add with '+='" });
            }
        }
    }

    private static void ReportItself(string name, EffectDefinition effect, DiagnosticBag found)
    {
        var told = Rules.ConflictingSets.At(effect.Source, effect.Span, name, "itself for another member", effect.Target!.Name);
        found.Add(told with { Hint = "set a cell of the member, or add with '+='" });
    }

    // Another member sets another cell only where the cell's indices are all the variables of the range.
    private static bool MovesWith(EffectDefinition effect, IEnumerable<int> slots)
    {
        var indices = new[] { effect.I, effect.J }.OfType<Local>().Select(l => l.Slot).ToHashSet();
        return slots.All(indices.Contains);
    }

    private static bool Apart(EffectDefinition a, EffectDefinition b) => a.I is Constant x && b.I is Constant y && !x.Value.Equals(y.Value) && a.J is null;
}
