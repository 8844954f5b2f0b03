using System.Globalization;
using System.Runtime.CompilerServices;
using Entente.Tests.Statistical;

namespace Entente.Tests.Determinism;

/// <summary>A folder with copies of scenario files, which may be changed, and runs in it through the command line.</summary>
internal sealed class ScenarioCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("entente-tests-");
    private int _runs;

    private ScenarioCopy()
    {
    }

    public string Folder => _folder.FullName;

    /// <summary>The files beside this one.</summary>
    public static ScenarioCopy OfTests() => Of(Here());

    /// <summary>The scenarios that we ship.</summary>
    public static ScenarioCopy OfShipped() => Of(Shipped);

    public static string Shipped => Path.Join(Here(), "../../../scenarios");

    private static ScenarioCopy Of(string folder)
    {
        var copy = new ScenarioCopy();
        foreach (var file in Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".yaml" or ".csv"))
        {
            var target = Path.Join(copy.Folder, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    /// <summary>Writes a document that is laid over another.</summary>
    public string Extend(string file, string over)
    {
        var name = $"over-{_folder.EnumerateFiles().Count()}.yaml";
        Write(name, $"format: entente/1\nextends: {file}\n{over}\n");
        return name;
    }

    public string Read(string file) => File.ReadAllText(Path.Join(Folder, file));

    public void Write(string file, string text) => File.WriteAllText(Path.Join(Folder, file), text);

    /// <summary>The JSON of a run that ends well.</summary>
    public string Json(string file, string options)
    {
        var (code, printed, said) = ExactRun.Invoke(Folder, ["run", file, "--format", "json", "--quiet", .. options.Split(' ')]);
        Assert.True(code == 0, said);
        return printed;
    }

    /// <summary>The table of trials: its header and its rows.</summary>
    public (string[] Header, string[][] Rows) Trials(string file, string options)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"results-{_runs++}");
        var (code, _, said) = ExactRun.Invoke(Folder, ["run", file, "--quiet", "--out", name, .. options.Split(' ')]);
        Assert.True(code == 0, said);
        var lines = File.ReadAllLines(Path.Join(Folder, name, "trials.csv")).Select(Fields).ToArray();
        return (lines[0], lines[1..]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // Names of pairs have a comma in them, in quotes.
    private static string[] Fields(string line)
    {
        var inQuotes = false;
        var marked = string.Concat(line.Select(c => (inQuotes ^= c == '"', c) is (false, ',') ? '\n' : c));
        return [.. marked.Split('\n').Select(f => f.Trim('"'))];
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
