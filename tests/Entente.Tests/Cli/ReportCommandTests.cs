using System.Text.Json.Nodes;
using Entente.Tests.Conformance;
using Entente.Tests.Html;
using Entente.Tests.Statistical;

namespace Entente.Tests.Cli;

/// <summary>Pages of what the real commands wrote.</summary>
public sealed class ReportCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("entente-report-").FullName;

    public ReportCommandTests() => File.Copy(SourceTree.Folder("tests/Entente.Tests/Cli/hostile.yaml"), Path.Join(_folder, "hostile.yaml"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void No_text_of_a_scenario_becomes_anything_but_text()
    {
        Run("run", "hostile.yaml", "--trials", "50", "--seed", "3", "--out", "results", "--quiet");
        Run("report", "results", "-o", "page.html");
        var html = File.ReadAllText(Path.Join(_folder, "page.html"));
        var page = PageReader.Read(html);
        PageReader.Judge(page);

        // What was written stands on the page as it was written, but for the characters that would turn the text around it.
        foreach (var text in new[]
        {
            "<script>alert('title')</script> & \"quoted\" \uFFFDdesrever\uFFFD", "</style></title><img src=http://example.org/x.png onerror=alert(1)> &lt;b&gt; \u200Fשלום", "</text><script>alert(3)</script>",
            "\" onmouseover=\"alert(4)", "\uFFFD<b>\uFFFD & Co. '", "<iframe src=javascript:alert(5)></iframe>", "<a href=\"javascript:alert(6)\">x</a>", "&#60;script&#62; {{constructor}} ${alert(7)}", "' or ''='",
            "<!DOCTYPE html><base href=//example.org>", "<meta http-equiv=refresh content=0>", "\uFFFD<u>open</u>", "{a} & {b} <em>agree</em>", "\"\"><textarea>", "<style>*{display:none}</style>",
            "</svg></figure></main>", "<noscript>", "<script src=//example.org/x.js></script>", "</td></tr></table>\uFFFD&nbsp;&amp;",
        })
        {
            Assert.Contains(text, page.Value, StringComparison.Ordinal);
        }

        Assert.Single(page.All("style"));
        Assert.DoesNotContain(html, c => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028');
    }

    [Fact]
    public void Comparisons_and_traces_become_pages_of_text_too()
    {
        File.WriteAllText(Path.Join(_folder, "compare.json"), Run("compare", "hostile.yaml", "--side", "pull=hard", "--trials", "40", "--format", "json", "--quiet"));
        File.WriteAllText(Path.Join(_folder, "trace.json"), Run("trace", "hostile.yaml", "--trial", "3", "--variable", "trust[ada]", "--format", "json", "--quiet"));
        File.WriteAllText(Path.Join(_folder, "against.json"), Run("trace", "hostile.yaml", "--trial", "3", "--against-set", "pull=hard", "--format", "json", "--quiet"));
        var page = PageReader.Read(Run("report", "compare.json", "trace.json", "against.json"));
        PageReader.Judge(page);
        Assert.Equal(["Side by side", "Means and shares", "Differences"], page.All("h3").Take(3).Select(h => h.Value));
        Assert.Contains(page.All("h3"), h => h.Value == "What happened");
        Assert.Contains(page.All("h3"), h => h.Value == "Where the two part");
        Assert.Contains("<style>*{display:none}</style>", page.Value, StringComparison.Ordinal);
        Assert.All(page.All("table").Where(t => t.Attribute("class")?.Value == "matrix"), t => Assert.Equal(2, t.Element("tbody")!.Elements("tr").Count()));
    }

    [Fact]
    public void A_document_that_somebody_changed_is_text_too()
    {
        var json = JsonNode.Parse(Run("run", "hostile.yaml", "--trials", "20", "--format", "json", "--quiet"))!;
        const string evil = "x\" onload=\"alert(1)\"><script>alert(2)</script> ";
        foreach (var part in new[] { "outcomes", "measures", "series", "times", "lifecycles" })
        {
            json[part]![0]!["name"] = evil + part;
        }

        foreach (var key in new[] { "scenario", "variant", "hash", "digest", "sampler", "command", "version" })
        {
            json[key] = evil + key;
        }

        File.WriteAllText(Path.Join(_folder, "changed.json"), json.ToJsonString());
        var page = PageReader.Read(Run("report", "changed.json"));
        PageReader.Judge(page);
        Assert.Contains(evil + "digest", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_results_give_the_same_page_whatever_made_them()
    {
        File.WriteAllText(Path.Join(_folder, "one.json"), Run("run", "hostile.yaml", "--trials", "40", "--threads", "1", "--format", "json", "--quiet"));
        File.WriteAllText(Path.Join(_folder, "two.json"), Run("run", "hostile.yaml", "--trials", "40", "--reference", "--batch", "7", "--format", "json", "--quiet"));
        Assert.Equal(Run("report", "one.json"), Run("report", "two.json"));
    }

    [Fact]
    public void The_command_that_it_names_makes_the_same_result_again()
    {
        var first = Run("run", "hostile.yaml", "--set", "pull=hard", "--pin", "luck=0.75", "--sampler", "lhs", "--trials", "30", "--seed", "18446744073709551615", "--format", "json", "--quiet");
        var command = JsonNode.Parse(first)!["command"]!.GetValue<string>();
        Assert.Equal("entente run hostile.yaml --set pull=hard --pin luck=0.75 --trials 30 --seed 18446744073709551615 --sampler lhs", command);
        Assert.Equal(first, Run([.. command.Split(' ').Skip(1), "--format", "json", "--quiet"]));
    }

    [Fact]
    public void How_ties_end_adds_up_to_how_all_of_them_end()
    {
        var deal = JsonNode.Parse(Run("run", "hostile.yaml", "--trials", "60", "--format", "json", "--quiet"))!["lifecycles"]![0]!;
        var states = deal["states"]!.AsArray().Select(s => (double)s!["atEnd"]!).ToList();
        var ties = deal["ties"]!.AsArray().Select(t => t!["atEnd"]!.AsArray().Select(v => (double)v!).ToList()).ToList();
        Assert.Equal(3, ties.Count);
        Assert.All(states.Select((share, s) => (share, Mean: ties.Average(t => t[s]))), p => Assert.Equal(p.share, p.Mean, 12));
        Assert.True(ties.Select(t => t[0]).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData("", "ENT6040: 'x.json' is not JSON")]
    [InlineData("trial,outcome\n0,dealt\n", "ENT6040: 'x.json' is not JSON")]
    [InlineData("{\"format\": \"entente-result/1\", \"scenario\": ", "it may have been cut off")]
    [InlineData("[1, 2]", "ENT6041: 'x.json' is no document that a report can be made of: it has no 'format'")]
    [InlineData("{\"format\": \"entente-evidence/1\"}", "its format is 'entente-evidence/1'")]
    [InlineData("{\"format\": \"entente-result/2\"}", "ENT6042: 'x.json' is in the format entente-result/2, and this program reads entente-result/1")]
    [InlineData("{\"format\": \"entente-result/1\", \"scenario\": \"x\"}", "ENT6043: 'x.json' is not as entente-result/1 has it: ")]
    public void What_is_no_result_is_said_to_be_none(string text, string said)
    {
        File.WriteAllText(Path.Join(_folder, "x.json"), text);
        var (code, printed, error) = ExactRun.Invoke(_folder, ["report", "x.json", "-o", "page.html"]);
        Assert.Equal((1, ""), (code, printed));
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(_folder, "page.html")));
    }

    [Theory]
    [InlineData("outcomes", "{}", "the value is of another kind than belongs there, at outcomes")]
    [InlineData("outcomes", "[null]", "outcomes[0] is null")]
    [InlineData("outcomes", "[{\"name\": \"x\"}]", "at outcomes[0]")]
    [InlineData("clock", "{\"start\": \"2025\", \"step\": \"year\", \"labels\": []}", "clock.labels is empty")]
    [InlineData("clock", "{\"start\": \"2025\", \"step\": \"year\", \"labels\": [null]}", "clock.labels[0] is null")]
    [InlineData("times", "[{\"name\": \"x\", \"says\": null, \"headline\": true, \"share\": 1, \"mean\": 1, \"p50\": 1, \"curve\": [1]}]", "the curve of time 'x' does not have as many numbers as clock.labels")]
    [InlineData("lifecycles", "[{\"name\": \"x\", \"machines\": 1, \"states\": []}]", "lifecycle 'x' has no states")]
    public void A_result_with_a_broken_part_is_refused_by_the_name_of_the_part(string key, string part, string said)
    {
        var json = JsonNode.Parse(Run("run", "hostile.yaml", "--trials", "5", "--format", "json", "--quiet"))!;
        json[key] = JsonNode.Parse(part);
        File.WriteAllText(Path.Join(_folder, "x.json"), json.ToJsonString());
        var (code, printed, error) = ExactRun.Invoke(_folder, ["report", "x.json"]);
        Assert.Equal((1, ""), (code, printed));
        Assert.Contains("ENT6043", error, StringComparison.Ordinal);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_cut_off_anywhere_is_refused()
    {
        var text = Run("run", "hostile.yaml", "--trials", "5", "--format", "json", "--quiet");
        for (var length = 0; length < text.Length - 1; length += Math.Max(1, text.Length / 60))
        {
            File.WriteAllText(Path.Join(_folder, "x.json"), text[..length]);
            Assert.Equal(1, ExactRun.Invoke(_folder, ["report", "x.json"]).Code);
        }
    }

    [Fact]
    public void Files_that_are_not_there_and_folders_that_are_not_whole_are_named()
    {
        Run("run", "hostile.yaml", "--trials", "5", "--out", "results", "--quiet");
        File.Delete(Path.Join(_folder, "results/manifest.json"));
        var (code, _, said) = ExactRun.Invoke(_folder, ["report", "results/", "nowhere/x.json"]);
        Assert.Equal(1, code);
        Assert.Contains("cannot find 'results/manifest.json'", said, StringComparison.Ordinal);
        Assert.Contains("cannot find 'nowhere/x.json'", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_is_not_that_of_its_manifest_is_warned_of()
    {
        Run("run", "hostile.yaml", "--trials", "5", "--out", "results", "--quiet");
        Assert.Equal("", ExactRun.Invoke(_folder, ["report", "results"]).Said);
        File.AppendAllText(Path.Join(_folder, "results/result.json"), "\n");
        var (code, _, said) = ExactRun.Invoke(_folder, ["report", "results/manifest.json"]);
        Assert.Equal(0, code);
        Assert.Contains("warning ENT6044: 'results/result.json' is not the file that its manifest names", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_a_failure()
    {
        File.WriteAllText(Path.Join(_folder, "x.json"), Run("run", "hostile.yaml", "--trials", "5", "--format", "json", "--quiet"));
        var (code, printed, said) = ExactRun.Invoke(_folder, ["report", "x.json", "-o", "no/such/folder/page.html"]);
        Assert.Equal((3, ""), (code, printed));
        Assert.StartsWith("entente: cannot write", said, StringComparison.Ordinal);
        Assert.Equal(2, ExactRun.Invoke(_folder, ["report"]).Code);
    }

    private string Run(params string[] args)
    {
        var (code, printed, said) = ExactRun.Invoke(_folder, args);
        Assert.True(code == 0, said);
        return printed;
    }
}
