using System.Collections.Immutable;
using Entente.Execution;

namespace Entente.Play;

/// <summary>What brought a moment about.</summary>
public enum MomentKind
{
    Start,
    Set,
    Advance,
    Inject,
    Override,
    Vote,
    Note,
}

/// <summary>One point in a game: what stands after something was done. Moments form a tree; none is ever lost.</summary>
public sealed record Moment
{
    /// <summary>Its position among all moments; 0 is the start.</summary>
    public required int Id { get; init; }

    /// <summary>The moment before; -1 for the start.</summary>
    public required int Parent { get; init; }

    public required MomentKind Kind { get; init; }

    /// <summary>What was done, as it was typed.</summary>
    public required string Act { get; init; }

    /// <summary>Who did it: a seat's title, an institution, the facilitator, the clock.</summary>
    public required string Actor { get; init; }

    /// <summary>The branch on which it was done.</summary>
    public required string Branch { get; init; }

    /// <summary>Turns played up to here.</summary>
    public required int Turn { get; init; }

    public required Board Board { get; init; }

    /// <summary>Whether nobody has touched the board since the start. Its odds are then those of a run: each trial begins with a start of its own.</summary>
    public bool IsStart { get; init; }

    /// <summary>Levers that were set in the game, with their settings.</summary>
    public required ImmutableSortedDictionary<string, string> Settings { get; init; }

    /// <summary>What was done in words: a note, a reason, what a lever was before.</summary>
    public string? Text { get; init; }

    /// <summary>For an advance: what happened in the turn.</summary>
    public ImmutableArray<Happened> Happened { get; init; } = [];

    /// <summary>What was told to players.</summary>
    public ImmutableArray<Message> Messages { get; init; } = [];

    public Ballot? Ballot { get; init; }

    /// <summary>The odds from here. With two sides: of the board before the act, and of this one, by the same dice.</summary>
    public Odds? Odds { get; init; }

    /// <summary>The headline measures at each point that was passed since the moment before, this one included.</summary>
    public ImmutableArray<(int Point, ImmutableArray<double> Measures)> Readings { get; init; } = [];

    /// <summary>The outcome, where the clock has run out; else -1.</summary>
    public int Outcome { get; init; } = -1;
}

/// <summary>Something that players were told.</summary>
/// <param name="Name">The inject's name, or null where it was free.</param>
/// <param name="To">Seats; empty for all.</param>
public sealed record Message(string? Name, string Text, ImmutableArray<string> To, string Date);

/// <summary>A question that was asked and changed nothing: what if levers stood otherwise.</summary>
/// <param name="Moment">Where it was asked.</param>
/// <param name="Options">The settings of each option as they were typed.</param>
/// <param name="Odds">The first side is as things stand.</param>
public sealed record WhatIf(int Moment, ImmutableArray<string> Options, Odds Odds);

/// <summary>The state of a game. An act makes a new one.</summary>
/// <param name="Moments">All of them, by their position.</param>
/// <param name="Heads">The last moment of each branch.</param>
/// <param name="Branch">The branch that is played.</param>
/// <param name="At">The moment at which the game stands: the head of that branch.</param>
/// <param name="Asked">What was asked, in its order.</param>
public sealed record Game(
    ImmutableList<Moment> Moments, ImmutableSortedDictionary<string, int> Heads, string Branch, int At, ImmutableList<WhatIf> Asked)
{
    /// <summary>The number of the trial that is played: beyond those of any odds, so that no odds look at the game's own fate.</summary>
    public const long Trial = 1_000_000_000_000;

    public const string MainBranch = "main";

    public Moment Now => Moments[At];

    /// <summary>The moments from the start to where the game stands.</summary>
    public ImmutableArray<Moment> Path => PathTo(At);

    public ImmutableArray<Moment> PathTo(int moment)
    {
        var path = ImmutableArray.CreateBuilder<Moment>();
        for (var at = moment; at >= 0; at = Moments[at].Parent)
        {
            path.Add(Moments[at]);
        }

        path.Reverse();
        return path.ToImmutable();
    }

    /// <summary>Goes on from where the game stands.</summary>
    internal Game With(Moment moment) =>
        this with { Moments = Moments.Add(moment), Heads = Heads.SetItem(Branch, moment.Id), At = moment.Id };

    /// <summary>Stands at a moment on a branch that begins there, or goes on with the branch that ends there.</summary>
    internal Game Standing(int moment, string branch) => this with { Heads = Heads.SetItem(branch, moment), Branch = branch, At = moment };

    /// <summary>A name that no branch has yet: b2, b3, …</summary>
    internal string FreshBranch()
    {
        var k = Heads.Count + 1;
        while (Heads.ContainsKey(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"b{k}")))
        {
            k++;
        }

        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"b{k}");
    }
}
