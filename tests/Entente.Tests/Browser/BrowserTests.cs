using System.Diagnostics;
using Entente.Tests.Conformance;
using Entente.Tests.Statistical;

namespace Entente.Tests.Browser;

/// <summary>
/// Pages of real scenarios in a headless Chromium: wide and narrow, light, dark and in print, with nothing fetched, nothing logged, nothing
/// wider than its window, and no rule of axe broken. It needs Chromium, Node and <c>npm ci --prefix tests/browser</c>.
/// </summary>
[Trait("Category", "Soak")]
[Trait("Category", "Browser")]
public sealed class BrowserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("entente-browser-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pages_stand_up_to_a_browser()
    {
        var scenarios = SourceTree.Folder("scenarios");
        Run(scenarios, "run", "us-drawdown.yaml", "--trials", "300", "--out", Path.Join(_folder, "run"), "--quiet");
        Keep("backtest.json", Run(scenarios, "backtest", "hindcast-2021.yaml", "--trials", "200", "--format", "json", "--quiet"));
        Keep("compare.json", Run(scenarios, "compare", "us-drawdown.yaml", "--variant", "abrupt", "--variant", "orderly", "--trials", "100", "--format", "json", "--quiet"));
        Keep("sweep.json", Run(scenarios, "compare", "us-drawdown.yaml", "--lever", "joint_procurement", "--points", "3", "--trials", "60", "--format", "json", "--quiet"));
        Keep("trace.json", Run(scenarios, "trace", "us-drawdown.yaml", "--trial", "3", "--variable", "nato_cohesion", "--evidence", "--format", "json", "--quiet"));
        Keep("against.json", Run(scenarios, "trace", "us-drawdown.yaml", "--trial", "3", "--against", "orderly", "--format", "json", "--quiet"));
        Run(SourceTree.Folder("tests/Entente.Tests/Cli"), "run", "hostile.yaml", "--trials", "50", "--out", Path.Join(_folder, "hostile"), "--quiet");

        File.Copy(Play.PlayRun.Source, Path.Join(_folder, Play.PlayRun.Scenario));
        Assert.Equal(0, Play.PlayRun.Invoke(_folder, Play.GamePageTests.Script, 100, "play", Play.PlayRun.Scenario, "--trials", "64", "--seed", "7").Code);

        Run(_folder, "report", "run", "-o", "run.html");
        Run(_folder, "report", "backtest.json", "-o", "backtest.html");
        Run(_folder, "report", "hostile", "-o", "hostile.html");
        Run(_folder, "report", "compare.json", "sweep.json", "-o", "compare.html");
        Run(_folder, "report", "trace.json", "against.json", "-o", "trace.html");
        Run(_folder, "report", "hostile", "backtest.json", "hostile", "-o", "several.html");
        Check("run.html", "backtest.html", "hostile.html", "compare.html", "trace.html", "several.html", "after-action.html", "middle.html");
    }

    private void Keep(string name, string text) => File.WriteAllText(Path.Join(_folder, name), text);

    private static string Run(string folder, params string[] args)
    {
        var (code, printed, said) = ExactRun.Invoke(folder, args);
        Assert.True(code == 0, said);
        return printed;
    }

    private void Check(params string[] pages)
    {
        var browser = SourceTree.Folder("tests/browser");
        Assert.True(Directory.Exists(Path.Join(browser, "node_modules")), "run 'npm ci --prefix tests/browser' first");
        using var node = Process.Start(new ProcessStartInfo("node", ["check.mjs", .. pages.Select(p => Path.Join(_folder, p))])
        {
            WorkingDirectory = browser,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var faults = node.StandardError.ReadToEndAsync();
        var said = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, faults.Result + said);
        Assert.Contains($"{pages.Length} pages, 5 views of each, 0 faults", said, StringComparison.Ordinal);
    }
}
