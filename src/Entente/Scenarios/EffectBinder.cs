using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Binds effects.</summary>
internal sealed class EffectBinder(IEffectScope context)
{
    private readonly DiagnosticBag _found = context.Found;
    private readonly List<(EffectDefinition Effect, YamlScalar At)> _fired = [];

    public ImmutableArray<EffectDefinition> Bind(YamlNode? node, Locals locals)
    {
        ImmutableArray<YamlNode> items = node switch { null => [], YamlSequence s => s.Items, _ => [node] };
        var effects = ImmutableArray.CreateBuilder<EffectDefinition>();
        foreach (var item in items)
        {
            if (item is not YamlScalar scalar)
            {
                _found.Add(Rules.WrongShape.At(item.Source, item.Span, "an effect such as 'x += 0.1'", item.Shape));
            }
            else if (Parser.Effect(scalar.Embedded, _found) is { } effect && One(effect, scalar, locals) is { } bound)
            {
                effects.Add(bound);
            }
        }

        return effects.ToImmutable();
    }

    /// <summary>Once all lifecycles are bound: every transition that is fired must exist.</summary>
    public void CheckFired(ImmutableArray<LifecycleDefinition> lifecycles)
    {
        foreach (var (effect, at) in _fired)
        {
            var lifecycle = lifecycles.FirstOrDefault(l => l.Lifecycle == effect.Machine);
            if (lifecycle is not null && lifecycle.Transitions.All(t => t.Name != effect.Transition))
            {
                var told = Rules.UnknownName.At(at.Source, effect.Span, effect.Transition);
                _found.Add(told with { Hint = NearestName.Hint(effect.Transition!, [.. lifecycle.Transitions.Select(t => t.Name)]) });
            }
        }
    }

    private EffectDefinition? One(EffectSyntax effect, YamlScalar scalar, Locals locals)
    {
        var source = scalar.Source;
        var binder = context.Binder(source);
        var (name, indices) = effect.Target is IndexExpr indexed ? (indexed.Target, indexed.Indices) : ((NameExpr)effect.Target, []);
        var symbol = context.Find(name.Name);
        if (effect.Operator == "fire")
        {
            if (symbol is not Lifecycle machine)
            {
                NotA(source, name, "a lifecycle", s => s is Lifecycle);
                return null;
            }

            if (binder.Indices(machine, machine.Scope, effect.Target.Span, indices, locals) is not var (mi, mj))
            {
                return null;
            }

            var fire = new EffectDefinition(EffectKind.Fire, null, machine, mi, mj, null, effect.Transition!.Name, 1, null, -1, source, effect.Transition.Span);
            _fired.Add((fire, scalar));
            return fire;
        }

        if (symbol is not Quantity { Sort: QuantityKind.State } state)
        {
            if (symbol is null)
            {
                NotA(source, name, "a state", s => s is Quantity { Sort: QuantityKind.State });
            }
            else
            {
                _found.Add(Rules.NotAState.At(source, name.Span, name.Name, symbol.Kind) with { Hint = symbol is Lifecycle ? $"write 'fire {name.Name}.transition'" : null });
            }

            return null;
        }

        var kind = effect.Operator switch { "=" => EffectKind.Set, "*=" => EffectKind.Multiply, _ => EffectKind.Add };
        var unit = kind == EffectKind.Multiply ? Unit.Plain : state.Type.Unit;
        var value = binder.Number(effect.Value!, locals, unit);
        var at = binder.Indices(state, state.Scope, effect.Target.Span, indices, locals);
        if (at is not var (i, j) || value.Type.IsError)
        {
            return null;
        }

        if (kind == EffectKind.Multiply && !value.Type.Unit.IsDimensionless)
        {
            _found.Add(Rules.WrongUnit.At(source, effect.Value!.Span, "a number without dimension", value.Type));
            return null;
        }

        value = effect.Operator == "-=" ? new Negate(value.Type, value) : value;
        var shaped = Shape(effect, scalar, kind, locals);
        return shaped is var (steps, halfLife)
            ? new EffectDefinition(kind, state, null, i, j, value, null, steps, halfLife, steps > 1 || halfLife is not null ? context.TakeEffect() : -1, source, effect.Span)
            : null;
    }

    private (int Steps, double? HalfLife)? Shape(EffectSyntax effect, YamlScalar scalar, EffectKind kind, Locals locals)
    {
        if (effect.Shape is null)
        {
            return (1, null);
        }

        var duration = context.Binder(scalar.Source).Number(effect.Duration!, locals, Unit.Time);
        if (duration.Type.IsError)
        {
            return null;
        }

        if (duration.Type.Unit != Unit.Time)
        {
            _found.Add(Rules.WrongUnit.At(scalar.Source, effect.Duration!.Span, "a time", duration.Type) with { Hint = BindingContext.DurationHint });
            return null;
        }

        if (kind != EffectKind.Add)
        {
            _found.Add(Rules.UnexpectedText.At(scalar.Source, effect.Span, $"'+=' or '-=' with '{effect.Shape}'", kind == EffectKind.Set ? "'='" : "'*='"));
            return null;
        }

        if (duration is not Constant { Value: > 0 } constant)
        {
            _found.Add(Rules.NotConstant.At(scalar.Source, effect.Duration!.Span, "a duration above zero", BoundTree.Varying(duration) ?? "0"));
            return null;
        }

        return effect.Shape == "over" ? (context.Clock.StepsIn(constant.Value, 1), null) : (1, constant.Value);
    }

    private void NotA(SourceText source, NameExpr name, string wanted, Func<Symbol, bool> fits)
    {
        var other = context.Find(name.Name);
        if (other is null && context.IsExcused(name.Name))
        {
            return;
        }

        var diagnostic = other is null
            ? Rules.UnknownName.At(source, name.Span, name.Name) with { Hint = NearestName.Hint(name.Name, [.. context.Symbols.Where(fits).Select(s => s.Name)]) }
            : Rules.WrongKind.At(source, name.Span, name.Name, other.Kind, wanted);
        _found.Add(diagnostic);
    }
}
