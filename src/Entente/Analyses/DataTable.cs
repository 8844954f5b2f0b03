using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Discovery;
using Entente.Scenarios;
using Entente.Sensitivity;
using Entente.Text;

namespace Entente.Analyses;

/// <summary>Somebody's inputs and outputs side by side, as a table of a row a trial.</summary>
public sealed class DataTable
{
    private readonly Table _table;

    private DataTable(Table table) => _table = table;

    /// <summary>What diagnostics call the file.</summary>
    public string File => _table.Source.Path;

    /// <summary>Reads a table; null, with a diagnostic, where it is none.</summary>
    /// <param name="files">The folder it is in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="typed">Its name as the user wrote it.</param>
    public static DataTable? Read(IScenarioFiles files, string name, string typed, DiagnosticBag found) =>
        new ScenarioFolder(files).Read(name, typed, ScenarioFolder.TableLimit, SourceText.None, default, found) is { } source && Table.Read(source, found) is { } table && !found.HasErrors
            ? new DataTable(table)
            : null;

    /// <summary>Says what drives a column.</summary>
    /// <param name="of">A column of numbers, or <c>outcome O</c> for a column 'outcome' of names; rows without it are left out.</param>
    public SensitivityResult? Sensitivity(string of, SensitivityOptions options, ulong seed, int threads, DiagnosticBag found)
    {
        if (Rows(of, options.Inputs, options.Given, found) is not var (rows, outputs, factors))
        {
            return null;
        }

        if (options.Method == SensitivityMethod.Shapley && factors.Length > NeighbourShapley.MostInputs)
        {
            found.Add(Rules.NotForMethod.Nowhere(string.Create(CultureInfo.InvariantCulture, $"Shapley effects by neighbours take at most {NeighbourShapley.MostInputs} inputs, and there are {factors.Length}")) with { Hint = "name some with --inputs" });
            return null;
        }

        var (told, effects, notes) = GivenData.Analyse(options, [.. factors.Select(f => f.Name)], [.. factors.Select(f => f.Values)], outputs, seed, threads);
        var mean = outputs.Average();
        var sd = outputs.Length < 2 ? double.NaN : Math.Sqrt(outputs.Sum(y => (y - mean) * (y - mean)) / (outputs.Length - 1));
        return new SensitivityResult(
            options.Method, of, "", options.Given, _table.Rows, rows.Length, mean, sd, told,
            [.. effects.OrderByDescending(e => double.IsFinite(e.Values[0].Value) ? e.Values[0].Value : double.NegativeInfinity).ThenBy(e => e.Name, StringComparer.Ordinal)], [],
            [.. notes, .. LeftOut(rows.Length, options.Given)])
        { Table = File, Noise = Fifths.Noise(sd, rows.Length) };
    }

    /// <summary>Says under which inputs cases come about.</summary>
    public DiscoveryResult? Discover(CaseDefinition cases, DiscoveryOptions options, ulong seed, int threads, DiagnosticBag found)
    {
        if (Rows(cases.Of, options.Inputs, options.Given, found) is not var (rows, outputs, factors))
        {
            return null;
        }

        var (result, problem) = DiscoveryAnalysis.Find(factors, [.. outputs.Select(cases.Holds)], cases.Text, options, seed, threads);
        if (result is null)
        {
            found.Add(problem!);
            return null;
        }

        return result with { Table = File, Notes = [.. result.Notes, .. LeftOut(rows.Length, options.Given)] };
    }

    private IEnumerable<string> LeftOut(int used, string? given) => used == _table.Rows
        ? []
        : [string.Create(CultureInfo.InvariantCulture, $"{_table.Rows - used} of {_table.Rows} rows are left out: {(given is null ? "they have no output" : "they have no output, or do not meet the condition")}.")];

