using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Binds what is typed at a table against a scenario that is bound already.</summary>
public sealed class TypedBinder
{
    private readonly Scenario _scenario;
    private readonly DiagnosticBag _found;
    private readonly Scope _scope;

    /// <param name="scenario">The scenario.</param>
    /// <param name="found">Takes the diagnostics.</param>
    public TypedBinder(Scenario scenario, DiagnosticBag found)
    {
        _scenario = scenario;
        _found = found;
        _scope = new Scope(scenario, found);
    }

    /// <summary>An effect that acts at once; null with a diagnostic where it is none.</summary>
    public EffectDefinition? Effect(string text)
    {
        var scalar = Scalar(text);
        var binder = new EffectBinder(_scope);
        var bound = binder.Bind(scalar, Locals.None);
        binder.CheckFired(_scenario.Lifecycles);
        if (bound is not [var effect] || _found.HasErrors)
        {
            return null;
        }

        if (effect.Lasts)
        {
            _found.Add(Rules.UnexpectedText.At(scalar.Source, scalar.Span, "an effect that acts at once", "'over' or 'fading'") with { Hint = "prepare it in the scenario's 'injects:' to spread it over time" });
            return null;
        }

        return IsKept(scalar, effect.Value, effect.I, effect.J) ? effect : null;
    }

    /// <summary>What stands at a name, of a member or pair where it has some: <c>trust[DEU]</c>; null with a diagnostic where it is not one cell.</summary>
    public (Symbol Symbol, int I, int J)? Cell(string text)
    {
        var scalar = Scalar(text);
        var expr = Parser.Expression(scalar.Embedded, _found);
        var (name, indices) = expr switch { NameExpr n => (n, []), IndexExpr x => (x.Target, x.Indices), _ => (null, ImmutableArray<Expr>.Empty) };
        if (name is null)
        {
            if (expr is not ErrorExpr)
            {
                _found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, text, "a name, or a name with its member: x[KEY]"));
            }

            return null;
        }

        var symbol = _scope.Find(name.Name);
        Language.Scope? scope = symbol switch { Quantity q => q.Scope, Lifecycle l => l.Scope, _ => null };
        if (symbol is null || scope is null)
        {
            _found.Add(symbol is null
                ? Rules.UnknownName.At(scalar.Source, name.Span, name.Name) with { Hint = NearestName.Hint(name.Name, _scope.Names) }
                : Rules.WrongKind.At(scalar.Source, name.Span, name.Name, symbol.Kind, "a quantity or a lifecycle"));
            return null;
        }

        return _scope.Binder(scalar.Source).Indices(symbol, scope.Value, expr.Span, indices, Locals.None) is var (i, j)
            ? (symbol, i is Constant a ? (int)a.Value : -1, j is Constant b ? (int)b.Value : -1)
            : null;
    }

    private bool IsKept(YamlScalar scalar, params IEnumerable<BoundExpr?> exprs)
    {
        if (!exprs.OfType<BoundExpr>().SelectMany(BoundTree.All).Any(_scope.IsForgotten))
        {
            return true;
        }

        _found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, scalar.Value, "something that is remembered") with { Hint = "'prev' and 'smooth' know what the scenario asks of them" });
        return false;
    }

    private static YamlScalar Scalar(string text)
    {
        var source = new SourceText("typed", text);
        var span = new TextSpan(0, text.Length);
        return new YamlScalar(EmbeddedText.Align(source, span, text), span);
    }

    private sealed class Scope : IEffectScope
    {
        private readonly Scenario _scenario;
        private readonly SortedDictionary<string, Symbol> _symbols = new(StringComparer.Ordinal);

        public Scope(Scenario scenario, DiagnosticBag found)
        {
            _scenario = scenario;
            Found = found;

            // A subset's membership bears the subset's name, and is no thing of its own.
            foreach (var symbol in scenario.Sets.Cast<Symbol>().Concat(scenario.Quantities).Concat(scenario.Events.Select(e => e.Symbol)).Concat(scenario.Rules.Select(r => r.Symbol)).Concat(scenario.Lifecycles.Select(l => l.Lifecycle)))
            {
                _symbols.TryAdd(symbol.Name, symbol);
            }
        }

        public DiagnosticBag Found { get; }

        public Clock Clock => _scenario.Clock;

        public IEnumerable<Symbol> Symbols => _symbols.Values;

        public IReadOnlyCollection<string> Names => _symbols.Keys;

        public int MonthsPerStep => Clock.MonthsPerStep;

        public Symbol? Find(string name) => _symbols.GetValueOrDefault(name);

        public bool IsExcused(string name) => false;

        public ExprBinder Binder(SourceText source) => new(this, source, Found);

        public int TakeEffect() => _scenario.Size.Effects;

        public void Settle(Quantity quantity, bool now, SourceText source, TextSpan span)
        {
        }

        public void Remember(Quantity quantity)
        {
        }

        public Memory MemoryOf(Quantity quantity, BoundExpr years) =>
            _scenario.Memories.FirstOrDefault(m => m.Quantity == quantity && m.YearsConstant == years) ?? new Memory(quantity, years, -1);

        /// <summary>Whether a part of an expression asks for a past that nobody has kept.</summary>
        public bool IsForgotten(BoundExpr part) => part switch
        {
            Previous p => !_scenario.Remembered.Contains(p.Cell.Quantity),
            Smoothed s => s.Memory.Offset < 0,
            _ => false,
        };
    }
}
