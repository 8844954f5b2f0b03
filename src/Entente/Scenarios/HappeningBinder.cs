using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Declares and binds events and rules.</summary>
internal sealed class HappeningBinder(BindingContext context, EffectBinder effects)
{
    private readonly DiagnosticBag _found = context.Found;
    private readonly DistributionBinder _distributions = new(context);
    private readonly SentenceBinder _sentences = new(context);
    private readonly List<(HappeningSymbol Symbol, Fields Fields, RangeClause? Each)> _declared = [];

    public void Declare(ImmutableArray<YamlEntry> entries, bool areEvents)
    {
        foreach (var entry in entries)
        {
            if (Fields.Read(entry.Value, areEvents ? Shapes.Event : Shapes.Rule, entry.Key, _found) is not { } fields)
            {
                continue;
            }

            RangeClause? each = null;
            var scope = default(Scope);
            if (fields.Find("each") is { } node and not YamlScalar)
            {
                _found.Add(Rules.WrongShape.At(node.Source, node.Span, "a range such as 'a in actors'", node.Shape));
                continue;
            }

            if (fields.Find("each") is YamlScalar scalar)
            {
                each = Parser.Range(scalar.Embedded, _found);
                if (each is null)
                {
                    continue;
                }

                if (context.Find(each.Set.Name) is not MemberSet set)
                {
                    context.Binder(scalar.Source).Range(each, Locals.None);
                    continue;
                }

                var kind = each.Kind switch { RangeKind.Members => ScopeKind.Each, RangeKind.Pairs => ScopeKind.Pairs, _ => ScopeKind.Links };
                scope = new Scope(kind, set.Root);
            }

            if (!context.Fits(scope, entry.Key.Value, entry.Key.Source, entry.Key.Span))
            {
                continue;
            }

            var symbol = new HappeningSymbol(entry.Key.Value, entry.Key.Source, entry.Key.Span, areEvents, scope, context.TakeHappenings(scope.Cells))
            {
                Evidence = BindingContext.Ids(fields),
                Judgement = fields.Text("judgement"),
                Says = fields.Text("says"),
            };
            if (context.Declare(symbol))
            {
                _declared.Add((symbol, fields, each));
            }
        }
    }

    public ImmutableArray<Happening> Bind(bool events) => [.. _declared.Where(d => d.Symbol.IsEvent == events).Select(d => Bind(d.Symbol, d.Fields, d.Each))];

    private Happening Bind(HappeningSymbol symbol, Fields fields, RangeClause? each)
    {
        fields.Exclude("chance", "rate");
        if (symbol.IsEvent)
        {
            fields.Exclude("at", "rate");
        }

        var locals = Locals.None;
        BoundRange? range = null;
        if (each is not null)
        {
            (range, locals) = context.Binder(fields.Find("each")!.Source).Range(each, Locals.None);
        }

        var when = context.Condition(fields.Find("when"), locals);
        var chance = context.Chance(fields.Find("chance"), locals);
        var rate = context.Rate(fields.Find("rate"), locals);
        var cooldown = fields.Find("cooldown") is { } node ? context.Duration(node, "a cooldown") : null;
        CheckNever(when, fields.Find("when"));
        var (draws, inner) = Draws(fields, locals);
        return new Happening(
            symbol, range, when, chance, rate, symbol.IsEvent ? context.PointInTime(fields) : null, fields.Date("from"), fields.Date("until"), fields.Flag("once"),
            cooldown is { } years ? context.Clock.StepsIn(years, 0) : 0, fields.Integer("priority", -1000, 1000) ?? 0, draws,
            effects.Bind(fields.Find("effects"), inner), _sentences.Bind(fields.Scalar("says"), inner))
        {
            Rare = fields.Text("rare"),
        };
    }

    private void CheckNever(BoundExpr? when, YamlNode? node)
    {
        if (when is { Type.IsError: false } && Ranges.Of(when).High == 0)
        {
            _found.Add(Rules.NeverHolds.At(node!.Source, node.Span, "the bounds of what it reads rule it out"));
        }
    }

    private (ImmutableArray<BoundDraw> Draws, Locals Inner) Draws(Fields fields, Locals locals)
    {
        var draws = ImmutableArray.CreateBuilder<BoundDraw>();
        var inner = locals;
        foreach (var entry in fields.Entries("draw"))
        {
            if (context.Parse(entry.Value) is not var (expr, scalar))
            {
                continue;
            }

            if (context.Find(entry.Key.Value) is { } taken)
            {
                _found.Add(Rules.NameTaken.At(entry.Key.Source, entry.Key.Span, entry.Key.Value, "it is " + taken.Kind));
                continue;
            }

            var slot = inner.NextSlot;
            if (!inner.HasRoom)
            {
                _found.Add(Rules.TooComplex.At(entry.Key.Source, entry.Key.Span));
                break;
            }

            if (expr is AggregateExpr { Function.Name: "pick" } pick)
            {
                // The range's variable takes the slot after the draw's own.
                var binder = context.Binder(scalar.Source);
                var reserved = inner.With(entry.Key.Value, ExprType.Error);
                var (range, within) = binder.Range(pick.Range, reserved);
                var weight = pick.Weight is null ? null : binder.Number(pick.Weight, within);
                if (range is null || pick.Range.Kind != RangeKind.Members || pick.Element is not null)
                {
                    if (range is not null)
                    {
                        _found.Add(Rules.WrongArguments.At(scalar.Source, pick.Span, "pick", "one variable in a set") with { Hint = "pick(b in a_set where … weighted by …)" });
                    }

                    continue;
                }

                draws.Add(new PickDraw(entry.Key.Value, slot, range, weight));
                inner = inner.With(entry.Key.Value, ExprType.MemberOf(range.Set));
            }
            else if (_distributions.Bind(expr, scalar.Source, locals) is { } distribution)
            {
                draws.Add(new NumberDraw(entry.Key.Value, slot, distribution));
                var unit = distribution is FamilyDistribution f ? f.Parameters[0].Type.Unit : Unit.Plain;
                inner = inner.With(entry.Key.Value, ExprType.Number(unit));
            }
            else
            {
                inner = inner.With(entry.Key.Value, ExprType.Error);
            }
        }

        return (draws.ToImmutable(), inner);
    }
}
