using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Declares and binds what is chosen and what is unknown: levers and uncertainties, and their correlations.</summary>
internal sealed class ChoiceBinder(BindingContext context)
{
    private readonly DiagnosticBag _found = context.Found;
    private readonly DistributionBinder _distributions = new(context);
    private readonly List<(Quantity Quantity, Fields Fields)> _levers = [];
    private readonly List<(Quantity Quantity, YamlNode Distribution, ImmutableArray<string> Variables)> _uncertain = [];
    private readonly List<(Quantity Quantity, YamlMapping Path, ImmutableArray<string> Variables)> _paths = [];
    private readonly HashSet<Quantity> _constant = [];
    private readonly HashSet<Quantity> _pinned = [];

    public void DeclareLevers(ImmutableArray<YamlEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (Fields.Read(entry.Value, Shapes.Lever, entry.Key, _found) is not { } fields)
            {
                continue;
            }

            fields.Exclude("range", "options");
            if (!fields.Has("range") && !fields.Has("options"))
            {
                _found.Add(Rules.MissingKey.At(entry.Key.Source, entry.Key.Span, fields.Name, "range") with { Hint = "or 'options'" });
            }

            var unit = context.UnitOf(fields);
            var type = fields.Has("options") && Options(fields, unit) is { } options ? ExprType.Option(options) : ExprType.Number(unit);
            if (context.DeclareQuantity(entry.Key, QuantityKind.Lever, default, fields, type) is { } lever)
            {
                _levers.Add((lever, fields));
            }
        }
    }

    public void DeclareUncertainties(ImmutableArray<YamlEntry> entries)
    {
        foreach (var entry in entries)
        {
            var fields = entry.Value is YamlScalar ? null : Fields.Read(entry.Value, Shapes.Uncertainty, entry.Key, _found);
            if (entry.Value is not YamlScalar && fields is null)
            {
                continue;
            }

            (Scope Scope, ImmutableArray<string> Variables) scope = (default, []);
            if (fields is not null && context.Scope(fields) is { } read)
            {
                scope = read;
            }

            fields?.Exclude("distribution", "path");
            var unit = fields is null ? Unit.Plain : context.UnitOf(fields);
            var quantity = context.DeclareQuantity(entry.Key, QuantityKind.Uncertainty, scope.Scope, fields, ExprType.Number(unit));
            var node = fields is null ? entry.Value : fields.Find("distribution");
            if (quantity is null)
            {
                continue;
            }

            if (node is YamlScalar scalar)
            {
                // The options of a categorical must be known before anything asks for one of them.
                if (Parser.Expression(scalar.Embedded, new DiagnosticBag()) is CallExpr { Function.Name: "categorical" } call)
                {
                    quantity.Type = ExprType.Option(new OptionList([.. call.Arguments.Select(a => (a.Label as NameExpr)?.Name ?? "").Order(StringComparer.Ordinal)], []));
                }

                _uncertain.Add((quantity, scalar, scope.Variables));
            }
            else if (fields?.Find("path") is YamlMapping path)
            {
                _paths.Add((quantity, path, scope.Variables));
            }
            else
            {
                _found.Add(Rules.MissingKey.At(entry.Key.Source, entry.Key.Span, $"'{entry.Key.Value}'", "distribution") with { Hint = "or 'path'" });
            }
        }
    }

    public ImmutableArray<LeverDefinition> BindLevers(YamlMapping? variantLevers)
    {
        var settings = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var entry in variantLevers?.Entries ?? [])
        {
            settings[entry.Key.Value] = entry.Value;
            CheckLever(entry.Key);
        }

        foreach (var (name, value) in context.Syntax.Choice.Settings)
        {
            var (key, node) = Typed("--set", name, value);
            settings[name] = node;
            CheckLever(key);
        }

        var levers = ImmutableArray.CreateBuilder<LeverDefinition>();
        foreach (var (lever, fields) in _levers)
        {
            var range = fields.Has("range") ? Interval(fields.Find("range")!, lever.Type.Unit) : null;
            var standard = fields.Find("default");
            var setting = settings.GetValueOrDefault(lever.Name) ?? standard;
            var knots = setting is null ? [] : Setting(lever, setting, range);
            if (standard is not null && setting != standard)
            {
                Setting(lever, standard, range);
            }

            lever.Range = range ?? (lever.Type.Options is { Values.IsEmpty: false } o ? (o.Values.Min(), o.Values.Max()) : lever.Range);
            if (!knots.IsEmpty)
            {
                context.SetValue(lever.Offset, knots[0].Value);
            }

            if (knots.Length > 1 || context.Syntax.Choice.Frees(lever.Name))
            {
                context.Moving.Add(lever);
            }

            levers.Add(new LeverDefinition(lever, Written(standard), Written(setting), knots));
        }

        return levers.ToImmutable();
    }

    public ImmutableArray<UncertaintyDefinition> BindUncertainties()
    {
        var bound = new List<UncertaintyDefinition>();
        foreach (var (quantity, node, variables) in _uncertain)
        {
            if (Knot(quantity, null, node, variables) is { } knot)
            {
                bound.Add(new UncertaintyDefinition(quantity, [knot], node.Source, node.Span));
                if (knot.Distribution is null)
                {
                    _constant.Add(quantity);
                }
            }
        }

        foreach (var (quantity, path, variables) in _paths)
        {
            var knots = Dates(path).Select(d => Knot(quantity, d.Months, d.Node, variables)).OfType<Knot>().ToImmutableArray();
            if (!knots.IsEmpty)
            {
                bound.Add(new UncertaintyDefinition(quantity, knots, path.Source, path.Span));
            }
        }

        bound.Sort((a, b) => string.CompareOrdinal(a.Quantity.Name, b.Quantity.Name));
        return [.. Pin(bound)];
    }

    // What is held at a value keeps its unit; its range is that value.
    private IEnumerable<UncertaintyDefinition> Pin(List<UncertaintyDefinition> bound)
    {
        foreach (var (name, value) in context.Syntax.Choice.Pins)
        {
            var (key, node) = Typed("--pin", name, value);
            if (CheckPin(key, node) is not var (quantity, held))
            {
                continue;
            }

            // The value may lie where the distribution never falls: a world that is asked about, not one that is expected.
            _pinned.Add(quantity);
            quantity.Range = (held, held);
            var at = bound.FindIndex(b => b.Quantity == quantity);
            if (at >= 0)
            {
                bound[at] = bound[at] with { Knots = [new Knot(null, null, new Constant(quantity.Type, held))] };
            }
        }

        return bound;
    }

    /// <summary>The uncertainty that is to be held at a value, and the value; null with a diagnostic where that cannot be.</summary>
    public (Quantity Quantity, double Value)? CheckPin(YamlScalar name, YamlScalar value)
    {
        if (context.Find(name.Value) is not Quantity { Sort: QuantityKind.Uncertainty } quantity)
        {
            if (context.Find(name.Value) is { } other)
            {
                _found.Add(Rules.WrongKind.At(name.Source, name.Span, name.Value, other.Kind, "an uncertainty"));
            }
            else if (!context.IsExcused(name.Value))
            {
                var known = context.Quantities.Where(q => q.Sort == QuantityKind.Uncertainty).Select(q => q.Name);
                _found.Add(Rules.UnknownName.At(name.Source, name.Span, name.Value) with { Hint = NearestName.Hint(name.Value, [.. known]) });
            }

            return null;
        }

        var held = One(quantity, value, null, "the value of an uncertainty");
        return held is { } sure ? (quantity, sure) : null;
    }

    /// <summary>Reports a setting of a lever that cannot be.</summary>
    public void CheckSetting(YamlScalar name, YamlScalar value)
    {
        CheckLever(name);
        foreach (var (lever, fields) in _levers.Where(l => l.Quantity.Name == name.Value))
        {
            One(lever, value, fields.Has("range") ? (lever.Range.Low, lever.Range.High) : null);
        }
    }

    // What is given outside the document is a text of its own.
    private static (YamlScalar Name, YamlScalar Value) Typed(string option, string name, string value)
    {
        var text = new SourceText(option, $"{name}={value}");
        var (key, span) = (new TextSpan(0, name.Length), new TextSpan(name.Length + 1, value.Length));
        return (new YamlScalar(EmbeddedText.Align(text, key, name), key), new YamlScalar(EmbeddedText.Align(text, span, value), span));
    }

    public ImmutableArray<CorrelationDefinition> BindCorrelations(ImmutableArray<YamlNode> items)
    {
        var bound = ImmutableArray.CreateBuilder<CorrelationDefinition>();
        YamlNode? last = null;
        foreach (var item in items)
        {
            if (Fields.Read(item, Shapes.Correlation, null, _found) is not { } fields)
            {
                continue;
            }

            last = item;
            var names = fields.Texts("between");
            var rank = context.Constant(fields.Find("rank"), Unit.Plain, "a correlation");
            var quantities = names.Select(Correlated).ToArray();
            if (names.Length != 2 || quantities.Any(q => q is null) || rank is null || quantities[0] == quantities[1])
            {
                if (fields.Has("between") && (names.Length != 2 || (quantities[0] is not null && quantities[0] == quantities[1])))
                {
                    _found.Add(Rules.WrongShape.At(item.Source, fields.Find("between")!.Span, "two different uncertainties", $"{names.Length}"));
                }

                continue;
            }

            if (rank is < -1 or > 1)
            {
                var node = fields.Find("rank")!;
                _found.Add(Rules.OutOfBounds.At(node.Source, node.Span, $"a correlation lies in [-1, 1], but this is {ReferenceEvaluator.Text(rank.Value)}"));
                continue;
            }

            var pair = string.CompareOrdinal(quantities[0]!.Name, quantities[1]!.Name) < 0 ? (quantities[0]!, quantities[1]!) : (quantities[1]!, quantities[0]!);
            if (bound.Any(b => b.A == pair.Item1 && b.B == pair.Item2))
            {
                _found.Add(Rules.DuplicateKey.At(item.Source, fields.Find("between")!.Span, $"{pair.Item1.Name}, {pair.Item2.Name}"));
                continue;
            }

            bound.Add(new CorrelationDefinition(pair.Item1, pair.Item2, rank.Value));
        }

        ImmutableArray<CorrelationDefinition> sorted = [.. bound.OrderBy(c => c.A.Name, StringComparer.Ordinal).ThenBy(c => c.B.Name, StringComparer.Ordinal)];
        if (last is not null && Correlations.Copula(sorted, out var members, out var worst) is null && members.Length > 0)
        {
            var wrong = items.OfType<YamlMapping>().FirstOrDefault(m => m.Find("between") is YamlSequence s
                && s.Items.OfType<YamlScalar>().Select(i => i.Value).Order(StringComparer.Ordinal).SequenceEqual([members[worst.A].Name, members[worst.B].Name])) ?? last;
            var told = Rules.CorrelationNotPsd.At(wrong.Source, wrong.Span, members[worst.A].Name, members[worst.B].Name);
            _found.Add(told with { Hint = "bring it nearer to what the other correlations imply" });
        }

        return [.. sorted.Where(c => !_pinned.Contains(c.A) && !_pinned.Contains(c.B))];
    }

    private Quantity? Correlated(YamlScalar name)
    {
        if (context.Find(name.Value) is Quantity { Sort: QuantityKind.Uncertainty, Scope.Kind: ScopeKind.Global } quantity
            && _uncertain.Any(u => u.Quantity == quantity))
        {
            if (!_constant.Contains(quantity))
            {
                return quantity;
            }

            _found.Add(Rules.WrongKind.At(name.Source, name.Span, name.Value, "a constant", "an uncertainty with a distribution") with { Hint = "a constant correlates with nothing: take the correlation out" });
            return null;
        }

        if (context.Find(name.Value) is { } other)
        {
            _found.Add(Rules.WrongKind.At(name.Source, name.Span, name.Value, other.Kind, "a global uncertainty"));
        }
        else if (!context.IsExcused(name.Value))
        {
            _found.Add(Rules.UnknownName.At(name.Source, name.Span, name.Value) with { Hint = NearestName.Hint(name.Value, [.. _uncertain.Select(u => u.Quantity.Name)]) });
        }

        return null;
    }

    private void CheckLever(YamlScalar name)
    {
        if (!_levers.Any(l => l.Quantity.Name == name.Value) && !context.IsExcused(name.Value))
        {
            _found.Add(Rules.UnknownLever.At(name.Source, name.Span, name.Value) with { Hint = NearestName.Hint(name.Value, [.. _levers.Select(l => l.Quantity.Name)]) });
        }
    }

    private ImmutableArray<(int Months, double Value)> Setting(Quantity lever, YamlNode node, (double Low, double High)? range)
    {
        if (node is YamlMapping mapping && mapping.Find("path") is YamlMapping path && mapping.Entries.Length == 1)
        {
            if (lever.Type.Options is not null)
            {
                _found.Add(Rules.WrongShape.At(node.Source, node.Span, "one option", "a path") with { Hint = "named options have nothing between them" });
                return [];
            }

            return [.. Dates(path).Select(d => (d.Months, Value: One(lever, d.Node, range))).Where(k => k.Value is not null).Select(k => (k.Months, k.Value!.Value))];
        }

        return One(lever, node, range) is { } value ? [(0, value)] : [];
    }

    private double? One(Quantity lever, YamlNode node, (double Low, double High)? range, string what = "a lever's setting")
    {
        if (lever.Type.Options is { } options)
        {
            if (node is YamlScalar scalar && options.Names.IndexOf(scalar.Value) is var index and >= 0)
            {
                return index;
            }

            var text = (node as YamlScalar)?.Value ?? node.Shape;
            _found.Add(Rules.UnknownOption.At(node.Source, node.Span, lever.Name, text) with { Hint = NearestName.Hint(text, options.Names) });
            return null;
        }

        var value = context.Constant(node, lever.Type.Unit, what);
        if (value is { } v && range is { } r && (v < r.Low || v > r.High))
        {
            _found.Add(Rules.LeverRange.At(node.Source, node.Span, lever.Name, ReferenceEvaluator.Text(r.Low), ReferenceEvaluator.Text(r.High), ReferenceEvaluator.Text(v)));
            return null;
        }

        return value;
    }

    /// <summary>A list of two numbers, the first not above the second; <c>inf</c> is allowed.</summary>
    public (double Low, double High)? Interval(YamlNode node, Unit unit)
    {
        if (node is not YamlSequence { Items.Length: 2 } pair)
        {
            _found.Add(Rules.WrongShape.At(node.Source, node.Span, "a list of two numbers such as [0, 1]", node.Shape));
            return null;
        }

        var ends = pair.Items.Select(i => i is YamlScalar { Value: "inf" or ".inf" } ? double.PositiveInfinity
            : i is YamlScalar { Value: "-inf" or "-.inf" } ? double.NegativeInfinity
            : context.Constant(i, unit, "a bound")).ToArray();
        if (ends[0] is not { } low || ends[1] is not { } high)
        {
            return null;
        }

        if (low <= high)
        {
            return (low, high);
        }

        _found.Add(Rules.OutOfBounds.At(node.Source, node.Span, "the first end lies above the second"));
        return null;
    }

    private OptionList? Options(Fields fields, Unit unit)
    {
        switch (fields.Find("options"))
        {
            case YamlSequence list when list.Items.All(i => i is YamlScalar):
                var names = list.Items.OfType<YamlScalar>().ToArray();
                return names.All(n => Fields.CheckName(n, _found)) && names.Length > 0 ? new OptionList([.. names.Select(n => n.Value).Order(StringComparer.Ordinal)], []) : null;
            case YamlMapping map when map.Entries.Length > 0:
                var sorted = map.Entries.Where(e => Fields.CheckName(e.Key, _found)).OrderBy(e => e.Key.Value, StringComparer.Ordinal).ToArray();
                var values = sorted.Select(e => context.Constant(e.Value, unit, "an option's value") ?? 0).ToImmutableArray();
                return new OptionList([.. sorted.Select(e => e.Key.Value)], values) { Unit = unit };
            case var node:
                _found.Add(Rules.WrongShape.At(node!.Source, node.Span, "a list of names, or a mapping of names to numbers", node.Shape));
                return null;
        }
    }

    private List<(int Months, YamlNode Node)> Dates(YamlMapping path)
    {
        var dates = new List<(int Months, YamlNode Node)>();
        foreach (var entry in path.Entries)
        {
            if (Fields.Date(entry.Key, _found) is not { } months)
            {
                continue;
            }

            if (dates.Any(d => d.Months == months))
            {
                _found.Add(Rules.DuplicateKey.At(entry.Key.Source, entry.Key.Span, entry.Key.Value) with { Hint = "a month and the quarter that begins with it are one date" });
                continue;
            }

            dates.Add((months, entry.Value));
        }

        if (path.Entries.IsEmpty)
        {
            _found.Add(Rules.WrongShape.At(path.Source, path.Span, "dates with values", "none"));
        }

        dates.Sort((a, b) => a.Months.CompareTo(b.Months));
        return dates;
    }

    private Knot? Knot(Quantity quantity, int? months, YamlNode node, ImmutableArray<string> variables)
    {
        if (context.Parse(node) is not var (expr, scalar))
        {
            return null;
        }

        var locals = Locals.Of(quantity.Scope, variables);
        if (expr is CallExpr call && DistributionBinder.IsName(call.Function.Name))
        {
            var bound = _distributions.Bind(call, scalar.Source, locals);
            if (bound is null || !CheckParameters(quantity, bound, node))
            {
                return null;
            }

            return new Knot(months, bound, null);
        }

        if (expr is CallExpr unknown && Functions.Find(unknown.Function.Name) is null)
        {
            _distributions.Bind(unknown, scalar.Source, locals);
            return null;
        }

        var value = context.Binder(scalar.Source).Number(expr, locals, quantity.Type.Unit);
        if (value.Type.IsError)
        {
            return null;
        }

        var ends = new List<double>();
        foreach (var (_, i, j) in quantity.Scope.All())
        {
            if (context.Constant(value, node, "an uncertainty without distribution", quantity.Scope, i, j) is not { } number)
            {
                return null;
            }

            ends.Add(number);
        }

        Widen(quantity, ends.Min(), ends.Max());
        return new Knot(months, null, value);
    }

    // Every cell's parameters are constants: they are all tried now, so that no trial can fail for them.
    private bool CheckParameters(Quantity quantity, BoundDistribution bound, YamlNode node)
    {
        if (bound is FixedDistribution { Distribution: var ready })
        {
            Widen(quantity, ready.Support.Low, ready.Support.High);
            return true;
        }

        var family = (FamilyDistribution)bound;
        foreach (var (_, i, j) in quantity.Scope.All())
        {
            var values = new double[family.Parameters.Length];
            for (var k = 0; k < values.Length; k++)
            {
                if (!family.Parameters[k].Type.Unit.Fits(quantity.Type.Unit) && family.Parameters[k].Type.Unit != quantity.Type.Unit && k == 0)
                {
                    _found.Add(Rules.WrongUnit.At(node.Source, node.Span, ExprType.Number(quantity.Type.Unit), family.Parameters[k].Type));
                    return false;
                }

                if (context.Constant(family.Parameters[k], node, "a distribution's parameter", quantity.Scope, i, j) is not { } value)
                {
                    return false;
                }

                values[k] = value;
            }

            if (family.Family.Check(values) is { } problem)
            {
                _found.Add(Rules.BadParameter.At(node.Source, node.Span, quantity.Name + quantity.Scope.Suffix(i, j), problem));
                return false;
            }

            var (low, high) = family.Family.Support(values);
            Widen(quantity, low, high);
        }

        return true;
    }

    private readonly HashSet<Quantity> _widened = [];

    private void Widen(Quantity quantity, double low, double high) =>
        quantity.Range = _widened.Add(quantity) ? (low, high) : (Math.Min(quantity.Range.Low, low), Math.Max(quantity.Range.High, high));

    private static string Written(YamlNode? node) => node switch
    {
        YamlScalar s => s.Value,
        null => "",
        _ => node.Source.Content.Substring(node.Span.Start, Math.Min(node.Span.Length, node.Source.Content.Length - node.Span.Start)).Trim(),
    };
}
