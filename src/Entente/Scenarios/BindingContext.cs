using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>What the parts of the binder share: the names declared so far, and the way from a node to a bound expression.</summary>
internal sealed class BindingContext(ScenarioSyntax syntax, Clock clock, DiagnosticBag found) : IEffectScope
{
    /// <summary>What to write where a time is wanted.</summary>
    public const string DurationHint = "write '2 quarters', '18 months' or '3 steps'";

    /// <summary>The most cells a single quantity may have.</summary>
    public const int CellLimit = 4_000_000;

    /// <summary>How many derived quantities, or initial values, may build on one another; evaluating them nests as deep.</summary>
    public const int DepthLimit = 100;

    private readonly SortedDictionary<string, Symbol> _symbols = new(StringComparer.Ordinal);
    private readonly List<Quantity> _quantities = [];
    private readonly Dictionary<int, Func<BoundExpr>> _pending = [];
    private readonly List<Quantity> _settling = [];
    private readonly SortedDictionary<int, DerivedDefinition> _derived = [];
    private readonly SortedDictionary<int, Quantity> _remembered = [];
    private readonly List<Memory> _memories = [];
    private ReferenceEvaluator? _constants;

    public DiagnosticBag Found => found;

    public ScenarioSyntax Syntax => syntax;

    public Clock Clock => clock;

    public IReadOnlyCollection<string> Names => _symbols.Keys;

    public int MonthsPerStep => clock.MonthsPerStep;

    public IReadOnlyList<Quantity> Quantities => _quantities;

    public IEnumerable<Symbol> Symbols => _symbols.Values;

    public ImmutableArray<DerivedDefinition> Derived => [.. _derived.Values];

    public ImmutableArray<Quantity> Remembered => [.. _remembered.Values];

    public ImmutableArray<Memory> Memories => [.. _memories];

    /// <summary>Values of data and levers, by offset.</summary>
    public SortedDictionary<int, double> Values { get; } = [];

    /// <summary>Levers on a path: what must be constant may not read them.</summary>
    public HashSet<Quantity> Moving { get; } = [];

