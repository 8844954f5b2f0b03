using Entente.Diagnostics;
using Entente.Language;

namespace Entente.Scenarios;

/// <summary>Looks for states and lifecycles whose initial values need each other, or a past that there is not yet.</summary>
internal sealed class InitialCycles
{
    private readonly BindingContext _context;
    private readonly Dictionary<Symbol, BoundExpr> _formulas = [];
    private readonly HashSet<Symbol> _done = [];
    private readonly List<Symbol> _path = [];

    private InitialCycles(BindingContext context) => _context = context;

    public static void Check(BindingContext context, IEnumerable<StateDefinition> states, IEnumerable<LifecycleDefinition> lifecycles)
    {
        var check = new InitialCycles(context);
        foreach (var state in states)
        {
            check._formulas[state.Quantity] = state.Initial;
        }

        foreach (var derived in context.Derived)
        {
            check._formulas[derived.Quantity] = derived.Formula;
        }

        foreach (var lifecycle in lifecycles)
        {
            check._formulas[lifecycle.Lifecycle] = lifecycle.Initial;
        }

        foreach (var symbol in check._formulas.Keys.Where(Starts))
        {
            check.Visit(symbol);
        }

        foreach (var symbol in check._formulas.Keys)
        {
            check.Visit(symbol);
        }
    }

    // Derived quantities have no initial value of their own; a cycle of them alone has been reported where they are bound.
    private static bool Starts(Symbol symbol) => symbol is Lifecycle or Quantity { Sort: QuantityKind.State };

    private void Visit(Symbol symbol)
    {
        if (_path.Contains(symbol))
        {
            var cycle = _path.SkipWhile(s => s != symbol).Append(symbol).ToArray();
            if (cycle.Any(Starts))
            {
                var told = Rules.Cycle.At(symbol.Source, symbol.Span, symbol.Name, "at the start: " + string.Join(" -> ", cycle.Select(s => s.Name)));
                _context.Found.Add(told with { Hint = "let one of the initial values be data or an uncertainty" });
            }

            return;
        }

        if (_done.Contains(symbol) || !_formulas.TryGetValue(symbol, out var formula))
        {
            return;
        }

        if (_path.Count >= BindingContext.DepthLimit)
        {
            _context.Found.Add(Rules.TooComplex.At(symbol.Source, symbol.Span) with { Hint = $"at most {BindingContext.DepthLimit} values may build on one another at the start" });
            _done.Add(symbol);
            return;
        }

        _path.Add(symbol);
        foreach (var part in BoundTree.All(formula))
        {
            Remembers(part);
        }

        foreach (var next in BoundTree.Reads(formula).Cast<Symbol>().Concat(BoundTree.All(formula).OfType<InState>().Select(s => s.Lifecycle)).Distinct())
        {
            Visit(next);
        }

        _path.RemoveAt(_path.Count - 1);
        _done.Add(symbol);
    }

    private void Remembers(BoundExpr part)
    {
        var memory = part switch
        {
            Previous e => $"prev({e.Cell.Quantity.Name})",
            Smoothed e => $"smooth({e.Cell.Quantity.Name})",
            _ => null,
        };
        if (memory is not null && _path.FirstOrDefault(Starts) is { } start)
        {
            _context.Found.Add(Rules.WrongKind.At(start.Source, start.Span, memory, "a memory", "an initial value") with { Hint = $"'{start.Name}' begins when there is no past yet" });
        }
    }
}
