using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;

namespace Entente.Scenarios;

/// <summary>Finds effects that set one state in one phase without saying which wins.</summary>
internal static class SetConflicts
{
    public static void Check(ImmutableArray<Happening> phase, DiagnosticBag found)
    {
        foreach (var happening in phase)
        {
            foreach (var effect in happening.Effects.Where(e => e.Kind == EffectKind.Set && happening.Range is not null && !MovesWithMember(e)))
            {
                found.Add(Rules.ConflictingSets.At(effect.Source, effect.Span, happening.Symbol.Name, "itself for another member", effect.Target!.Name)
                    with { Hint = "set a cell of the member, or add with '+='" });
            }
        }

        Pairs(phase.SelectMany(h => h.Effects.Select(e => (h.Symbol.Name, h.Priority, Effect: e))), found);
    }

    public static void Check(ImmutableArray<LifecycleDefinition> lifecycles, DiagnosticBag found)
    {
        var all = new List<(string Name, int Priority, EffectDefinition Effect)>();
        foreach (var lifecycle in lifecycles)
        {
            all.AddRange(lifecycle.Transitions.SelectMany(t => t.Effects.Select(e => (lifecycle.Lifecycle.Name, t.Priority, e))));
            all.AddRange(lifecycle.Enter.Concat(lifecycle.Exit).SelectMany(s => s).Select(e => (lifecycle.Lifecycle.Name, 0, e)));
        }

        Pairs(all, found);
    }

    // Effects of one happening apply in their order, and those of one machine's transitions exclude each other.
    private static void Pairs(IEnumerable<(string Name, int Priority, EffectDefinition Effect)> effects, DiagnosticBag found)
    {
        foreach (var group in effects.Where(e => e.Effect.Kind == EffectKind.Set).GroupBy(e => (e.Effect.Target, e.Priority)))
        {
            var first = group.First();
            foreach (var other in group.Where(e => e.Name != first.Name && !Apart(e.Effect, first.Effect)))
            {
                found.Add(Rules.ConflictingSets.At(other.Effect.Source, other.Effect.Span, first.Name, other.Name, other.Effect.Target!.Name)
                    with { Hint = "give them different priorities, or add with '+='" });
            }
        }
    }

    private static bool MovesWithMember(EffectDefinition effect) =>
        new[] { effect.I, effect.J }.OfType<BoundExpr>().SelectMany(BoundTree.All).Any(e => e is Local);

    private static bool Apart(EffectDefinition a, EffectDefinition b) => a.I is Constant x && b.I is Constant y && !x.Value.Equals(y.Value) && a.J is null;
}
