using System.Text;
using Entente.Cli;
using Entente.Play;

namespace Entente.Tests.Play;

public class JournalTests
{
    private static readonly string[] Acts = ["board", "advance", "set money=1", "inject raid", "vote council chest", "override alarm=0.5 because we say so", "no such thing", "undo 2", "whatif money=0", "advance", "note written"];

    private static readonly GameTable Table = Tables.Council();

    [Fact]
    public void A_journal_cut_anywhere_holds_the_acts_that_were_wholly_written()
    {
        var (text, prints) = Played();
        var bytes = Encoding.UTF8.GetBytes(text);
        var ends = Enumerable.Range(0, bytes.Length).Where(k => bytes[k] == '\n').Select(k => k + 1).ToArray();
        Assert.Equal(Acts.Length + 1, ends.Length);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var whole = ends.Count(e => e <= cut);
            var journal = JournalText.Read("game", bytes.AsSpan(0, cut));
            Assert.Equal(whole > 0, journal.Head is not null);
            Assert.Equal(Math.Max(0, whole - 1), journal.Entries.Length);
            Assert.Equal(whole == 0 ? 0 : ends[whole - 1], journal.Length);
            Assert.Equal(cut - journal.Length, journal.Torn);
        }

        // Whatever was wholly written leads to where the game stood.
        for (var acts = 0; acts <= Acts.Length; acts++)
        {
            var journal = JournalText.Read("game", bytes.AsSpan(0, ends[acts]));
            foreach (var again in new[] { false, true })
            {
                var games = Session.Replay(Table, "game", journal.Entries, again).Select(s => GamePrint.Of(s.Played.Game)).ToArray();
                Assert.Equal(prints[..acts], games);
            }
        }
    }

    [Fact]
    public void A_byte_that_was_changed_is_found_in_its_line()
    {
        var bytes = Encoding.UTF8.GetBytes(Played().Text);
        var lines = Enumerable.Range(0, bytes.Length).Select(k => bytes.AsSpan(0, k).Count((byte)'\n')).ToArray();
        for (var k = 0; k < bytes.Length; k++)
        {
            var damaged = bytes.ToArray();
            damaged[k] ^= 1;
            var told = Assert.Throws<JournalDamagedException>(() => JournalText.Read("game", damaged)).Message;
            Assert.StartsWith($"game:{lines[k] + 1}: ", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_line_that_was_taken_out_or_moved_is_found()
    {
        var lines = Played().Text.Split('\n')[..^1];
        foreach (var wrong in new[] { lines[..3].Concat(lines[4..]), lines[..3].Concat([lines[4], lines[3]]).Concat(lines[5..]), lines[..3].Append(lines[2]).Concat(lines[3..]) })
        {
            var told = Assert.Throws<JournalDamagedException>(() => JournalText.Read("game", Encoding.UTF8.GetBytes(string.Join('\n', wrong) + "\n"))).Message;
            Assert.Equal("game:4: this line does not follow from those before it: the journal was changed or damaged here; lines 1 to 3 are sound", told);
        }

        Assert.Equal("game:1: this is no journal of a game, or its first line was changed or damaged", Assert.Throws<JournalDamagedException>(() => JournalText.Read("game", "a: 1\nb: 2\n"u8)).Message);
        Assert.Empty(JournalText.Read("game", []).Entries);
    }

    [Fact]
    public void A_journal_that_leads_elsewhere_is_refused()
    {
        var journal = JournalText.Read("game", Encoding.UTF8.GetBytes(Played().Text));
        var odds = journal.Entries[1].Odds! with { Sides = [journal.Entries[1].Odds!.Sides[0] with { Failed = 1 }] };
        var told = Assert.Throws<JournalDamagedException>(() => Session.Replay(Table, "game", journal.Entries.SetItem(1, journal.Entries[1] with { Odds = odds }), again: true).ToList()).Message;
        Assert.Equal("game:3: 'advance' leads elsewhere than when it was played; was it played with another version?", told);
        Assert.Throws<JournalDamagedException>(() => Session.Replay(Table, "game", journal.Entries.SetItem(2, journal.Entries[2] with { Line = "set money=0.9" }), again: false).ToList());
    }

    [Fact]
    public void A_head_says_what_differs()
    {
        var head = JournalHead.Of("council.yaml", Table.Scenario, Tables.Pledge);
        Assert.Null(head.DifferenceFrom(Table.Scenario));
        var other = head with { Hash = new string('0', 64), Parts = head.Parts.SetItem("rules", "?").Remove("votes") };
        Assert.EndsWith(": 'rules' and 'votes' differ", other.DifferenceFrom(Table.Scenario), StringComparison.Ordinal);
        var read = JournalText.Read("game", Encoding.UTF8.GetBytes(JournalText.Line(head).Text)).Head!;
        Assert.Equal((head.Hash, head.Pledge, head.Choice.Key, head.File), (read.Hash, read.Pledge, read.Choice.Key, read.File));
        Assert.Equal(head.Parts, read.Parts);
    }

    private static (string Text, string[] Prints) Played()
    {
        var (line, hash) = JournalText.Line(JournalHead.Of("council.yaml", Table.Scenario, Tables.Pledge));
        var text = new StringBuilder(line);
        var prints = new List<string>();
        var game = Table.Begin();
        foreach (var act in Acts)
        {
            var played = Table.Play(game, act, Tables.Few(8));
            game = played.Game;
            prints.Add(GamePrint.Of(game));
            (line, hash) = JournalText.Line(new JournalEntry(prints.Count, act, played.Odds, prints[^1]), hash);
            text.Append(line);
        }

        return (text.ToString(), [.. prints]);
    }
}
