using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;
using Entente.Yaml;

namespace Entente.Studies;

/// <summary>Binds the parts of a design and makes their points.</summary>
internal sealed class DesignBinder(Scenario scenario, DiagnosticBag found)
{
    private readonly Dictionary<string, Quantity> _factors = scenario.Quantities
        .Where(q => q.Sort is QuantityKind.Lever or QuantityKind.Uncertainty).ToDictionary(q => q.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, UncertainNumber> _drawn = Planner.Plan(scenario).Uncertain.ToDictionary(u => u.Name, StringComparer.Ordinal);
    private readonly List<Factor> _used = [];

    /// <summary>The factors of all parts so far, in the order in which they were named.</summary>
    public ImmutableArray<Factor> Factors => [.. _used];

    /// <summary>Reports what stands twice in a list.</summary>
    public static void Twice(IEnumerable<YamlScalar> names, DiagnosticBag found)
    {
        foreach (var group in names.GroupBy(n => n.Value, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            found.Add(Rules.DuplicateKey.At(group.ElementAt(1).Source, group.ElementAt(1).Span, group.Key));
        }
    }

    /// <summary>The points of a part; none where it is wrong.</summary>
    public ImmutableArray<Assignment> Part(YamlNode item, ulong seed)
    {
        if (Fields.Read(item, StudyShapes.Part, null, found) is not { } part)
        {
            return [];
        }

        var kinds = part.Node.Entries.Where(e => StudyShapes.Part.Find(e.Key.Value) is not null).ToArray();
        if (kinds.Length == 0)
        {
            found.Add(Rules.WrongShape.At(item.Source, item.Span, "one of " + string.Join(", ", StudyShapes.Part.Keys.Select(k => k.Name)), item.Shape));
            return [];
        }

        if (kinds.Length > 1)
        {
            found.Add(Rules.KeysExclude.At(kinds[1].Key.Source, kinds[1].Key.Span, "a part of the design", kinds[0].Key.Value, kinds[1].Key.Value) with { Hint = "write each as an item of its own: the design is their product" });
            return [];
        }

        var (key, value) = kinds[0];
        return key.Value switch
        {
            "factorial" => Factorial(value),
            "list" => Listed(part),
            _ => Sampled(key, value, seed),
        };
    }

    /// <summary>Loads the scenario with values of the points, so that what is impossible is told where the study asks for it.</summary>
    public void CheckPoints(IReadOnlyList<Assignment> points, Func<ScenarioChoice, Loaded> load)
    {
        var asked = new SortedSet<int>();
        foreach (var group in points.Index().GroupBy(p => p.Item.Variant?.Value))
        {
            asked.Add(group.First().Index);
        }

        foreach (var group in points.Index().SelectMany(p => p.Item.Values.Select(v => (p.Index, Value: v))).GroupBy(v => v.Value.Factor))
        {
            // What is possible at both ends of a range is possible between them.
            var sampled = group.Where(v => v.Value.IsSampled && Values.Number(v.Value.Value) is not null).OrderBy(v => Values.Number(v.Value.Value)).Select(v => v.Index).ToArray();
            var others = group.Where(v => !v.Value.IsSampled || Values.Number(v.Value.Value) is null).DistinctBy(v => v.Value.Value).Select(v => v.Index);
            asked.UnionWith(sampled.Length == 0 ? others : [.. others, sampled[0], sampled[^1]]);
        }

        foreach (var point in asked)
        {
            Check(points[point], load);
        }
    }

    private void Check(Assignment point, Func<ScenarioChoice, Loaded> load)
    {
        foreach (var wrong in load(point.Choice).Diagnostics.Where(d => d.Severity == Severity.Error))
        {
            var value = point.Values.FirstOrDefault(v => wrong.Source.Path == (v.Factor.IsLever ? "--set" : "--pin") && wrong.Source.Content == $"{v.Factor.Name}={v.Value}");
            found.Add(value is null ? wrong : new Diagnostic(wrong.Rule, value.At.Source, value.At.Span, wrong.Message) { Hint = wrong.Hint });
        }
    }

    private ImmutableArray<Assignment> Factorial(YamlNode node)
    {
        if (node is not YamlMapping { Entries.Length: > 0 } mapping)
        {
            found.Add(Rules.WrongShape.At(node.Source, node.Span, "a mapping of levers or uncertainties to their values", node.Shape));
            return [];
        }

        ImmutableArray<Assignment> points = [new Assignment(null, [], null)];
        foreach (var entry in mapping.Entries)
        {
            if (Factor(entry.Key) is not { } factor)
            {
                continue;
            }

            var values = Levels(factor, entry);
            if ((double)points.Length * values.Length > StudyBinder.MostPoints)
            {
                found.Add(Rules.TooManyPoints.At(mapping.Source, mapping.Span, (double)points.Length * values.Length, StudyBinder.MostPoints) with { Hint = "use lhs or sobol instead of factorial" });
                return [];
            }

            points = [.. points.SelectMany(p => values.Select(v => p with { Values = p.Values.Add(v) }))];
        }

        return points;
    }

    private ImmutableArray<FactorValue> Levels(Factor factor, YamlEntry entry)
    {
        switch (entry.Value)
        {
            case YamlSequence { Items.Length: > 0 } list:
                foreach (var wrong in list.Items.Where(i => i is not YamlScalar { IsNull: false }))
                {
                    found.Add(Rules.WrongShape.At(wrong.Source, wrong.Span, "a value", wrong.Shape));
                }

                var scalars = list.Items.OfType<YamlScalar>().ToArray();
                Twice(scalars, found);
                return [.. scalars.Select(s => new FactorValue(factor, s.Value, s))];
            case YamlMapping:
                if (Fields.Read(entry.Value, StudyShapes.Steps, entry.Key, found) is not { } steps
                    || Values.Number(steps.Find("from"), found) is not { } from || Values.Number(steps.Find("to"), found) is not { } to
                    || StudyBinder.Whole(steps, "levels", 2, StudyBinder.MostPoints, found) is not { } levels)
                {
                    return [];
                }

                return [.. Enumerable.Range(0, (int)levels).Select(k => new FactorValue(factor, Values.Text(k == (int)levels - 1 ? to : from + ((to - from) * k / (levels - 1))), entry.Key))];
            default:
                found.Add(Rules.WrongShape.At(entry.Value.Source, entry.Value.Span, "a list of values, or {from, to, levels}", entry.Value.Shape));
                return [];
        }
    }

    private ImmutableArray<Assignment> Listed(Fields part)
    {
        var points = ImmutableArray.CreateBuilder<Assignment>();
        var used = new Dictionary<string, Factor>(StringComparer.Ordinal);
        foreach (var item in part.Items("list"))
        {
            if (Fields.Read(item, StudyShapes.Point, null, found) is not { } point)
            {
                continue;
            }

            var variant = point.Scalar("variant");
            string[] known = [StudyShapes.AsItStands, .. scenario.Variants.Select(v => v.Name)];
            if (variant is not null && !known.Contains(variant.Value))
            {
                found.Add(Rules.UnknownVariant.At(variant.Source, variant.Span, variant.Value) with { Hint = NearestName.Hint(variant.Value, known) });
            }

            var values = point.Entries("set").Select(e => (Entry: e, IsLever: true)).Concat(point.Entries("with").Select(e => (Entry: e, IsLever: false)))
                .Select(e => One(e.Entry, e.IsLever, used)).OfType<FactorValue>().ToImmutableArray();
            var assignment = new Assignment(variant?.Value == StudyShapes.AsItStands ? null : variant, values, null);
            if (points.Any(p => p.Choice.Key == assignment.Choice.Key))
            {
                found.Add(Rules.DuplicateKey.At(item.Source, item.Span, assignment.ToPoint().Text));
            }

            points.Add(assignment);
        }

        if (points.Count == 0 && part.Items("list").IsEmpty)
        {
            found.Add(Rules.WrongShape.At(part.Node.Source, part.Node.Span, "at least one point", "none"));
        }

        return points.ToImmutable();
    }

    private FactorValue? One(YamlEntry entry, bool isLever, Dictionary<string, Factor> used)
    {
        if (!used.TryGetValue(entry.Key.Value, out var factor))
        {
            if (Factor(entry.Key) is not { } named)
            {
                return null;
            }

            used[entry.Key.Value] = factor = named;
        }

        if (factor.IsLever != isLever)
        {
            found.Add(Rules.WrongKind.At(entry.Key.Source, entry.Key.Span, factor.Name, factor.IsLever ? "a lever" : "an uncertainty", isLever ? "a lever" : "an uncertainty"));
            return null;
        }

        if (entry.Value is YamlScalar { IsNull: false } scalar)
        {
            return new FactorValue(factor, scalar.Value, scalar);
        }

        found.Add(Rules.WrongShape.At(entry.Value.Source, entry.Value.Span, "a value", entry.Value.Shape));
        return null;
    }

    private ImmutableArray<Assignment> Sampled(YamlScalar kind, YamlNode node, ulong seed)
    {
        var shape = StudyShapes.Part.Find(kind.Value)!.Inner!;
        if (Fields.Read(node, shape, kind, found) is not { } fields)
        {
            return [];
        }

        var axes = Axes(fields, kind.Value == "morris");
        var size = StudyBinder.Whole(fields, kind.Value == "morris" ? "trajectories" : "points", 1, StudyBinder.MostPoints, found);
        var levels = kind.Value == "morris" && fields.Has("levels") ? StudyBinder.Whole(fields, "levels", 2, 1000, found) : 4;
        if (levels % 2 == 1)
        {
            found.Add(Rules.BadValue.At(fields.Find("levels")!.Source, fields.Find("levels")!.Span, levels, "an even number"));
        }

        if (size is not { } points || levels is not { } even || axes.IsEmpty || found.HasErrors)
        {
            return [];
        }

        var names = axes.Select(a => a.Factor.Name).ToImmutableArray();
        var secondOrder = kind.Value == "saltelli" && fields.Flag("second_order");
        double rows = kind.Value switch { "morris" => (double)points * (names.Length + 1), "saltelli" => points * ((names.Length * (secondOrder ? 2.0 : 1)) + 2), _ => points };
        var dimensions = kind.Value == "saltelli" ? 2 * names.Length : kind.Value == "sobol" ? names.Length : 0;
        if (rows > StudyBinder.MostPoints)
        {
            found.Add(Rules.TooManyPoints.At(node.Source, node.Span, rows, StudyBinder.MostPoints));
            return [];
        }

        if (dimensions > Sobol.MaxDimensions)
        {
            found.Add(Rules.OutOfBounds.At(node.Source, node.Span, $"the Sobol sequence has {Sobol.MaxDimensions} dimensions, and this design asks for {dimensions}") with { Hint = "use lhs, or fewer factors" });
            return [];
        }

        var design = kind.Value switch
        {
            "lhs" => UnitDesigns.LatinHypercube(seed, names, (int)points),
            "sobol" => UnitDesigns.Sobol(seed, names, (int)points),
            "morris" => UnitDesigns.Morris(seed, names, (int)points, (int)even),
            _ => UnitDesigns.Saltelli(seed, names, (int)points, secondOrder),
        };
        return [.. design.Select(row => new Assignment(null, [.. axes.Select((axis, k) => new FactorValue(axis.Factor, axis.At(kind.Value == "morris" && axis.IsOwn ? Inside(row.U[k], (int)even) : row.U[k]), axis.Place, true))], row.Role))];

        // The ends of a distribution may be infinite: its levels are the middles of as many equal parts.
        static double Inside(double u, int levels) => ((u * (levels - 1)) + 0.5) / levels;
    }

    private ImmutableArray<Axis> Axes(Fields fields, bool isMorris)
    {
        var axes = ImmutableArray.CreateBuilder<Axis>();
        switch (fields.Find("over"))
        {
            case YamlSequence names:
                foreach (var item in names.Items)
                {
                    if (item is not YamlScalar { IsNull: false } name)
                    {
                        found.Add(Rules.WrongShape.At(item.Source, item.Span, "the name of a lever or an uncertainty", item.Shape));
                    }
                    else if (Factor(name) is { } factor && Own(factor, name, isMorris) is { } axis)
                    {
                        axes.Add(axis);
                    }
                }

                break;
            case YamlMapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    if (Factor(entry.Key) is { } factor && Between(factor, entry, isMorris) is { } axis)
                    {
                        axes.Add(axis);
                    }
                }

                break;
            case { } other:
                found.Add(Rules.WrongShape.At(other.Source, other.Span, "a list of names, or a mapping of name to [low, high]", other.Shape));
                break;
        }

        if (axes.Count == 0 && !found.HasErrors && fields.Find("over") is { } empty)
        {
            found.Add(Rules.WrongShape.At(empty.Source, empty.Span, "at least one lever or uncertainty", "none"));
        }

        return axes.ToImmutable();
    }

    private Axis? Between(Factor factor, YamlEntry entry, bool isMorris)
    {
        switch (entry.Value)
        {
            case YamlScalar { Value: "own" }:
                return Own(factor, entry.Key, isMorris);
            case YamlSequence { Items.Length: 2 } pair when _factors[factor.Name].Type.Options is null:
                if (Values.Number(pair.Items[0], found) is not { } low || Values.Number(pair.Items[1], found) is not { } high)
                {
                    return null;
                }

                if (low >= high)
                {
                    found.Add(Rules.OutOfBounds.At(pair.Source, pair.Span, "the first end lies above the second, or is the same"));
                    return null;
                }

                return new Axis(factor, pair, false, u => Values.Text(low + ((high - low) * u)));
            case YamlSequence { Items.Length: > 0 } options when _factors[factor.Name].Type.Options is not null && options.Items.All(i => i is YamlScalar { IsNull: false }):
                string[] words = [.. options.Items.OfType<YamlScalar>().Select(o => o.Value)];
                return new Axis(factor, options, false, u => Pick(words, u));
            default:
                found.Add(Rules.WrongShape.At(entry.Value.Source, entry.Value.Span, "[low, high], a list of options, or own", entry.Value.Shape));
                return null;
        }
    }

    // A lever over its range or its options, an uncertainty over its distribution.
    private Axis? Own(Factor factor, YamlScalar place, bool isMorris)
    {
        var quantity = _factors[factor.Name];
        string[] options = [.. quantity.Type.Options?.Names ?? []];
        if (factor.IsLever)
        {
            var (low, high) = quantity.Range;
            if (options.Length > 0)
            {
                return new Axis(factor, place, false, u => Pick(options, u));
            }

            if (double.IsFinite(low) && double.IsFinite(high))
            {
                return new Axis(factor, place, false, u => Values.Text(low + ((high - low) * u)));
            }
        }
        else if (_drawn.TryGetValue(factor.Name, out var number))
        {
            var distribution = number.Distribution;
            return options.Length > 0
                ? new Axis(factor, place, isMorris, u => options[(int)distribution.Draw(u)])
                : new Axis(factor, place, isMorris, u => Values.Text(distribution.Draw(u)));
        }

        found.Add(Rules.NoRange.At(place.Source, place.Span, factor.Name) with { Hint = $"write it as '{factor.Name}: [low, high]'" });
        return null;
    }

    private static string Pick(string[] words, double u) => words[Math.Min(words.Length - 1, (int)(u * words.Length))];

    private Factor? Factor(YamlScalar name)
    {
        if (!_factors.TryGetValue(name.Value, out var quantity))
        {
            var other = scenario.Quantities.FirstOrDefault(q => q.Name == name.Value);
            found.Add(other is not null
                ? Rules.WrongKind.At(name.Source, name.Span, name.Value, other.Kind, "a lever or an uncertainty")
                : Rules.UnknownName.At(name.Source, name.Span, name.Value) with { Hint = NearestName.Hint(name.Value, _factors.Keys) });
            return null;
        }

        if (_used.Any(f => f.Name == name.Value))
        {
            found.Add(Rules.DuplicateKey.At(name.Source, name.Span, name.Value) with { Hint = "a factor belongs to one part of the design" });
            return null;
        }

        var factor = new Factor(name.Value, quantity.Sort == QuantityKind.Lever);
        _used.Add(factor);
        return factor;
    }

    /// <summary>A factor of a sample: from a coordinate to a value.</summary>
    /// <param name="Place">The text that says where it runs.</param>
    /// <param name="IsOwn">Whether coordinates at the ends of (0, 1) must be kept away from.</param>
    /// <param name="At">The value at a coordinate.</param>
    private sealed record Axis(Factor Factor, YamlNode Place, bool IsOwn, Func<double, string> At);
}
