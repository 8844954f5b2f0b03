using System.Globalization;
using System.Text.Json;
using Entente.Cli;
using Entente.Tests.Golden;
using Entente.Tests.Reports;

namespace Entente.Tests.Cli;

/// <summary>Commands with the real engine and files on disk.</summary>
public sealed class EndToEndTests : IDisposable
{
    private readonly string _folder = Path.Join(Path.GetTempPath(), "entente-e2e-" + Guid.NewGuid().ToString("N"));

    // A scenario that says of no number what it rests on is not asked for it.
    private static readonly string Plain = SampleScenario.Text.Replace(", judgement: a round number", "", StringComparison.Ordinal).Replace(", evidence: [F001, F002]", "", StringComparison.Ordinal);

    public EndToEndTests()
    {
        Directory.CreateDirectory(Path.Join(_folder, "models"));
        File.WriteAllText(Path.Join(_folder, "models/clubs.yaml"), Plain);
        File.WriteAllText(Path.Join(_folder, "models/broken.yaml"), Plain.Replace("mean(trust[c]", "mean(trsut[c]", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_result_does_not_depend_on_threads_batches_or_culture()
    {
        var one = Invoke("run", "models/clubs.yaml", "--trials", "50", "--threads", "1", "--batch", "7", "--format", "json");
        var other = Culture.In("de-DE", () => Invoke("run", "models/clubs.yaml", "--trials", "50", "--threads", "2", "--format", "json"));
        Assert.Equal((0, ""), (one.Code, one.Error));
        Assert.Equal(one.Out, other.Out);
    }

    [Fact]
    public void The_folder_of_a_run_holds_a_line_a_trial()
    {
        Assert.Equal(0, Invoke("run", "models/clubs.yaml", "--trials", "20", "--sampler", "lhs", "--out", "results", "--quiet").Code);
        var lines = File.ReadAllLines(Path.Join(_folder, "results/trials.csv"));
        Assert.Equal(21, lines.Length);
        Assert.StartsWith("trial,", lines[0], StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i.ToString(CultureInfo.InvariantCulture)), lines.Skip(1).Select(l => l.Split(',')[0]));
        Assert.All(lines.Skip(1), l => Assert.Equal(lines[0].Split(',').Length, l.Split(',').Length));
    }

    [Fact]
    public void A_single_trial_can_be_run_again()
    {
        var (code, output, _) = Invoke("run", "models/clubs.yaml", "--trials", "20", "--trial", "13", "--format", "json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(1, json.RootElement.GetProperty("trials").GetInt64());
    }

    [Fact]
    public void A_single_trial_as_text_shows_the_numbers_that_its_line_in_the_table_has()
    {
        Assert.Equal(0, Invoke("run", "models/clubs.yaml", "--trials", "20", "--out", "results", "--quiet").Code);
        var line = File.ReadAllLines(Path.Join(_folder, "results/trials.csv"))[14].Split(',');
        var (code, output, _) = Invoke("run", "models/clubs.yaml", "--trials", "20", "--trial", "13");
        Assert.Equal(0, code);
        Assert.StartsWith("trial 13 of clubs, seed 1\n", output, StringComparison.Ordinal);
        Assert.Matches("mood +" + (line[1] == "0" ? "glad" : "sad"), output);
        Assert.Contains("\n  " + line[6] + "\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_scenario_is_shown_with_its_place()
    {
        var (code, output, said) = Invoke("check", "models/broken.yaml");
        Assert.Equal((1, ""), (code, said));
        Assert.Equal(
        """
        error ENT3001: unknown name 'trsut'
          --> models/broken.yaml:23:18
           |
        23 |   together: mean(trsut[c] for c in clubs)
           |                  ^^^^^
           = hint: did you mean 'trust'?
        1 error in models/broken.yaml

        """,
        output);
    }

    [Fact]
    public void Good_and_broken_files_are_checked_together()
    {
        var (code, output, _) = Invoke("check", "models/clubs.yaml", "models/broken.yaml");
        Assert.Equal(1, code);
        Assert.StartsWith("models/clubs.yaml: ok\n\nerror ENT3001", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_looks_at_every_variant_and_says_what_only_it_gets_wrong()
    {
        File.WriteAllText(Path.Join(_folder, "models/variants.yaml"), Plain + "  costly: {levers: {dues: 2}}\n");
        var (code, output, _) = Invoke("check", "models/variants.yaml");
        Assert.Equal(1, code);
        Assert.StartsWith("variant 'costly':\nerror ENT", output, StringComparison.Ordinal);
        Assert.EndsWith("1 error in models/variants.yaml\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_a_file_that_scenarios_share_is_shown_once_and_counted_in_each()
    {
        foreach (var name in new[] { "one", "two" })
        {
            File.WriteAllText(Path.Join(_folder, $"models/{name}.yaml"), $"format: entente/1\nextends: broken.yaml\nid: {name}\n");
        }

        var (code, output, _) = Invoke("check", "models/one.yaml", "models/two.yaml");
        Assert.Equal(1, code);
        Assert.Equal(2, output.Split("error ENT3001").Length);
        Assert.EndsWith("1 error in models/one.yaml\n1 error in models/two.yaml, shown above\n", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Invoke("check", "models/one.yaml", "models/two.yaml", "--format", "json").Out);
        Assert.Equal(1, json.RootElement.GetProperty("diagnostics").GetArrayLength());
    }

    [Fact]
    public void A_missing_scenario_is_reported_as_one()
    {
        var (code, output, error) = Invoke("run", "models/nowhere.yaml");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("error ENT1001: cannot find 'models/nowhere.yaml'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_lever_or_variant_is_a_wrong_command_line()
    {
        Assert.Equal(2, Invoke("run", "models/clubs.yaml", "--set", "pce=fast").Code);
        Assert.Equal(2, Invoke("run", "models/clubs.yaml", "--set", "dues=2").Code);
        Assert.Equal(2, Invoke("run", "models/clubs.yaml", "--variant", "quik").Code);
        Assert.Equal(0, Invoke("run", "models/clubs.yaml", "--variant", "quick", "--set", "dues=30%", "--trials", "5").Code);
    }

    [Theory]
    [InlineData("show models/clubs.yaml", "Three clubs and a pact")]
    [InlineData("show models/clubs.yaml --graph mermaid --lifecycle order", "stateDiagram-v2")]
    [InlineData("show models/clubs.yaml --graph dot", "digraph")]
    [InlineData("show models/clubs.yaml --stage bind", "clubs")]
    public void Show_prints_cards_graphs_and_stages(string line, string text)
    {
        var (code, output, error) = Invoke(line.Split(' '));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(text, output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lifecycle_that_does_not_exist_is_a_wrong_command_line()
    {
        var (code, _, error) = Invoke("show", "models/clubs.yaml", "--graph", "dot", "--lifecycle", "ordre");
        Assert.Equal(2, code);
        Assert.Contains("there is no lifecycle 'ordre'; did you mean 'order'?", error, StringComparison.Ordinal);
    }

    private (int Code, string Out, string Error) Invoke(params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = EntenteCommand.Invoke(args, new CommandHost { Out = output, Error = error, Folder = _folder });
        return (code, output.ToString(), error.ToString());
    }
}
