using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Binds the records of the <c>observed:</c> section.</summary>
internal sealed class ObservedBinder(BindingContext context, TableData tables)
{
    private readonly DiagnosticBag _found = context.Found;

    public ImmutableArray<ObservedDefinition> Bind(ImmutableArray<YamlEntry> entries) => [.. entries.Select(Bind).OfType<ObservedDefinition>()];

    private ObservedDefinition? Bind(YamlEntry entry)
    {
        if (Fields.Read(entry.Value, Shapes.Observed, entry.Key, _found) is not { } fields || Members(fields) is not var (scope, locals, members))
        {
            return null;
        }

        fields.Exclude("values", "table");
        var each = scope.Set is not null;
        foreach (var key in each ? ["time", "column"] : new[] { "key", "columns", "rank_with" })
        {
            if (fields.Node.Entries.FirstOrDefault(e => e.Key.Value == key)?.Key is { } stray)
            {
                _found.Add(Rules.UnknownKey.At(stray.Source, stray.Span, key, each ? "an observed series with 'each'" : "an observed series without 'each'"));
            }
        }

        var (unit, scale) = tables.ReadUnit(fields.Scalar("unit"));
        var of = context.Number(fields.Find("of"), locals, unit);
        var rank = context.Number(fields.Find("rank_with"), locals, Unit.Plain);
        if (of is null or { Type.IsError: true } || rank is { Type.IsError: true })
        {
            return null;
        }

        var reading = new Reading(context, tables, entry.Key, fields, scope, fields.Has("unit") ? unit : of.Type.Unit, scale);
        var cells = reading.Values().Where(v => members.Contains(v.Key) && v.Value.Count > 0).Select(v => new ObservedCell(
            v.Key, [.. v.Value.Where(p => p.Point == 0).OrderBy(p => p.Months)], [.. v.Value.Where(p => p.Point > 0).OrderBy(p => p.Months)])).ToImmutableArray();
        if (!_found.HasErrors && cells.All(c => c.Tested.IsEmpty))
        {
            var clock = context.Clock;
            _found.Add(Rules.NothingTested.At(entry.Key.Source, entry.Key.Span, entry.Key.Value, clock.Label(0), clock.Label(clock.Steps)) with { Hint = "only later values can be held against the trials" });
        }

        return new ObservedDefinition(entry.Key.Value, scope, of, reading.Unit, rank, fields.Text("says"), cells);
    }

    // The scope, its variable, and the members that the filter leaves; -1 stands for the one cell without a set.
    private (Scope Scope, Locals Locals, HashSet<int> Members)? Members(Fields fields)
    {
        if (fields.Scalar("each", "a range such as 'a in actors'") is not { } scalar)
        {
            return fields.Has("each") ? null : (default, Locals.None, [-1]);
        }

        if (Parser.Range(scalar.Embedded, _found) is not { } clause)
        {
            return null;
        }

        var (range, locals) = context.Binder(scalar.Source).Range(clause, Locals.None);
        if (range is null || range.Filter is { Type.IsError: true })
        {
            return null;
        }

        if (clause.Kind != RangeKind.Members || range.Set.Root != range.Set)
        {
            var what = clause.Kind != RangeKind.Members ? "pairs" : "a subset";
            _found.Add(Rules.WrongKind.At(scalar.Source, clause.Set.Span, clause.Set.Name, what, "a whole set") with { Hint = "such as 'a in actors where member[a]'; the condition is constant" });
            return null;
        }

        var scope = new Scope(ScopeKind.Each, range.Set);
        var members = new HashSet<int>();
        for (var i = 0; i < range.Set.Keys.Length; i++)
        {
            if (range.Filter is null)
            {
                members.Add(i);
            }
            else if (context.Constant(range.Filter, scalar, "whom a series has values for", scope, i) is not { } holds)
            {
                return null;
            }
            else if (holds != 0)
            {
                members.Add(i);
            }
        }

        return (scope, locals, members);
    }

