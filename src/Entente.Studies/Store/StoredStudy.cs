using Entente.Diagnostics;
using Entente.Scenarios;

namespace Entente.Studies;

/// <summary>The study a store is of, made again from the files it holds: nothing else is needed to go on, merge or verify.</summary>
public static class StoredStudy
{
    /// <summary>The files of a store's scenario.</summary>
    private sealed class Files(Dictionary<string, string> contents) : IScenarioFiles
    {
        public FileContent Read(string path, long limit) => contents.TryGetValue(path, out var content) ? new FileContent.Found(path, content) : new FileContent.Missing();
    }

    /// <summary>Loads a store's study.</summary>
    /// <exception cref="StoreException">The files in the store are not those it was made from.</exception>
    public static (Study Study, Func<ScenarioChoice, Loaded> Load) Load(StudyStore store)
    {
        var contents = store.Files();
        var files = new Files(contents);
        var file = store.Manifest.GetValueOrDefault("scenario_file", "");
        Loaded Load(ScenarioChoice choice) => Pipeline.Load(files, file, choice);
        var found = new DiagnosticBag();
        var syntax = StudyReader.Read(files, "study:" + store.Manifest.GetValueOrDefault("study_file", ""), found);
        var study = syntax is not null && Load(ScenarioChoice.Default).Scenario is { } scenario ? StudyBinder.Bind(syntax, scenario, file, Load, found) : null;
        if (study is null)
        {
            var reason = found.ToSorted().FirstOrDefault(d => d.Severity == Severity.Error)?.Message ?? "its scenario cannot be read";
            throw new StoreException($"the study in '{store.FilePath}' cannot be loaded: {reason}");
        }

        // A read study calls its file by its place in the store.
        study = study with { File = (store.Manifest["study_file"], study.File.Content) };
        return (study, Load);
    }
}
