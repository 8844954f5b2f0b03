using System.Collections.Immutable;
using Entente.Cli.Commands;
using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Studies;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Cli;

/// <summary>A study on disk, with its scenario.</summary>
/// <param name="Load">Loads the scenario with a choice.</param>
internal sealed record StudyFile(Study Study, Func<ScenarioChoice, Loaded> Load)
{
    /// <summary>The scenario's file, as a command would name it.</summary>
    public required string ScenarioPath { get; init; }

    /// <summary>Whether a file says that it is a study.</summary>
    public static bool IsOne(string path, CommandHost host)
    {
        var (files, name) = DiskFiles.Of(path, host.Folder);
        return files.Read(name, ScenarioFolder.DocumentLimit) is FileContent.Found text && YamlReader.Read(new SourceText(path, text.Content), new DiagnosticBag()) is YamlMapping root
            && root.Find("format") is YamlScalar format && format.Value.StartsWith("entente-study", StringComparison.Ordinal);
    }

    /// <summary>Loads a study and prints what there is to say of it and of its scenario.</summary>
    /// <param name="path">As it was typed.</param>
    /// <param name="code">How the command ends if there is none.</param>
    public static StudyFile? Read(string path, bool quiet, CommandHost host, out int code)
    {
        var (file, diagnostics) = Open(path, host);
        LoadedScenario.Report(diagnostics, quiet, host);
        code = file is null ? ExitCode.ScenarioWrong : ExitCode.Done;
        return file;
    }

    /// <summary>Loads a study, with what there is to say of it and of its scenario.</summary>
    /// <param name="path">As it was typed.</param>
    public static (StudyFile? File, ImmutableArray<Diagnostic> Diagnostics) Open(string path, CommandHost host)
    {
        host.Subject = path;
        var found = new DiagnosticBag();
        var (files, name) = DiskFiles.Of(path, host.Folder);
        if (StudyReader.Read(files, name, found) is not { } syntax)
        {
            return (null, [.. found.ToSorted().Select(d => LoadedScenario.AsTyped(d, name, path))]);
        }

        var scenarioPath = Plain(Path.Join(Path.GetDirectoryName(path), syntax.Scenario.Value));
        var (scenarioFiles, scenarioName) = DiskFiles.Of(scenarioPath, host.Folder);
        Loaded Scenario(ScenarioChoice choice) => host.Engine.Load(scenarioFiles, scenarioName, choice);
        var loaded = Scenario(ScenarioChoice.Default);
        foreach (var wrong in loaded.Diagnostics)
        {
            // What has no place, such as a scenario that is not there, is the study's to mend.
            found.Add(wrong.Source.Path.Length == 0 ? new Diagnostic(wrong.Rule, syntax.Source, syntax.Scenario.Span, wrong.Message.Replace($"'{scenarioName}'", $"'{scenarioPath}'", StringComparison.Ordinal)) { Hint = wrong.Hint } : wrong);
        }

        var study = loaded.Scenario is { } scenario ? StudyBinder.Bind(syntax, scenario, scenarioName, Scenario, found) : null;
        if (study is null || found.HasErrors)
        {
            return (null, found.ToSorted());
        }

        var impossible = host.Engine.CheckDesign(study.Scenario, study.Options);
        return (impossible.Any(d => d.Severity == Severity.Error) ? null : new StudyFile(study, Scenario) { ScenarioPath = scenarioPath }, [.. found.ToSorted(), .. impossible]);
    }

    // 'studies/../europe.yaml' is 'europe.yaml', as far as names tell.
    private static string Plain(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] is not ".." and not "")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
