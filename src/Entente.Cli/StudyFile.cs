using Entente.Cli.Commands;
using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Studies;

namespace Entente.Cli;

/// <summary>A study on disk, with its scenario.</summary>
/// <param name="Load">Loads the scenario with a choice.</param>
internal sealed record StudyFile(Study Study, Func<ScenarioChoice, Loaded> Load)
{
    /// <summary>Loads a study and prints what there is to say of it and of its scenario.</summary>
    /// <param name="path">As it was typed.</param>
    /// <param name="code">How the command ends if there is none.</param>
    public static StudyFile? Read(string path, bool quiet, CommandHost host, out int code)
    {
        host.Subject = path;
        code = ExitCode.ScenarioWrong;
        var found = new DiagnosticBag();
        var (files, name) = DiskFiles.Of(path, host.Folder);
        if (StudyReader.Read(files, name, found) is not { } syntax)
        {
            LoadedScenario.Report([.. found.ToSorted().Select(d => LoadedScenario.AsTyped(d, name, path))], quiet, host);
            return null;
        }

        var scenarioPath = Plain(Path.Join(Path.GetDirectoryName(path), syntax.Scenario.Value));
        var (scenarioFiles, scenarioName) = DiskFiles.Of(scenarioPath, host.Folder);
        Loaded Load(ScenarioChoice choice) => host.Engine.Load(scenarioFiles, scenarioName, choice);
        var loaded = Load(ScenarioChoice.Default);
        foreach (var wrong in loaded.Diagnostics)
        {
            // What has no place, such as a scenario that is not there, is the study's to mend.
            found.Add(wrong.Source.Path.Length == 0 ? new Diagnostic(wrong.Rule, syntax.Source, syntax.Scenario.Span, wrong.Message.Replace($"'{scenarioName}'", $"'{scenarioPath}'", StringComparison.Ordinal)) { Hint = wrong.Hint } : wrong);
        }

        var study = loaded.Scenario is { } scenario ? StudyBinder.Bind(syntax, scenario, scenarioName, Load, found) : null;
        LoadedScenario.Report(found.ToSorted(), quiet, host);
        if (study is null || found.HasErrors)
        {
            return null;
        }

        var impossible = host.Engine.CheckDesign(study.Scenario, study.Options);
        LoadedScenario.Report(impossible, quiet, host);
        code = ExitCode.Done;
        return impossible.Any(d => d.Severity == Severity.Error) ? Fail(out code) : new StudyFile(study, Load);
    }

    private static StudyFile? Fail(out int code)
    {
        code = ExitCode.ScenarioWrong;
        return null;
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
