using System.Globalization;
using System.Text.Json;
using Entente.Cli;
using Entente.Tests.Golden;
using Entente.Tests.Reports;
using Entente.Tests.Statistical;

namespace Entente.Tests.Cli;

/// <summary><c>entente compare</c> with the real engine and files on disk.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("entente-compare-").FullName;

    public CompareCommandTests()
    {
        var text = SampleScenario.Text
            .Replace("better: higher, says: trust on the whole", "better: higher, target: at least 0.55, says: trust on the whole", StringComparison.Ordinal)
            .Replace("seats: {is: \"count", "seats: {headline: true, target: at least 2, is: \"count", StringComparison.Ordinal)
            .Replace("  quick: {title: Fast talks, levers: {pace: fast}}", "  quick: {title: Fast talks, levers: {pace: fast}}\n  dear: {levers: {dues: 0.8}}", StringComparison.Ordinal);
        File.WriteAllText(Path.Join(_folder, "clubs.yaml"), text);
        File.WriteAllText(Path.Join(_folder, "plain.yaml"), text.Replace("id: clubs", "id: plain", StringComparison.Ordinal).Replace("better: higher, target: at least 0.55, ", "", StringComparison.Ordinal)
            .Replace("target: at least 2, ", "", StringComparison.Ordinal).Replace("uniform(0.4, 0.8)", "uniform(0.3, 0.7)", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(100)]
    [InlineData(80)]
    public void The_report_reads_well(int width)
    {
        var (code, printed, said) = Invoke(width, "compare", "clubs.yaml", "--variant", "quick", "--side", "dear, pace=fast", "--trials", "200", "--until-settled", "90%", "--on", "together_path", "--max-trials", "500");
        Assert.Equal((0, ""), (code, said));
        Assert.All(printed.Split('\n'), line => Assert.True(StyledLineWidth(line) <= width, line));
        GoldenText.Matches(string.Create(CultureInfo.InvariantCulture, $"compare-{width}"), printed);
    }

    [Fact]
    public void Scenarios_and_sweeps_read_well()
    {
        GoldenText.Matches("compare-files", Invoke(100, "compare", "clubs.yaml", "plain.yaml", "--trials", "100", "--replications", "1").Printed);
        GoldenText.Matches("compare-lever", Invoke(100, "compare", "clubs.yaml", "--lever", "dues", "--points", "3", "--trials", "100", "--replications", "1").Printed);
    }

    [Fact]
    public void Neither_threads_nor_culture_change_a_byte()
    {
        foreach (var format in new[] { "json", "csv", "text" })
        {
            string[] args = ["compare", "clubs.yaml", "--variant", "quick", "--trials", "60", "--format", format];
            var expected = Invoke(100, [.. args, "--threads", "1", "--batch", "60"]).Printed;
            Assert.Equal(expected, Culture.In("de-DE", () => Invoke(100, [.. args, "--threads", "3", "--batch", "7"]).Printed));
            Assert.Equal(expected, Culture.In("tr-TR", () => Invoke(100, [.. args, "--reference"]).Printed));
        }
    }

    [Fact]
    public void As_JSON_it_has_what_the_documentation_says()
    {
        var (code, printed, _) = Invoke(100, "compare", "clubs.yaml", "--variant", "quick", "--set", "dues=0.3", "--trials", "60", "--format", "json", "--out", "results");
        Assert.Equal(0, code);
        Assert.Equal(printed, File.ReadAllText(Path.Join(_folder, "results/compare.json")));
        Assert.StartsWith("kind,name,side,part,statistic,value\n", File.ReadAllText(Path.Join(_folder, "results/compare.csv")), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(printed);
        var root = json.RootElement;
        Assert.Equal("format version seed sampler trials together sides items pareto allTargets settled lever", Keys(root));
        Assert.Equal("label scenario title variant settings hash version seed sampler trials failed digest notes dominatedBy unbeaten failures", Keys(root.GetProperty("sides")[0]));
        Assert.Equal("kind name unit says better target sides ranking split", Keys(root.GetProperty("items")[0]));
        Assert.Equal("label mean low high difference regret satisfied best", Keys(root.GetProperty("items")[0].GetProperty("sides")[1]));
        Assert.Equal("pairs leftOut changed mean low high varianceRatio", Keys(root.GetProperty("items")[0].GetProperty("sides")[1].GetProperty("difference")));
        Assert.Equal("worlds leftOut replications total chance unknowns choices", Keys(root.GetProperty("items")[0].GetProperty("split")));
        Assert.Equal("0.3", root.GetProperty("sides")[1].GetProperty("settings")[0].GetProperty("value").GetString());

        // A side is the run of the same choices.
        var run = ExactRun.Invoke(_folder, ["run", "clubs.yaml", "--variant", "quick", "--set", "dues=0.3", "--trials", "60", "--format", "json"]).Printed;
        using var alone = JsonDocument.Parse(run);
        foreach (var key in new[] { "hash", "digest" })
        {
            Assert.Equal(alone.RootElement.GetProperty(key).GetString(), root.GetProperty("sides")[1].GetProperty(key).GetString());
        }
    }

    [Theory]
    [InlineData("compare clubs.yaml", "a comparison needs two sides")]
    [InlineData("compare clubs.yaml --variant quik", "did you mean 'quick'?")]
    [InlineData("compare clubs.yaml --side pac=fast", "did you mean 'pace'?")]
    [InlineData("compare clubs.yaml --side pace=fst", "did you mean 'fast'?")]
    [InlineData("compare clubs.yaml --side pace=", "--side takes lever=value")]
    [InlineData("compare clubs.yaml --side quick,dear", "--side names two variants")]
    [InlineData("compare clubs.yaml --lever due", "there is no lever 'due'; did you mean 'dues'?")]
    [InlineData("compare clubs.yaml --lever dues --points 1", "--points takes a whole number of at least 2")]
    [InlineData("compare clubs.yaml --lever dues --points 101", "--points takes at most 100")]
    [InlineData("compare clubs.yaml --variant quick --points 3", "--points belongs to --lever")]
    [InlineData("compare clubs.yaml --lever dues --side pace=fast", "--lever goes with")]
    [InlineData("compare clubs.yaml --variant quick --measure seat", "did you mean 'seats'?")]
    [InlineData("compare clubs.yaml --variant quick --variant quick", "'quick' is a side already")]
    [InlineData("compare clubs.yaml clubs.yaml", "'clubs.yaml' is a side already")]
    [InlineData("compare clubs.yaml plain.yaml --variant quick", "are sides of one scenario")]
    [InlineData("compare clubs.yaml --variant quick --until-settled 95%", "--until-settled needs --on")]
    [InlineData("compare clubs.yaml --variant quick --on seats", "--on belongs to --until-settled")]
    [InlineData("compare clubs.yaml --variant quick --on seats --until-settled 95", "--until-settled takes a percent")]
    [InlineData("compare clubs.yaml --variant quick --on seat --until-settled 95%", "did you mean 'seats'?")]
    [InlineData("compare clubs.yaml --variant quick --on seats --until-settled 95% --sampler lhs", "needs independent trials")]
    [InlineData("compare clubs.yaml --variant quick --on seats --until-settled 95% --max-trials 10", "--max-trials is less than --trials")]
    [InlineData("compare clubs.yaml --variant quick --max-trials 5000", "--max-trials belongs to --until-settled")]
    [InlineData("compare clubs.yaml --variant quick --trials 90000000", "ENT5031")]
    [InlineData("run clubs.yaml --replications 3", "--replications belongs to --split")]
    [InlineData("run clubs.yaml --split --trial 3", "--split and --trial do not go together")]
    public void What_is_wrong_with_the_command_line_is_said(string command, string says)
    {
        var (code, printed, said) = Invoke(100, command.Split(' '));
        Assert.Equal((2, ""), (code, printed));
        Assert.Contains(says, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_word_on_what_is_better_the_sides_are_compared_and_none_is_advised()
    {
        var (code, printed, _) = Invoke(100, "compare", "plain.yaml", "--variant", "quick", "--trials", "40", "--replications", "1");
        Assert.Equal(0, code);
        Assert.Contains("No measure compared here says which way is better", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Pareto", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("▲", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Sides_that_are_equal_are_not_separable_at_the_budget()
    {
        var (code, printed, _) = Invoke(100, "compare", "clubs.yaml", "--side", "dues=0.3", "--trials", "50", "--until-settled", "95%", "--on", "seats", "--max-trials", "150", "--format", "json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(printed);
        var settled = json.RootElement.GetProperty("settled");
        Assert.False(settled.GetProperty("certain").GetBoolean());
        Assert.Equal(150, json.RootElement.GetProperty("trials").GetInt64());
        Assert.Equal([50, 100, 150], settled.GetProperty("planned").EnumerateArray().Select(p => p.GetInt64()));
    }

    [Fact]
    public void A_run_can_be_split_and_is_otherwise_the_same()
    {
        var plain = ExactRun.Invoke(_folder, ["run", "clubs.yaml", "--trials", "60", "--format", "json"]).Printed;
        var split = ExactRun.Invoke(_folder, ["run", "clubs.yaml", "--trials", "60", "--split", "--format", "json"]).Printed;
        using var json = JsonDocument.Parse(split);
        var splits = json.RootElement.GetProperty("splits");
        Assert.Equal(["broken", "strained", "sound", "seats", "together_path"], splits.EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(15, splits[0].GetProperty("worlds").GetInt32());
        Assert.Equal(JsonValueKind.Null, splits[0].GetProperty("choices").ValueKind);
        var start = split.IndexOf("  \"splits\"", StringComparison.Ordinal);
        Assert.Equal(plain, split.Remove(start, split.IndexOf("  \"clock\"", StringComparison.Ordinal) - start));
        Assert.Contains("What the variance comes from", ExactRun.Invoke(_folder, ["run", "clubs.yaml", "--trials", "60", "--split", "--replications", "3"]).Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_comparison_prints_nothing()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var (code, printed, said) = ExactRun.Invoke(_folder, ["compare", "clubs.yaml", "--variant", "quick"], stop.Token);
        Assert.Equal((ExitCode.Interrupted, "", "entente: interrupted\n"), (code, printed, said));
    }

    private static int StyledLineWidth(string line) => TestConsole.WithoutColours(line).Length;

    private static string Keys(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(p => p.Name));

    private (int Code, string Printed, string Said) Invoke(int width, params string[] args)
    {
        using var printed = new StringWriter(CultureInfo.InvariantCulture);
        using var said = new StringWriter(CultureInfo.InvariantCulture);
        var code = EntenteCommand.Invoke(args, new CommandHost { Out = printed, Error = said, Folder = _folder, OutIsTerminal = width != CommandHost.DefaultWidth, TerminalWidth = width, Colours = false });
        return (code, printed.ToString(), said.ToString());
    }
}
