using System.Globalization;
using Entente.Cli;
using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Studies;
using Entente.Tests.Conformance;

namespace Entente.Tests.Studies;

/// <summary>A folder with two small scenarios and studies of them; commands run in it, in process.</summary>
internal sealed class StudyFolder : IDisposable
{
    /// <summary>Six points of a scenario in which some trials fail, in blocks of 40 trials.</summary>
    public const string Plain =
        """
        format: entente-study/1
        id: plain
        scenario: models/failing.yaml
        design:
          - factorial: {rarity: [0, 2%, 50%], w: {from: 0.1, to: 0.9, levels: 2}}
        trials: 100
        block: 40
        keep: {uncertainties: all}
        """;

    public StudyFolder()
    {
        Directory.CreateDirectory(Path.Join(Root, "models"));
        foreach (var name in new[] { "failing.yaml", "growth.yaml", "rich.yaml", "rich.csv", "rich-ties.csv", "members.yaml" })
        {
            File.Copy(SourceTree.Folder("tests/Entente.Tests/Determinism/" + name), Path.Join(Root, "models", name));
        }

        Write("plain.yaml", Plain);
    }

    public string Root { get; } = Path.Join(Path.GetTempPath(), "entente-study-" + Guid.NewGuid().ToString("N"));

    public string PathOf(string name) => Path.Join(Root, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    public (int Code, string Out, string Error) Invoke(params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = EntenteCommand.Invoke(args, new CommandHost { Out = output, Error = error, Folder = Root });
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that must succeed, and gives what it printed.</summary>
    public string Do(params string[] args)
    {
        var (code, output, error) = Invoke(args);
        Assert.True(code == 0, $"{string.Join(' ', args)}: {code}\n{error}");
        return output;
    }

    public string DigestOf(string store)
    {
        using var opened = StudyStore.OpenRead(PathOf(store));
        return opened.Digest().ToString();
    }

    /// <summary>Rows of a query, cells joined by a bar.</summary>
    public IReadOnlyList<string> Query(string store, string sql)
    {
        using var opened = StudyStore.OpenRead(PathOf(store));
        return [.. opened.Query(sql, r => string.Join('|', Enumerable.Range(0, r.FieldCount).Select(k => Convert.ToString(r.GetValue(k), CultureInfo.InvariantCulture))))];
    }

    public IReadOnlyList<string> Differences(string one, string other)
    {
        using var opened = StudyStore.OpenRead(PathOf(one));
        return [.. opened.DifferencesTo(PathOf(other)).Select(d => $"{d.Table}: {d.Rows}")];
    }

    /// <summary>Reads and binds a study, with what was found.</summary>
    public (Study? Study, IReadOnlyList<Diagnostic> Found) Bind(string text)
    {
        var found = new DiagnosticBag();
        var files = MemoryFiles.Of(("study.yaml", text));
        if (StudyReader.Read(files, "study.yaml", found) is not { } syntax)
        {
            return (null, found.ToSorted());
        }

        var (disk, _) = DiskFiles.Of(PathOf(syntax.Scenario.Value), Root);
        var name = Path.GetFileName(syntax.Scenario.Value);
        Loaded Load(ScenarioChoice choice) => Pipeline.Load(disk, name, choice);
        var study = StudyBinder.Bind(syntax, Load(ScenarioChoice.Default).Scenario!, name, Load, found);
        return (study, found.ToSorted());
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
