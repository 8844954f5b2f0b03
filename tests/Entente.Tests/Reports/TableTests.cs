using System.Globalization;
using Entente.Experiments;
using Entente.Reports;
using Entente.Tests.Golden;

namespace Entente.Tests.Reports;

public class TableTests
{
    private static readonly TrialColumns Columns = new(["growth", "pull[DEU]", "affinity[DEU, POL]", "cohesion"], ["held", "failure"], ["cohesion", "loss"], ["first_probe", "loss"]);

    public static TheoryData<string> Cultures => Culture.All;

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_summary_is_written_alike_in_every_culture(string culture) =>
        GoldenText.Matches("summary-csv", Culture.In(culture, () => CsvReport.Of(SampleResults.Full)));

    [Theory]
    [MemberData(nameof(Cultures))]
    public void Trials_are_written_alike_in_every_culture(string culture) => Assert.Equal(
        """
        trial,growth,pull[DEU],"affinity[DEU, POL]",cohesion,outcome,measure.cohesion,loss,first_probe,time.loss
        0,0.1,-2.5E-07,1,0.3333333333333333,failure,0.5,1234.5,,2.25
        1,0.2,0,1,0,failed,,,,

        """,
        Culture.In(culture, () => Write(
            new TrialRecord(0, [0.1, -2.5e-7, 1, 1 / 3.0], 1, [0.5, 1234.5], [double.NaN, 2.25], null),
            new TrialRecord(1, [0.2, 0, 1, 0], -1, [double.NaN, double.NaN], [double.NaN, double.NaN], "x is NaN"))));

    [Fact]
    public void Every_column_has_a_name_of_its_own() =>
        Assert.Distinct(TrialsCsv.Header(new TrialColumns(["trial", "outcome", "m"], [], ["m", "trial", "measure.m"], ["m", "measure.m"])));

    [Fact]
    public void A_manifest_says_how_to_make_the_folder_again()
    {
        var options = new RunOptions { Seed = 42, Sampler = SamplerKind.LatinHypercube, Trials = 2000 };
        var manifest = new Manifest("us-drawdown.yaml", options, SampleResults.Full, false, ".NET 10.0.0, linux-x64", [new("trials.csv", 12, "ab")]);
        GoldenText.Matches("manifest", manifest.ToJson());
        Assert.DoesNotContain("written", manifest.ToJson(), StringComparison.Ordinal);
        Assert.Contains("\"written\": \"2026-04-01T00:00:00+00:00\"", (manifest with { Written = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero) }).ToJson(), StringComparison.Ordinal);
    }

    private static string Write(params IEnumerable<TrialRecord> trials)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new TrialsCsv(text, Columns))
        {
            foreach (var trial in trials)
            {
                csv.Recorded(trial);
            }
        }

        return text.ToString();
    }
}
