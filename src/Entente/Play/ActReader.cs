using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;

namespace Entente.Play;

/// <summary>Something cannot be done; nothing was changed. The message is one line.</summary>
/// <param name="message">The fact, and the next step.</param>
public sealed class RefusedException(string message) : Exception(message);

/// <summary>Reads a line that was typed at the table.</summary>
public static class ActReader
{
    /// <summary>The longest line that is read.</summary>
    public const int Longest = 4000;

    private static readonly ImmutableArray<string> Plain = ["board", "odds", "why", "dice", "levers", "injects", "votes", "seats", "log"];

    /// <summary>What a line asks for.</summary>
    /// <exception cref="RefusedException">It is no command.</exception>
    public static Act Read(string line)
    {
        if (line.Length > Longest)
        {
            throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"a line has at most {Longest} characters"));
        }

        var text = line.Trim();
        var space = text.IndexOfAny([' ', '\t']);
        var (word, rest) = space < 0 ? (text, "") : (text[..space], text[space..].Trim());
        var name = word.ToLowerInvariant();
        return name switch
        {
            _ when Plain.Contains(name) => rest.Length == 0 ? new Act.Show(name) : throw Usage(name),
            "set" => new Act.Set(Pairs(rest, name)),
            "whatif" => new Act.WhatIf([.. rest.Split('|').Select(o => Pairs(o, name))]),
            "vote" => Vote(rest),
            "inject" => Inject(rest),
            "advance" => new Act.Advance(rest.Length == 0 ? 1 : Whole(rest, name)),
            "undo" => rest.StartsWith('@') ? new Act.Undo(0, Whole(rest[1..], name)) : new Act.Undo(rest.Length == 0 ? 1 : Whole(rest, name), null),
            "goto" => rest.StartsWith('@') ? new Act.Goto(null, Whole(rest[1..], name)) : new Act.Goto(One(rest, name), null),
            "branch" => new Act.Branch(One(rest, name)),
            "note" => rest.Length > 0 ? new Act.Note(rest) : throw Usage(name),
            "override" => Override(rest),
            "view" => new Act.View(One(rest, name)),
            "print" => rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["seat", var seat] ? new Act.PrintSeat(seat) : throw Usage(name),
            "save" => rest.Length > 0 ? new Act.Save(rest) : throw Usage(name),
            "report" => new Act.Report(rest.Length > 0 ? rest : null),
            "help" or "?" => new Act.Help(rest.Length == 0 ? null : Known(One(rest, "help")).Name),
            "quit" or "exit" => rest.Length == 0 ? new Act.Quit() : throw Usage("quit"),
            _ => throw Unknown(word),
        };
    }

    private static Act Vote(string rest)
    {
        var words = rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
        {
            throw Usage("vote");
        }

        var given = Pairs(string.Join(' ', words[2..]), "vote", allowNone: true);
        return new Act.Vote(words[0], words[1], [.. given.Select(g => (g.Name, g.Value.ToLowerInvariant() switch
        {
            "yes" => Voice.Yes,
            "no" => Voice.No,
            "abstain" => Voice.Abstain,
            _ => throw new RefusedException($"a member says yes, no or abstain, not '{g.Value}'"),
        }))]);
    }

    private static Act Inject(string rest)
    {
        if (!rest.StartsWith('"'))
        {
            return new Act.Inject(One(rest, "inject"));
        }

        var end = rest.IndexOf('"', 1);
        if (end < 0)
        {
            throw new RefusedException("the text for the players has no closing \"");
        }

        return new Act.FreeInject(rest[1..end].Trim(), [.. rest[(end + 1)..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]);
    }

    private static Act Override(string rest)
    {
        const string because = " because ";
        var reason = rest.IndexOf(because, StringComparison.Ordinal);
        var equals = rest.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || reason < equals)
        {
            throw equals >= 1 && reason < 0 ? new RefusedException("an override needs its reason: override x=VALUE because REASON") : Usage("override");
        }

        var (target, value, why) = (rest[..equals].Trim(), rest[(equals + 1)..reason].Trim(), rest[(reason + because.Length)..].Trim());
        return value.Length > 0 && why.Length > 0 ? new Act.Override(target, value, why) : throw Usage("override");
    }

    private static ImmutableArray<(string Name, string Value)> Pairs(string text, string command, bool allowNone = false)
    {
        var pairs = ImmutableArray.CreateBuilder<(string Name, string Value)>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == word.Length - 1)
            {
                throw Usage(command);
            }

            var (name, value) = (word[..equals], word[(equals + 1)..]);
            if (pairs.Any(p => p.Name == name))
            {
                throw new RefusedException($"'{name}' is given twice");
            }

            pairs.Add((name, value));
        }

        return pairs.Count > 0 || allowNone ? pairs.ToImmutable() : throw Usage(command);
    }

    private static int Whole(string text, string command) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Usage(command);

    private static string One(string text, string command) => text.Length > 0 && !text.Any(char.IsWhiteSpace) ? text : throw Usage(command);

    private static TableCommand Known(string name) => TableCommand.Find(name) ?? throw Unknown(name);

    private static RefusedException Unknown(string word) =>
        new(NearestName.Of(word, TableCommand.All.Select(c => c.Name)) is { } near ? $"unknown command '{word}'; did you mean '{near}'?" : $"unknown command '{word}'; 'help' lists them");

    private static RefusedException Usage(string command) => new("usage: " + TableCommand.Find(command)!.Usage);
}
