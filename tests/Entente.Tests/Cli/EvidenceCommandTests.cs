using System.Globalization;
using System.Text.Json;
using Entente.Cli;
using Entente.Tests.Evidence;
using Entente.Tests.Reports;

namespace Entente.Tests.Cli;

/// <summary>The evidence command, and what check says of evidence, with the real engine and files on disk.</summary>
public sealed class EvidenceCommandTests : IDisposable
{
    private readonly string _folder = Path.Join(Path.GetTempPath(), "entente-evidence-" + Guid.NewGuid().ToString("N"));

    public EvidenceCommandTests()
    {
        Put("repo/models/clubs.yaml", SampleScenario.Text);
        Put("repo/seeds/a2020.yaml", SampleSeeds.Article);
        Put("repo/seeds/data.yaml", SampleSeeds.Sources);
        Put("repo/seeds/README.md", "no seed file");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Seeds_beside_the_scenarios_folder_are_found()
    {
        var (code, output, error) = Invoke("evidence", "repo/models/clubs.yaml");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("clubs · 4 claims in 2 seed files", output, StringComparison.Ordinal);
        Assert.Contains("F001  observation, disputed  Four of five [bold]clubs[/] say", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_nearest_seeds_win()
    {
        Put("repo/models/seeds/own.yaml", "id: OWN\nsubject: s\nclaims: {}\n");
        Assert.Contains("0 claims in 1 seed files", Invoke("evidence", "repo/models/clubs.yaml").Out, StringComparison.Ordinal);
        Put("repo/models/deep/clubs.yaml", SampleScenario.Text);
        Directory.CreateDirectory(Path.Join(_folder, "repo/models/deep/seeds"));
        Assert.Contains("0 claims in 1 seed files", Invoke("evidence", "repo/models/deep/clubs.yaml").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Seeds_are_sought_one_folder_up_or_up_to_the_root_of_the_repository()
    {
        Put("repo/models/a/b/clubs.yaml", SampleScenario.Text);
        Assert.Contains("no seed files", Invoke("evidence", "repo/models/a/b/clubs.yaml").Out, StringComparison.Ordinal);
        Put("repo/.git", "gitdir: elsewhere");
        Assert.Contains("4 claims", Invoke("evidence", "repo/models/a/b/clubs.yaml").Out, StringComparison.Ordinal);
        Put("repo/models/a/.git", "gitdir: elsewhere");
        Assert.Contains("no seed files", Invoke("evidence", "repo/models/a/b/clubs.yaml").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Seeds_can_be_named()
    {
        Put("elsewhere/own.yaml", "id: OWN\nsubject: s\nclaims: {}\n");
        Assert.Contains("0 claims", Invoke("evidence", "repo/models/clubs.yaml", "--seeds", "elsewhere").Out, StringComparison.Ordinal);
        var (code, output, error) = Invoke("evidence", "repo/models/clubs.yaml", "--seeds", "repo/models/nowhere");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("'repo/models/nowhere' is none", error, StringComparison.Ordinal);
        Assert.Equal(2, Invoke("check", "repo/models/clubs.yaml", "--seeds", "nowhere").Code);
    }

    [Fact]
    public void One_claim_is_shown_with_its_source_and_all_that_names_it()
    {
        var (code, output, _) = Invoke("evidence", "repo/models/clubs.yaml", "--claim", "F001");
        Assert.Equal(0, code);
        Assert.Contains("file: repo/seeds/a2020.yaml:6\n", output, StringComparison.Ordinal);
        Assert.Contains("uncertainties.start  uniform(0.4, 0.8)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_that_does_not_exist_is_a_wrong_command_line()
    {
        var (code, output, error) = Invoke("evidence", "repo/models/clubs.yaml", "--claim", "D_POL");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("there is no claim 'D_POL'; did you mean 'D_POLL'?", error, StringComparison.Ordinal);
        Assert.Equal(2, Invoke("evidence", "repo/models/clubs.yaml", "--claim", "F001", "--unused").Code);
    }

    [Theory]
    [InlineData("--unused")]
    [InlineData("--claim F001")]
    public void Asking_for_claims_without_seed_files_is_a_wrong_command_line(string option)
    {
        Put("lonely/models/clubs.yaml", SampleScenario.Text);
        var (code, _, error) = Invoke(["evidence", "lonely/models/clubs.yaml", .. option.Split(' ')]);
        Assert.Equal(2, code);
        Assert.Contains("name their folder with --seeds", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "items")]
    [InlineData("--unused", "unused")]
    [InlineData("--claim F002", "claim")]
    public void Every_view_is_json_and_csv_too(string option, string key)
    {
        string[] args = ["evidence", "repo/models/clubs.yaml", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--format"];
        using var json = JsonDocument.Parse(Invoke([.. args, "json"]).Out);
        Assert.True(json.RootElement.TryGetProperty(key, out _));
        var lines = Invoke([.. args, "csv"]).Out.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length > 1);
    }

    [Fact]
    public void Wrong_seed_files_end_the_command_and_the_check_with_1()
    {
        Put("repo/seeds/b.yaml", "id: B\nsubject: s\nclaims: {F001: {says: s, claim: acter}}\n");
        var (code, output, error) = Invoke("evidence", "repo/models/clubs.yaml");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("error ENT1009", error, StringComparison.Ordinal);
        Assert.Contains("--> repo/seeds/b.yaml:3:10", error, StringComparison.Ordinal);
        Assert.Equal(1, Invoke("check", "repo/models/clubs.yaml").Code);
        Assert.Equal(0, Invoke("run", "repo/models/clubs.yaml", "--trials", "5", "--quiet").Code);
    }

    [Fact]
    public void A_seed_file_that_cannot_be_read_is_called_by_its_path()
    {
        File.WriteAllBytes(Path.Join(_folder, "repo/seeds/b.yaml"), [1, 0, 2]);
        Assert.Contains("'repo/seeds/b.yaml' is not text", Invoke("check", "repo/models/clubs.yaml").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_scenario_ends_with_1_and_a_wrong_variant_with_2()
    {
        Put("repo/models/wrong.yaml", "format: entente/1\n");
        Assert.Equal(1, Invoke("evidence", "repo/models/wrong.yaml").Code);
        Assert.Equal(2, Invoke("evidence", "repo/models/clubs.yaml", "--variant", "quik").Code);
        Assert.Contains("clubs · variant quick", Invoke("evidence", "repo/models/clubs.yaml", "--variant", "quick").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_warns_of_unknown_claims_where_seeds_were_found()
    {
        Put("repo/models/clubs.yaml", SampleScenario.Text.Replace("[F001, F002]", "[F001, F02]", StringComparison.Ordinal));
        var (code, output, _) = Invoke("check", "repo/models/clubs.yaml");
        Assert.Equal(0, code);
        Assert.Matches("warning ENT3036: no seed file has the claim 'F02'\\n +--> repo/models/clubs.yaml:13:", output);
        Put("lonely/models/clubs.yaml", SampleScenario.Text.Replace("[F001, F002]", "[F001, F02]", StringComparison.Ordinal));
        Assert.DoesNotContain("ENT3036", Invoke("check", "lonely/models/clubs.yaml").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_asks_for_grounds_where_they_are_used_or_wanted()
    {
        Assert.Contains("ENT3037: 'loose' has numbers without evidence or judgement: 4", Invoke("check", "repo/models/clubs.yaml").Out, StringComparison.Ordinal);
        Put("repo/models/plain.yaml", SampleScenario.Text.Replace(", judgement: a round number", "", StringComparison.Ordinal).Replace(", evidence: [F001, F002]", "", StringComparison.Ordinal));
        Assert.Equal("repo/models/plain.yaml: ok\n", Invoke("check", "repo/models/plain.yaml").Out);
        Assert.Contains("ENT3037: 'loose'", Invoke("check", "--evidence", "repo/models/plain.yaml").Out, StringComparison.Ordinal);
    }

    private void Put(string path, string text)
    {
        var full = Path.Join(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private (int Code, string Out, string Error) Invoke(params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = EntenteCommand.Invoke(args, new CommandHost { Out = output, Error = error, Folder = _folder });
        return (code, output.ToString(), error.ToString());
    }
}
