using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Entente.Diagnostics;
using Entente.Text;

namespace Entente.Scenarios;

/// <summary>A CSV file as text cells with places.</summary>
public sealed class Table
{
    private readonly ImmutableArray<(ImmutableArray<string> Cells, TextSpan Line)> _rows;

    private Table(SourceText source, ImmutableArray<string> header, ImmutableArray<(ImmutableArray<string> Cells, TextSpan Line)> rows)
    {
        Source = source;
        Header = header;
        _rows = rows;
    }

    public SourceText Source { get; }

    /// <summary>Column names; a unit in brackets has been cut off.</summary>
    public ImmutableArray<string> Header { get; }

    /// <summary>Units that stood in the header, by column name.</summary>
    public required ImmutableDictionary<string, string> HeaderUnits { get; init; }

    /// <summary>Where the header stands.</summary>
    public TextSpan HeaderLine { get; private init; }

    public int Rows => _rows.Length;

    /// <summary>Reads a table; null, with a diagnostic, where it is none.</summary>
    public static Table? Read(SourceText source, DiagnosticBag found)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            DetectDelimiter = false,
            Delimiter = ",",
            BadDataFound = null,
            TrimOptions = TrimOptions.Trim,
            AllowComments = false,
            IgnoreBlankLines = true,
        };
        var rows = ImmutableArray.CreateBuilder<(ImmutableArray<string>, TextSpan)>();
        using (var parser = new CsvParser(new StringReader(source.Content), configuration))
        {
            var at = 0;
            while (parser.Read())
            {
                // Blank lines belong to no record.
                var raw = parser.RawRecord.Trim('\r', '\n');
                at = Math.Max(at, source.Content.IndexOf(raw, at, StringComparison.Ordinal));
                rows.Add(([.. parser.Record ?? []], new TextSpan(at, raw.Length)));
                at += raw.Length;
            }
        }

        if (rows.Count == 0)
        {
            found.Add(Rules.EmptyFile.At(source, default, source.Path));
            return null;
        }

        var units = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var header = ImmutableArray.CreateBuilder<string>();
        foreach (var written in rows[0].Item1)
        {
            var name = written.TrimStart('\uFEFF').Trim();
            var bracket = name.IndexOf('[', StringComparison.Ordinal);
            if (bracket > 0 && name.EndsWith(']'))
            {
                units[name[..bracket].Trim()] = name[(bracket + 1)..^1].Trim();
                name = name[..bracket].Trim();
            }

            if (header.Contains(name))
            {
                found.Add(Rules.BadTable.At(source, rows[0].Item2, $"the column '{name}' stands twice"));
            }

            header.Add(name);
        }

        for (var r = 1; r < rows.Count; r++)
        {
            if (rows[r].Item1.Length != header.Count)
            {
                found.Add(Rules.BadTable.At(source, rows[r].Item2, $"this row has {rows[r].Item1.Length} cells, the header has {header.Count}"));
                return null;
            }
        }

        return new Table(source, header.ToImmutable(), [.. rows.Skip(1)]) { HeaderUnits = units.ToImmutable(), HeaderLine = rows[0].Item2 };
    }

    public int IndexOf(string column) => Header.IndexOf(column);

    public string Cell(int row, int column) => _rows[row].Cells[column];

    /// <summary>Where a cell stands: its text in its row, or the row where the text cannot be found.</summary>
    public TextSpan SpanOf(int row, int column)
    {
        var line = _rows[row].Line;
        var text = Cell(row, column);
        var raw = Source.Content.AsSpan(line.Start, line.Length);
        var at = 0;
        for (var c = 0; c < column; c++)
        {
            var before = Cell(row, c);
            var here = before.Length == 0 ? 0 : raw[at..].IndexOf(before, StringComparison.Ordinal);
            at = here < 0 ? at : at + here + before.Length;
            var comma = raw[at..].IndexOf(',');
            at = comma < 0 ? at : at + comma + 1;
        }

        var offset = text.Length == 0 ? 0 : raw[at..].IndexOf(text, StringComparison.Ordinal);
        if (offset < 0)
        {
            return line;
        }

        var start = line.Start + at + offset;
        return new TextSpan(start, Math.Min(Math.Max(text.Length, 1), Source.Content.Length - start));
    }
}
