using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Binds what is reported: measures, times, outcomes and the list of variants.</summary>
internal sealed class ReportBinder(BindingContext context)
{
    private readonly DiagnosticBag _found = context.Found;

    public (ImmutableArray<MeasureDefinition> Measures, ImmutableArray<TimeDefinition> Times) Measures(ImmutableArray<YamlEntry> entries)
    {
        var measures = ImmutableArray.CreateBuilder<MeasureDefinition>();
        var times = ImmutableArray.CreateBuilder<TimeDefinition>();
        foreach (var entry in entries)
        {
            if (entry.Value is YamlScalar shortForm)
            {
                if (context.Number(shortForm, Locals.None, Unit.Plain) is { Type.IsError: false } number)
                {
                    measures.Add(new MeasureDefinition(entry.Key.Value, number, MeasureTime.End, number.Type.Unit, false, null, null));
                }

                continue;
            }

            if (Fields.Read(entry.Value, Shapes.Measure, entry.Key, _found) is not { } fields)
            {
                continue;
            }

            fields.Exclude("is", "time to");
            fields.Exclude("time to", "target");
            var headline = fields.Flag("headline");
            var better = fields.Text("better");
            var says = fields.Text("says");
            if (fields.Find("time to") is { } until)
            {
                if (context.Condition(until, Locals.None) is { Type.IsError: false } condition)
                {
                    times.Add(new TimeDefinition(entry.Key.Value, condition, headline, says));
                }

                continue;
            }

            if (!fields.Has("is"))
            {
                _found.Add(Rules.MissingKey.At(entry.Key.Source, entry.Key.Span, fields.Name, "is") with { Hint = "or 'time to'" });
                continue;
            }

            var unit = context.UnitOf(fields);
            var at = fields.Text("at") switch
            {
                "each step" => MeasureTime.EachStep,
                "maximum" => MeasureTime.Maximum,
                "minimum" => MeasureTime.Minimum,
                "mean" => MeasureTime.Mean,
                _ => MeasureTime.End,
            };
            if (context.Number(fields.Find("is"), Locals.None, unit) is { Type.IsError: false } bound)
            {
                var own = fields.Has("unit") ? unit : bound.Type.Unit;
                measures.Add(new MeasureDefinition(entry.Key.Value, bound, at, own, headline, better, says) { Target = Target(fields, own) });
            }
        }

        return (measures.ToImmutable(), times.ToImmutable());
    }

    private (double Low, double High)? Target(Fields fields, Unit unit) => fields.Scalar("target") is not { } target ? null
        : WrittenBounds.Read(target, "at least ", "at most ", "at least V, at most V or between V and W", _found, (start, end) =>
        {
            var bound = context.Binder(target.Source).Number(Parser.Expression(target.Embedded.Slice(start, end - start), _found), Locals.None, unit);
            return bound.Type.IsError ? null : context.Constant(bound, target, "a target");
        });

    public ImmutableArray<OutcomeDefinition> Outcomes(Fields root)
    {
        var outcomes = ImmutableArray.CreateBuilder<OutcomeDefinition>();
        var items = root.Items("outcomes");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var k = 0; k < items.Length; k++)
        {
            if (Fields.Read(items[k], Shapes.Outcome, null, _found) is not { } fields)
            {
                continue;
            }

            fields.Exclude("when", "otherwise");
            var name = fields.Scalar("name");
            if (name is null || !Fields.CheckName(name, _found))
            {
                continue;
            }

            if (!names.Add(name.Value))
            {
                _found.Add(Rules.DuplicateKey.At(name.Source, name.Span, name.Value));
            }

            var otherwise = fields.Flag("otherwise");
            var when = context.Condition(fields.Find("when"), Locals.None);
            if (when is { Type.IsError: false } && Ranges.Of(when).High == 0)
            {
                var node = fields.Find("when")!;
                _found.Add(Rules.NeverHolds.At(node.Source, node.Span, "the bounds of what it reads rule it out"));
            }

            if (otherwise != (k == items.Length - 1) || (!otherwise && !fields.Has("when")))
            {
                if (k == items.Length - 1 || otherwise)
                {
                    _found.Add(Rules.NoOtherwise.At(name.Source, name.Span) with { Hint = "every trial needs an outcome: - {name: muddling, otherwise: true}" });
                }
                else
                {
                    _found.Add(Rules.MissingKey.At(name.Source, name.Span, $"'{name.Value}'", "when"));
                }
            }

            // An outcome's sentence stands over many trials at once, so there is no value that a hole could print.
            if (fields.Scalar("says") is { } says && says.Value.AsSpan().IndexOfAny('{', '}') is var brace and >= 0)
            {
                var place = says.Embedded.ToFile(new TextSpan(brace, 1));
                _found.Add(Rules.BadTemplate.At(says.Source, place, "an outcome's sentence has no holes") with { Hint = "it speaks of all the trials that end so" });
            }

            outcomes.Add(new OutcomeDefinition(name.Value, otherwise ? null : when, fields.Text("says")));
        }

        if (items.IsEmpty && root.Find("outcomes") is { } empty)
        {
            _found.Add(Rules.NoOtherwise.At(empty.Source, empty.Span) with { Hint = "every trial needs an outcome: - {name: all, otherwise: true}" });
        }

        return outcomes.ToImmutable();
    }

    public ImmutableArray<VariantDefinition> Variants(ImmutableArray<YamlEntry> entries)
    {
        var variants = ImmutableArray.CreateBuilder<VariantDefinition>();
        foreach (var entry in entries)
        {
            if (Fields.Read(entry.Value, Shapes.Variant, entry.Key, _found) is not { } fields)
            {
                continue;
            }

            foreach (var key in new[] { "levers", "overrides" })
            {
                if (fields.Find(key) is { } node and not YamlMapping)
                {
                    _found.Add(Rules.WrongShape.At(node.Source, node.Span, "a mapping", node.Shape));
                }
            }

            var levers = (fields.Find("levers") as YamlMapping)?.Entries ?? [];
            foreach (var lever in levers.Where(l => context.Find(l.Key.Value) is not Quantity { Sort: QuantityKind.Lever } && !context.IsExcused(l.Key.Value)))
            {
                var known = context.Symbols.OfType<Quantity>().Where(q => q.Sort == QuantityKind.Lever).Select(q => q.Name).ToArray();
                _found.Add(Rules.UnknownLever.At(lever.Key.Source, lever.Key.Span, lever.Key.Value) with { Hint = NearestName.Hint(lever.Key.Value, known) });
            }

            variants.Add(new VariantDefinition(
                entry.Key.Value, fields.Text("title"), fields.Text("says"), [.. levers.Select(l => (l.Key.Value, (l.Value as YamlScalar)?.Value ?? "a path"))]));
        }

        return variants.ToImmutable();
    }
}
