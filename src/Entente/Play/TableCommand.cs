using System.Collections.Immutable;

namespace Entente.Play;

/// <summary>A command of the table.</summary>
/// <param name="Name">Its word.</param>
/// <param name="Usage">How it is typed.</param>
/// <param name="Says">What it does.</param>
public sealed record TableCommand(string Name, string Usage, string Says)
{
    /// <summary>All commands, in the order in which help lists them.</summary>
    public static ImmutableArray<TableCommand> All { get; } =
    [
        new("board", "board", "where the game stands: date, headline measures, institutions, odds"),
        new("odds", "odds", "how trials end that go on from here"),
        new("whatif", "whatif LEVER=VALUE … [| LEVER=VALUE …]", "odds under other settings, by the same dice; changes nothing"),
        new("set", "set LEVER=VALUE …", "sets levers from here on"),
        new("vote", "vote INSTITUTION MOTION [MEMBER=yes|no|abstain …]", "takes a vote; members who are not named vote by their propensity"),
        new("inject", "inject NAME, or: inject \"TEXT\" EFFECT; EFFECT", "brings in what is prepared, or something of your own"),
        new("advance", "advance [TURNS]", "lets the clock run for a turn"),
        new("why", "why", "what moved since the last turn, the largest first"),
        new("dice", "dice", "the odds as dice for the table"),
        new("override", "override x[KEY]=VALUE because REASON", "puts a state or a lifecycle where the table wants it; the reason is logged"),
        new("note", "note TEXT", "writes something down"),
        new("undo", "undo [N | @MOMENT]", "goes back; what was played stays on its branch"),
        new("branch", "branch NAME", "begins a branch here"),
        new("goto", "goto BRANCH | @MOMENT", "goes to another branch or moment"),
        new("log", "log", "the moments of all branches"),
        new("levers", "levers", "who holds which lever, and where it stands"),
        new("injects", "injects", "what can be brought in"),
        new("votes", "votes", "what can be put to the vote"),
        new("seats", "seats", "who sits at the table"),
        new("view", "view SEAT", "what a seat may know"),
        new("print", "print seat SEAT", "writes a page for a seat, as Markdown and HTML"),
        new("save", "save FILE", "copies the journal"),
        new("report", "report [FILE]", "the after-action report, as Markdown and JSON"),
        new("help", "help [COMMAND]", "this list"),
        new("quit", "quit", "ends the session and shows the seed"),
    ];

    public static TableCommand? Find(string name) => All.FirstOrDefault(c => c.Name == name);
}
