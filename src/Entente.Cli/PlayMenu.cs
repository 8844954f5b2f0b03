using Entente.Play;
using Entente.Scenarios;
using Spectre.Console;

namespace Entente.Cli;

/// <summary>Puts a command together from lists to choose from, for those who would rather not type.</summary>
internal static class PlayMenu
{
    private const string Back = "(back)";

    /// <summary>The command that was chosen, as it would be typed; empty where nothing was.</summary>
    public static string Ask(IAnsiConsole console, Scenario scenario, Game game)
    {
        var play = scenario.Play;
        var commands = new List<string> { "advance", "odds", "why", "board", "dice" };
        void Offer(string command, bool isThere)
        {
            if (isThere)
            {
                commands.Add(command);
            }
        }

        Offer("set", !scenario.Levers.IsEmpty);
        Offer("whatif", !scenario.Levers.IsEmpty);
        Offer("inject", !play.Injects.IsEmpty);
        Offer("vote", play.Votes.Any(v => !v.Motions.IsEmpty));
        Offer("view", !play.Seats.IsEmpty);
        Offer("print seat", !play.Seats.IsEmpty);
        Offer("goto", game.Heads.Count > 1);
        Offer("undo", game.At > 0);
        commands.AddRange(["log", "levers", "report", "help", "quit"]);

        var line = Choose(console, "What next?", commands) switch
        {
            ("set" or "whatif") and var command => Lever(console, scenario) is { } setting ? $"{command} {setting}" : null,
            "inject" => Choose(console, "Which inject?", play.Injects.Select(i => i.Name)) is { } inject ? $"inject {inject}" : null,
            "vote" => Choose(console, "Which motion?", play.Votes.SelectMany(v => v.Motions.Select(m => $"{v.Name} {m.Name}"))) is { } motion ? $"vote {motion}" : null,
            ("view" or "print seat") and var command => Choose(console, "Which seat?", play.Seats.Select(s => s.Name)) is { } seat ? $"{command} {seat}" : null,
            "goto" => Choose(console, "Which branch?", game.Heads.Keys) is { } branch ? $"goto {branch}" : null,
            var other => other,
        };
        if (line is not null)
        {
            console.MarkupLineInterpolated($"[bold]>[/] {line}");
        }

        return line ?? "";
    }

    private static string? Lever(IAnsiConsole console, Scenario scenario)
    {
        if (Choose(console, "Which lever?", scenario.Levers.Select(l => l.Quantity.Name)) is not { } name)
        {
            return null;
        }

        var quantity = scenario.Levers.First(l => l.Quantity.Name == name).Quantity;
        var value = quantity.Type.Options is { } options
            ? Choose(console, $"{name} to what?", options.Names)
            : console.Prompt(new TextPrompt<string>(Markup.Escape(FormattableString.Invariant($"{name} to what, from {quantity.Range.Low} to {quantity.Range.High}?"))));
        return string.IsNullOrWhiteSpace(value) ? null : $"{name}={value.Trim()}";
    }

    private static string? Choose(IAnsiConsole console, string title, IEnumerable<string> choices)
    {
        var chosen = console.Prompt(new SelectionPrompt<string>().UseConverter(Markup.Escape).Title(Markup.Escape(title)).PageSize(20).AddChoices([.. choices, Back]));
        return chosen == Back ? null : chosen;
    }
}
