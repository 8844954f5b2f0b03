using Entente.Tests.Conformance;
using Entente.Tests.Statistical;

namespace Entente.Tests.Cli;

/// <summary>What the README shows is what the program prints.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_sample_is_printed_by_the_first_command()
    {
        var sample = SourceTree.Text("README.md").Split("```text\n")[1].Split("```")[0].Split('\n').Where(l => l.Trim() is not ("" or "…"));
        var (code, printed, _) = ExactRun.Invoke(SourceTree.Folder("scenarios"), ["run", "us-drawdown.yaml"]);
        Assert.Equal(0, code);
        var lines = printed.Split('\n').Select(Timeless).ToHashSet();
        Assert.All(sample, line => Assert.Contains(Timeless(line), lines));
    }

    // The last line has the time that the run took.
    private static string Timeless(string line) => line.StartsWith("seed ", StringComparison.Ordinal) ? string.Join(" · ", line.Split(" · ").Where(p => !p.EndsWith(" s", StringComparison.Ordinal) && !p.EndsWith(" ms", StringComparison.Ordinal))).TrimEnd() : line.TrimEnd();
}
