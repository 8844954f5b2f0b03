using System.CommandLine;
using Entente.Reports;
using Entente.Scenarios;
using Spectre.Console;

namespace Entente.Cli.Commands;

/// <summary><c>entente check</c>: every diagnostic of every file, and no trial.</summary>
internal static class CheckCommand
{
    public static Command Build(CommandHost host)
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = "Scenario files", Arity = ArgumentArity.OneOrMore };
        var format = Arguments.Choice("--format", "How the diagnostics are printed", "text", "json");
        var command = new Command("check", "Check scenarios: print every diagnostic and run nothing.") { scenarios, format };
        command.SetAction(parsed => Check(parsed.GetRequiredValue(scenarios), parsed.GetRequiredValue(format), host));
        return command;
    }

    private static int Check(IEnumerable<string> paths, string format, CommandHost host)
    {
        var checks = paths.Select(path => (path, Diagnostics: LoadedScenario.Load(path, new ScenarioChoice(null, []), host).Diagnostics));
        if (format == "json")
        {
            var all = checks.SelectMany(c => c.Diagnostics).ToList();
            host.Out.Write(DiagnosticsReport.ToJson(all));
            return LoadedScenario.CodeOf(all);
        }

        var console = host.OutConsole();
        var code = ExitCode.Done;
        var first = true;
        foreach (var (path, diagnostics) in checks)
        {
            if (!first && !diagnostics.IsEmpty)
            {
                host.Out.WriteLine();
            }

            first = false;
            DiagnosticsReport.Write(diagnostics, console);
            host.Out.WriteLine(DiagnosticsReport.Summary(path, diagnostics));
            code = Math.Max(code, LoadedScenario.CodeOf(diagnostics));
        }

        return code;
    }
}
