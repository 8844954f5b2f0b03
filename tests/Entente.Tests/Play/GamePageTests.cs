using System.Text.Json.Nodes;
using System.Xml.Linq;
using Entente.Tests.Html;

namespace Entente.Tests.Play;

/// <summary>Pages of games that were played.</summary>
public sealed class GamePageTests : IDisposable
{
    internal const string Script = """
        advance
        whatif money=0.6 | money=1 words=0.5
        set money=0.6
        vote council chest
        advance
        inject raid
        note the towns are <b>afraid</b> & "cold"
        inject "<script>alert('riders')</script></table>" trust[cor] -= 0.1
        advance
        branch hard
        override guarantee=0.3 because <img src=x onerror=alert(1)> has gone
        advance 2
        report middle
        advance 7
        report
        """;

    private readonly PlayRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_game_becomes_a_page_with_all_that_was_done()
    {
        Play("--journal", "it's a game.jsonl");
        var html = Report("after-action.json");
        var page = PageReader.Read(html);
        PageReader.Judge(page);
        Assert.Equal("A small council", page.All("h1").Single().Value);
        Assert.Equal(
            [
                "How it ended", "Timeline", "The odds along the game", "Decisions, with the odds before and after", "Open, and not chosen", "Injects and messages", "Votes", "Overrides", "Notes", "What happened",
                "Measures over the game", "Where it stands", "Other branches", "How to make it again",
            ],
            page.All("h2").Select(h => h.Value));

        // What the table typed is text.
        foreach (var text in new[]
        {
            "<script>alert('riders')</script></table>", "because <img src=x onerror=alert(1)> has gone", "the towns are <b>afraid</b> & \"cold\"", "money=0.6 (chosen)", "chest fails", "Riders were seen; alarm stands at",
            "entente play --replay 'it'\\''s a game.jsonl'", "printf %s 'entente play, seed 7, salt pepper' | sha256sum", "64 trials on each side", "by size",
        })
        {
            Assert.Contains(text, page.Value, StringComparison.Ordinal);
        }

        Assert.Equal(html, Report("after-action.json"));
        Assert.Equal(html, File.ReadAllText(_run.At("after-action.html")));
        PageReader.Judge(PageReader.Read(Report("middle.json", "after-action.json", "middle.json")));
    }

    [Fact]
    public void The_odds_on_the_page_are_those_that_were_counted()
    {
        Play();
        var json = JsonNode.Parse(File.ReadAllText(_run.At("after-action.json")))!;
        var raid = json["moments"]!.AsArray().Single(m => m!["act"]!.GetValue<string>() == "inject raid")!;
        var page = PageReader.Read(Report("after-action.json"));
        var rows = Rows(page, $"Odds before and after @{raid["id"]}").ToList();
        Assert.Equal(json["outcomes"]!.AsArray().Select(o => o!["name"]!.GetValue<string>()), rows.Select(r => r[0]));
        foreach (var side in new[] { 0, 1 })
        {
            Assert.Equal(raid["ends"]![side]!["counts"]!.AsArray().Select(c => FormattableString.Invariant($"{100 * (double)c! / 64:0.0}%")), rows.Select(r => r[side + 1][..r[side + 1].IndexOf(' ', StringComparison.Ordinal)]));
        }

        var web = rows.FindIndex(r => r[0] == "web");
        var (gained, lost) = ((double)raid["ends"]![1]!["gained"]![web]!, (double)raid["ends"]![1]!["lost"]![web]!);
        Assert.NotEqual(gained, lost);
        Assert.StartsWith(FormattableString.Invariant($"{100 * (gained - lost) / 64:+0.0;-0.0} ("), rows[web][3], StringComparison.Ordinal);

        // One point for each moment with odds, and those before a decision where a turn had none.
        var drawn = page.All("svg").Single(s => s.Attribute("id")?.Value == "odds-1").All("circle").Count();
        Assert.Equal(Rows(page, "broken: odds after each moment").Count(), drawn);
    }

    [Fact]
    public void The_seed_of_a_game_that_goes_on_is_not_on_its_page()
    {
        Play();
        var text = PageReader.Read(Report("middle.json")).Value;
        Assert.Contains("The game is not over", text, StringComparison.Ordinal);
        Assert.Contains("Odds from here", text, StringComparison.Ordinal);
        Assert.Contains("The seed is shown when the game is over", text, StringComparison.Ordinal);
        Assert.DoesNotContain("pepper", text, StringComparison.Ordinal);
        Assert.Contains("without a journal", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format", "\"entente-game/2\"", "ENT6042: 'x.json' is in the format entente-game/2, and this program reads entente-game/1")]
    [InlineData("moments", "[]", "at is no moment that was played")]
    [InlineData("at", "99", "at is no moment that was played")]
    [InlineData("salt", "\"salt\"", "pledge is not the hash of seed and salt")]
    [InlineData("dates", "[\"2025\"]", "does not have as many values as dates")]
    [InlineData("branches", "[{\"name\": \"main\", \"head\": -1}]", "the head of branch 'main' is no moment")]
    [InlineData("outcomes", "[]", "some ends are not counts of their trials by outcome")]
    [InlineData("asked", "[{\"moment\": 1, \"options\": [\"a\"], \"chosen\": [], \"trials\": 1, \"ends\": []}]", "not as many ends as options and one")]
    [InlineData("institutions", "[null]", "institutions[0] is null")]
    public void A_game_with_a_broken_part_is_refused(string key, string part, string said)
    {
        Play();
        var json = JsonNode.Parse(File.ReadAllText(_run.At("after-action.json")))!;
        json[key] = JsonNode.Parse(part);
        File.WriteAllText(_run.At("x.json"), json.ToJsonString());
        Refused(said);
    }

    [Fact]
    public void A_game_cut_off_is_refused()
    {
        Play();
        var text = File.ReadAllText(_run.At("after-action.json"));
        for (var length = text.Length / 20; length < text.Length - 2; length += text.Length / 20)
        {
            File.WriteAllText(_run.At("x.json"), text[..length]);
            Refused("ENT6040: 'x.json' is not JSON");
        }
    }

    private static IEnumerable<string[]> Rows(XElement page, string caption) =>
        page.All("table").Single(t => t.Element("caption")!.Value == caption).Element("tbody")!.Elements("tr").Select(r => r.Elements().Select(c => c.Value.Trim()).ToArray());

    private void Play(params string[] args)
    {
        var (code, _, said) = _run.Play(Script, args);
        Assert.Equal((0, ""), (code, said));
    }

    private string Report(params string[] files)
    {
        var (code, html, said) = _run.Invoke("", ["report", .. files]);
        Assert.Equal((0, ""), (code, said));
        return html;
    }

    private void Refused(string said)
    {
        var (code, html, error) = _run.Invoke("", "report", "x.json");
        Assert.Equal((1, ""), (code, html));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }
}
