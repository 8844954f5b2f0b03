using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Declares the sets and the data that come with them.</summary>
internal sealed class SetBinder(BindingContext context, TableData tables)
{
    private readonly DiagnosticBag _found = context.Found;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Root sets first, then subsets, each in the order of their names.</summary>
    public void Declare(ImmutableArray<YamlEntry> entries)
    {
        var read = entries.Select(e => (e.Key, Fields: Fields.Read(e.Value, Shapes.Set, e.Key, _found))).Where(e => e.Fields is not null).ToArray();
        _read.UnionWith(entries.Select(e => e.Key.Value));
        foreach (var (key, fields) in read.Where(e => !e.Fields!.Has("of")))
        {
            DeclareRoot(key, fields!);
        }

        // A subset of a subset waits until the one it is of is there.
        var waiting = read.Where(e => e.Fields!.Has("of")).ToList();
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(e => context.Find(e.Fields!.Text("of") ?? "") is MemberSet).ToArray();
            if (ready.Length == 0)
            {
                foreach (var (key, fields) in waiting)
                {
                    Unknown(key, fields!.Scalar("of")!, waiting);
                }

                return;
            }

            foreach (var (key, fields) in ready)
            {
                DeclareSubset(key, fields!, (MemberSet)context.Find(fields!.Text("of")!)!);
            }

            waiting.RemoveAll(ready.Contains);
        }
    }

    private void FromTable(YamlScalar key, Fields fields)
    {
        var file = fields.Scalar("table");
        if (file is null || tables.Open(file) is not { } table)
        {
            return;
        }

        var keyColumn = fields.Scalar("key") is { } k ? tables.ColumnOf(table, k, file.Value) : 0;
        var labelColumn = fields.Scalar("label") is { } l ? tables.ColumnOf(table, l, file.Value) : keyColumn;
        if (keyColumn < 0 || labelColumn < 0)
        {
            return;
        }

        var rows = Enumerable.Range(0, table.Rows).Select(r => (Key: table.Cell(r, keyColumn), Label: table.Cell(r, labelColumn), Row: r)).ToArray();
        foreach (var group in rows.GroupBy(r => r.Key, StringComparer.Ordinal).Where(g => g.Count() > 1 || !Fields.IsName(g.Key)))
        {
            var rule = Fields.IsName(group.Key) ? Rules.DuplicateKey : Rules.BadName;
            _found.Add(rule.At(table.Source, table.SpanOf(group.Last().Row, keyColumn), group.Key));
        }

        var distinct = rows.Where(r => Fields.IsName(r.Key)).DistinctBy(r => r.Key, StringComparer.Ordinal).ToArray();
        if (AddSet(key, fields, [.. distinct.Select(r => (r.Key, r.Label, (YamlScalar?)null))]) is not { } set)
        {
            return;
        }

        var sidecar = tables.Sidecar(file);
        var chosen = fields.Find("columns") is YamlMapping columns
            ? [.. columns.Entries.OrderBy(e => e.Key.Value, StringComparer.Ordinal).Select(e => (e.Key, Fields: Fields.Read(e.Value, Shapes.Column, e.Key, _found)))]
            : table.Header.Where((_, c) => c != keyColumn && c != labelColumn).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(h => (Key: new YamlScalar(EmbeddedText.Align(file.Source, file.Span, h), file.Span), Fields: (Fields?)null)).ToArray();
        foreach (var (name, options) in chosen)
        {
            var written = options?.Scalar("column") ?? name;
            var column = tables.ColumnOf(table, written, file.Value);
            if (column < 0 || !Fields.CheckName(name, _found))
            {
                continue;
            }

            var (unit, scale) = options?.Scalar("unit") is { } own ? tables.ReadUnit(own) : tables.HeaderUnit(table, table.Header[column], sidecar);
            var cells = distinct.Select(r => table.Cell(r.Row, column)).ToArray();
            var condition = cells.Any(c => c is "yes" or "no" or "true" or "false") && cells.All(c => c is "yes" or "no" or "true" or "false" or "");
            var quantity = context.DeclareQuantity(name, QuantityKind.Data, new Scope(ScopeKind.Each, set), options, condition ? ExprType.Condition : ExprType.Number(unit));
            if (quantity is null)
            {
                continue;
            }

            foreach (var (member, _, row) in distinct)
            {
                if (Value(table, row, column, condition, unit, scale, options, member) is { } value)
                {
                    context.SetValue(quantity.Offset + set.IndexOf(member), value);
                }
            }

            tables.SetRange(quantity);
        }
    }

    private void DeclareRoot(YamlScalar key, Fields fields)
    {
        fields.Exclude("table", "members");
        if (fields.Find("columns") is { } wrongColumns and not YamlMapping)
        {
            _found.Add(Rules.WrongShape.At(wrongColumns.Source, wrongColumns.Span, "a mapping", wrongColumns.Shape));
        }

        if (fields.Has("table"))
        {
            FromTable(key, fields);
        }
        else if (fields.Find("members") is YamlSequence list)
        {
            AddSet(key, fields, [.. list.Items.OfType<YamlScalar>().Select(s => (s.Value, s.Value, s))]);
            foreach (var wrong in list.Items.Where(i => i is not YamlScalar))
            {
                _found.Add(Rules.WrongShape.At(wrong.Source, wrong.Span, "the name of a member", wrong.Shape));
            }
        }
        else if (fields.Find("members") is YamlMapping mapping)
        {
            FromMapping(key, fields, mapping);
        }
        else
        {
            _found.Add(Rules.MissingKey.At(key.Source, key.Span, $"'{key.Value}'", "members") with { Hint = "or 'table', or 'of' and 'where' for a subset" });
        }
    }

    private MemberSet? AddSet(YamlScalar key, Fields fields, ImmutableArray<(string Key, string Label, YamlScalar? At)> members)
    {
        if (members.IsEmpty)
        {
            _found.Add(Rules.EmptySet.At(key.Source, key.Span, key.Value));
            return null;
        }

        foreach (var (member, _, at) in members)
        {
            if (!Fields.IsName(member))
            {
                _found.Add(Rules.BadName.At((at ?? key).Source, (at ?? key).Span, member));
            }
        }

        var sorted = members.OrderBy(m => m.Key, StringComparer.Ordinal).ToArray();
        foreach (var (one, next) in sorted.Zip(sorted.Skip(1)).Where(p => p.First.Key == p.Second.Key))
        {
            _found.Add(Rules.DuplicateKey.At((next.At ?? key).Source, (next.At ?? key).Span, one.Key));
        }

        var set = new MemberSet(key.Value, key.Source, key.Span, [.. sorted.Select(m => m.Key)], [.. sorted.Select(m => m.Label)])
        {
            Says = fields.Text("says"),
        };
        return context.Declare(set) ? set : null;
    }

    private void FromMapping(YamlScalar key, Fields fields, YamlMapping mapping)
    {
        var members = mapping.Entries
            .Select(e => (e.Key.Value, ((e.Value as YamlMapping)?.Find("label") as YamlScalar)?.Value ?? e.Key.Value, (YamlScalar?)e.Key)).ToImmutableArray();
        if (AddSet(key, fields, members) is not { } set)
        {
            return;
        }

        var columns = mapping.Entries.Select(e => e.Value).OfType<YamlMapping>().SelectMany(m => m.Entries)
            .Where(e => e.Key.Value != "label").Concat((fields.Find("columns") as YamlMapping)?.Entries ?? []).Select(e => e.Key)
            .DistinctBy(k => k.Value, StringComparer.Ordinal).OrderBy(k => k.Value, StringComparer.Ordinal);
        foreach (var column in columns)
        {
            var options = ColumnFields(fields, column.Value);
            var (unit, scale) = tables.ReadUnit(options?.Scalar("unit"));
            var cells = mapping.Entries.Select(e => (e.Key, Node: (e.Value as YamlMapping)?.Find(column.Value))).ToArray();
            var condition = cells.All(c => c.Node is YamlScalar { Value: "yes" or "no" or "true" or "false" });
            if (!Fields.CheckName(column, _found)
                || context.DeclareQuantity(column, QuantityKind.Data, new Scope(ScopeKind.Each, set), options, condition ? ExprType.Condition : ExprType.Number(unit)) is not { } quantity)
            {
                continue;
            }

            var fallback = options?.Find("default") is { } node ? tables.Written(node, unit, scale, "a default") : null;
            foreach (var (member, value) in cells)
            {
                var number = value switch
                {
                    YamlScalar s when condition => s.Value is "yes" or "true" ? 1 : 0,
                    null => fallback,
                    _ => tables.Written(value, unit, scale, "data"),
                };
                if (number is { } n)
                {
                    context.SetValue(quantity.Offset + set.IndexOf(member.Value), n);
                }
                else if (value is null)
                {
                    _found.Add(Rules.BlankCell.At(member.Source, member.Span, member.Value, column.Value) with { Hint = "add it, or a 'default' under 'columns'" });
                }
            }

            tables.SetRange(quantity);
        }
    }

    private double? Value(Table table, int row, int column, bool condition, Unit unit, double scale, Fields? options, string member)
    {
        var text = table.Cell(row, column);
        if (text.Length == 0)
        {
            if (options?.Find("default") is { } node)
            {
                return condition && node is YamlScalar { Value: "yes" or "true" } ? 1 : condition ? 0 : tables.Written(node, unit, scale, "a default");
            }

            var told = Rules.BlankCell.At(table.Source, table.SpanOf(row, column), member, table.Header[column]);
            _found.Add(told with { Hint = "fill it, or give the column a 'default' under 'columns'" });
            return null;
        }

        return condition ? (text is "yes" or "true" ? 1 : 0) : tables.Parse(table, row, column, scale);
    }

    private void DeclareSubset(YamlScalar key, Fields fields, MemberSet of)
    {
        var root = of.Root;
        fields.Exclude("where", "members");
        if (fields.Find("members") is { } members)
        {
            if (members is not YamlSequence)
            {
                _found.Add(Rules.WrongShape.At(members.Source, members.Span, "a list of members", members.Shape));
            }

            var fixedSet = new Quantity[1];
            var membership = context.AddHidden($"{key.Value}", key, QuantityKind.Data, new Scope(ScopeKind.Each, root), ExprType.Condition);
            fixedSet[0] = membership;
            membership.Range = (0, 1);
            for (var i = 0; i < root.Keys.Length; i++)
            {
                context.SetValue(membership.Offset + i, 0);
            }

            foreach (var member in members is YamlSequence list ? list.Items : [])
            {
                if (member is YamlScalar scalar && root.IndexOf(scalar.Value) is var index and >= 0)
                {
                    context.SetValue(membership.Offset + index, 1);
                }
                else
                {
                    var text = (member as YamlScalar)?.Value ?? "?";
                    _found.Add(Rules.UnknownMember.At(member.Source, member.Span, text, root.Name) with { Hint = NearestName.Hint(text, root.Keys) });
                }
            }

            context.Declare(new MemberSet(key.Value, key.Source, key.Span, root, of.Membership is null ? membership : Within(of, membership, key)) { Says = fields.Text("says") });
            return;
        }

        if (fields.Find("where") is not { } where)
        {
            _found.Add(Rules.MissingKey.At(key.Source, key.Span, $"'{key.Value}'", "where") with { Hint = "or 'members'" });
            return;
        }

        var scope = new Scope(ScopeKind.Each, root);
        var asked = context.AddHidden(key.Value, key, QuantityKind.Derived, scope, ExprType.Condition);
        asked.Range = (0, 1);
        var variable = fields.Text("as") ?? "a";
        context.Later(asked, () =>
        {
            var condition = context.Condition(where, Locals.Of(scope, [variable])) ?? Language.Constant.Error;
            return of.Membership is null ? condition : new Binary(ExprType.Condition, BinaryOperator.And, new InSet(new Local(ExprType.MemberOf(root), 0, variable), of), condition);
        });
        context.Declare(new MemberSet(key.Value, key.Source, key.Span, root, asked) { Says = fields.Text("says") });
    }

    private void Unknown(YamlScalar key, YamlScalar name, List<(YamlScalar Key, Fields? Fields)> waiting)
    {
        var path = new List<string> { key.Value };
        while (waiting.FirstOrDefault(w => w.Key.Value == path[^1]).Fields is { } next && next.Text("of") is { } of && path.Count <= waiting.Count)
        {
            path.Add(of);
            if (of == key.Value)
            {
                // Each member of the circle sees it; one of them tells.
                if (path.Order(StringComparer.Ordinal).First() != of)
                {
                    return;
                }

                _found.Add(Rules.Cycle.At(name.Source, name.Span, key.Value, string.Join(" -> ", path)));
                return;
            }
        }

        // A set that waits for a broken one is not at fault.
        if (context.IsExcused(name.Value) || _read.Contains(name.Value))
        {
            return;
        }

        var known = context.Symbols.OfType<MemberSet>().Select(s => s.Name).ToArray();
        _found.Add(Rules.UnknownName.At(name.Source, name.Span, name.Value) with { Hint = NearestName.Hint(name.Value, known) });
    }

    // Some of the members of a set that may change: those of them that belong to it.
    private Quantity Within(MemberSet of, Quantity some, YamlScalar key)
    {
        var scope = new Scope(ScopeKind.Each, of.Root);
        var both = context.AddHidden(key.Value, key, QuantityKind.Derived, scope, ExprType.Condition);
        both.Range = (0, 1);
        var member = new Local(ExprType.MemberOf(of.Root), 0, "a");
        context.Later(both, () =>
        {
            context.Settle(of.Membership!, true, key.Source, key.Span);
            return new Binary(ExprType.Condition, BinaryOperator.And, new InSet(member, of), new Cell(ExprType.Condition, some, member, null));
        });
        return both;
    }

    private Fields? ColumnFields(Fields set, string column) =>
        (set.Find("columns") as YamlMapping)?.Entries.FirstOrDefault(e => e.Key.Value == column) is { } entry ? Fields.Read(entry.Value, Shapes.Column, entry.Key, _found) : null;
}
