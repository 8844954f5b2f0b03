using System.Text.Json;
using Entente.Cli;
using Entente.Studies;

namespace Entente.Tests.Studies;

/// <summary>Policies over worlds, where each number can be done by hand: what a policy gives is set by its lever and by an uncertainty that the design sets.</summary>
public sealed class StudyRobustnessTests : IDisposable
{
    private const string Scenario =
        """
        format: entente/1
        id: crops
        clock: {start: 2025-01, step: year, steps: 1}
        levers: {crop: {options: [hardy, rich], default: hardy, says: what is sown}}
        uncertainties: {rain: "uniform(0, 10)", luck: "uniform(0, 1)"}
        measures:
          yield: {is: "if crop is hardy then 5 else rain", unit: index, better: higher, target: at least 4, headline: true}
          lucky: {is: luck, unit: index}
        outcomes: [{name: hunger, when: "(if crop is hardy then 5 else rain) < 4"}, {name: plenty, otherwise: true}]
        """;

    private readonly StudyFolder _folder = new();

    public StudyRobustnessTests()
    {
        _folder.Write("crops.yaml", Scenario);
        _folder.Write("s.yaml", "format: entente-study/1\nid: s\nscenario: crops.yaml\ndesign: [factorial: {crop: [hardy, rich], rain: [0, 2, 9, 10]}]\ntrials: 4\nreplications: 2\n");
        _folder.Do("study", "s.yaml", "--quiet");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Points_are_policies_over_worlds()
    {
        using var store = StudyStore.OpenRead(_folder.PathOf("s.sqlite"));
        var table = store.Policies("yield", "");
        Assert.Equal("crop=hardy crop=rich", string.Join(' ', table.Policies));
        Assert.Equal([5, 5, 5, 5, 5, 5, 5, 5], table.Values[0]);
        Assert.Equal([0, 0, 2, 2, 9, 9, 10, 10], table.Values[1]);
        var hunger = store.Policies(null, "hunger");
        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0], hunger.Values[1]);
    }

    [Fact]
    public void A_world_of_several_trials_counts_by_their_mean()
    {
        using var store = StudyStore.OpenRead(_folder.PathOf("s.sqlite"));
        Assert.Equal(8, store.Policies("lucky", "").Values[0].Length);
        Assert.Equal(["2"], _folder.Query("s.sqlite", "SELECT DISTINCT count(*) FROM trials GROUP BY point, world"));
    }

    [Fact]
    public void The_criteria_are_those_of_the_table_by_hand()
    {
        using var json = JsonDocument.Parse(_folder.Do("study", "robustness", "s.sqlite", "--measure", "yield", "--optimism", "0.25", "--format", "json"));
        var criteria = json.RootElement.GetProperty("criteria").EnumerateArray().ToDictionary(
            c => c.GetProperty("name").GetString()!,
            c => (First: c.GetProperty("order")[0].GetString(), Values: c.GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("value").GetDouble()).ToArray()));
        void Is(string name, string first, double hardy, double rich)
        {
            Assert.Equal((name, first), (name, criteria[name].First));
            Assert.Equal(hardy, criteria[name].Values[0], 1e-12);
            Assert.Equal(rich, criteria[name].Values[1], 1e-12);
        }

        Is("maximin", "crop=hardy", 5, 0);
        Is("hurwicz", "crop=hardy", 5, 2.5);
        Is("laplace", "crop=rich", 5, 5.25);
        Is("minimax regret", "crop=hardy", 5, 5);
        Is("satisficing", "crop=hardy", 1, 0.5);
        Assert.Equal(8, json.RootElement.GetProperty("worlds").GetInt32());
        Assert.False(json.RootElement.GetProperty("agree").GetBoolean());
        Assert.Equal(4, json.RootElement.GetProperty("threshold").GetDouble());
    }

    [Fact]
    public void It_prints_within_the_page_and_says_whether_they_agree()
    {
        var text = _folder.Do("study", "robustness", "s.sqlite", "--outcome", "hunger", "--better", "lower");
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 100, line));
        Assert.Contains("All criteria give one ranking.", text, StringComparison.Ordinal);
        Assert.Contains("in this model, under these assumptions", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name what is judged, with --measure or with --outcome")]
    [InlineData("the study keeps no measure 'yeild'; did you mean 'yield'?", "--measure", "yeild")]
    [InlineData("the study keeps no outcome 'famine'", "--outcome", "famine")]
    [InlineData("the scenario does not say which way is better for 'hunger'", "--outcome", "hunger")]
    [InlineData("--optimism is from 0 to 1", "--measure", "yield", "--optimism", "2")]
    [InlineData("--aversion is 0 or more", "--measure", "yield", "--aversion", "-1")]
    public void What_cannot_be_judged_is_refused(string said, params string[] args)
    {
        var (code, output, error) = _folder.Invoke(["study", "robustness", "s.sqlite", .. args]);
        Assert.Equal((ExitCode.CommandLineWrong, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }
}
