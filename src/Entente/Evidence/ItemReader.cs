using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Scenarios;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Evidence;

/// <summary>Goes through a scenario's document, as the overlays left it, and lists what holds numbers or says what they rest on.</summary>
internal sealed class ItemReader
{
    private readonly Scenario _scenario;
    private readonly YamlMapping _root;

    private ItemReader(Scenario scenario)
    {
        _scenario = scenario;
        _root = scenario.Syntax.Root;
    }

    /// <summary>The items by section, in the order in which the language knows them, and by name within; outcomes and correlations keep their order.</summary>
    public static ImmutableArray<Item> Read(Scenario scenario)
    {
        var reader = new ItemReader(scenario);
        var columns = reader.Columns().ToLookup(_ => "data");
        return
        [
            .. Shapes.Scenario.Keys
                .SelectMany(k => k.Value == ValueShape.List ? reader.Section(reader._root, k) : reader.Section(reader._root, k).Concat(columns[k.Name]).OrderBy(i => i.Name, StringComparer.Ordinal))
                .Where(i => i.HasNumbers || i.IsGrounded),
        ];
    }

    private IEnumerable<Item> Section(YamlMapping root, Key section) => (section.Value, root.Find(section.Name)) switch
    {
        (ValueShape.Map, YamlMapping map) => map.Entries.SelectMany(e => Named(section, e)),
        (ValueShape.List, YamlSequence list) => list.Items.OfType<YamlMapping>().Select(i => Listed(section, i)),
        _ => [],
    };

    private IEnumerable<Item> Named(Key section, YamlEntry entry)
    {
        var item = Of(section.Name, entry.Key.Value, entry.Key, entry.Value, section.Inner!);
        if (entry.Value is not YamlMapping fields)
        {
            yield return item;
            yield break;
        }

        if (section.Inner == Shapes.Data && fields.Find("table") is YamlScalar table)
        {
            var column = fields.Find("column") is YamlScalar named ? named.Value : item.Name;
            item = WithTable(item, _scenario.Quantities.First(q => q.Name == item.Name), table, column);
        }
        else if (section.Inner == Shapes.Observed && fields.Find("table") is YamlScalar record)
        {
            var count = _scenario.Observed.Where(o => o.Name == item.Name).Sum(o => o.Cells.Sum(c => c.Known.Length + c.Tested.Length));
            item = WithTable(item, count, record, fields.Find("column") is YamlScalar named ? named.Value : item.Name);
        }
        else if (section.Inner == Shapes.Variant)
        {
            item = WithOverrides(item, fields);
        }

        yield return item;
        foreach (var part in section.Inner!.Keys.Where(k => k.Inner is { Keys.IsEmpty: false } && section.Inner != Shapes.Set))
        {
            foreach (var inner in (fields.Find(part.Name) as YamlMapping)?.Entries ?? [])
            {
                yield return Inherit(Of(section.Name, $"{item.Name}.{part.Name}.{inner.Key.Value}", inner.Key, inner.Value, part.Inner!), item);
            }
        }
    }

    private static Item Listed(Key section, YamlMapping fields)
    {
        var name = fields.Find("name") ?? fields.Find("between") ?? fields;
        return Of(section.Name, name is YamlSequence pair ? string.Join(", ", pair.Items.OfType<YamlScalar>().Select(s => s.Value)) : (name as YamlScalar)?.Value ?? "", name, fields, section.Inner!);
    }

    private static Item Of(string section, string name, YamlNode at, YamlNode node, Shape shape)
    {
        var fields = node as YamlMapping;
        var written = fields is null ? [node] : shape.Keys.Where(k => HoldsNumbers(k, shape)).Select(k => fields.Find(k.Name)).OfType<YamlNode>();
        var item = new Item(section, name, at.Source, at.Span)
        {
            Numbers = Literals.Of(written),
            Distribution = shape == Shapes.Uncertainty ? ((fields is null ? node : fields.Find("distribution")) as YamlScalar)?.Value : null,
        };
        return fields is null ? item : WithGrounds(item, fields);
    }

    // Names, dates and priorities are no numbers of the world; a set's members are its data's, a variant's overrides are gone through by themselves,
    // and a record's columns are dates.
    private static bool HoldsNumbers(Key key, Shape shape) =>
        (key.Value is ValueShape.Expression or ValueShape.Distribution or ValueShape.Range or ValueShape.Effects or ValueShape.Interval or ValueShape.Any or ValueShape.List
            || (key.Value == ValueShape.Map && key.Inner!.Keys.IsEmpty))
        && !(shape == Shapes.Set && key.Name == "members") && !(shape == Shapes.Variant && key.Name == "overrides") && !(shape == Shapes.Observed && key.Name == "columns");