    /// <summary>Scratch: reads the values of one series.</summary>
    private sealed class Reading(BindingContext context, TableData tables, YamlScalar key, Fields fields, Scope scope, Unit unit, double scale)
    {
        private readonly DiagnosticBag _found = context.Found;
        private readonly SortedDictionary<int, List<ObservedValue>> _values = [];
        private bool _late;

        public Unit Unit => unit;

        public SortedDictionary<int, List<ObservedValue>> Values()
        {
            if (fields.Scalar("table") is { } file)
            {
                FromTable(file);
            }
            else if (fields.Find("values") is YamlMapping values)
            {
                FromMapping(values);
            }
            else if (fields.Find("values") is { } other)
            {
                _found.Add(Rules.WrongShape.At(other.Source, other.Span, "values by date", other.Shape));
            }
            else if (!fields.Has("table"))
            {
                _found.Add(Rules.MissingKey.At(key.Source, key.Span, fields.Name, "values") with { Hint = "or 'table'" });
            }

            return _values;
        }

        private void FromMapping(YamlMapping values)
        {
            if (scope.Set is not { } set)
            {
                Dated(-1, values);
                return;
            }

            foreach (var entry in values.Entries)
            {
                if (set.IndexOf(entry.Key.Value) is var member && member < 0)
                {
                    _found.Add(Rules.UnknownMember.At(entry.Key.Source, entry.Key.Span, entry.Key.Value, set.Name) with { Hint = NearestName.Hint(entry.Key.Value, set.Keys) });
                }
                else if (entry.Value is YamlMapping dated)
                {
                    Dated(member, dated);
                }
                else
                {
                    _found.Add(Rules.WrongShape.At(entry.Value.Source, entry.Value.Span, "values by date", entry.Value.Shape));
                }
            }
        }

        private void Dated(int member, YamlMapping values)
        {
            var seen = new Dictionary<int, string>();
            foreach (var entry in values.Entries)
            {
                if (DateOf(entry.Key.Source, entry.Key.Span, entry.Key.Value, seen) is var (months, point) && tables.Written(entry.Value, unit, scale, "an observed value") is { } value)
                {
                    Add(member, new ObservedValue(months, point, value));
                }
            }
        }

        private void FromTable(YamlScalar file)
        {
            if (tables.Open(file) is not { } table)
            {
                return;
            }

            if (scope.Set is { } set)
            {
                Wide(table, file, set);
            }
            else
            {
                Long(table, file);
            }
        }

        // A row a member, a column a date.
        private void Wide(Table table, YamlScalar file, MemberSet set)
        {
            var rows = Column("key", table, file);
            if (fields.Find("columns") is not YamlMapping columns)
            {
                Missing("columns");
                return;
            }

            var seen = new Dictionary<int, string>();
            var strangers = new SortedSet<int>();
            foreach (var entry in columns.Entries)
            {
                var date = DateOf(entry.Key.Source, entry.Key.Span, entry.Key.Value, seen);
                if (entry.Value is not YamlScalar name)
                {
                    _found.Add(Rules.WrongShape.At(entry.Value.Source, entry.Value.Span, "the name of a column", entry.Value.Shape));
                    continue;
                }

                var column = tables.ColumnOf(table, name, file.Value);
                if (rows < 0 || column < 0 || date is not var (months, point) || ScaleOf(table, column, file, name) is not { } factor)
                {
                    continue;
                }

                for (var row = 0; row < table.Rows; row++)
                {
                    var member = set.IndexOf(table.Cell(row, rows));
                    if (member < 0)
                    {
                        strangers.Add(row);
                    }
                    else if (table.Cell(row, column).Length > 0 && tables.Parse(table, row, column, factor) is { } value)
                    {
                        if (_values.GetValueOrDefault(member)?.Any(v => v.Months == months) == true)
                        {
                            _found.Add(Rules.BadTable.At(table.Source, table.SpanOf(row, rows), $"'{table.Cell(row, rows)}' stands twice"));
                            return;
                        }

                        Add(member, new ObservedValue(months, point, value));
                    }
                }
            }

            if (strangers.Count > 0)
            {
                var stranger = table.Cell(strangers.Min, rows);
                _found.Add(Rules.UnknownRows.At(table.Source, table.SpanOf(strangers.Min, rows), strangers.Count, set.Name, stranger) with { Hint = NearestName.Hint(stranger, set.Keys) });
            }
        }

