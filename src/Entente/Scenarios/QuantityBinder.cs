using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Declares and binds states and derived quantities.</summary>
internal sealed class QuantityBinder(BindingContext context, ChoiceBinder choices)
{
    private readonly DiagnosticBag _found = context.Found;
    private readonly List<(Quantity Quantity, Fields Fields, Locals Locals)> _states = [];

    public void DeclareStates(ImmutableArray<YamlEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (Fields.Read(entry.Value, Shapes.State, entry.Key, _found) is not { } fields || context.Scope(fields) is not var (scope, variables))
            {
                continue;
            }

            fields.Exclude("next", "drift");
            fields.Exclude("next", "noise");
            if (context.DeclareQuantity(entry.Key, QuantityKind.State, scope, fields, ExprType.Number(context.UnitOf(fields))) is { } state)
            {
                // Bounds are literal numbers, so the range is known before any expression is bound.
                if (fields.Find("bounds") is { } bounds && choices.Interval(bounds, state.Type.Unit) is { } range)
                {
                    state.Range = range;
                }

                _states.Add((state, fields, Locals.Of(scope, variables)));
            }
        }
    }

    public void DeclareDerived(ImmutableArray<YamlEntry> entries)
    {
        foreach (var entry in entries)
        {
            var fields = entry.Value is YamlScalar ? null : Fields.Read(entry.Value, Shapes.Derived, entry.Key, _found);
            if (entry.Value is not YamlScalar && fields is null)
            {
                continue;
            }

            (Scope Scope, ImmutableArray<string> Variables) scope = (default, []);
            if (fields is not null)
            {
                if (context.Scope(fields) is not { } read)
                {
                    continue;
                }

                scope = read;
            }

            var unit = fields is null ? Unit.Plain : context.UnitOf(fields);
            if (context.DeclareQuantity(entry.Key, QuantityKind.Derived, scope.Scope, fields, ExprType.Number(unit)) is not { } quantity)
            {
                continue;
            }

            var node = fields is null ? entry.Value : fields.Find("is");
            var declared = fields?.Has("unit") ?? false;
            context.Later(quantity, () => Formula(quantity, node, Locals.Of(scope.Scope, scope.Variables), declared));
        }
    }

    public ImmutableArray<StateDefinition> BindStates()
    {
        var bound = ImmutableArray.CreateBuilder<StateDefinition>();
        foreach (var (state, fields, locals) in _states)
        {
            var unit = state.Type.Unit;
            var initial = context.Number(fields.Find("initial"), locals, unit) ?? Constant.Error;
            var next = context.Number(fields.Find("next"), locals, unit);
            var drift = Drift(fields.Find("drift"), locals, unit);
            var noise = context.Number(fields.Find("noise"), locals, unit);
            CheckInitial(state, fields.Find("initial"), initial);
            bound.Add(new StateDefinition(state, initial, next, drift, noise, state.Range.Low, state.Range.High));
        }

        return bound.ToImmutable();
    }

    private void CheckInitial(Quantity state, YamlNode? node, BoundExpr initial)
    {
        var (low, high) = Ranges.Of(initial);
        if (node is not null && (high < state.Range.Low || low > state.Range.High))
        {
            _found.Add(Rules.OutOfBounds.At(node.Source, node.Span,
                $"'{state.Name}' starts outside its bounds [{ReferenceEvaluator.Text(state.Range.Low)}, {ReferenceEvaluator.Text(state.Range.High)}]"));
        }
    }

    private BoundExpr? Drift(YamlNode? node, Locals locals, Unit unit)
    {
        var perTime = unit.Times(Unit.Rate);
        var bound = context.Number(node, locals, Unit.Plain);
        if (bound is null || node is null || bound.Type.IsError)
        {
            return bound;
        }

        var own = bound.Type.Unit;
        var asRate = unit.IsDimensionless && own == Unit.Rate;
        if (own.Fits(unit) || own.Fits(perTime) || asRate)
        {
            return bound;
        }

        _found.Add(Rules.WrongUnit.At(node.Source, node.Span, $"{ExprType.Number(unit)} or of '{perTime}'", bound.Type));
        return Constant.Error;
    }

    private BoundExpr Formula(Quantity quantity, YamlNode? node, Locals locals, bool declared)
    {
        if (context.Parse(node) is not var (expr, scalar))
        {
            quantity.Type = ExprType.Error;
            return Constant.Error;
        }

        var binder = context.Binder(scalar.Source);
        var bound = binder.Bind(expr, locals);
        if (bound.Type.Kind is TypeKind.Option)
        {
            bound = binder.Number(expr, locals);
        }

        if (declared)
        {
            bound = bound.Type.IsNumber ? bound : binder.Number(expr, locals);
            if (!bound.Type.IsError && !bound.Type.Unit.Fits(quantity.Type.Unit))
            {
                _found.Add(Rules.WrongUnit.At(scalar.Source, scalar.Span, quantity.Type, bound.Type));
            }
        }
        else
        {
            quantity.Type = bound.Type;
        }

        if (!bound.Type.IsError)
        {
            quantity.Range = quantity.Type.Kind == TypeKind.Condition ? (0, 1) : Ranges.Of(bound);
        }

        return bound;
    }
}
