using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Declares the constants of the <c>data:</c> section.</summary>
internal sealed class DataBinder(BindingContext context, TableData tables)
{
    private readonly DiagnosticBag _found = context.Found;

    /// <summary>Declares the constants of the <c>data:</c> section.</summary>
    public void Declare(ImmutableArray<YamlEntry> entries)
    {
        foreach (var (key, value) in entries.Select(e => (e.Key, e.Value)))
        {
            if (value is YamlScalar)
            {
                if (context.DeclareQuantity(key, QuantityKind.Data, default, null, ExprType.Plain) is { } plain)
                {
                    SetAll(plain, value, Unit.Plain, 1);
                }

                continue;
            }

            if (Fields.Read(value, Shapes.Data, key, _found) is not { } fields || context.Scope(fields) is not var (scope, _))
            {
                continue;
            }

            var (unit, scale) = tables.ReadUnit(fields.Scalar("unit"));
            if (context.DeclareQuantity(key, QuantityKind.Data, scope, fields, ExprType.Number(unit)) is { } quantity)
            {
                Fill(quantity, fields, key, unit, scale);
            }
        }
    }

    private void Fill(Quantity quantity, Fields fields, YamlScalar key, Unit unit, double scale)
    {
        fields.Exclude("is", "table");
        fields.Exclude("is", "values");
        fields.Exclude("table", "values");
        var scope = quantity.Scope;
        var given = new Dictionary<int, double>();
        if (fields.Find("is") is { } formula)
        {
            SetAll(quantity, formula, unit, scale);
            return;
        }

        if (fields.Has("table"))
        {
            if (!FromTable(quantity, fields, unit, scale, given))
            {
                return;
            }
        }
        else if (fields.Find("values") is YamlMapping values)
        {
            foreach (var entry in values.Entries)
            {
                var names = entry.Key.Value.Split(',', StringSplitOptions.TrimEntries);
                if (CellOf(scope, names, entry.Key.Source, entry.Key.Span) is { } cell && tables.Written(entry.Value, unit, scale, "data") is { } number)
                {
                    if (given.TryGetValue(cell, out var before) && before != number)
                    {
                        Twice(names, entry.Key.Source, entry.Key.Span);
                    }

                    given[cell] = number;
                }
            }
        }
        else
        {
            _found.Add(Rules.MissingKey.At(key.Source, key.Span, $"'{key.Value}'", "is") with { Hint = "or 'values', or 'table'" });
            return;
        }

        var fallback = fields.Find("default") is { } node ? tables.Written(node, unit, scale, "a default") : null;
        foreach (var (cell, i, j) in scope.All())
        {
            if ((given.TryGetValue(cell, out var written) ? written : fallback) is { } number)
            {
                context.SetValue(quantity.Offset + cell, number);
            }
            else if (!fields.Has("default"))
            {
                _found.Add(Rules.BadTable.At(key.Source, key.Span, $"'{key.Value}{scope.Suffix(i, j)}' has no value") with { Hint = "add it, or a 'default'" });
                break;
            }
        }

        tables.SetRange(quantity);
    }

    // False where the table or its columns are missing: then nothing is known of the values.
    private bool FromTable(Quantity quantity, Fields fields, Unit unit, double scale, Dictionary<int, double> given)
    {
        var scope = quantity.Scope;
        var file = fields.Scalar("table")!;
        if (tables.Open(file) is not { } table)
        {
            return false;
        }

        var keys = fields.Has("keys") ? fields.Texts("keys") : [.. new[] { fields.Scalar("key") }.OfType<YamlScalar>()];
        if (keys.Length != scope.Indices)
        {
            var told = Rules.WrongIndexCount.At(file.Source, file.Span, quantity.Name, $"{scope.Indices} key columns", keys.Length);
            _found.Add(told with { Hint = scope.Indices == 1 ? "key: the_column" : "keys: [first, second]" });
            return false;
        }

        var keyColumns = keys.Select(k => tables.ColumnOf(table, k, file.Value)).ToArray();
        var written = fields.Scalar("column");
        var column = written is null ? table.IndexOf(quantity.Name) : tables.ColumnOf(table, written, file.Value);
        if (column < 0 && written is null)
        {
            _found.Add(Rules.MissingColumn.At(file.Source, file.Span, quantity.Name, file.Value) with { Hint = NearestName.Hint(quantity.Name, table.Header) });
        }

        if (column < 0 || keyColumns.Any(c => c < 0))
        {
            return false;
        }

        if (fields.Scalar("unit") is null)
        {
            (unit, scale) = tables.HeaderUnit(table, table.Header[column], tables.Sidecar(file));
            quantity.Type = ExprType.Number(unit);
        }

        // A table may speak of more members than the scenario has; but a key may also be misspelt.
        var strangers = new List<(int Row, int Column)>();
        for (var row = 0; row < table.Rows; row++)
        {
            var names = keyColumns.Select(c => table.Cell(row, c)).ToArray();
            if (table.Cell(row, column).Length == 0)
            {
                continue;
            }

            if (Array.FindIndex(names, n => scope.Set!.IndexOf(n) < 0) is var stranger and >= 0)
            {
                strangers.Add((row, keyColumns[stranger]));
                continue;
            }

            if (CellOf(scope, names, table.Source, table.SpanOf(row, keyColumns[0])) is not { } cell || tables.Parse(table, row, column, scale) is not { } number)
            {
                continue;
            }

            if (given.TryGetValue(cell, out var before) && before != number)
            {
                Twice(names, table.Source, table.SpanOf(row, column));
            }

            given[cell] = number;
        }

        if (strangers.Count > 0)
        {
            var (row, key) = strangers[0];
            var hint = NearestName.Hint(table.Cell(row, key), scope.Set!.Keys);
            _found.Add(Rules.UnknownRows.At(table.Source, table.SpanOf(row, key), strangers.Count, scope.Set.Name, table.Cell(row, key)) with { Hint = hint });
        }

        return true;
    }

    private void Twice(string[] names, SourceText source, TextSpan span) =>
        _found.Add(Rules.BadTable.At(source, span, $"'{string.Join(", ", names)}' stands twice with different values"));

    // One constant for every cell.
    private void SetAll(Quantity quantity, YamlNode node, Unit unit, double scale)
    {
        if (tables.Written(node, unit, scale, "data") is not { } value)
        {
            return;
        }

        foreach (var (cell, _, _) in quantity.Scope.All())
        {
            context.SetValue(quantity.Offset + cell, value);
        }

        tables.SetRange(quantity);
    }

    private int? CellOf(Scope scope, string[] names, SourceText source, TextSpan span)
    {
        if (names.Length != scope.Indices)
        {
            _found.Add(Rules.WrongIndexCount.At(source, span, string.Join(", ", names), scope, names.Length));
            return null;
        }

        var members = names.Select(n => scope.Set!.IndexOf(n)).ToArray();
        for (var k = 0; k < names.Length; k++)
        {
            if (members[k] < 0)
            {
                _found.Add(Rules.UnknownMember.At(source, span, names[k], scope.Set!.Name) with { Hint = NearestName.Hint(names[k], scope.Set.Keys) });
                return null;
            }
        }

        if (members.Length == 2 && members[0] == members[1])
        {
            _found.Add(Rules.BadTable.At(source, span, $"'{names[0]}' is paired with itself"));
            return null;
        }

        return members.Length switch { 0 => 0, 1 => members[0], _ => scope.CellOf(members[0], members[1]) };
    }
}
