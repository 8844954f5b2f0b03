using System.CommandLine;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary><c>entente backtest</c>: trials held against what was observed, beside forecasts that need no model.</summary>
internal sealed class BacktestCommand
{
    private static readonly RunOptions Defaults = new();

    private readonly Argument<string> _scenario = Arguments.Scenario();
    private readonly Option<string?> _variant = Arguments.Variant();
    private readonly Option<System.Collections.Immutable.ImmutableArray<(string Lever, string Value)>> _settings = Arguments.Settings();
    private readonly Option<long?> _trials = Arguments.Whole("--trials", $"Trials to run [default: {Defaults.Trials}]", 1);
    private readonly Option<ulong> _seed = Arguments.Seed("The seed of all draws", Defaults.Seed);
    private readonly Option<string> _sampler = Arguments.Sampler();
    private readonly Option<long?> _threads = Arguments.Whole("--threads", "Threads to use; changes no number [default: all]", 1);
    private readonly Option<bool> _reference = new("--reference") { Description = "Run trials one by one by the reference evaluator: slow; changes no number" };
    private readonly Option<string> _format = Arguments.Choice("--format", "How the result is printed", "text", "json", "csv");
    private readonly CommandHost _host;

    private BacktestCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var backtest = new BacktestCommand(host);
        var command = new Command("backtest", "Run the trials of a scenario and hold them against its 'observed:' records.")
        {
            backtest._scenario, backtest._variant, backtest._settings, backtest._trials, backtest._seed, backtest._sampler, backtest._threads, backtest._reference, backtest._format,
        };
        command.SetAction(backtest.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_scenario);
        _host.Engine.Prepare();
        var loaded = LoadedScenario.Load(path, new ScenarioChoice(parsed.GetValue(_variant), parsed.GetValue(_settings)), _host);
        LoadedScenario.Report(loaded.Diagnostics, quiet: false, _host);
        if (loaded.Scenario is not { } scenario)
        {
            return LoadedScenario.CodeOf(loaded.Diagnostics);
        }

        var options = Defaults with
        {
            Trials = parsed.GetValue(_trials) ?? Defaults.Trials,
            Seed = parsed.GetValue(_seed),
            Sampler = Arguments.SamplerOf(parsed.GetRequiredValue(_sampler)),
            Threads = (int)Math.Min(parsed.GetValue(_threads) ?? Defaults.Threads, int.MaxValue),
            Kernels = parsed.GetValue(_reference) ? null : Defaults.Kernels,
        };
        _host.Subject = string.Create(CultureInfo.InvariantCulture, $"{path}, hash {scenario.Hash}, seed {options.Seed}");
        var impossible = _host.Engine.CheckBacktest(scenario, options);
        LoadedScenario.Report(impossible, quiet: false, _host);
        if (!impossible.IsEmpty)
        {
            return impossible.Any(d => d.Rule == Rules.NothingObserved) ? ExitCode.ScenarioWrong : ExitCode.CommandLineWrong;
        }

        using var watch = new RunWatch(null, keepsTrial: false, _host.Stop);
        var result = RunProgress.Show(_host, quiet: false, options.Trials, progress => _host.Engine.Backtest(scenario, options, watch.With(progress), watch.Stop));
        switch (parsed.GetRequiredValue(_format))
        {
            case "json":
                _host.Out.Write(BacktestJson.Of(result));
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
