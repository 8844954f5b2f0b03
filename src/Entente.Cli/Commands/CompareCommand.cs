using System.CommandLine;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Reports;

namespace Entente.Cli.Commands;

/// <summary><c>entente compare</c>: variants, settings or scenarios side by side, trial by trial with the same chance.</summary>
internal sealed class CompareCommand
{
    // A budget that doubles the trials six times.
    private const int UsualGrowth = 64;
    private const int UsualReplications = 4;

    private readonly TrialArguments _trials = new();
    private readonly SideArguments _sides;
    private readonly Option<string[]> _measures = new("--measure") { Description = "Compare this measure; may be given several times [default: the headline ones]", HelpName = "NAME", DefaultValueFactory = _ => [] };
    private readonly Option<double?> _level = Arguments.Share("--until-settled", "Add trials until the order by --on is this certain, such as 95%");
    private readonly Option<string?> _on = new("--on") { Description = "With --until-settled: the measure, or outcome, that orders the sides", HelpName = "NAME" };
    private readonly Option<long?> _maxTrials = Arguments.Whole("--max-trials", $"With --until-settled: the most trials of a side [default: {UsualGrowth} times --trials]", 1);
    private readonly Option<long?> _replications = Arguments.Whole("--replications", $"Trials of each world where the variance is split into its parts; 1 leaves that out [default: {UsualReplications}]", 1);
    private readonly Option<string> _format = Arguments.Choice("--format", "How the result is printed", "text", "json", "csv");
    private readonly Option<string?> _out = new("--out") { Description = "Write the result as JSON and as a table into this folder too", HelpName = "DIR" };
    private readonly CommandHost _host;

    private CompareCommand(CommandHost host)
    {
        _host = host;
        _sides = new SideArguments(_trials);
    }

    public static Command Build(CommandHost host)
    {
        var compare = new CompareCommand(host);
        var command = new Command("compare", "Run variants, settings or scenarios with the same chance and unknowns, and say how they differ.")
        {
            compare._sides.Options, compare._trials.Holding, compare._measures, compare._trials.Sizing, compare._level, compare._on, compare._maxTrials, compare._replications,
            compare._trials.Means, compare._out, compare._format,
        };
        foreach (var argument in compare._sides.Files)
        {
            command.Add(argument);
        }

        command.SetAction(compare.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var options = _trials.Options(parsed);
        var how = HowOf(parsed, options);
        var wrong = _sides.Contradictions(parsed).Concat(Contradictions(parsed, options, how)).ToList();
        if (wrong.Count > 0)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        var quiet = _trials.Quiet(parsed);
        _host.Engine.Prepare();
        if (_sides.Load(parsed, quiet, _host, out var code) is not var (sides, sweep))
        {
            return code;
        }

        how = how with { Sweep = sweep };
        _host.Subject = string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", sides.Select(s => $"{s.Label}, hash {s.Scenario.Hash}"))}, seed {options.Seed}");
        var impossible = _host.Engine.CheckCompare([.. sides.Select(s => s.Scenario)], options, how);
        LoadedScenario.Report(impossible, quiet, _host);
        if (impossible.Any(d => d.Severity == Severity.Error))
        {
            return ExitCode.CommandLineWrong;
        }

        ComparisonFolder? folder = null;
        try
        {
            folder = parsed.GetValue(_out) is { } typed ? ComparisonFolder.Open(Path.GetFullPath(typed, _host.Folder)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return EntenteCommand.Refuse([$"cannot write to '{parsed.GetValue(_out)}': {e.Message}"], parsed.CommandResult, _host);
        }

        using var watch = new RunWatch(null, keepsTrial: false, _host.Stop);
        var result = RunProgress.Show(_host, quiet, options.Trials * sides.Length, progress => _host.Engine.Compare(sides, options, how, watch.With(progress), watch.Stop));
        folder?.Write(result);
        switch (parsed.GetRequiredValue(_format))
        {
            case "json":
                _host.Out.Write(CompareJson.Of(result));
                break;
            case "csv":
                _host.Out.Write(CompareCsv.Of(result));
                break;
            default:
                CompareReport.Write(result, _host.OutConsole());
                break;
        }

        if (result.Sides.FirstOrDefault(s => s.Run.Failed == s.Run.Trials) is not { } failed)
        {
            return ExitCode.Done;
        }

        _host.Say($"every trial of '{failed.Label}' failed");
        return ExitCode.RunFailed;
    }

    private ComparisonOptions HowOf(ParseResult parsed, RunOptions options) => new()
    {
        Measures = [.. parsed.GetRequiredValue(_measures)],
        Replications = (int)Math.Min(parsed.GetValue(_replications) ?? UsualReplications, int.MaxValue),
        Settling = parsed.GetValue(_level) is { } level && parsed.GetValue(_on) is { } on
            ? new Settling(on, level, parsed.GetValue(_maxTrials) ?? Math.Min(options.Trials, long.MaxValue / UsualGrowth) * UsualGrowth) : null,
    };

    private IEnumerable<string> Contradictions(ParseResult parsed, RunOptions options, ComparisonOptions how)
    {
        var isAsked = parsed.GetValue(_level) is not null;
        if (isAsked != parsed.GetValue(_on) is not null)
        {
            yield return isAsked ? "--until-settled needs --on, the measure that orders the sides" : "--on belongs to --until-settled";
        }

        if (!isAsked && parsed.GetValue(_maxTrials) is not null)
        {
            yield return "--max-trials belongs to --until-settled";
        }

        if (how.Settling is { } settling && settling.MaxTrials < options.Trials)
        {
            yield return "--max-trials is less than --trials";
        }

        if (isAsked && options.Sampler != SamplerKind.MonteCarlo)
        {
            yield return "--until-settled needs independent trials: --sampler mc";
        }
    }
}
