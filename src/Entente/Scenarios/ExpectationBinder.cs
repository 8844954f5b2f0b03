using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Binds what is expected of the results. The sides are only checked here: each is loaded when it is run.</summary>
internal sealed class ExpectationBinder(BindingContext context, ChoiceBinder choices, ImmutableArray<MeasureDefinition> measures, ImmutableArray<TimeDefinition> times, ImmutableArray<OutcomeDefinition> outcomes)
{
    private const string Forms = "at least, at most, above V, below V or between V and W";

    private readonly DiagnosticBag _found = context.Found;

    public ImmutableArray<ExpectationDefinition> Bind(Fields root)
    {
        var variants = (root.Find("variants") as YamlMapping)?.Entries.Select(e => e.Key.Value).ToArray() ?? [];
        return [.. root.Entries("expect").Select(e => Bind(e, variants)).OfType<ExpectationDefinition>()];
    }

    private ExpectationDefinition? Bind(YamlEntry entry, string[] variants)
    {
        if (Fields.Read(entry.Value, Shapes.Expectation, entry.Key, _found) is not { } fields)
        {
            return null;
        }

        fields.Exclude("of", "always");
        fields.Exclude("of", "throughout");
        fields.Exclude("always", "throughout");
        var side = Side(fields, variants);
        var against = fields.Find("against") is { } other && Fields.Read(other, Shapes.Side, entry.Key, _found) is { } read ? Side(read, variants) : null;
        ExpectationDefinition Made(ExpectedOf of, string subject, BoundExpr? condition, Unit unit, string claim, double low, double high) => new(
            entry.Key.Value, entry.Key.Source, entry.Key.Span, of, subject, condition, unit, claim, low, high,
            side, against, fields.Flag("strictly"), fields.Text("says"), BindingContext.Ids(fields));

        var key = fields.Has("always") ? "always" : "throughout";
        if (fields.Find(key) is { } node)
        {
            foreach (var needless in new[] { "is", "against", "strictly" })
            {
                fields.Exclude(key, needless);
            }

            return context.Condition(node, Locals.None) is { Type.IsError: false } condition
                ? Made(key == "always" ? ExpectedOf.Always : ExpectedOf.Throughout, ((YamlScalar)node).Value, condition, Unit.Plain, "", 0, 0)
                : null;
        }

        foreach (var missing in new[] { "of", "is" }.Where(k => !fields.Has(k)))
        {
            var told = Rules.MissingKey.At(entry.Key.Source, entry.Key.Span, fields.Name, missing);
            _found.Add(missing == "of" ? told with { Hint = "or 'always' or 'throughout'" } : told with { Hint = Forms });
        }

        return fields.Scalar("of") is { } subject && Subject(subject) is var (kind, name, unit)
            && fields.Scalar("is") is { } claim && Claim(claim, kind, unit, fields) is var (low, high)
            ? Made(kind, name, null, unit, claim.Value, low, high)
            : null;
    }

    private (ExpectedOf Of, string Name, Unit Unit)? Subject(YamlScalar scalar)
    {
        var words = scalar.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (kind, name, known) = words switch
        {
            ["outcome", var outcome] => (ExpectedOf.Outcome, outcome, outcomes.Select(o => o.Name)),
            ["time", var time] => (ExpectedOf.Time, time, times.Select(t => t.Name)),
            _ => (ExpectedOf.Measure, scalar.Value.Trim(), measures.Select(m => m.Name)),
        };
        if (known.Contains(name))
        {
            return (kind, name, kind switch { ExpectedOf.Measure => measures.First(m => m.Name == name).Unit, ExpectedOf.Time => Unit.Time, _ => Unit.Plain });
        }

        // What is wrong elsewhere has been told there.
        if (!_found.HasErrors)
        {
            var hint = outcomes.Any(o => o.Name == name) ? $"write 'outcome {name}'" : times.Any(t => t.Name == name) ? $"write 'time {name}'" : NearestName.Hint(name, [.. known]);
            _found.Add(Rules.UnknownName.At(scalar.Source, scalar.Span, name) with { Hint = hint ?? "a measure, 'outcome NAME' or 'time NAME'" });
        }

        return null;
    }