    private static Item WithGrounds(Item item, YamlMapping fields)
    {
        var from = Text(fields, "source");
        var isJudged = string.Equals(from, "judgement", StringComparison.OrdinalIgnoreCase);
        return item with
        {
            Evidence = [.. item.Evidence, .. Ids(fields.Find("evidence"))],
            Judgement = item.Judgement ?? Text(fields, "judgement") ?? (isJudged ? Text(fields, "note") ?? from : null),
            From = item.From ?? (isJudged ? null : from),
        };
    }

    private static Item Inherit(Item item, Item whole) =>
        item.IsGrounded || !whole.IsGrounded ? item : item with { Evidence = whole.Evidence, Judgement = whole.Judgement, From = whole.From, IsInherited = true };

    // A variant is one item with all that it changes.
    private static Item WithOverrides(Item variant, YamlMapping fields)
    {
        if (fields.Find("overrides") is not YamlMapping overrides)
        {
            return variant;
        }

        var changed = Shapes.Scenario.Keys.Where(k => k.Inner != Shapes.Variant).SelectMany(k => overrides.Find(k.Name) switch
        {
            YamlMapping map when k.Value == ValueShape.Map => map.Entries.Select(e => Of(k.Name, e.Key.Value, e.Key, e.Value, k.Inner!)),
            YamlSequence list when k.Value == ValueShape.List => list.Items.OfType<YamlMapping>().Select(i => Listed(k, i)),
            _ => [],
        }).ToList();
        return variant with
        {
            Numbers = [.. variant.Numbers.Concat(changed.SelectMany(c => c.Numbers)).Distinct(StringComparer.Ordinal)],
            Evidence = [.. variant.Evidence, .. changed.SelectMany(c => c.Evidence)],
            Judgement = variant.Judgement ?? changed.Select(c => c.Judgement).FirstOrDefault(j => j is not null),
            From = variant.From ?? changed.Select(c => c.From).FirstOrDefault(f => f is not null),
        };
    }

    // The data that come with a set: what is data and not declared as such. A subset's membership bears the subset's name.
    private IEnumerable<Item> Columns()
    {
        var declared = _root.Find("data") as YamlMapping;
        var names = _scenario.Sets.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var quantity in _scenario.Quantities.Where(q => q.Sort == QuantityKind.Data && q.Scope.Set is not null && declared?.Find(q.Name) is null && !names.Contains(q.Name)))
        {
            if ((_root.Find("sets") as YamlMapping)?.Find(quantity.Scope.Set!.Name) is YamlMapping set)
            {
                yield return Column(quantity, set);
            }
        }
    }

    private Item Column(Quantity quantity, YamlMapping set)
    {
        var entry = (set.Find("columns") as YamlMapping)?.Entries.FirstOrDefault(e => e.Key.Value == quantity.Name);
        var options = entry?.Value as YamlMapping;
        if (set.Find("table") is YamlScalar table)
        {
            var item = Of("data", quantity.Name, entry?.Key ?? table, (YamlNode?)options ?? new YamlMapping(table.Source, table.Span, []), Shapes.Column);
            return WithTable(item, quantity, table, options?.Find("column") is YamlScalar named ? named.Value : quantity.Name);
        }

        var written = (set.Find("members") as YamlMapping)?.Entries.Select(m => m.Value).OfType<YamlMapping>().SelectMany(m => m.Entries).Where(e => e.Key.Value == quantity.Name).ToList() ?? [];
        var inline = new Item("data", quantity.Name, quantity.Source, (entry?.Key ?? written.FirstOrDefault()?.Key)?.Span ?? quantity.Span)
        {
            Numbers = Literals.Of(written.Select(w => w.Value).Append(options?.Find("default")).OfType<YamlNode>()),
        };
        return options is null ? inline : WithGrounds(inline, options);
    }

    private Item WithTable(Item item, Quantity quantity, YamlScalar table, string column)
    {
        var cells = quantity.Scope.All().Select(c => _scenario.Constants[quantity.Offset + c.Cell]).ToList();
        return WithTable(item, cells.Any(c => c is not (0 or 1)) ? cells.Count : 0, table, column);
    }

    private Item WithTable(Item item, int count, YamlScalar table, string column)
    {
        var own = item with { Table = count > 0 ? string.Create(CultureInfo.InvariantCulture, $"{count} values of {table.Value}") : null };
        return Sidecar.Source(_scenario.Syntax.Folder, table) is { } source && (YamlReader.Read(source, new DiagnosticBag()) as YamlMapping)?.Find(column) is YamlMapping beside
            ? WithGrounds(own, beside)
            : own;
    }

    private static IEnumerable<YamlScalar> Ids(YamlNode? node) => node switch
    {
        YamlScalar { IsNull: false } one => [one],
        YamlSequence many => many.Items.OfType<YamlScalar>(),
        _ => [],
    };

    private static string? Text(YamlMapping fields, string key) => fields.Find(key) is YamlScalar { IsNull: false } text ? text.Value : null;
}
