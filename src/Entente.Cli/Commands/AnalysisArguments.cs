using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Entente.Analyses;
using Entente.Diagnostics;

namespace Entente.Cli.Commands;

/// <summary>The options that <c>sensitivity</c> and <c>discover</c> share: a scenario or a table, some of its inputs, a condition.</summary>
internal sealed class AnalysisArguments
{
    private readonly Argument<string?> _scenario = new("SCENARIO") { Description = "The scenario's YAML file; none with --table", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _table = new("--table") { Description = "Analyse the rows of this CSV file instead of trials", HelpName = "FILE" };
    private readonly Option<bool> _levers = new("--levers") { Description = "Levers are inputs too, over their ranges, but for those that are --set" };
    private readonly Option<string?> _given = new("--given") { Description = "Look only at trials that meet this condition on uncertainties, levers, measures, times and outcomes", HelpName = "CONDITION" };
    private readonly Option<ImmutableArray<string>> _inputs = new("--inputs")
    {
        Description = "Tell only these inputs apart",
        HelpName = "NAME,…",
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
    };

    public Argument<string?> Scenario => _scenario;

    public IEnumerable<Option> What => [_table, _levers, _inputs, _given];

    /// <summary>The table's file, or null.</summary>
    public string? Table(ParseResult parsed) => parsed.GetValue(_table);

    public bool Levers(ParseResult parsed) => parsed.GetValue(_levers);

    public string? Given(ParseResult parsed) => parsed.GetValue(_given);

    public ImmutableArray<string> Inputs(ParseResult parsed) => parsed.GetValue(_inputs);

    /// <summary>What does not go together.</summary>
    public IEnumerable<string> Contradictions(ParseResult parsed)
    {
        if ((parsed.GetValue(_scenario) is null) == (Table(parsed) is null))
        {
            yield return Table(parsed) is null ? "a scenario is missing, or --table with a file of trials" : "--table and a scenario do not go together";
        }

        if (Table(parsed) is not null && Levers(parsed))
        {
            yield return "--levers belongs to a scenario: the inputs of a table are its columns";
        }
    }

    /// <summary>Reads the table and analyses it; null where that cannot be, which is then said.</summary>
    public T? OfTable<T>(ParseResult parsed, CommandHost host, Func<DataTable, DiagnosticBag, T?> analyse, out int code)
        where T : class
    {
        var path = Table(parsed)!;
        host.Subject = path;
        var (files, name) = DiskFiles.Of(path, host.Folder);
        var found = new DiagnosticBag();
        var result = DataTable.Read(files, name, path, found) is { } table ? analyse(table, found) : null;
        LoadedScenario.Report(found.ToSorted(), false, host);
        code = result is not null ? ExitCode.Done : found.ToSorted().All(d => d.Severity != Severity.Error || d.Source.Path == "--given") ? ExitCode.CommandLineWrong : ExitCode.ScenarioWrong;
        return result;
    }

    /// <summary>An option with any number.</summary>
    public static Option<double?> Number(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "VALUE",
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
            var isPercent = text.EndsWith('%');
            if (double.TryParse(isPercent ? text[..^1] : text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            {
                return isPercent ? value / 100 : value;
            }

            result.AddError($"{name} takes a number, not '{text}'");
            return null;
        },
    };
}
