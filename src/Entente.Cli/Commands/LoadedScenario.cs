using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary>Loads the scenario a command is about.</summary>
internal static class LoadedScenario
{
    public static Loaded Load(string path, ScenarioChoice choice, CommandHost host)
    {
        host.Subject = path;
        var (files, name) = DiskFiles.Of(path, host.Folder);
        return host.Engine.Load(files, name, choice);
    }

    /// <summary>Prints diagnostics to standard error: errors always, the rest unless the command is to be quiet.</summary>
    public static void Report(ImmutableArray<Diagnostic> diagnostics, bool quiet, CommandHost host) =>
        DiagnosticsReport.Write(diagnostics.Where(d => !quiet || d.Severity == Severity.Error), host.ErrorConsole());
}
