using System.Collections.Immutable;
using Entente.Scenarios;

namespace Entente.Play;

/// <summary>What the table answers to an act; a screen is made of it.</summary>
public abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>The act could not be done and changed nothing; one line.</summary>
    public sealed record Refused(string Message) : Answer;

    /// <summary>Where the game stands, after something was done or because somebody asked.</summary>
    /// <param name="After">What was done, or null.</param>
    public sealed record Board(Moment? After, BoardView View) : Answer;

    /// <summary>Something was done that moved no clock.</summary>
    public sealed record Done(Moment Moment) : Answer;

    /// <summary>The game stands elsewhere now.</summary>
    public sealed record Moved(string Message, BoardView View) : Answer;

    /// <param name="Ends">Null where the clock has run out: then the outcome is known.</param>
    public sealed record OddsFromHere(Odds? Ends, int Outcome) : Answer;

    public sealed record WhatIfs(WhatIf Asked) : Answer;

    /// <param name="Since">The date of the moment it is told from.</param>
    public sealed record Why(string Since, ImmutableArray<Told> Told, ImmutableArray<Drift> Drifts) : Answer;

    public sealed record Dice(Odds Odds, ImmutableArray<DiceReading> Readings) : Answer;

    public sealed record Seat(SeatView View) : Answer;

    /// <summary>A list: levers, injects, votes, seats, moments, commands.</summary>
    public sealed record Listing(string Title, ImmutableArray<string> Head, ImmutableArray<ImmutableArray<string>> Rows) : Answer;

    /// <summary>A page for a seat is to be written.</summary>
    public sealed record SeatPage(SeatView View, ImmutableArray<string> Files) : Answer;

    /// <summary>The journal is to be copied.</summary>
    public sealed record JournalCopy(string File) : Answer;

    /// <summary>The after-action report is to be written.</summary>
    public sealed record ReportPage(string Name) : Answer;

    /// <summary>The session ends, and the seed is shown.</summary>
    public sealed record Ended(SeedPledge Seed) : Answer;
}

/// <summary>Something that happened, with how large it was.</summary>
/// <param name="Size">
/// The part of its range by which it changed each state, summed; where a state has no bounds, a tenth of the part of its value. A lifecycle's move adds 1 over its number of machines.
/// </param>
public sealed record Told(double Size, Execution.Happened Happened);

/// <summary>A quantity that moved.</summary>
public sealed record Drift(string Name, string Before, string After, double Size);

/// <summary>An outcome's odds as dice.</summary>
/// <param name="Sixths">Faces of a d6, the nearest.</param>
/// <param name="From">The least throw of a d100 that means it, from 1; above <paramref name="To"/> where none does.</param>
/// <param name="To">The greatest.</param>
public sealed record DiceReading(string Outcome, double Share, int Sixths, int From, int To);

/// <summary>Where a game stands.</summary>
public sealed record BoardView
{
    public required string Title { get; init; }

    public required string Branch { get; init; }

    public required int Moment { get; init; }

    public required int Turn { get; init; }

    public required string Date { get; init; }

    public required int Point { get; init; }

    public required int Steps { get; init; }

    public required ImmutableArray<MeasureLine> Measures { get; init; }

    public required ImmutableArray<StateLine> Institutions { get; init; }

    /// <summary>What was done since the last turn, and by whom.</summary>
    public required ImmutableArray<(string Actor, string Text)> Doings { get; init; }

    /// <summary>What players were told since the last turn.</summary>
    public required ImmutableArray<Message> Messages { get; init; }

    public required Odds? Odds { get; init; }

    public required ImmutableArray<OutcomeDefinition> Outcomes { get; init; }

    /// <summary>The outcome, where the clock has run out; else -1.</summary>
    public required int Outcome { get; init; }
}

/// <summary>A headline measure with its history.</summary>
/// <param name="Values">One for each point from the start to now.</param>
public sealed record MeasureLine(MeasureDefinition Measure, ImmutableArray<double> Values);

/// <summary>Where a lifecycle stands: its state and since when; or how many machines are in each of its states.</summary>
public sealed record StateLine(string Name, string? Says, string State, string Since, ImmutableArray<(string State, int Count)> Counts);

/// <summary>What a seat may know.</summary>
public sealed record SeatView
{
    public required SeatDefinition Seat { get; init; }

    public required string Title { get; init; }

    public required string? Brief { get; init; }

    public required string Date { get; init; }

    public required int Turn { get; init; }

    public required ImmutableArray<LeverLine> Levers { get; init; }

    /// <summary>What it sees, as it stands and as it stood a turn before.</summary>
    public required ImmutableArray<SightLine> Sights { get; init; }

    public required ImmutableArray<Message> Messages { get; init; }
}

/// <summary>A lever as it stands.</summary>
public sealed record LeverLine(string Name, string? Says, string Setting, string Choices, string Holder);

/// <summary>One number or state that a seat sees.</summary>
public sealed record SightLine(string Name, string Now, string Before, string? Says);
