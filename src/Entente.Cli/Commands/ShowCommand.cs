using System.CommandLine;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary><c>entente show</c>: what a scenario says, or what one stage made of it.</summary>
internal static class ShowCommand
{
    public static Command Build(CommandHost host)
    {
        var scenario = Arguments.Scenario();
        var variant = Arguments.Variant();
        var settings = Arguments.Settings();
        var stage = Arguments.Choice("--stage", "Print what this stage makes of the scenario", "bind", "read", "plan", "design", "run", "summarise");
        var command = new Command("show", "Show the model card: actors, quantities, rules, lifecycles.") { scenario, variant, settings, stage };
        command.SetAction(parsed =>
        {
            var loaded = LoadedScenario.Load(parsed.GetRequiredValue(scenario), new ScenarioChoice(parsed.GetValue(variant), parsed.GetValue(settings)), host);
            LoadedScenario.Report(loaded.Diagnostics, quiet: false, host);
            if (loaded.Scenario is not { } found)
            {
                return ExitCode.ScenarioWrong;
            }

            host.Out.Write(host.Engine.Show(found, parsed.GetRequiredValue(stage), new Experiments.RunOptions()));
            return ExitCode.Done;
        });
        return command;
    }
}
