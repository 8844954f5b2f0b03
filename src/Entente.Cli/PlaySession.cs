using System.Globalization;
using System.Text;
using Entente.Cli.Commands;
using Entente.Play;
using Entente.Reports;
using Spectre.Console;

namespace Entente.Cli;

/// <summary>Goes from line to line: an act is done, written to the journal, and only then said.</summary>
/// <param name="trials">Trials for each answer about odds; null for as many as the time allows.</param>
/// <param name="name">What messages call the journal.</param>
internal sealed class PlaySession(CommandHost host, GameTable table, JournalHead head, long? trials, string name, bool quiet)
{
    /// <summary>How long an answer about odds may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private const long MostTrials = 1_000_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly IAnsiConsole _console = host.OutConsole();
    private readonly StringBuilder _unkept = new();
    private PlayScreen _screen = null!;
    private string _lastHash = "";
    private int _count;

    /// <summary>Plays, going on with a game that is kept.</summary>
    public int Play(JournalFile? file, Journal? kept)
    {
        _screen = new PlayScreen(table.Scenario, _console);
        Game game;
        try
        {
            game = table.Begin();
            if (kept?.Head is null)
            {
                file?.Cut(0);
                Keep(file, JournalText.Line(head));
            }
            else
            {
                game = Resume(file!, kept, game);
            }
        }
        catch (Exception wrong) when (wrong is RefusedException or JournalDamagedException)
        {
            host.Say(wrong.Message);
            return wrong is JournalDamagedException ? ExitCode.ScenarioWrong : ExitCode.RunFailed;
        }

        _screen.Write(head);
        host.Out.Flush();
        table.Prepare();
        return Loop(file, game);
    }

    /// <summary>Plays a journal again.</summary>
    public int Replay(Journal kept)
    {
        _screen = new PlayScreen(table.Scenario, _console);
        _screen.Write(head);
        try
        {
            foreach (var (entry, played) in Session.Replay(table, name, kept.Entries, again: true))
            {
                _screen.Echo(entry.Line);
                _screen.Write(played.Answer);
                host.Stop.ThrowIfCancellationRequested();
            }
        }
        catch (JournalDamagedException damaged)
        {
            host.Out.Flush();
            host.Say(damaged.Message);
            return ExitCode.ScenarioWrong;
        }

        Torn(kept);
        return ExitCode.Done;
    }

    private Game Resume(JournalFile file, Journal kept, Game game)
    {
        Torn(kept);
        foreach (var (entry, played) in Session.Replay(table, name, kept.Entries, again: false))
        {
            game = played.Game;
            _count = entry.Number;
        }

        if (kept.Torn > 0)
        {
            file.Cut(kept.Length);
        }

        _lastHash = kept.LastHash;
        if (!quiet)
        {
            host.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: going on after {_count} lines"));
        }

        return game;
    }

    private void Torn(Journal kept)
    {
        if (kept.Torn > 0 && !quiet)
        {
            host.Say(string.Create(CultureInfo.InvariantCulture, $"{name}:{kept.Entries.Length + 2}: the last line was torn off in the writing and is dropped ({kept.Torn} bytes)"));
        }
    }

    private int Loop(JournalFile? file, Game game)
    {
        for (var line = "board"; line is not null; line = Ask(game))
        {
            // A line is what its bytes say: half a character would come back from the journal as another.
            line = Utf8.GetString(Utf8.GetBytes(line)).Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            Played played;
            try
            {
                using var stop = trials is null ? new CancellationTokenSource(Patience, host.Time) : new CancellationTokenSource();
                played = table.Play(game, line, new OddsSource.Fresh(new Budget(trials ?? MostTrials, stop.Token)));
                Keep(file, JournalText.Line(new JournalEntry(_count + 1, line, played.Odds, GamePrint.Of(played.Game)), _lastHash));
                _count++;
            }
            catch (IOException e)
            {
                Echo(line);
                _screen.Write(new Answer.Refused($"cannot write the journal, so nothing was done: {e.Message}"));
                continue;
            }

            game = played.Game;
            Echo(line);
            _screen.Write(WrittenOut(played, file));
            host.Out.Flush();
            if (played.Answer is Answer.Ended)
            {
                break;
            }

            host.Stop.ThrowIfCancellationRequested();
        }

        host.Out.Flush();
        return ExitCode.Done;
    }

    // At a terminal it stands there already.
    private void Echo(string line)
    {
        if (!host.InIsTerminal)
        {
            _screen.Echo(line);
        }
    }

    private void Keep(JournalFile? file, (string Text, string Hash) line)
    {
        file?.Append(line.Text);
        if (file is null)
        {
            _unkept.Append(line.Text);
        }

        _lastHash = line.Hash;
    }

    // Writes the files that an answer speaks of.
    private Answer WrittenOut(Played played, JournalFile? file)
    {
        try
        {
            switch (played.Answer)
            {
                case Answer.SeatPage page:
                    WriteFile(page.Files[0], SeatPaper.Markdown(page.View, head));
                    WriteFile(page.Files[1], SeatPaper.Html(page.View, head));
                    break;
                case Answer.ReportPage report:
                    foreach (var (path, text) in PlayReport.Write(table, played.Game, head, report.Name, name.Length == 0 ? null : Origin.CommandLine(["entente", "play", "--replay", name])))
                    {
                        WriteFile(path, text);
                    }

                    break;
                case Answer.JournalCopy copy:
                    JournalFile.Copy(file?.Read() ?? Utf8.GetBytes(_unkept.ToString()), Path.GetFullPath(copy.File, host.Folder));
                    break;
            }

            return played.Answer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Answer.Refused($"cannot write: {e.Message}");
        }
    }

    private void WriteFile(string path, string text) => File.WriteAllText(Path.GetFullPath(path, host.Folder), text, Utf8);

    // The next line, or null at the end.
    private string? Ask(Game game)
    {
        host.Out.Flush();
        if (!host.InIsTerminal)
        {
            return host.In.ReadLine();
        }

        if (!_console.Profile.Capabilities.Interactive)
        {
            host.Out.Write("> ");
            host.Out.Flush();
            return host.In.ReadLine();
        }

        var line = new TextPrompt<string>("[bold]>[/]").AllowEmpty().ShowAsync(_console, host.Stop).GetAwaiter().GetResult();
        return line.Trim() is "" or "menu" ? PlayMenu.Ask(_console, table.Scenario, game) : line;
    }
}
