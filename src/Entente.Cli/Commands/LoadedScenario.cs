using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary>Loads the scenario a command is about.</summary>
internal static class LoadedScenario
{
    // What the engine calls the place of a setting that was given on the command line.
    private const string SettingSource = "--set";

    public static Loaded Load(string path, ScenarioChoice choice, CommandHost host)
    {
        host.Subject = path;
        var (files, name) = DiskFiles.Of(path, host.Folder);
        return host.Engine.Load(files, name, choice);
    }

    /// <summary>Prints diagnostics to standard error: errors always, the rest unless the command is to be quiet.</summary>
    public static void Report(ImmutableArray<Diagnostic> diagnostics, bool quiet, CommandHost host) =>
        DiagnosticsReport.Write(diagnostics.Where(d => !quiet || d.Severity == Severity.Error), host.ErrorConsole());

    /// <summary>How a command ends whose scenario has these diagnostics. If nothing is wrong but what was chosen on the command line, that is to blame.</summary>
    public static int CodeOf(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        return errors.Count == 0 ? ExitCode.Done
            : errors.All(e => e.Source.Path == SettingSource || e.Rule == Rules.UnknownVariant) ? ExitCode.CommandLineWrong
            : ExitCode.ScenarioWrong;
    }
}
