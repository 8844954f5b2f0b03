using Entente.Diagnostics;
using Entente.Reports;
using Entente.Tests.Conformance;
using Entente.Tests.Golden;
using Entente.Tests.Reports;

namespace Entente.Tests.Html;

public class HtmlReportTests
{
    public static TheoryData<string> Cultures => Culture.All;

    [Fact]
    public void A_page_of_a_full_result_is_sound_and_shows_every_part()
    {
        var page = PageReader.Read(PageOf(JsonReport.Of(SampleResults.Full, Origin())));
        PageReader.Judge(page);
        Assert.Equal("Europe after an American drawdown", page.All("h1").Single().Value);
        Assert.Equal(
            ["Outcomes", "Over time", "Measures", "When things first happened", "Lifecycles", "What deserves a second look", "Assumptions", "Evidence", "How to make it again"],
            page.All("h2").Select(h => h.Value));
        var text = page.Value;
        foreach (var shown in SampleResults.Full.Outcomes.SelectMany(o => new[] { o.Name, o.Says ?? "" }).Concat([SampleResults.Full.Digest, SampleResults.Full.Hash, "42", "lhs", "46.2%", "44.0% – 48.4%", "entente run clubs.yaml --seed 1"]))
        {
            Assert.Contains(shown, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Results_with_little_or_nothing_in_them_make_sound_pages()
    {
        foreach (var result in new[] { SampleResults.Least, SampleResults.AllFailed, SampleResults.Hostile })
        {
            PageReader.Judge(PageReader.Read(PageOf(JsonReport.Of(result))));
        }
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public void The_same_documents_give_the_same_bytes(string culture)
    {
        var json = JsonReport.Of(SampleResults.Full, Origin());
        Assert.Equal(PageOf(json), Culture.In(culture, () => PageOf(json)));
    }

    [Fact]
    public void Several_results_have_contents_and_one_account_of_one_model()
    {
        var one = JsonReport.Of(SampleResults.Full, Origin());
        var other = JsonReport.Of(SampleResults.Least with { Hash = "another" });
        var page = PageReader.Read(PageOf(one, other, one));
        PageReader.Judge(page);
        Assert.Equal("3 results", page.All("h1").Single().Value);
        Assert.Equal(3, page.All("nav").Single().Element("ul")!.Elements("li").Count());
        Assert.Single(page.All("h3"), h => h.Value == "Evidence");
        Assert.Contains(page.All("a"), a => a.Value == "result 1" && a.Attribute("href")!.Value == "#r1-assumptions");
    }

    [Fact]
    public void The_bars_of_outcomes_are_as_long_as_their_shares()
    {
        var page = PageReader.Read(PageOf(JsonReport.Of(SampleResults.Full)));
        var chart = page.All("svg").Single(s => s.Attribute("id")?.Value == "outcomes-chart");
        var lengths = chart.All("rect").Where(r => r.Attribute("class")!.Value == "bar").Select(r => (double)r.Attribute("width")!).ToList();
        Assert.Equal(SampleResults.Full.Outcomes.Length, lengths.Count);
        Assert.All(lengths.Zip(SampleResults.Full.Outcomes), p => Assert.Equal(p.Second.Share / SampleResults.Full.Outcomes[0].Share, p.First / lengths[0], 3));
    }

    [Fact]
    public void Claims_that_an_item_rests_on_are_linked_to_their_text_and_source()
    {
        var table = Pipeline.Evidence(SampleScenario.Bound, Evidence.SampleSeeds.Read);
        var page = PageReader.Read(PageOf(JsonReport.Of(SampleResults.Full, new Origin("entente run clubs.yaml", table))));
        PageReader.Judge(page);
        var claim = table.Items.SelectMany(i => i.Claims).Select(c => c.Claim).First(c => c is not null)!;
        Assert.Contains(page.All("a"), a => a.Value == claim.Id && a.Attribute("href")!.Value == $"#claim-{claim.Id}");
        Assert.Contains(page.All("dt"), d => d.Attribute("id")?.Value == $"claim-{claim.Id}");
        Assert.Contains(claim.Says, page.Value, StringComparison.Ordinal);
    }

    internal static Origin Origin() => new("entente run clubs.yaml --seed 1", Pipeline.Evidence(SampleScenario.Bound, null));

    internal static string PageOf(params string[] documents)
    {
        var files = MemoryFiles.Of([.. documents.Select((text, i) => ($"{i}.json", text))]);
        var (html, diagnostics) = PageOfResults.Of(documents.Select((_, i) => new ResultFile($"{i}.json", files, $"{i}.json")), null);
        Assert.Equal("", string.Concat(diagnostics.Select(DiagnosticText.Of)));
        return html!;
    }
}
