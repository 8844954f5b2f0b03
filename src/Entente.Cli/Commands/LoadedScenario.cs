using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary>Loads the scenario a command is about.</summary>
internal static class LoadedScenario
{
    // What the engine calls the places of what was chosen on the command line.
    private static readonly string[] ChoiceSources = ["--set", "--pin", "--given"];

    private static readonly ImmutableArray<DiagnosticRule> Unread = [Rules.FileNotFound, Rules.OutsideFolder, Rules.FileTooLarge, Rules.NotText, Rules.UnreadableFile];

    public static Loaded Load(string path, ScenarioChoice choice, CommandHost host)
    {
        host.Subject = path;
        var (files, name) = DiskFiles.Of(path, host.Folder);
        var loaded = host.Engine.Load(files, name, choice);
        return loaded with { Diagnostics = [.. loaded.Diagnostics.Select(d => AsTyped(d, name, path))] };
    }

    // The engine knows the scenario's folder only from inside, so it calls a root file that cannot be read by its bare name.
    public static Diagnostic AsTyped(Diagnostic diagnostic, string name, string path) =>
        diagnostic.Source.Path.Length == 0 && Unread.Contains(diagnostic.Rule) && !path.Any(char.IsControl)
            ? diagnostic with { Message = diagnostic.Message.Replace($"'{name}'", $"'{path}'", StringComparison.Ordinal) }
            : diagnostic;

    /// <summary>Prints diagnostics to standard error: errors always, the rest unless the command is to be quiet.</summary>
    public static void Report(ImmutableArray<Diagnostic> diagnostics, bool quiet, CommandHost host) =>
        DiagnosticsReport.Write(diagnostics.Where(d => !quiet || d.Severity == Severity.Error), host.ErrorConsole());

    /// <summary>Whether a diagnostic stands in a file, and not on the command line.</summary>
    public static bool IsInFile(Diagnostic diagnostic) => diagnostic.Source.Path.Length > 0 && !ChoiceSources.Contains(diagnostic.Source.Path);

    /// <summary>How a command ends whose scenario has these diagnostics. If nothing is wrong but what was chosen on the command line, that is to blame.</summary>
    public static int CodeOf(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        return errors.Count == 0 ? ExitCode.Done
            : errors.All(e => ChoiceSources.Contains(e.Source.Path) || e.Rule == Rules.UnknownVariant) ? ExitCode.CommandLineWrong
            : ExitCode.ScenarioWrong;
    }
}