    // The interval in which the mean, share or difference is expected.
    private (double Low, double High)? Claim(YamlScalar scalar, ExpectedOf of, Unit unit, Fields fields)
    {
        const double infinity = double.PositiveInfinity;
        var text = scalar.Value;
        if (text is "at least" or "at most")
        {
            if (!fields.Has("against"))
            {
                _found.Add(Rules.MissingKey.At(scalar.Source, scalar.Span, $"'{text}'", "against") with { Hint = "the other side of the comparison; alone, say above V or below V" });
                return null;
            }

            return text == "at least" ? (0, infinity) : (-infinity, 0);
        }

        if (fields.Has("against"))
        {
            _found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, text, "'at least' or 'at most'") with { Hint = "with 'against' the difference between the sides is judged" });
            return null;
        }

        if (WrittenBounds.Read(scalar, "above ", "below ", Forms, _found, (start, end) => Value(scalar, start, end, of, unit)) is not var (from, to))
        {
            return null;
        }

        if (of == ExpectedOf.Outcome && (from > 1 || to < 0 || from is < 0 and > -infinity || to is > 1 and < infinity))
        {
            _found.Add(Rules.OutOfBounds.At(scalar.Source, scalar.Span, "a share lies in [0, 1]"));
            return null;
        }

        return (from, to);
    }

    private double? Value(YamlScalar scalar, int start, int end, ExpectedOf of, Unit unit)
    {
        var bound = context.Binder(scalar.Source).Number(Parser.Expression(scalar.Embedded.Slice(start, end - start), _found), Locals.None, unit);
        if (bound.Type.IsError)
        {
            return null;
        }

        if (of == ExpectedOf.Time && bound.Type.Unit != Unit.Time)
        {
            _found.Add(Rules.WrongUnit.At(scalar.Source, scalar.Embedded.ToFile(new TextSpan(start, end - start)), "a time", bound.Type) with { Hint = BindingContext.DurationHint });
            return null;
        }

        return context.Constant(bound, scalar, "what is expected");
    }

    private ScenarioChoice Side(Fields fields, string[] variants)
    {
        var variant = fields.Scalar("variant");
        if (variant is not null && !variants.Contains(variant.Value))
        {
            _found.Add(Rules.UnknownVariant.At(variant.Source, variant.Span, variant.Value) with { Hint = NearestName.Hint(variant.Value, variants) ?? "this scenario has no variants" });
        }

        // A variant may have other ranges: what is given beside it is checked where it is loaded.
        var isHere = variant?.Value == context.Syntax.Choice.Variant;
        var set = Values(fields, "set", (key, value) => choices.CheckSetting(key, value), isHere);
        var with = Values(fields, "with", (key, value) => choices.CheckPin(key, value), isHere);
        return new ScenarioChoice(variant?.Value, set) { Pins = with };
    }

    private ImmutableArray<(string Name, string Value)> Values(Fields fields, string key, Action<YamlScalar, YamlScalar> check, bool isHere)
    {
        var values = ImmutableArray.CreateBuilder<(string, string)>();
        switch (fields.Find(key))
        {
            case null:
                break;
            case YamlMapping mapping:
                foreach (var (name, node) in mapping.Entries.Select(e => (e.Key, e.Value)))
                {
                    if (node is YamlScalar value)
                    {
                        if (isHere)
                        {
                            check(name, value);
                        }

                        values.Add((name.Value, value.Value));
                    }
                    else
                    {
                        _found.Add(Rules.WrongShape.At(node.Source, node.Span, "a number or an option", node.Shape));
                    }
                }

                break;
            case var other:
                _found.Add(Rules.WrongShape.At(other.Source, other.Span, "a mapping", other.Shape));
                break;
        }

        values.Sort((a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return values.ToImmutable();
    }
}
