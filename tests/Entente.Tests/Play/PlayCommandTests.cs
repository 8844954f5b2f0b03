using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Entente.Cli;

namespace Entente.Tests.Play;

/// <summary>Whole games, by scripts.</summary>
public sealed class PlayCommandTests : IDisposable
{
    /// <summary>Twelve turns with everything in them that a table does.</summary>
    private const string Whole = """
        # a whole game
        help
        seats
        levers
        injects
        votes
        advance
        why
        whatif money=0.6 | money=1 words=0.5
        set money=0.6
        vote council chest
        advance
        inject raid
        advance
        odds
        dice
        note the towns are afraid
        inject "A rider brings news; nobody believes it." trust[cor] -= 0.1
        advance
        branch hard
        set posture=leave
        override guarantee=0.3 because the garrison has gone
        advance
        goto main
        advance 2
        undo 1
        vote circle oath ada=yes bly=yes cor=yes dun=yes
        advance 3
        view ada
        view bly
        print seat ada
        log
        save copy.jsonl
        advance 4
        why
        odds
        report
        quit
        """;

    private readonly PlayRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_game_of_twelve_turns_is_played_kept_and_played_again_to_the_byte()
    {
        var (code, output, error) = _run.Play(Whole, "--journal", "game.jsonl");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("turn 12 · step 12 of 12", output, StringComparison.Ordinal);
        Assert.Contains("The end", output, StringComparison.Ordinal);
        Assert.Contains("entente play, seed 7, salt pepper", output, StringComparison.Ordinal);
        Assert.DoesNotContain("forecast", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("unknown", output, StringComparison.Ordinal);
        Assert.DoesNotContain("usage", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 100, line));

        var replayed = _run.Invoke("", "play", "--replay", "game.jsonl");
        Assert.Equal((0, output, ""), replayed);
        Assert.Equal(output, _run.Play(Whole).Out);

        foreach (var file in new[] { "after-action.md", "after-action.html", "ada.md", "ada.html", "copy.jsonl" })
        {
            var text = File.ReadAllText(_run.At(file));
            Assert.NotEmpty(text);
            Assert.DoesNotContain("forecast", text, StringComparison.OrdinalIgnoreCase);
        }

        var report = File.ReadAllText(_run.At("after-action.md"));
        foreach (var part in new[] { "Timeline", "Decisions, with the odds before and after", "Open, and not chosen", "Injects and messages", "Votes", "What happened", "Where it ended", "Other branches" })
        {
            Assert.Contains("\n## " + part + "\n", report, StringComparison.Ordinal);
        }

        Assert.Contains("money=0.6 (chosen)", report, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(_run.At("after-action.json")));
        Assert.Equal("entente-game/1", json.RootElement.GetProperty("format").GetString());
        Assert.Equal("7", json.RootElement.GetProperty("seed").GetString());
        Assert.StartsWith(File.ReadAllText(_run.At("copy.jsonl")), File.ReadAllText(_run.At("game.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_override_stands_in_the_report_of_its_branch()
    {
        Assert.Equal(0, _run.Play("advance\noverride guarantee=0.3 because the garrison | has *gone*\nreport out").Code);
        var report = File.ReadAllText(_run.At("out.md"));
        Assert.Contains("the garrison \\| has \\*gone\\*", report, StringComparison.Ordinal);
        Assert.DoesNotContain("pepper", report, StringComparison.Ordinal);
        Assert.DoesNotContain("pepper", File.ReadAllText(_run.At("out.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_game_goes_on_where_it_was_left()
    {
        var lines = Whole.Split('\n');
        var whole = _run.Play(Whole, "--journal", "whole.jsonl").Out;
        for (var k = 7; k < lines.Length; k += 9)
        {
            var name = FormattableString.Invariant($"part{k}.jsonl");
            var first = _run.Play(string.Join('\n', lines[..k]), "--journal", name);
            var second = _run.Invoke(string.Join('\n', lines[k..]), "play", PlayRun.Scenario, "--trials", "64", "--journal", name);
            Assert.Equal((0, 0), (first.Code, second.Code));
            Assert.Contains("going on after", second.Error, StringComparison.Ordinal);
            Assert.StartsWith(first.Out, whole, StringComparison.Ordinal);
            Assert.EndsWith(second.Out[second.Out.IndexOf("\n> ", second.Out.IndexOf("\n> board", StringComparison.Ordinal) + 1, StringComparison.Ordinal)..], whole, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_torn_line_is_dropped_with_a_notice_and_a_damaged_one_refused()
    {
        _run.Play("advance\nset money=1\nadvance", "--journal", "game.jsonl");
        var bytes = File.ReadAllBytes(_run.At("game.jsonl"));
        File.WriteAllBytes(_run.At("torn.jsonl"), bytes[..^5]);
        var torn = _run.Invoke("quit", "play", PlayRun.Scenario, "--journal", "torn.jsonl");
        Assert.Equal(0, torn.Code);
        Assert.Contains("torn.jsonl:5: the last line was torn off in the writing and is dropped", torn.Error, StringComparison.Ordinal);
        Assert.Equal(0, _run.Invoke("", "play", "--replay", "torn.jsonl").Code);

        bytes[bytes.AsSpan().IndexOf((byte)'\n') + 20] ^= 1;
        File.WriteAllBytes(_run.At("damaged.jsonl"), bytes);
        var damaged = _run.Invoke("quit", "play", PlayRun.Scenario, "--journal", "damaged.jsonl");
        Assert.Equal((1, ""), (damaged.Code, damaged.Out));
        Assert.Matches("^entente: damaged.jsonl:2: this line does not follow", damaged.Error);
        Assert.Equal(bytes, File.ReadAllBytes(_run.At("damaged.jsonl")));
    }

    [Fact]
    public void Another_scenario_is_refused_and_the_difference_named()
    {
        _run.Play("advance", "--journal", "game.jsonl");
        File.WriteAllText(_run.At("other.yaml"), File.ReadAllText(_run.At(PlayRun.Scenario)).Replace("chance: 40%", "chance: 41%", StringComparison.Ordinal).Replace("initial: 0.6", "initial: 0.61", StringComparison.Ordinal));
        var other = _run.Invoke("quit", "play", "other.yaml", "--journal", "game.jsonl");
        Assert.Equal((1, ""), (other.Code, other.Out));
        Assert.Matches("^entente: game.jsonl:1: it was played with another state of 'council', hash [0-9a-f]{12}; this is 'council', hash [0-9a-f]{12}: 'rules' and 'state' differ", other.Error);
        Assert.Equal(2, _run.Invoke("quit", "play", PlayRun.Scenario, "--journal", "game.jsonl", "--seed", "8").Code);
        Assert.Equal(2, _run.Invoke("quit", "play", PlayRun.Scenario, "--journal", "game.jsonl", "--set", "money=1").Code);
        Assert.Equal(0, _run.Invoke("quit", "play", PlayRun.Scenario, "--journal", "game.jsonl", "--seed", "7").Code);
    }

    [Fact]
    public void Wrong_command_lines_are_refused()
    {
        Assert.Equal(2, _run.Invoke("", "play").Code);
        Assert.Equal(2, _run.Invoke("", "play", "--journal", "a", "--replay", "b").Code);
        Assert.Equal(2, _run.Invoke("", "play", "--replay", "missing.jsonl").Code);
        Assert.Equal(1, _run.Invoke("", "play", "missing.yaml").Code);
        Assert.Equal(2, _run.Invoke("", "play", PlayRun.Scenario, "--set", "money=3").Code);
        File.WriteAllText(_run.At("empty.jsonl"), "");
        Assert.Equal(1, _run.Invoke("", "play", "--replay", "empty.jsonl").Code);
        Assert.Equal(1, _run.Invoke("", "play", PlayRun.Scenario, "--journal", PlayRun.Scenario).Code);
    }

    [Fact]
    public void A_copy_never_overwrites_what_is_no_journal()
    {
        var output = _run.Play("save council.yaml\nsave a.jsonl\nadvance\nsave a.jsonl").Out;
        Assert.Contains("there is a file of that name, and it is no journal", output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(PlayRun.Source), File.ReadAllText(_run.At(PlayRun.Scenario)));
        Assert.Equal(0, _run.Invoke("", "play", "--replay", "a.jsonl").Code);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Screens_keep_to_the_width_of_a_terminal_without_colours(int width)
    {
        var (code, output, _) = _run.Invoke(Whole, width, "play", PlayRun.Scenario, "--trials", "64", "--seed", "7", "--salt", "pepper");
        Assert.Equal(0, code);
        Assert.DoesNotContain('\u001b', output);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Without_a_number_of_trials_an_answer_keeps_to_its_time()
    {
        var (code, output, _) = _run.Invoke("odds\nadvance\nodds", "play", PlayRun.Scenario, "--journal", "game.jsonl");
        Assert.Equal(0, code);
        Assert.Matches("[0-9,]+ trials that go on from here", output);
        Assert.Equal(output, _run.Invoke("", "play", "--replay", "game.jsonl").Out);
    }

    /// <summary>A real process that is killed after each act: what it had said is in the journal, and the game goes on.</summary>
    [Fact]
    [Trait("Category", "Soak")]
    public void A_process_that_is_killed_at_every_act_goes_on_where_it_was()
    {
        var lines = Whole.Split('\n').Where(l => !l.StartsWith('#') && !l.StartsWith("quit", StringComparison.Ordinal)).ToArray();
        var dll = typeof(EntenteCommand).Assembly.Location;
        var done = 0;
        foreach (var line in lines)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _run.Folder };
            foreach (var argument in new[] { dll, "play", PlayRun.Scenario, "--trials", "64", "--seed", "7", "--salt", "pepper", "--journal", "killed.jsonl" })
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
            var said = new List<string>();
            while (process.StandardOutput.ReadLine() is { } read && !(said.Count > 0 && read == "> " + line))
            {
                said.Add(read);
            }

            // The echo of the act is on the screen, so the act is in the journal.
            process.Kill();
            process.WaitForExit();
            var journal = Entente.Play.JournalText.Read("killed", File.ReadAllBytes(_run.At("killed.jsonl")));
            var kept = journal.Entries.Where(e => e.Line != "board").ToArray();
            Assert.Equal(++done, kept.Length);
            Assert.Equal(line, kept[^1].Line);
        }

        _run.Play(string.Join('\n', lines), "--journal", "whole.jsonl");
        var whole = Entente.Play.JournalText.Read("whole", File.ReadAllBytes(_run.At("whole.jsonl")));
        var last = Entente.Play.JournalText.Read("killed", File.ReadAllBytes(_run.At("killed.jsonl")));
        Assert.Equal(whole.Entries.Where(e => e.Line != "board").Select(e => e.Print), last.Entries.Where(e => e.Line != "board").Select(e => e.Print));
        Assert.Equal(0, _run.Invoke("", "play", "--replay", "killed.jsonl").Code);
    }
}
