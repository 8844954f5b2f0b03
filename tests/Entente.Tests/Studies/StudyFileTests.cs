using Entente.Diagnostics;
using Entente.Sampling;
using Entente.Studies;

namespace Entente.Tests.Studies;

/// <summary>What a study's document means, and what is said of one that is wrong.</summary>
public sealed class StudyFileTests : IDisposable
{
    private const string Head = "format: entente-study/1\nid: s\nscenario: models/failing.yaml\n";
    private const string Growth = "format: entente-study/1\nid: s\nscenario: models/growth.yaml\n";

    private readonly StudyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("trails: 5", "ENT1010", "trails", "did you mean 'trials'?")]
    [InlineData("trials: many", "ENT1017", "many", null)]
    [InlineData("trials: 0", "ENT1017", "0", null)]
    [InlineData("trials: 99999999999999999999", "ENT1017", "99999999999999999999", null)]
    [InlineData("seed: -1", "ENT1017", "-1", null)]
    [InlineData("sampler: halton", "ENT1017", "halton", null)]
    [InlineData("replications: 3", "ENT1017", "3", "else the last world")]
    [InlineData("until_ci: 2", "ENT1017", "2", "such as 2%")]
    [InlineData("until_ci: wide", "ENT1017", "wide", null)]
    [InlineData("until_ci: 2%\nsampler: lhs", "ENT1017", "2%", "strata")]
    [InlineData("max_trials: 5", "ENT1017", "5", null)]
    [InlineData("variants: [abrupt]", "ENT3027", "abrupt", "as it stands")]
    [InlineData("variants: [as it stands, as it stands]", "ENT1009", "as it stands", null)]
    [InlineData("keep: {measures: [totl]}", "ENT3001", "totl", "did you mean 'total'?")]
    [InlineData("keep: {series: [total]}", "ENT3001", "total", null)]
    [InlineData("keep: all", "ENT1012", "all", null)]
    [InlineData("design: [factorial]", "ENT1012", "factorial", null)]
    [InlineData("design: [{}]", "ENT1012", "{}", null)]
    [InlineData("design: [{factorial: {rarity: [0]}, lhs: {points: 2, over: [w]}}]", "ENT1023", "lhs", "product")]
    [InlineData("design: [{factorial: {rartiy: [0]}}]", "ENT3001", "rartiy", "did you mean 'rarity'?")]
    [InlineData("design: [{factorial: {ratio: [0]}}]", "ENT3002", "ratio", null)]
    [InlineData("design: [{factorial: {rarity: [0, 0]}}]", "ENT1009", "0", null)]
    [InlineData("design: [{factorial: {rarity: [0, 7]}}]", "ENT3026", "7", null)]
    [InlineData("design: [{factorial: {rarity: [0, lots]}}]", "ENT3001", "lots", null)]
    [InlineData("design: [{factorial: {rarity: 0}}]", "ENT1012", "0", "")]
    [InlineData("design: [{factorial: {rarity: {from: 0, to: 1}}}]", "ENT1011", "rarity", null)]
    [InlineData("design: [{factorial: {rarity: {from: 0, to: 1, levels: 1}}}]", "ENT1017", "1", null)]
    [InlineData("design: [{factorial: {rarity: {from: 0, to: 2, levels: 3}}}]", "ENT3026", "rarity", null)]
    [InlineData("design: [{factorial: {rarity: {from: 0, to: 1, levels: 400}, w: {from: 0, to: 1, levels: 400}}}]", "ENT5070", "{rarity: {from: 0, to: 1, levels: 400}, w: {from: 0, to: 1, levels: 400}}", "lhs")]
    [InlineData("design: [{factorial: {rarity: [0]}}, {factorial: {rarity: [1]}}]", "ENT1009", "rarity", "one part")]
    [InlineData("design: [{lhs: {points: 5}}]", "ENT1011", "lhs", null)]
    [InlineData("design: [{lhs: {points: 5, over: []}}]", "ENT1012", "[]", null)]
    [InlineData("design: [{lhs: {points: 5, over: {rarity: [1, 0]}}}]", "ENT3029", "[1, 0]", null)]
    [InlineData("design: [{lhs: {points: 5, over: {rarity: [0, 3]}}}]", "ENT3026", "[0, 3]", null)]
    [InlineData("design: [{lhs: {points: 5, over: {rarity: much}}}]", "ENT1012", "much", null)]
    [InlineData("design: [{sobol: {points: 1000000, over: [w]}}]", "ENT1017", "1000000", null)]
    [InlineData("design: [{morris: {trajectories: 2, levels: 3, over: [w]}}]", "ENT1017", "3", null)]
    [InlineData("design: [{list: [{set: {w: 0.2}}]}]", "ENT3002", "w", null)]
    [InlineData("design: [{list: [{variant: calm}]}]", "ENT3027", "calm", null)]
    [InlineData("design: [{list: [{set: {rarity: 0.2}}, {set: {rarity: 0.2}}]}]", "ENT1009", "{set: {rarity: 0.2}}", null)]
    [InlineData("design: [{list: [{set: {rarity: [0.2]}}]}]", "ENT1012", "[0.2]", null)]
    [InlineData("design: [{list: []}]", "ENT1012", "{list: []}", null)]
    public void What_is_wrong_is_told_with_its_place(string text, string code, string at, string? hint)
    {
        var (study, found) = _folder.Bind(Head + text + "\n");
        Assert.Null(study);
        var wrong = Assert.Single(found, d => d.Code == code && d.Severity == Severity.Error && d.Source.Content.Substring(d.Span.Start, d.Span.Length).Trim() == at);
        Assert.Equal("study.yaml", wrong.Source.Path);
        if (hint is not null)
        {
            Assert.Contains(hint, wrong.Hint ?? "", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("format: entente/1\nid: s\n")]
    [InlineData("- a\n- b\n")]
    [InlineData("format: entente-study/1\nid: s\nscenario: /etc/passwd\n")]
    [InlineData("format: entente-study/1\nid: s\nscenario: ''\n")]
    [InlineData("format: entente-study/1\nid: s\nscenario: &a models/failing.yaml\n")]
    [InlineData("format: entente-study/1\nid: s\nscenario: models/none.yaml\n")]
    [InlineData("format: entente-study/1\nid: s\nscenario: models\n")]
    [InlineData("format: entente-study/1\nid: s\nscenario: models/failing.yaml\ndesign: {factorial: {rarity: [1]}}\n")]
    [InlineData("format: entente-study/1\nid: [s]\nscenario: models/failing.yaml\n")]
    [InlineData("format: entente-study/1\nid: s\nscenario: models/failing.yaml\ndesign: [{lhs: {points: 3, over: {? [a] : b}}}]\n")]
    public void A_hostile_document_ends_with_a_diagnostic(string text)
    {
        _folder.Write("h.yaml", text);
        var (code, output, said) = _folder.Invoke("study", "h.yaml");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("error ENT", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("h.sqlite")));
    }

    [Fact]
    public void A_design_is_the_product_of_its_parts()
    {
        var study = Bound(Head + "design:\n  - factorial: {rarity: [0, 50%]}\n  - lhs: {points: 3, over: {w: [0.2, 0.8]}}\n");
        Assert.Equal(6, study.Points.Length);
        Assert.Equal(["0", "0", "0", "50%", "50%", "50%"], study.Points.Select(p => p.Choice.Settings.Single().Value));
        var drawn = study.Points.Take(3).Select(p => Number(p)).ToArray();
        Assert.Equal(drawn, study.Points.Skip(3).Select(p => Number(p)));
        Assert.Equal([0, 1, 2], drawn.Select(w => (int)((w - 0.2) / 0.2)).Order());
    }

    [Fact]
    public void Sobol_points_are_those_of_the_sampler_over_the_distribution()
    {
        var study = Bound(Head + "seed: 9\ndesign: [{sobol: {points: 8, over: [w, rarity]}}]\n");
        var sampler = new Sobol(9, ["study/w", "study/rarity"]);
        Assert.Equal(Enumerable.Range(0, 8).Select(k => sampler.Uniform(k, 0)), study.Points.Select(Number), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Saltelli_has_two_matrices_and_those_in_which_one_column_is_exchanged()
    {
        var study = Bound(Head + "design: [{saltelli: {points: 4, second_order: true, over: [w, rarity]}}]\n");
        Assert.Equal(4 * 6, study.Points.Length);
        Assert.Equal(["A 0", "AB w 0", "AB rarity 0", "BA w 0", "BA rarity 0", "B 0"], study.Points.Take(6).Select(p => p.Role));
        var (a, ab, ba, b) = (study.Points[0].Choice, study.Points[1].Choice, study.Points[3].Choice, study.Points[5].Choice);
        Assert.Equal((a.Settings[0], b.Pins[0]), (ab.Settings[0], ab.Pins[0]));
        Assert.Equal((b.Settings[0], a.Pins[0]), (ba.Settings[0], ba.Pins[0]));
    }

    [Fact]
    public void Morris_moves_one_factor_at_a_time_by_half_the_levels()
    {
        var study = Bound(Head + "design: [{morris: {trajectories: 5, levels: 4, over: {w: [0, 3], rarity: [0, 0.3]}}}]\n");
        Assert.Equal(15, study.Points.Length);
        foreach (var path in study.Points.Chunk(3))
        {
            foreach (var (from, to) in path.Zip(path.Skip(1)))
            {
                var moves = new[] { (Number(to) - Number(from)) / 3, (Setting(to) - Setting(from)) / 0.3 };
                Assert.Single(moves, m => m == 0);
                Assert.Single(moves, m => Math.Abs(Math.Abs(m) - (2.0 / 3)) < 1e-12);
            }
        }
    }

    [Fact]
    public void All_variants_are_the_scenario_as_it_stands_and_its_variants()
    {
        var study = Bound("format: entente-study/1\nid: s\nscenario: models/rich.yaml\nvariants: all\n");
        Assert.Null(study.Points[0].Choice.Variant);
        Assert.Equal(study.Scenario.Variants.Select(v => v.Name), study.Points.Skip(1).Select(p => p.Choice.Variant));
    }

    [Fact]
    public void A_study_without_a_design_is_one_point()
    {
        var study = Bound(Growth);
        Assert.Equal("as it stands", Assert.Single(study.Points).Text);
        Assert.Equal((1000, 1UL, 1), (study.Options.Trials, study.Options.Seed, study.Options.Replications));
    }

    [Fact]
    public void Every_shipped_study_is_right()
    {
        var folder = Conformance.SourceTree.Folder("scenarios/studies");
        var studies = Directory.GetFiles(folder, "*.yaml");
        Assert.NotEmpty(studies);
        foreach (var path in studies)
        {
            var found = new DiagnosticBag();
            var (files, name) = Entente.Cli.DiskFiles.Of(path, folder);
            var syntax = StudyReader.Read(files, name, found)!;
            var (scenarioFiles, scenario) = Entente.Cli.DiskFiles.Of(Path.GetFullPath(Path.Join(folder, syntax.Scenario.Value)), folder);
            Loaded Load(Entente.Scenarios.ScenarioChoice choice) => Pipeline.Load(scenarioFiles, scenario, choice);
            Assert.True(StudyBinder.Bind(syntax, Load(Entente.Scenarios.ScenarioChoice.Default).Scenario!, scenario, Load, found) is not null, string.Join('\n', found.ToSorted().Select(DiagnosticText.Of)));
        }
    }

    [Fact]
    public void Every_key_says_what_it_is()
    {
        Assert.All(StudyShapes.Study.Keys.Concat(StudyShapes.Part.Keys).Concat(StudyShapes.Keep.Keys), key => Assert.NotEmpty(key.Says));
        Assert.Contains("\"A Morris design\"".ToLowerInvariant(), _folder.Do("schema", "--study").ToLowerInvariant(), StringComparison.Ordinal);
    }

    private static double Number(StudyPoint point) => double.Parse(point.Choice.Pins.Single(p => p.Uncertainty == "w").Value, System.Globalization.CultureInfo.InvariantCulture);

    private static double Setting(StudyPoint point) => double.Parse(point.Choice.Settings[0].Value, System.Globalization.CultureInfo.InvariantCulture);

    private Study Bound(string text)
    {
        var (study, found) = _folder.Bind(text);
        Assert.True(study is not null, string.Join('\n', found.Select(DiagnosticText.Of)));
        return study!;
    }
}
