using System.CommandLine;
using Entente.Analyses;
using Entente.Reports;

namespace Entente.Cli.Commands;

/// <summary><c>entente sensitivity</c>: what drives a number of the trials.</summary>
internal sealed class SensitivityCommand
{
    private const long UsualTrials = 20_000;

    private readonly AnalysisArguments _analysis = new();
    private readonly TrialArguments _trials = new(UsualTrials);
    private readonly Option<string> _measure = new("--measure") { Description = "What is to be explained: a measure, 'outcome NAME' or 'time NAME'; with --table a column", HelpName = "M", Required = true };
    private readonly Option<string?> _method = Arguments.OptionalChoice("--method", "How: variance, trajectories, distributions, shares that add up, slices [default: sobol; pawn with --table or --given]", "sobol", "morris", "pawn", "shapley", "binned");
    private readonly Option<bool> _each = new("--each") { Description = "Each number of a vector is an input of its own" };
    private readonly Option<bool> _second = new("--second-order") { Description = "With sobol: also what pairs of inputs do together" };
    private readonly Option<string> _format = Arguments.Choice("--format", "How the result is printed", "text", "json");
    private readonly CommandHost _host;

    private SensitivityCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var sensitivity = new SensitivityCommand(host);
        var command = new Command("sensitivity", "Say which inputs drive a number of the trials, or of a table.")
        {
            sensitivity._analysis.Scenario, sensitivity._measure, sensitivity._method, sensitivity._each, sensitivity._second, sensitivity._analysis.What,
            sensitivity._trials.Choosing, sensitivity._trials.Sizing, sensitivity._trials.Means, sensitivity._format,
        };
        command.SetAction(sensitivity.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var options = OptionsOf(parsed);
        var run = _trials.Options(parsed);
        var of = parsed.GetRequiredValue(_measure);
        var wrong = Contradictions(parsed, options).ToList();
        if (wrong.Count > 0)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        if (_analysis.Table(parsed) is not null)
        {
            if (_analysis.OfTable(parsed, _host, (table, found) => table.Sensitivity(of, options, run.Seed, run.Threads, found), out var tableCode) is { } ofTable)
            {
                Print(ofTable, parsed);
            }

            return tableCode;
        }

        _host.Engine.Prepare();
        var choice = _trials.Choice(parsed) with { FreesLevers = _analysis.Levers(parsed) };
        var quiet = _trials.Quiet(parsed);
        if (TrialArguments.Load(parsed.GetValue(_analysis.Scenario)!, choice, run, quiet, _host, s => _host.Engine.CheckSensitivity(s, of, options, run), out var code) is not { } scenario)
        {
            return code;
        }

        using var watch = new RunWatch(null, keepsTrial: false, _host.Stop);
        var result = RunProgress.Show(_host, quiet, run.Trials, progress => _host.Engine.Sensitivity(scenario, of, options, run, watch.With(progress), watch.Stop));
        Print(result, parsed);
        if (result.Used > 0)
        {
            return ExitCode.Done;
        }

        _host.Say(result.Run!.Failed == result.Run.Trials ? "every trial failed" : "no trial meets the condition");
        return ExitCode.RunFailed;
    }

    private void Print(SensitivityResult result, ParseResult parsed)
    {
        if (parsed.GetRequiredValue(_format) == "json")
        {
            _host.Out.Write(SensitivityJson.Of(result));
        }
        else
        {
            SensitivityReport.Write(result, _host.OutConsole());
        }
    }

    private SensitivityOptions OptionsOf(ParseResult parsed) => new()
    {
        Method = (parsed.GetValue(_method) ?? (_analysis.Table(parsed) is null && _analysis.Given(parsed) is null ? "sobol" : "pawn")) switch
        {
            "morris" => SensitivityMethod.Morris,
            "pawn" => SensitivityMethod.Pawn,
            "shapley" => SensitivityMethod.Shapley,
            "binned" => SensitivityMethod.Binned,
            _ => SensitivityMethod.Sobol,
        },
        Each = parsed.GetValue(_each),
        SecondOrder = parsed.GetValue(_second),
        Inputs = _analysis.Inputs(parsed),
        Given = _analysis.Given(parsed),
    };

    private IEnumerable<string> Contradictions(ParseResult parsed, SensitivityOptions options)
    {
        foreach (var contradiction in _analysis.Contradictions(parsed))
        {
            yield return contradiction;
        }

        if (_analysis.Table(parsed) is not null && options.Method is SensitivityMethod.Sobol or SensitivityMethod.Morris)
        {
            yield return "a table has no sample of that method: --method takes pawn, binned or shapley with --table";
        }

        if (options.SecondOrder && options.Method != SensitivityMethod.Sobol)
        {
            yield return "--second-order belongs to --method sobol";
        }
    }
}