    /// <summary>Names that stand in the document, but whose declaration is broken and has been reported.</summary>
    public HashSet<string> Broken { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a table could not be read: any name may be one of its columns.</summary>
    public bool LacksColumns { get; set; }

    public int CellCount { get; private set; }

    public int MachineCount { get; private set; }

    public int EnteredCount { get; private set; }

    public int HappeningCount { get; private set; }

    public int MemoryCount { get; private set; }

    public int EffectCount { get; private set; }

    public Symbol? Find(string name) => _symbols.GetValueOrDefault(name);

    public bool IsExcused(string name) => LacksColumns || Broken.Contains(name);

    /// <summary>Notes the names of a section that were not declared, once it has been gone through.</summary>
    public void NoteBroken(IEnumerable<YamlEntry> entries) => Broken.UnionWith(entries.Select(e => e.Key.Value).Where(name => Find(name) is null));

    /// <summary>Gives a name to a thing; a name that is taken is reported.</summary>
    public bool Declare(Symbol symbol)
    {
        string? taken = symbol.Name switch
        {
            "t" or "year" => "the language uses it",
            _ when Functions.Find(symbol.Name) is not null || symbol.Name is "prev" or "smooth" or "since" or "lookup" or "pick" => "it is a function",
            _ => Find(symbol.Name) is { } other ? "it is " + other.Kind : null,
        };
        if (taken is not null)
        {
            found.Add(Rules.NameTaken.At(symbol.Source, symbol.Span, symbol.Name, taken));
            return false;
        }

        _symbols.Add(symbol.Name, symbol);
        return true;
    }

    public Quantity? DeclareQuantity(YamlScalar key, QuantityKind sort, Scope scope, Fields? fields, ExprType type) =>
        DeclareQuantity(key.Value, key.Source, key.Span, sort, scope, fields, type);

    public Quantity? DeclareQuantity(string name, SourceText source, TextSpan span, QuantityKind sort, Scope scope, Fields? fields, ExprType type)
    {
        if (!Fits(scope, name, source, span))
        {
            return null;
        }

        var quantity = new Quantity(name, source, span, sort, scope, _quantities.Count, CellCount)
        {
            Type = type,
            Says = fields?.Text("says"),
            Evidence = Ids(fields),
            Judgement = fields?.Text("judgement"),
        };
        if (!Declare(quantity))
        {
            return null;
        }

        _quantities.Add(quantity);
        CellCount += scope.Cells;
        return quantity;
    }

    /// <summary>A quantity without a name of its own, such as the membership of a subset.</summary>
    public Quantity AddHidden(string name, YamlScalar key, QuantityKind sort, Scope scope, ExprType type)
    {
        var quantity = new Quantity(name, key.Source, key.Span, sort, scope, _quantities.Count, CellCount) { Type = type };
        _quantities.Add(quantity);
        CellCount += scope.Cells;
        return quantity;
    }

    public bool Fits(Scope scope, string name, SourceText source, TextSpan span)
    {
        long n = scope.Set?.Keys.Length ?? 1;
        var cells = scope.Indices == 2 ? n * n : n;
        if (cells <= CellLimit)
        {
            return true;
        }

        found.Add(Rules.TooManyCells.At(source, span, name, cells, CellLimit));
        return false;
    }

    public int TakeEffect() => EffectCount++;

    public int TakeMachines(int count) => (MachineCount += count) - count;

    public int TakeEntered(int count) => (EnteredCount += count) - count;

    public int TakeHappenings(int count) => (HappeningCount += count) - count;

    /// <summary>The ids of the claims that something rests on.</summary>
    public static ImmutableArray<string> Ids(Fields? fields) => fields is null ? [] : [.. fields.Texts("evidence").Select(e => e.Value)];

    /// <summary>Says how a derived quantity will be bound, when it is first asked for.</summary>
    public void Later(Quantity quantity, Func<BoundExpr> bind) => _pending[quantity.Id] = bind;

    public void Settle(Quantity quantity, bool now, SourceText source, TextSpan span)
    {
        if (_settling.Contains(quantity))
        {
            if (now)
            {
                var cycle = _settling.SkipWhile(q => q != quantity).Append(quantity).Select(q => q.Name);
                found.Add(Rules.Cycle.At(source, span, quantity.Name, string.Join(" -> ", cycle)) with { Hint = "make one of them a state" });
            }

            return;
        }

        if (!_pending.Remove(quantity.Id, out var bind))
        {
            return;
        }

        if (_settling.Count >= DepthLimit)
        {
            found.Add(Rules.TooComplex.At(source, span) with { Hint = $"at most {DepthLimit} derived quantities may build on one another" });
            quantity.Type = ExprType.Error;
            return;
        }

        _settling.Add(quantity);
        var formula = bind();
        _settling.RemoveAt(_settling.Count - 1);
        _derived[quantity.Id] = new DerivedDefinition(quantity, formula);
    }

    public void SettleAll()
    {
        foreach (var quantity in _quantities)
        {
            Settle(quantity, true, quantity.Source, quantity.Span);
        }
    }

    public void Remember(Quantity quantity) => _remembered[quantity.Id] = quantity;

    public Memory MemoryOf(Quantity quantity, BoundExpr years)
    {
        var known = _memories.FirstOrDefault(m => m.Quantity == quantity && m.YearsConstant == years);
        if (known is null)
        {
            known = new Memory(quantity, years, MemoryCount);
            _memories.Add(known);
            MemoryCount += quantity.Scope.Cells;
        }

        return known;
    }

    public ExprBinder Binder(SourceText source) => new(this, source, found);

    /// <summary>The expression behind a key, read but not bound; null if there is none or it is no scalar.</summary>
    public (Expr Expr, YamlScalar Scalar)? Parse(YamlNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlScalar scalar:
                return (Parser.Expression(scalar.Embedded, found), scalar);
            default:
                found.Add(Rules.WrongShape.At(node.Source, node.Span, "an expression", node.Shape));
                return null;
        }
    }

    public BoundExpr? Number(YamlNode? node, Locals locals, Unit unit) =>
        Parse(node) is var (expr, scalar) ? Binder(scalar.Source).Number(expr, locals, unit) : null;

    public BoundExpr? Condition(YamlNode? node, Locals locals) =>
        Parse(node) is var (expr, scalar) ? Binder(scalar.Source).Condition(expr, locals) : null;

    /// <summary>A probability: dimensionless, and in [0, 1] where that can be seen.</summary>
    public BoundExpr? Chance(YamlNode? node, Locals locals) =>
        Number(node, locals, Unit.Plain) is { Type.IsError: false } bound ? Probability(node!, bound) : null;

