using System.Collections.Immutable;
using System.Text.Json;
using Entente.Cli;
using Entente.Experiments;
using Entente.Reports;
using Entente.Tests.Reports;

namespace Entente.Tests.Cli;

public sealed class LessonCommandTests : IDisposable
{
    private readonly TestHost _host = new();

    public LessonCommandTests() => _host.Runs = (options, _, _) => SampleResults.Full with
    {
        Trials = options.Trials,
        Outcomes = Outcomes,
    };

    private static ImmutableArray<OutcomeSummary> Outcomes { get; } = [new("broken", null, 100, 0.2, 0.17, 0.24), new("sound", "All is well.", 400, 0.8, 0.76, 0.83)];

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_brier_score_is_the_mean_over_the_trials()
    {
        var run = SampleResults.Full with { Trials = 510, Failed = 10, Outcomes = Outcomes };
        var held = run.Outcomes[0];
        var result = GuessResult.Of(run, held.Name, [new Guess("a", 0.9), new Guess("b", held.Share)]);
        double Direct(double guess) => ((held.Count * (guess - 1) * (guess - 1)) + ((run.Trials - run.Failed - held.Count) * guess * guess)) / (run.Trials - run.Failed);
        Assert.Equal(["b", "a"], result.Guesses.Select(g => g.Who));
        Assert.All(result.Guesses.Concat(result.Yardsticks), g => Assert.Equal(Direct(g.Share), g.Brier, 1e-12));
        Assert.Equal(result.Floor, result.Guesses[0].Brier, 1e-12);
        Assert.Equal([0.5 * (0.9 + held.Share), 1.0 / run.Outcomes.Length, 1, 0], result.Yardsticks.Select(g => g.Share));
    }

    [Fact]
    public void Guesses_gather_in_a_file_and_a_second_guess_takes_the_place_of_the_first()
    {
        Assert.Equal(0, Predict("--guess", "anna=30%", "--guess", "ben=0.5"));
        _host.Typed = "carla Maria 12%\nben, 8%\n\nnever read 1%\n";
        Assert.Equal(0, Predict());
        Assert.Contains("3 guesses of 'sound' in guesses.json: anna, ben, carla Maria", _host.Printed, StringComparison.Ordinal);
        var file = GuessFile.Read(File.ReadAllText(Path.Join(_host.Folder, "guesses.json")), out _)!;
        Assert.Equal([("anna", 0.3), ("ben", 0.08), ("carla Maria", 0.12)], file.Guesses.Select(g => (g.Who, g.Share)));
        Assert.Empty(Directory.GetFiles(_host.Folder, "*.new"));
    }

    [Theory]
    [InlineData("there is no outcome 'soun'; did you mean 'sound'?", "--outcome", "soun", "--guess", "a=1%")]
    [InlineData("a guess is a percent such as 30%, from 0% to 100%, not '130%' (a)", "--outcome", "sound", "--guess", "a=130%")]
    [InlineData("a guess is a percent such as 30%, from 0% to 100%, not 'much' (a)", "--outcome", "sound", "--guess", "a=much")]
    [InlineData("there is no guess", "--outcome", "sound")]
    [InlineData("Option '--outcome' is required.", "--guess", "a=1%")]
    public void What_cannot_be_taken_is_refused_and_nothing_is_written(string said, params string[] args)
    {
        Assert.Equal(ExitCode.CommandLineWrong, _host.Invoke(["lesson", "predict", "s.yaml", .. args]));
        Assert.Contains(said, _host.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(_host.Folder, "guesses.json")));
    }

    [Fact]
    public void A_line_that_is_no_guess_is_named_and_the_others_are_taken()
    {
        _host.Typed = "anna\nben 20%\ndan 900%\n";
        Assert.Equal(0, Predict());
        Assert.Contains("not 'anna'", _host.Said, StringComparison.Ordinal);
        Assert.Contains("not '900%' (dan)", _host.Said, StringComparison.Ordinal);
        Assert.Contains("1 guess of 'sound'", _host.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Guesses_for_another_question_are_not_mixed_in()
    {
        Assert.Equal(0, Predict("--guess", "anna=30%"));
        Assert.Equal(ExitCode.CommandLineWrong, _host.Invoke("lesson", "predict", "s.yaml", "--outcome", "broken", "--guess", "a=1%"));
        Assert.Contains("'guesses.json' holds guesses of 'sound' for another question", _host.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void Revealing_runs_the_trials_and_scores_the_guesses()
    {
        Predict("--guess", "anna=30%", "--guess", "ben=60%");
        Assert.Equal(0, _host.Invoke("lesson", "reveal", "--trials", "500", "--format", "json"));
        using var json = JsonDocument.Parse(_host.Printed[_host.Printed.IndexOf('{', StringComparison.Ordinal)..]);
        Assert.Equal("entente-lesson/1", json.RootElement.GetProperty("format").GetString());
        Assert.Equal(500, _host.Asked!.Trials);
        Assert.Equal(2, json.RootElement.GetProperty("guesses").GetArrayLength());
        _host.Out = new StringWriter();
        Assert.Equal(0, _host.Invoke("lesson", "reveal"));
        Assert.Contains("In this model, under these assumptions, 'sound'", _host.Printed, StringComparison.Ordinal);
        Assert.All(_host.Printed.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Theory]
    [InlineData("", "it is not JSON: line 1")]
    [InlineData("[1, 2]", "it is not of the format entente-guesses/1")]
    [InlineData("""{"format": 7}""", "it is not of the format entente-guesses/1")]
    [InlineData("""{"format": "entente-guesses/1"}""", "a part of it is missing or of the wrong kind")]
    [InlineData("""{"format": "entente-guesses/1", "scenario": "s.yaml", "variant": null, "settings": [], "hash": "x", "outcome": "sound", "guesses": [{"who": "a", "share": 7}]}""", "the guess of 'a' is not between 0 and 1")]
    public void A_file_that_holds_no_guesses_is_named(string text, string said)
    {
        File.WriteAllText(Path.Join(_host.Folder, "other.json"), text);
        Assert.Equal(ExitCode.ScenarioWrong, _host.Invoke("lesson", "reveal", "other.json"));
        Assert.Contains($"'other.json' does not hold guesses: {said}", _host.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_that_has_changed_is_named()
    {
        Predict("--guess", "anna=30%");
        var path = Path.Join(_host.Folder, "guesses.json");
        var file = GuessFile.Read(File.ReadAllText(path), out _)!;
        File.WriteAllText(path, (file with { Hash = "another" }).ToJson());
        Assert.Equal(0, _host.Invoke("lesson", "reveal"));
        Assert.Contains("the scenario has changed since the guesses were made", _host.Said, StringComparison.Ordinal);
    }

    private int Predict(params string[] args) => _host.Invoke(["lesson", "predict", "s.yaml", "--outcome", "sound", .. args]);
}
