using System.Collections.Immutable;

namespace Entente.Play;

/// <summary>Something that is done at the table, read but not yet checked against the game.</summary>
public abstract record Act
{
    private Act()
    {
    }

    /// <summary>Levers are set.</summary>
    public sealed record Set(ImmutableArray<(string Lever, string Value)> Settings) : Act;

    /// <summary>A prepared inject is brought in.</summary>
    public sealed record Inject(string Name) : Act;

    /// <summary>Something unprepared is brought in.</summary>
    public sealed record FreeInject(string Text, ImmutableArray<string> Effects) : Act;

    /// <summary>The clock runs.</summary>
    public sealed record Advance(int Turns) : Act;

    /// <summary>Back by so many moments, or to one of them.</summary>
    public sealed record Undo(int Moments, int? To) : Act;

    public sealed record Branch(string Name) : Act;

    public sealed record Goto(string? Name, int? Moment) : Act;

    public sealed record Note(string Text) : Act;

    public sealed record Override(string Target, string Value, string Reason) : Act;

    public sealed record Vote(string Institution, string Motion, ImmutableArray<(string Member, Voice Voice)> Given) : Act;

    /// <summary>What if: some options, each with its settings.</summary>
    public sealed record WhatIf(ImmutableArray<ImmutableArray<(string Lever, string Value)>> Options) : Act;

    public sealed record View(string Seat) : Act;

    public sealed record PrintSeat(string Seat) : Act;

    public sealed record Save(string File) : Act;

    public sealed record Report(string? File) : Act;

    public sealed record Help(string? Command) : Act;

    /// <summary>One of the commands without arguments: board, odds, why, dice, levers, injects, votes, seats, log.</summary>
    public sealed record Show(string What) : Act;

    public sealed record Quit : Act;
}
