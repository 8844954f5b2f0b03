using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>What sets and data share: tables with their sidecars, columns with their units, and cells as numbers.</summary>
internal sealed class TableData(BindingContext context)
{
    private readonly DiagnosticBag _found = context.Found;
    private readonly Dictionary<SourceText, Table?> _tables = [];
    private readonly Dictionary<SourceText, YamlMapping?> _sidecars = [];

    // A bare number is written in the unit that stands beside it; whatever says its own unit, a percent or a duration, is taken as it is.
    public double? Written(YamlNode node, Unit unit, double scale, string what) =>
        context.Constant(node, unit, what) is not { } value ? null
            : node is YamlScalar scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? value * scale : value;

    public double? Parse(Table table, int row, int column, double scale)
    {
        var text = table.Cell(row, column);
        var percent = text.EndsWith('%');
        if (double.TryParse(percent ? text[..^1] : text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value))
        {
            return percent ? value / 100 : value * scale;
        }

        _found.Add(Rules.BadCell.At(table.Source, table.SpanOf(row, column), text, table.Header[column]) with { Hint = "numbers have a decimal point and no separators" });
        return null;
    }

    public void SetRange(Quantity quantity)
    {
        var values = quantity.Scope.All().Select(c => context.Values.GetValueOrDefault(quantity.Offset + c.Cell)).ToArray();
        quantity.Range = (values.Min(), values.Max());
    }

    public Table? Open(YamlScalar file)
    {
        var folder = context.Syntax.Folder;
        var path = ScenarioFolder.Resolve(folder.PathOf(file.Source), file.Value);
        if (folder.Read(path, file.Value, ScenarioFolder.TableLimit, file.Source, file.Span, _found) is not { } source)
        {
            context.LacksColumns = true;
            return null;
        }

        if (!_tables.TryGetValue(source, out var table))
        {
            _tables[source] = table = Table.Read(source, _found);
        }

        context.LacksColumns |= table is null;
        return table;
    }

    public YamlMapping? Sidecar(YamlScalar file)
    {
        if (Scenarios.Sidecar.Source(context.Syntax.Folder, file) is not { } source)
        {
            return null;
        }

        if (!_sidecars.TryGetValue(source, out var sidecar))
        {
            _sidecars[source] = sidecar = YamlReader.Read(source, _found) as YamlMapping;
        }

        return sidecar;
    }

    public (Unit Unit, double Scale) HeaderUnit(Table table, string column, YamlMapping? sidecar)
    {
        if (table.HeaderUnits.TryGetValue(column, out var text))
        {
            if (Unit.TryParse(text, out var unit, out var scale))
            {
                return (unit, scale);
            }

            _found.Add(Rules.BadUnit.At(table.Source, table.HeaderLine, text));
        }

        return (sidecar?.Find(column) as YamlMapping)?.Find("unit") is YamlScalar scalar ? ReadUnit(scalar) : (Unit.Plain, 1);
    }

    public (Unit Unit, double Scale) ReadUnit(YamlScalar? scalar)
    {
        if (scalar is null)
        {
            return (Unit.Plain, 1);
        }

        if (Unit.TryParse(scalar.Value, out var unit, out var scale))
        {
            return (unit, scale);
        }

        _found.Add(Rules.BadUnit.At(scalar.Source, scalar.Span, scalar.Value));
        return (Unit.Plain, 1);
    }

    public int ColumnOf(Table table, YamlScalar written, string file)
    {
        var column = table.IndexOf(written.Value);
        if (column < 0)
        {
            _found.Add(Rules.MissingColumn.At(written.Source, written.Span, written.Value, file) with { Hint = NearestName.Hint(written.Value, table.Header) });
            context.LacksColumns = true;
        }

        return column;
    }
}
