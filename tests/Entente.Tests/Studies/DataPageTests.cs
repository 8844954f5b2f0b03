using System.Diagnostics;
using System.Globalization;
using Entente.Studies;
using Entente.Tests.Conformance;

namespace Entente.Tests.Studies;

/// <summary>The code of docs/data.md does what the page says: SQL always, R and pandas where <c>ENTENTE_DATA_TOOLS=1</c> says that they are installed.</summary>
public sealed class DataPageTests : IDisposable
{
    private readonly StudyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Soak")]
    public void The_same_figure_comes_from_sql_r_and_pandas()
    {
        var study = SourceTree.Text("scenarios/studies/washington-and-money.yaml").Replace("../europe.yaml", "europe.yaml", StringComparison.Ordinal).Replace("trials: 1000", "trials: 200", StringComparison.Ordinal);
        CopyFolder(SourceTree.Folder("scenarios"), _folder.PathOf("scenarios"));
        _folder.Write("scenarios/s.yaml", study);
        _folder.Do("study", "scenarios/s.yaml", "--out", "results.sqlite", "--quiet");
        _folder.Do("study", "export", "results.sqlite", "--out", "csv");
        using var store = StudyStore.OpenRead(_folder.PathOf("results.sqlite"));
        var rows = store.Query(Code("sql"), r => (Posture: r.GetString(0), Numbers: new[] { r.GetDouble(1), r.GetDouble(2), r.GetDouble(3), r.GetDouble(4) })).ToArray();
        Assert.Equal(15, rows.Length);
        Assert.Equal(3, rows.Select(r => r.Posture).Distinct().Count());
        if (Environment.GetEnvironmentVariable("ENTENTE_DATA_TOOLS") != "1")
        {
            return;
        }

        foreach (var (program, extension, language, name) in new[] { ("Rscript", "R", "r", "r"), ("/usr/bin/python3", "py", "python", "pandas") })
        {
            _folder.Write("figure." + extension, Code(language));
            Run(program, "figure." + extension);
            Assert.True(new FileInfo(_folder.PathOf($"figure-{name}.pdf")).Length > 1000);
            var others = File.ReadAllLines(_folder.PathOf($"figure-{name}.csv")).Skip(1).Select(l => l.Split(',')).ToArray();
            Assert.Equal(rows.Select(r => r.Posture), others.Select(o => o[0].Trim('"')));
            foreach (var (row, other) in rows.Zip(others))
            {
                Assert.All(row.Numbers.Zip(other.Skip(1)), n => Assert.Equal(n.First, double.Parse(n.Second, CultureInfo.InvariantCulture), 1e-6));
            }
        }
    }

    private static string Code(string language)
    {
        var page = SourceTree.Text("docs/data.md");
        var start = page.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private void Run(string program, string file)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [file]) { WorkingDirectory = _folder.Root, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said.Result);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Join(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }
}
