using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;

namespace Entente.Scenarios;

/// <summary>Looks for states and lifecycles whose initial values need each other.</summary>
internal static class InitialCycles
{
    public static void Check(BindingContext context, ImmutableArray<StateDefinition> states, ImmutableArray<LifecycleDefinition> lifecycles)
    {
        var formulas = new Dictionary<Symbol, BoundExpr>();
        foreach (var state in states)
        {
            formulas[state.Quantity] = state.Initial;
        }

        foreach (var derived in context.Derived)
        {
            formulas[derived.Quantity] = derived.Formula;
        }

        foreach (var lifecycle in lifecycles)
        {
            formulas[lifecycle.Lifecycle] = lifecycle.Initial;
        }

        var done = new HashSet<Symbol>();
        var path = new List<Symbol>();
        foreach (var symbol in formulas.Keys)
        {
            Visit(symbol);
        }

        void Visit(Symbol symbol)
        {
            if (path.Contains(symbol))
            {
                var cycle = path.SkipWhile(s => s != symbol).Append(symbol).ToArray();
                if (cycle.Any(s => s is Lifecycle or Quantity { Sort: QuantityKind.State }))
                {
                    context.Found.Add(Rules.Cycle.At(symbol.Source, symbol.Span, symbol.Name, "at the start: " + string.Join(" -> ", cycle.Select(s => s.Name)))
                        with { Hint = "let one of the initial values be data or an uncertainty" });
                }

                return;
            }

            if (done.Contains(symbol) || !formulas.TryGetValue(symbol, out var formula))
            {
                return;
            }

            path.Add(symbol);
            foreach (var next in BoundTree.Reads(formula).Cast<Symbol>().Concat(BoundTree.All(formula).OfType<InState>().Select(s => s.Lifecycle)).Distinct())
            {
                Visit(next);
            }

            path.RemoveAt(path.Count - 1);
            done.Add(symbol);
        }
    }
}
