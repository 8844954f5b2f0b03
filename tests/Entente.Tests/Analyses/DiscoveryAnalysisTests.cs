using Entente.Analyses;
using Entente.Experiments;
using Entente.Reports;
using Entente.Tests.Properties;

namespace Entente.Tests.Analyses;

public sealed class DiscoveryAnalysisTests
{
    private const string Corner = """
        sets: {towns: {members: [p, q]}}
        levers: {way: {options: [up, down], default: up}}
        uncertainties: {a: "uniform(0, 1)", v: {each: x in towns, distribution: "uniform(0, 1)"}, other: "uniform(0, 1)"}
        measures: {y: {is: "a - v[q]"}}
        outcomes: [{name: hit, when: "a > 0.6 and v[q] < 0.5"}, {name: miss, otherwise: "true"}]
        """;

    private static readonly RunOptions Usual = new() { Trials = 4000, Seed = 5, Threads = 2 };

    [Fact]
    public void The_corner_of_an_outcome_is_found_as_an_expression_that_can_be_given()
    {
        var (result, _) = Discover(CaseDefinition.Outcome("hit"), new());
        var found = Assert.Single(result!.Boxes);
        Assert.Matches(@"^a >= 0\.[56]\d* and v\[q\] <= 0\.[45]\d*$", found.Rule);
        Assert.InRange(found.Box.Coverage, 0.9, 1);
        Assert.InRange(found.Box.Density, 0.9, 1);
        Assert.All(found.Limits, l => Assert.True(l.QuasiP < 1e-9 && l.Stability.Share > 0.9));

        // The rule, as a condition, holds for the trials in the box.
        var given = Pipeline.Sensitivity(Written.Scenario(Corner), "outcome hit", new() { Method = SensitivityMethod.Pawn, Given = found.Rule, Resamples = 5 }, Usual, null, default);
        Assert.Equal(found.Box.Inside, given.Used);
        Assert.Equal(found.Box.Density, given.Mean, 1e-12);
        Assert.Equal(2, result.Tree.Root.Parts().Count(p => p.Limits.Length > 0 && p.Leaf.Density < 0.1));
    }

    [Fact]
    public void A_measure_can_have_both_ends()
    {
        Assert.Equal("0.1 < y < 0.3", new CaseDefinition("y", 0.1, 0.3).Text);
        Assert.Equal([false, true, false, false], new[] { 0.1, 0.2, 0.3, double.NaN }.Select(new CaseDefinition("y", 0.1, 0.3).Holds));
        var (result, _) = Discover(new CaseDefinition("y", 0.5, null), new() { Given = "way is up and other < 0.5" });
        Assert.Equal("y > 0.5", result!.Cases);
        Assert.InRange(result.Trials, 1800, 2200);
        Assert.Equal(0.125, (double)result.Count / result.Trials, 0.03);
    }

    [Fact]
    public void Boxes_after_the_first_are_among_what_it_leaves()
    {
        var (result, _) = Discover(new CaseDefinition("y", 0.3, null), new() { Boxes = 3 });
        Assert.True(result!.Boxes.Length > 1);
        Assert.True(result.Boxes.Sum(b => b.Box.Cases) <= result.Count);
        Assert.All(result.Boxes, b => Assert.Equal((4000, result.Count), (b.Box.All, b.Box.AllCases)));
    }

    [Fact]
    public void Too_few_cases_are_no_discovery()
    {
        var (result, problem) = Discover(new CaseDefinition("y", 2, null), new());
        Assert.Null(result);
        Assert.Equal("0 of 4000 trials meet 'y > 2', too few to analyse", problem!.Message);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        string Text(int threads) => DiscoveryJson.Of(Pipeline.Discover(Written.Scenario(Corner), CaseDefinition.Outcome("hit"), new(), Usual with { Threads = threads, Trials = 1000 }, null, default).Result!);
        Assert.Equal(Text(1), Text(3));
    }

    private static (DiscoveryResult? Result, Entente.Diagnostics.Diagnostic? Problem) Discover(CaseDefinition cases, DiscoveryOptions options)
    {
        var scenario = Written.Scenario(Corner);
        Assert.Empty(Pipeline.CheckDiscovery(scenario, cases, options, Usual));
        return Pipeline.Discover(scenario, cases, options, Usual, null, default);
    }
}