        // A row a date.
        private void Long(Table table, YamlScalar file)
        {
            var (time, column) = (Column("time", table, file), Column("column", table, file));
            if (time < 0 || column < 0 || ScaleOf(table, column, file, fields.Scalar("column")!) is not { } factor)
            {
                return;
            }

            var seen = new Dictionary<int, string>();
            for (var row = 0; row < table.Rows; row++)
            {
                if (table.Cell(row, column).Length > 0
                    && DateOf(table.Source, table.SpanOf(row, time), table.Cell(row, time), seen) is var (months, point)
                    && tables.Parse(table, row, column, factor) is { } value)
                {
                    Add(-1, new ObservedValue(months, point, value));
                }
            }
        }

        private void Add(int member, ObservedValue value)
        {
            if (!_values.TryGetValue(member, out var values))
            {
                _values[member] = values = [];
            }

            values.Add(value);
        }

        private int Column(string which, Table table, YamlScalar file)
        {
            if (fields.Scalar(which) is { } name)
            {
                return tables.ColumnOf(table, name, file.Value);
            }

            Missing(which);
            return -1;
        }

        private void Missing(string which) =>
            _found.Add(Rules.MissingKey.At(key.Source, key.Span, fields.Name, which) with { Hint = Shapes.Observed.Find(which)!.Says });

        // What a number of a column is multiplied by; null, with a diagnostic, where its header says another unit.
        private double? ScaleOf(Table table, int column, YamlScalar file, YamlScalar name)
        {
            if (fields.Has("unit"))
            {
                return scale;
            }

            var (own, factor) = tables.HeaderUnit(table, table.Header[column], tables.Sidecar(file));
            if (own.Fits(unit))
            {
                return factor;
            }

            _found.Add(Rules.WrongUnit.At(name.Source, name.Span, ExprType.Number(unit), ExprType.Number(own)));
            return null;
        }

        // A date and its point; null where it is none, or lies after the clock's end.
        private (int Months, int Point)? DateOf(SourceText source, TextSpan span, string text, Dictionary<int, string> seen)
        {
            var clock = context.Clock;
            var isYear = text.Length == 4 && text.All(char.IsAsciiDigit);
            if ((isYear ? (int.Parse(text, CultureInfo.InvariantCulture) * 12) + 11 : Lexer.DateMonths(text)) is not { } months)
            {
                _found.Add(Rules.BadDate.At(source, span, text) with { Hint = "dates look like 2028, 2028-11 or 2028-Q3" });
                return null;
            }

            // The last point not after it. A step's own dates belong to its point; what lies before the start is known at the start.
            var ahead = months - clock.StartMonths;
            var point = ahead < 0 ? 0 : ahead / clock.MonthsPerStep;
            if (point > clock.Steps)
            {
                if (!_late)
                {
                    _late = true;
                    _found.Add(Rules.OutsideClock.At(source, span, clock.Label(0), clock.Label(clock.Steps)) with { Hint = "later values are left out" });
                }

                return null;
            }

            // Before the start every month is a date of its own.
            var place = point > 0 ? months - (ahead % clock.MonthsPerStep) : months;
            if (!seen.TryAdd(place, text))
            {
                _found.Add(Rules.ObservedTwice.At(source, span, seen[place], text, point > 0 ? clock.Label(point) : text));
                return null;
            }

            return (months, point);
        }
    }
}