    /// <summary>A condition, or a probability.</summary>
    public BoundExpr? Propensity(YamlNode? node, Locals locals)
    {
        if (Parse(node) is not var (expr, scalar))
        {
            return null;
        }

        var bound = Binder(scalar.Source).Bind(expr, locals);
        if (bound.Type.IsCondition)
        {
            return bound;
        }

        if (bound.Type.Kind == TypeKind.Number)
        {
            return Probability(scalar, bound);
        }

        found.Add(Rules.WrongType.At(scalar.Source, scalar.Span, "a condition or a probability", bound.Type));
        return null;
    }

    /// <summary>A weight: a number of any unit that is not negative where that can be seen.</summary>
    public BoundExpr? Weight(YamlNode? node, Locals locals)
    {
        if (Parse(node) is not var (expr, scalar) || Binder(scalar.Source).Number(expr, locals) is not { Type.IsError: false } bound)
        {
            return null;
        }

        if (Ranges.Of(bound).High < 0)
        {
            found.Add(Rules.OutOfBounds.At(scalar.Source, scalar.Span, "a weight is not negative"));
        }

        return bound;
    }

    /// <summary>The date behind <c>at</c> in months since year 0; one outside the clock is warned of.</summary>
    public int? PointInTime(Fields fields)
    {
        var at = fields.Date("at");
        if (at is { } months && (months < clock.StartMonths || months >= clock.StartMonths + (clock.Steps * clock.MonthsPerStep)))
        {
            var node = fields.Find("at")!;
            found.Add(Rules.OutsideClock.At(node.Source, node.Span, clock.Label(0), clock.Label(clock.Steps)));
        }

        return at;
    }

    private BoundExpr? Probability(YamlNode node, BoundExpr bound)
    {
        if (bound.Type.Unit == Unit.Rate)
        {
            found.Add(Rules.RateNotHazard.At(node.Source, node.Span) with { Hint = "use 'rate:' for a hazard per year" });
            return null;
        }

        if (!bound.Type.Unit.IsDimensionless)
        {
            found.Add(Rules.WrongUnit.At(node.Source, node.Span, "a probability", bound.Type));
            return null;
        }

        var (low, high) = Ranges.Of(bound);
        if (high < 0 || low > 1)
        {
            var text = low == high ? ReferenceEvaluator.Text(low) : $"in [{ReferenceEvaluator.Text(low)}, {ReferenceEvaluator.Text(high)}]";
            found.Add(Rules.ProbabilityRange.At(node.Source, node.Span, text));
        }

        return bound;
    }

    /// <summary>A hazard per year: a rate, or a plain number.</summary>
    public BoundExpr? Rate(YamlNode? node, Locals locals)
    {
        if (Number(node, locals, Unit.Plain) is not { } bound || node is null || bound.Type.IsError)
        {
            return null;
        }

        if (bound.Type.Unit != Unit.Rate && !bound.Type.Unit.IsDimensionless)
        {
            found.Add(Rules.WrongUnit.At(node.Source, node.Span, "a rate", bound.Type) with { Hint = "such as 0.2 per year" });
            return null;
        }

        var (low, high) = Ranges.Of(bound);
        if (high < 0)
        {
            found.Add(Rules.OutOfBounds.At(node.Source, node.Span, $"a rate is not negative, but this is at most {ReferenceEvaluator.Text(high)}"));
        }

        return low <= high ? bound : null;
    }

    /// <summary>A constant number, such as a bound; null with a diagnostic where it is none.</summary>
    public double? Constant(YamlNode? node, Unit unit, string what)
    {
        if (node is null || Number(node, Locals.None, unit) is not { Type.IsError: false } bound)
        {
            return null;
        }

        return Constant(bound, node, what);
    }

    /// <summary>A constant time in years; null with a diagnostic where it is none. A plain number is refused: it could mean years or steps.</summary>
    public double? Duration(YamlNode? node, string what)
    {
        if (node is null || Number(node, Locals.None, Unit.Time) is not { Type.IsError: false } bound)
        {
            return null;
        }

        if (bound.Type.Unit == Unit.Time)
        {
            return Constant(bound, node, what);
        }

        found.Add(Rules.WrongUnit.At(node.Source, node.Span, "a time", bound.Type) with { Hint = DurationHint });
        return null;
    }

