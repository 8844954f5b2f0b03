using System.CommandLine;
using Entente.Reports;

namespace Entente.Cli.Commands;

/// <summary><c>entente backtest</c>: trials held against what was observed, beside forecasts that need no model.</summary>
internal sealed class BacktestCommand
{
    private readonly Argument<string> _scenario = Arguments.Scenario();
    private readonly TrialArguments _trials = new();
    private readonly Option<string> _format = Arguments.Choice("--format", "How the result is printed", "text", "json", "csv");
    private readonly CommandHost _host;

    private BacktestCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var backtest = new BacktestCommand(host);
        var command = new Command("backtest", "Run the trials of a scenario and hold them against its 'observed:' records.")
        {
            backtest._scenario, backtest._trials.Choosing, backtest._trials.Sizing, backtest._trials.Means, backtest._format,
        };
        command.SetAction(backtest.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_scenario);
        var options = _trials.Options(parsed);
        var quiet = _trials.Quiet(parsed);
        _host.Engine.Prepare();
        if (TrialArguments.Load(path, _trials.Choice(parsed), options, quiet, _host, s => _host.Engine.CheckBacktest(s, options), out var code) is not { } scenario)
        {
            return code;
        }

        using var watch = new RunWatch(null, keepsTrial: false, _host.Stop);
        var result = RunProgress.Show(_host, quiet, options.Trials, progress => _host.Engine.Backtest(scenario, options, watch.With(progress), watch.Stop));
        switch (parsed.GetRequiredValue(_format))
        {
            case "json":
                _host.Out.Write(BacktestJson.Of(result, OriginOf.Run("backtest", path, scenario, options, _host)));
                break;
            case "csv":
                _host.Out.Write(BacktestCsv.Of(result));
                break;
            default:
                BacktestReport.Write(result, _host.OutConsole());
                break;
        }

        if (result.Run.Failed < result.Run.Trials)
        {
            return ExitCode.Done;
        }

        _host.Say("every trial failed");
        return ExitCode.RunFailed;
    }
}
