using System.Text.Json;
using Entente.Evidence;
using Entente.Reports;
using Entente.Tests.Golden;
using Entente.Tests.Reports;

namespace Entente.Tests.Evidence;

public sealed class EvidenceReportTests
{
    private static readonly EvidenceTable Sample = EvidenceTable.Of(SampleScenario.Bound, SampleSeeds.Read);

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    public void Items_are_printed(int width) =>
        GoldenText.Matches($"evidence-{width}", Culture.In("de-DE", () => TestConsole.Print(width, c => EvidenceReport.WriteItems(Sample, c))));

    [Fact]
    public void Items_are_printed_without_seed_files() =>
        GoldenText.Matches("evidence-seedless", TestConsole.Print(100, c => EvidenceReport.WriteItems(EvidenceTable.Of(SampleScenario.Bound, null), c)));

    [Fact]
    public void Unused_claims_are_printed() => GoldenText.Matches("evidence-unused", TestConsole.Print(100, c => EvidenceReport.WriteUnused(Sample, c)));

    [Fact]
    public void A_claim_is_printed_in_full()
    {
        GoldenText.Matches("evidence-claim", string.Concat(Sample.Seeds!.Claims.Values.Select(claim => TestConsole.Print(100, c => EvidenceReport.WriteClaim(Sample, claim, c)) + "\n")));
    }

    [Fact]
    public void Items_are_data()
    {
        GoldenText.Matches("evidence-json", EvidenceData.ItemsJson(Sample));
        GoldenText.Matches("evidence-csv", EvidenceData.ItemsCsv(Sample));
    }

    [Fact]
    public void Claims_are_data()
    {
        var claim = Sample.Seeds!.Claims["F001"];
        GoldenText.Matches("evidence-claim-json", EvidenceData.ClaimJson(Sample, claim));
        GoldenText.Matches("evidence-claim-csv", EvidenceData.ClaimCsv(Sample, claim));
        GoldenText.Matches("evidence-unused-csv", EvidenceData.UnusedCsv(Sample));
        using var json = JsonDocument.Parse(EvidenceData.UnusedJson(Sample));
        Assert.Equal(["D_POLL", "F003"], json.RootElement.GetProperty("unused").EnumerateArray().Select(c => c.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    public void No_line_is_wider_than_the_console(int width)
    {
        Assert.All(TestConsole.Print(width, c => EvidenceReport.WriteItems(Sample, c)).Split('\n'), l => Assert.InRange(l.Length, 0, width));
        Assert.All(TestConsole.Print(width, c => EvidenceReport.WriteUnused(Sample, c)).Split('\n'), l => Assert.InRange(l.Length, 0, width));
    }

    [Fact]
    public void Colours_change_no_letter() => Assert.Equal(
        TestConsole.Print(100, c => EvidenceReport.WriteItems(Sample, c)),
        TestConsole.WithoutColours(TestConsole.Print(100, c => EvidenceReport.WriteItems(Sample, c), coloured: true)));

    [Fact]
    public void The_model_card_counts_the_same_items()
    {
        var card = TestConsole.Print(100, c => ModelCard.Write(SampleScenario.Bound, c));
        var bare = Sample.Items.Where(i => i.Strength == Strength.Nothing).Select(i => i.Item.Name).ToList();
        Assert.Contains($"{Sample.Items.Length} items hold numbers", card, StringComparison.Ordinal);
        Assert.Contains("On nothing: " + bare[0], card, StringComparison.Ordinal);
        Assert.Contains($"{bare.Count} on nothing", card.ReplaceLineEndings(" ").Replace("   ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
