using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;

namespace Entente.Scenarios;

/// <summary>Finds uncertainties and levers that nothing reads: usually a name that was misspelt where it was to be replaced.</summary>
internal static class UnusedNames
{
    public static void Check(
        BindingContext context, ImmutableArray<StateDefinition> states, ImmutableArray<UncertaintyDefinition> uncertainties,
        ImmutableArray<Happening> happenings, ImmutableArray<LifecycleDefinition> lifecycles, ImmutableArray<BoundExpr?> reported)
    {
        var all = reported
            .Concat(context.Derived.Select(d => d.Formula))
            .Concat(states.SelectMany(s => new[] { s.Initial, s.Next, s.Drift, s.Noise }))
            .Concat(uncertainties.SelectMany(u => u.Knots).SelectMany(k => Of(k.Distribution).Append(k.Value)))
            .Concat(happenings.SelectMany(Of))
            .Concat(lifecycles.SelectMany(Of));
        var read = all.OfType<BoundExpr>().SelectMany(BoundTree.All).Select(e => e switch
        {
            Cell c => c.Quantity,
            Previous p => p.Cell.Quantity,
            Smoothed s => s.Cell.Quantity,
            _ => null,
        }).ToHashSet();
        foreach (var quantity in context.Quantities.Where(q => q.Sort is QuantityKind.Uncertainty or QuantityKind.Lever && !read.Contains(q)))
        {
            context.Found.Add(Rules.NeverRead.At(quantity.Source, quantity.Span, quantity.Sort == QuantityKind.Lever ? "lever" : "uncertainty", quantity.Name));
        }
    }

    private static IEnumerable<BoundExpr?> Of(Happening h) =>
        new[] { h.When, h.Chance, h.Rate, h.Range?.Filter }
            .Concat(h.Draws.SelectMany(d => d is NumberDraw n ? Of(n.Distribution) : [((PickDraw)d).Weight, ((PickDraw)d).Range.Filter]))
            .Concat(h.Effects.SelectMany(Of))
            .Concat(h.Says?.Parts.Select(p => p.Value) ?? []);

    private static IEnumerable<BoundExpr?> Of(LifecycleDefinition l) =>
        l.Transitions.SelectMany(t => new[] { t.When, t.Chance, t.Rate }.Concat(t.Effects.SelectMany(Of)).Concat(t.Says?.Parts.Select(p => p.Value) ?? []))
            .Concat(l.Enter.Concat(l.Exit).SelectMany(e => e).SelectMany(Of))
            .Append(l.Initial);

    private static IEnumerable<BoundExpr?> Of(EffectDefinition e) => [e.I, e.J, e.Value];

    private static IEnumerable<BoundExpr?> Of(BoundDistribution? d) => d is FamilyDistribution f ? f.Parameters : [];
}
