using Entente.Experiments;
using Entente.Reports;
using Entente.Tests.Golden;

namespace Entente.Tests.Reports;

public class TrialReportTests
{
    public static TheoryData<string> Cultures => Culture.All;

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_trial_prints_alike_in_every_culture(string culture) => GoldenText.Matches("trial", Culture.In(culture, () => Print(Trial)));

    [Fact]
    public void A_failed_trial_says_why_and_what_was_drawn() =>
        GoldenText.Matches("trial-failed", Print(Trial with { Outcome = -1, Measures = [double.NaN, double.NaN], Times = [double.NaN], Failure = "trust[ada] is NaN in step 3 (2026-Q1): log(-1)" }));

    private static TrialColumns Columns { get; } = Pipeline.Columns(SampleScenario.Bound);

    private static TrialRecord Trial { get; } = new(
        17,
        [.. Columns.Uncertainties.Select((name, i) => name == "mood" ? 1 : (i * 0.125) - 0.3)],
        1,
        [.. Columns.Measures.Select(name => name == "seats" ? 2 : 0.5432)],
        [1.25],
        null);

    // Short runs of the scenario give units, sentences and findings.
    private static string Print(TrialRecord trial)
    {
        var result = Pipeline.Run(SampleScenario.Bound, new RunOptions { OnlyTrial = 17, Threads = 1 }, null, CancellationToken.None);
        return TestConsole.Print(80, console => TrialReport.Write(SampleScenario.Bound, result with { Digest = new string('0', 32) }, Columns, trial, console));
    }
}