    private (int[] Rows, double[] Outputs, Factor[] Factors)? Rows(string of, ImmutableArray<string> wanted, string? given, DiagnosticBag found)
    {
        var words = of.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var outcome = words is ["outcome", var name] ? name : null;
        var output = outcome is null ? of.Trim() : "outcome";
        foreach (var column in wanted.Append(output).Where(c => _table.IndexOf(c) < 0))
        {
            found.Add(Rules.MissingColumn.At(_table.Source, _table.HeaderLine, column, File) with { Hint = NearestName.Hint(column, _table.Header) ?? $"one of {string.Join(", ", _table.Header.Take(12))}" });
        }

        if (found.HasErrors)
        {
            return null;
        }

        var at = _table.IndexOf(output);
        double[] outputs =
        [
            .. Enumerable.Range(0, _table.Rows).Select(r => _table.Cell(r, at) is var cell && cell.Length == 0 ? double.NaN : outcome is not null ? (cell == outcome ? 1 : 0) : Number(r, at, found)),
        ];
        if (outcome is not null && !outputs.Contains(1))
        {
            found.Add(Rules.UnknownName.At(_table.Source, _table.HeaderLine, outcome) with { Hint = NearestName.Hint(outcome, [.. Enumerable.Range(0, _table.Rows).Select(r => _table.Cell(r, at)).Distinct().Take(100)]) });
        }

        var taken = Enumerable.Range(0, _table.Header.Length).Where(c => c != at && (wanted.IsEmpty || wanted.Contains(_table.Header[c]))).ToArray();
        var factors = taken.Select(c => Column(c, found)).OfType<Factor>().ToArray();
        if (factors.Length == 0 && !found.HasErrors)
        {
            found.Add(Rules.BadTable.At(_table.Source, _table.HeaderLine, "there is no input beside the output"));
        }

        if (found.HasErrors)
        {
            return null;
        }

        Factor[] numbers = [.. factors.Where(f => !f.IsOption)];
        var condition = given is null ? null : GivenCondition.Bind([.. numbers.Select(f => f.Name).Append(output)], given, found);
        if (found.HasErrors)
        {
            return null;
        }

        int[] rows = [.. Enumerable.Range(0, _table.Rows).Where(r => double.IsFinite(outputs[r]) && (condition?.Holds([.. numbers.Select(f => f.Values[r]), outputs[r]], []) ?? true))];
        if (rows.Length < 2)
        {
            found.Add(Rules.NothingMeets.Nowhere(rows.Length, _table.Rows, given ?? $"{output} is there"));
            return null;
        }

        return (rows, [.. rows.Select(r => outputs[r])], [.. factors.Select(f => f with { Values = [.. rows.Select(r => f.Values[r])] })]);
    }

    // A column whose first cell is a number is one of numbers; else its texts are options.
    private Factor? Column(int column, DiagnosticBag found)
    {
        var name = _table.Header[column];
        if (_table.Rows == 0 || TryParse(_table.Cell(0, column), out _) || _table.Cell(0, column).Length == 0)
        {
            return new Factor(name, [.. Enumerable.Range(0, _table.Rows).Select(r => Number(r, column, found))], []);
        }

        var options = Enumerable.Range(0, _table.Rows).Select(r => _table.Cell(r, column)).Distinct().Order(StringComparer.Ordinal).Take(Factor.MostOptions + 1).ToImmutableArray();
        if (options.Length > Factor.MostOptions)
        {
            found.Add(Rules.BadCell.At(_table.Source, _table.SpanOf(0, column), _table.Cell(0, column), name) with { Hint = $"a column of names has at most {Factor.MostOptions} of them; leave it out with --inputs" });
            return null;
        }

        return new Factor(name, [.. Enumerable.Range(0, _table.Rows).Select(r => (double)options.BinarySearch(_table.Cell(r, column), StringComparer.Ordinal))], options);
    }

    private double Number(int row, int column, DiagnosticBag found)
    {
        if (TryParse(_table.Cell(row, column), out var value))
        {
            return value;
        }

        found.Add(Rules.BadCell.At(_table.Source, _table.SpanOf(row, column), _table.Cell(row, column), _table.Header[column]) with { Hint = "numbers have a decimal point and no separators; a column can be left out with --inputs" });
        return double.NaN;
    }

    private static bool TryParse(string text, out double value)
    {
        var percent = text.EndsWith('%');
        var isNumber = double.TryParse(percent ? text[..^1] : text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        value = percent ? value / 100 : value;
        return isNumber;
    }
}