    /// <summary>The value of a constant expression, in a cell.</summary>
    public double? Constant(BoundExpr bound, YamlNode node, string what, Scope scope = default, int i = -1, int j = -1)
    {
        var varying = BoundTree.Varying(bound) ?? BoundTree.Reads(bound).FirstOrDefault(Moving.Contains)?.Name;
        if (_constants is null)
        {
            // Before all names are declared, constants are numbers and nothing else.
            varying ??= BoundTree.Reads(bound).FirstOrDefault()?.Name;
        }

        if (varying is not null)
        {
            found.Add(Rules.NotConstant.At(node.Source, node.Span, what, varying));
            return null;
        }

        try
        {
            var evaluator = _constants ?? new ReferenceEvaluator(new World(0, 0, 0, 0, 0, 0) { MonthsPerStep = clock.MonthsPerStep });
            return evaluator.InCell(scope, i, j, bound);
        }
        catch (TrialFailedException failure)
        {
            found.Add(Rules.OutOfBounds.At(node.Source, node.Span, failure.Message));
            return null;
        }
    }

    /// <summary>From here on, constants may read data and levers.</summary>
    public void OpenConstants()
    {
        var world = new World(CellCount, 0, 0, 0, 0, _quantities.Count) { MonthsPerStep = clock.MonthsPerStep };
        foreach (var (at, value) in Values)
        {
            world.Cells[at] = value;
        }

        _constants = new ReferenceEvaluator(world);
    }

    /// <summary>Gives a cell of data or of a lever its value.</summary>
    public void SetValue(int at, double value)
    {
        Values[at] = value;
        if (_constants is not null)
        {
            _constants.World.Cells[at] = value;
        }
    }

    /// <summary>The unit behind a key; plain if there is none. Only data can be scaled.</summary>
    public Unit UnitOf(Fields fields, string key = "unit")
    {
        if (fields.Scalar(key) is not { } scalar)
        {
            return Unit.Plain;
        }

        if (!Unit.TryParse(scalar.Value, out var unit, out var scale))
        {
            found.Add(Rules.BadUnit.At(scalar.Source, scalar.Span, scalar.Value) with { Hint = "such as index, share of gdp, usd_bn, people/km^2, 1/year" });
            return Unit.Plain;
        }

        if (scale != 1)
        {
            var hint = scalar.Value.StartsWith('%') ? $"write 'share{scalar.Value.Trim()[1..]}', and its numbers with %" : "times are held in years: write 'year', and numbers like '3 months'";
            found.Add(Rules.BadUnit.At(scalar.Source, scalar.Span, scalar.Value) with { Hint = hint });
        }

        return unit;
    }

    /// <summary>The scope and the variables behind <c>each:</c>; a quantity ranges over a whole set.</summary>
    public (Scope Scope, ImmutableArray<string> Variables)? Scope(Fields fields)
    {
        if (fields.Find("each") is not { } node)
        {
            return (default, []);
        }

        if (node is not YamlScalar scalar)
        {
            found.Add(Rules.WrongShape.At(node.Source, node.Span, "a range such as 'a in actors'", node.Shape));
            return null;
        }

        if (Parser.Range(scalar.Embedded, found) is not { } clause)
        {
            return null;
        }

        if (Find(clause.Set.Name) is not MemberSet set)
        {
            Binder(scalar.Source).Range(clause, Locals.None);
            return null;
        }

        if (set.Root != set || clause.Filter is not null)
        {
            var span = set.Root != set ? clause.Set.Span : clause.Filter!.Span;
            var told = Rules.WrongKind.At(scalar.Source, span, set.Root != set ? set.Name : "a filter", set.Root != set ? "a subset" : "a condition", "a whole set");
            found.Add(told with { Hint = $"range over '{set.Root.Name}': rules and aggregates choose from it" });
            return null;
        }

        foreach (var variable in clause.Variables.Where(v => Find(v.Name) is not null))
        {
            found.Add(Rules.NameTaken.At(scalar.Source, variable.Span, variable.Name, "it is " + Find(variable.Name)!.Kind) with { Hint = "choose another letter" });
        }

        var kind = clause.Kind switch { RangeKind.Members => ScopeKind.Each, RangeKind.Pairs => ScopeKind.Pairs, _ => ScopeKind.Links };
        return (new Scope(kind, set), [.. clause.Variables.Select(v => v.Name)]);
    }
}
