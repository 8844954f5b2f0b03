using System.CommandLine;
using System.Globalization;
using Entente.Experiments;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary><c>entente run</c>: trials, then their summary.</summary>
internal sealed class RunCommand
{
    private const int UsualReplications = 4;

    private readonly Argument<string> _scenario = Arguments.Scenario();
    private readonly TrialArguments _trials = new();
    private readonly Option<double?> _untilCi = Arguments.Share("--until-ci", "Run until the widest 95% interval of an outcome is this narrow");
    private readonly Option<long?> _maxTrials = Arguments.Whole("--max-trials", $"The most trials --until-ci may take [default: {TrialArguments.Defaults.MaxTrials}]", 1);
    private readonly Option<long?> _trial = Arguments.Whole("--trial", "Run only the trial of this number and print how it went", 0);
    private readonly Option<bool> _split = new("--split") { Description = "Also run worlds several times each, and say what the variance comes from: chance or unknowns" };
    private readonly Option<long?> _replications = Arguments.Whole("--replications", $"With --split: trials of each world [default: {UsualReplications}]", 2);
    private readonly Option<string?> _out = new("--out") { Description = "Write result, trials and manifest into this folder", HelpName = "DIR" };
    private readonly Option<string> _format = Arguments.Choice("--format", "How the result is printed", "text", "json", "csv");
    private readonly CommandHost _host;

    private RunCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var run = new RunCommand(host);
        var command = new Command("run", "Run the trials of a scenario and print the distribution of outcomes.")
        {
            run._scenario, run._trials.Choosing, run._trials.Sizing, run._untilCi, run._maxTrials, run._trial, run._split, run._replications, run._trials.Means, run._out, run._format,
        };
        command.SetAction(run.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var options = OptionsOf(parsed);
        var wrong = Contradictions(parsed, options).ToList();
        if (wrong.Count > 0)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        var path = parsed.GetRequiredValue(_scenario);
        var quiet = _trials.Quiet(parsed);
        _host.Engine.Prepare();
        if (TrialArguments.Load(path, _trials.Choice(parsed), options, quiet, _host, s => _host.Engine.CheckDesign(s, options), out var code) is not { } scenario)
        {
            return code;
        }

        ResultFolder? folder = null;
        try
        {
            if (parsed.GetValue(_out) is { } typed)
            {
                folder = ResultFolder.Open(Path.GetFullPath(typed, _host.Folder), _host.Engine.Columns(scenario));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return EntenteCommand.Refuse([$"cannot write to '{parsed.GetValue(_out)}': {e.Message}"], parsed.CommandResult, _host);
        }

        using (folder)
        {
            var replications = parsed.GetValue(_split) ? (int)Math.Min(parsed.GetValue(_replications) ?? UsualReplications, int.MaxValue) : 1;
            return Run(scenario, path, options, replications, folder, quiet, parsed.GetRequiredValue(_format));
        }
    }

    private int Run(Scenario scenario, string path, RunOptions options, int replications, ResultFolder? folder, bool quiet, string format)
    {
        var started = _host.Time.GetTimestamp();
        using var watch = new RunWatch(folder?.Trials, options.OnlyTrial is not null && format == "text", _host.Stop);
        var result = RunProgress.Show(
            _host, quiet, options.OnlyTrial is null ? options.Trials : 1, progress => _host.Engine.Run(scenario, options, watch.With(progress), watch.Stop));
        var elapsed = _host.Time.GetElapsedTime(started);
        watch.ThrowIfFailed();

        var interrupted = _host.Stop.IsCancellationRequested && result.Trials < Planned(options);
        if (result.Trials == 0)
        {
            _host.Say("interrupted before a trial was finished");
            return ExitCode.Interrupted;
        }

        if (replications > 1 && !interrupted)
        {
            try
            {
                var splitting = options with { Trials = result.Trials };
                result = result with { Splits = RunProgress.Show(_host, quiet, result.Trials, progress => _host.Engine.Split(scenario, splitting, replications, watch.With(progress), watch.Stop)) };
            }
            catch (OperationCanceledException) when (_host.Stop.IsCancellationRequested)
            {
                // The trials of the run itself are whole, and are reported.
                interrupted = true;
            }
        }

        var origin = folder is not null || format == "json" ? OriginOf.Run("run", path, scenario, options, _host) : null;
        folder?.Finish(result, options, scenario, Path.GetFileName(path), interrupted, origin!);
        if (watch.Kept is { } trial)
        {
            TrialReport.Write(scenario, result, _host.Engine.Columns(scenario), trial, _host.OutConsole());
        }
        else
        {
            Print(result, origin, elapsed, interrupted, format);
        }

        if (interrupted)
        {
            _host.Say(string.Create(CultureInfo.InvariantCulture, $"interrupted: this is the result of the {result.Trials} trials that were finished"));
            return ExitCode.Interrupted;
        }

        if (result.Failed == result.Trials)
        {
            _host.Say(options.OnlyTrial is null ? "every trial failed" : "the trial failed");
            return ExitCode.RunFailed;
        }

        return ExitCode.Done;
    }

    private void Print(ExperimentResult result, Origin? origin, TimeSpan elapsed, bool interrupted, string format)
    {
        switch (format)
        {
            case "json":
                _host.Out.Write(JsonReport.Of(result, origin));
                break;
            case "csv":
                _host.Out.Write(CsvReport.Of(result));
                break;
            default:
                TerminalReport.Write(result, elapsed, _host.OutConsole(), interrupted);
                break;
        }
    }

    private RunOptions OptionsOf(ParseResult parsed) => _trials.Options(parsed) with
    {
        UntilCi = parsed.GetValue(_untilCi),
        MaxTrials = parsed.GetValue(_maxTrials) ?? Math.Max(TrialArguments.Defaults.MaxTrials, _trials.Asked(parsed) ?? 0),
        OnlyTrial = parsed.GetValue(_trial),
    };

    private IEnumerable<string> Contradictions(ParseResult parsed, RunOptions options)
    {
        if (options is { UntilCi: not null, Sampler: SamplerKind.LatinHypercube })
        {
            yield return "--sampler lhs and --until-ci do not go together: the strata of a Latin hypercube depend on the number of trials";
        }

        if (parsed.GetValue(_maxTrials) is not null && options.UntilCi is null)
        {
            yield return "--max-trials belongs to --until-ci";
        }

        if (options.UntilCi is not null && options.MaxTrials < options.Trials)
        {
            yield return "--max-trials is less than --trials";
        }

        if (parsed.GetValue(_replications) is not null && !parsed.GetValue(_split))
        {
            yield return "--replications belongs to --split";
        }

        if (options.OnlyTrial is not null && parsed.GetValue(_split))
        {
            yield return "--split and --trial do not go together";
        }

        if (options.OnlyTrial is { } trial && trial >= (options.UntilCi is null ? options.Trials : options.MaxTrials))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"--trial {trial} is not one of the {options.Trials} trials, which are numbered from 0");
        }
    }

    private static long Planned(RunOptions options) => options switch
    {
        { OnlyTrial: not null } => 1,
        { UntilCi: not null } => long.MaxValue,
        _ => options.Trials,
    };
}
