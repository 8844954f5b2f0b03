using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Execution;
using Entente.Language;
using Entente.Scenarios;

namespace Entente.Play;

/// <summary>What an act led to.</summary>
/// <param name="Game">The game after it; the same where it only asked.</param>
/// <param name="Answer">What is said.</param>
/// <param name="Odds">What was computed for it, or null.</param>
public sealed record Played(Game Game, Answer Answer, Odds? Odds);

/// <summary>Scratch: the table at which a game is played: does what is typed, by the rules of the language reference. Games are values; what it keeps is compiled scenarios.</summary>
public sealed partial class GameTable
{
    private const string Facilitator = "the facilitator";

    private readonly Workbench _bench;
    private readonly int _threads;
    private readonly Scenario _scenario;
    private readonly BoardReading _reading;

    /// <param name="bench">The scenario, which loads.</param>
    /// <param name="threads">Threads for odds, ≥ 1; changes no number.</param>
    public GameTable(Workbench bench, int threads)
    {
        _bench = bench;
        _threads = threads;
        _scenario = bench.Start().Scenario ?? throw new ArgumentException("the scenario does not load", nameof(bench));
        _reading = new BoardReading(_scenario);
    }

    public Scenario Scenario => _scenario;

    /// <summary>Has the scenario compiled, so that the first answer does not have to wait for it.</summary>
    public void Prepare() => OddsRunner.Run([(SetupFor(ImmutableSortedDictionary<string, string>.Empty), null)], _bench.Seed, _threads, new Budget(1, CancellationToken.None));

    /// <summary>A game that begins.</summary>
    /// <exception cref="RefusedException">The game's own trial fails as it starts.</exception>
    public Game Begin()
    {
        var setup = SetupFor(ImmutableSortedDictionary<string, string>.Empty);
        var (arrived, messages) = Arrive(setup, Started(setup));
        var start = new Moment
        {
            Id = 0, Parent = -1, Kind = MomentKind.Start, Act = "", Actor = "", Branch = Game.MainBranch, Turn = 0, Board = arrived, IsStart = messages.IsEmpty,
            Settings = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), Messages = messages, Readings = [(0, Headlines(setup, arrived))],
        };
        return new Game([start], ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add(Game.MainBranch, 0), Game.MainBranch, 0, []);
    }

    private static Board Started(Setup setup)
    {
        var result = setup.Drawn();
        return setup.Teller.RunTo(Game.Trial, result, 0) ?? throw new RefusedException(result.Failure!);
    }

    /// <summary>Does what a line says. What cannot be done is an answer, and leaves the game as it is.</summary>
    public Played Play(Game game, string line, OddsSource source)
    {
        try
        {
            return Do(game, line, ActReader.Read(line), source);
        }
        catch (RefusedException refused)
        {
            return new Played(game, new Answer.Refused(refused.Message), null);
        }
    }

    private Played Do(Game game, string line, Act act, OddsSource source)
    {
        var typed = line.Trim();
        return act switch
        {
            Act.Set set => Set(game, typed, set, source),
            Act.Inject inject => Inject(game, typed, inject, source),
            Act.FreeInject inject => Inject(game, typed, inject, source),
            Act.Override put => Override(game, typed, put, source),
            Act.Vote vote => Vote(game, typed, vote, source),
            Act.Advance advance => Advance(game, typed, advance.Turns, source),
            Act.Note note => Noted(game, typed, note),
            Act.Undo undo => Undo(game, undo, source),
            Act.Branch branch => Branch(game, branch.Name),
            Act.Goto go => Goto(game, go, source),
            Act.WhatIf ask => Ask(game, ask, source),
            Act.View view => new Played(game, new Answer.Seat(SeatView(game, Seat(view.Seat))), null),
            Act.PrintSeat print => new Played(game, new Answer.SeatPage(SeatView(game, Seat(print.Seat)), [$"{print.Seat}.md", $"{print.Seat}.html"]), null),
            Act.Save save => new Played(game, new Answer.JournalCopy(save.File), null),
            Act.Report report => new Played(game, new Answer.ReportPage(report.File ?? "after-action"), null),
            Act.Help help => new Played(game, Help(help.Command), null),
            Act.Show show => Show(game, show.What, source),
            Act.Quit => new Played(game, new Answer.Ended(_bench.Pledge), null),
            _ => throw new InvalidOperationException(),
        };
    }

    private Played Set(Game game, string typed, Act.Set set, OddsSource source)
    {
        Running(game);
        var settings = game.Now.Settings.SetItems(set.Settings.Select(s => KeyValuePair.Create(Lever(s.Lever).Quantity.Name, s.Value)));
        var setup = Setup(settings, game.Now.Board);
        var holders = set.Settings.Select(s => HolderOf(s.Lever)).Distinct().ToArray();
        var before = string.Join(", ", set.Settings.Select(s => $"{s.Lever} was {SettingOf(game.Now.Settings, Lever(s.Lever))}"));
        return Commit(game, Next(game, MomentKind.Set, typed, string.Join(" and ", holders)) with { Settings = settings, Board = game.Now.IsStart ? Started(setup) : game.Now.Board, Text = before }, source);
    }

    private Played Inject(Game game, string typed, Act.Inject inject, OddsSource source)
    {
        Running(game);
        var definition = _scenario.Play.Injects.FirstOrDefault(i => i.Name == inject.Name) ?? throw Unknown("inject", inject.Name, _scenario.Play.Injects.Select(i => i.Name), "this scenario has no injects; write one: inject \"TEXT\" EFFECT");
        var setup = SetupFor(game.Now.Settings);
        var (board, message) = Bring(setup, game.Now.Board, setup.Scenario.Play.Injects.First(i => i.Name == definition.Name));
        return Commit(game, Next(game, MomentKind.Inject, typed, Facilitator) with { Board = board, IsStart = false, Messages = [message], Text = message.Text }, source);
    }

    private Played Inject(Game game, string typed, Act.FreeInject inject, OddsSource source)
    {
        Running(game);
        var setup = SetupFor(game.Now.Settings);
        var effects = inject.Effects.Select(text => Typed(setup, b => b.Effect(text)) ?? throw new RefusedException($"'{text}' is no effect")).ToImmutableArray();
        var board = Changed(setup, game.Now.Board, new ByHand(effects, []));
        var message = new Message(null, inject.Text, [], _scenario.Clock.Label(board.Point));
        return Commit(game, Next(game, MomentKind.Inject, typed, Facilitator) with { Board = board, IsStart = false, Messages = [message], Text = inject.Text }, source);
    }

    private Played Override(Game game, string typed, Act.Override put, OddsSource source)
    {
        Running(game);
        var setup = SetupFor(game.Now.Settings);
        var (symbol, i, j) = Typed(setup, b => b.Cell(put.Target)) ?? throw new RefusedException($"'{put.Target}' is nothing that can be put");
        ByHand change;
        if (symbol is Lifecycle machine)
        {
            var leaf = machine.Leaves.FirstOrDefault(l => l.Name == put.Value) ?? throw Unknown("state", put.Value, machine.Leaves.Select(l => l.Name), "");
            change = new ByHand([], [(machine, machine.Scope.CellAt(i, j), leaf.Leaf)]);
        }
        else if (symbol is Quantity { Sort: QuantityKind.State } state)
        {
            var effect = Typed(setup, b => b.Effect($"{put.Target} = {put.Value}")) ?? throw new RefusedException($"'{put.Value}' is no value");
            change = new ByHand([effect], []);
            var value = Read(setup, game.Now.Board, read => read.Value(effect.Value!));
            var definition = setup.Scenario.States.First(s => s.Quantity == state);
            if (!(value >= definition.Low && value <= definition.High))
            {
                throw new RefusedException($"{put.Target} lies in [{ReferenceEvaluator.Text(definition.Low)}, {ReferenceEvaluator.Text(definition.High)}], and cannot be {ReferenceEvaluator.Text(value)}");
            }
        }
        else
        {
            throw new RefusedException($"only a state or a lifecycle can be put, and '{symbol.Name}' is {symbol.Kind}");
        }

        return Commit(game, Next(game, MomentKind.Override, typed, Facilitator) with { Board = Changed(setup, game.Now.Board, change), IsStart = false, Text = put.Reason }, source);
    }

    private Played Vote(Game game, string typed, Act.Vote act, OddsSource source)
    {
        Running(game);
        var setup = SetupFor(game.Now.Settings);
        var votes = setup.Scenario.Play.Votes;
        var vote = votes.FirstOrDefault(v => v.Name == act.Institution) ?? throw Unknown("institution", act.Institution, votes.Select(v => v.Name), "this scenario has no votes");
        var motion = vote.Motions.FirstOrDefault(m => m.Name == act.Motion) ?? throw Unknown("motion", act.Motion, vote.Motions.Select(m => m.Name), $"{vote.Name} has no motions");
        var given = act.Given.ToDictionary(g => g.Member, g => g.Voice, StringComparer.Ordinal);
        var board = game.Now.Board;
        var ballot = Read(setup, board, read => Ballot.Take(vote, motion, read, given, _bench.Seed, board.Point))!;
        if (given.Keys.FirstOrDefault(k => ballot.Voices.All(v => v.Key != k)) is { } stranger)
        {
            throw Unknown("member", stranger, ballot.Voices.Select(v => v.Key), $"nobody votes in {vote.Name} now");
        }

        var after = ballot.Passed && !motion.Effects.IsEmpty ? Changed(setup, board, new ByHand(motion.Effects, [])) : board;
        return Commit(game, Next(game, MomentKind.Vote, typed, vote.Name) with { Board = after, IsStart = game.Now.IsStart && after == board, Ballot = ballot, Text = $"{motion.Name} {(ballot.Passed ? "passes" : "fails")}" }, source);
    }

    private Played Advance(Game game, string typed, int turns, OddsSource source)
    {
        Running(game);
        if (turns is < 1 or > 1000)
        {
            throw new RefusedException("advance goes by 1 to 1000 turns");
        }

        for (var k = 0; k < turns && game.Now.Board.Point < _scenario.Clock.Steps; k++)
        {
            game = game.With(Turn(game, turns == 1 ? typed : "advance"));
        }

        if (game.Now.Outcome >= 0)
        {
            return new Played(game, new Answer.Board(game.Now, View(game, null)), null);
        }

        var odds = Ends(source, From(game.Now));
        game = game with { Moments = game.Moments.SetItem(game.At, game.Now with { Odds = odds }) };
        return new Played(game, new Answer.Board(game.Now, View(game, odds)), odds);
    }

    // Always step by step, so that a turn is the same however many are played at once.
    private Moment Turn(Game game, string typed)
    {
        var setup = SetupFor(game.Now.Settings);
        var board = game.Now.Board;
        var happened = ImmutableArray.CreateBuilder<Happened>();
        var messages = ImmutableArray.CreateBuilder<Message>();
        var readings = ImmutableArray.CreateBuilder<(int, ImmutableArray<double>)>();
        var end = Math.Min(_scenario.Clock.Steps, board.Point + _scenario.Play.StepsPerTurn);
        while (board.Point < end)
        {
            var result = setup.Drawn();
            var next = setup.Teller.RunTo(Game.Trial, result, board.Point + 1, board) ?? throw new RefusedException("the model cannot go on from here: " + result.Failure);
            happened.AddRange(setup.Story.Happened);
            (board, var told) = Arrive(setup, next);
            messages.AddRange(told);
            readings.Add((board.Point, Headlines(setup, board)));
        }

        return Next(game, MomentKind.Advance, typed, "the clock") with
        {
            Turn = game.Now.Turn + 1,
            Board = board,
            IsStart = false,
            Happened = happened.ToImmutable(),
            Messages = messages.ToImmutable(),
            Readings = readings.ToImmutable(),
            Outcome = board.Point == _scenario.Clock.Steps ? Judge(setup, board) : -1,
        };
    }

    private static Played Noted(Game game, string typed, Act.Note note)
    {
        var moment = Next(game, MomentKind.Note, typed, Facilitator) with { Text = note.Text };
        return new Played(game.With(moment), new Answer.Done(moment), null);
    }

    private Played Undo(Game game, Act.Undo undo, OddsSource source)
    {
        var path = game.Path;
        var to = undo.To ?? (undo.Moments < path.Length ? path[^(undo.Moments + 1)].Id : throw new RefusedException($"there are {path.Length - 1} moments to go back"));
        if (path.All(m => m.Id != to))
        {
            throw new RefusedException($"@{to} is no moment before this one; 'log' lists them");
        }

        return to == game.At ? throw new RefusedException("the game stands there") : Move(game.Standing(to, game.FreshBranch()), source, $"back at @{to}");
    }

    private Played Branch(Game game, string name)
    {
        if (!Fields.IsName(name))
        {
            throw new RefusedException($"'{name}' is not a name: letters, digits and _, a letter first");
        }

        if (game.Heads.ContainsKey(name))
        {
            throw new RefusedException($"there is a branch '{name}'; 'goto {name}' goes there");
        }

        var there = game.Standing(game.At, name);
        return new Played(there, new Answer.Moved($"a branch begins at @{game.At}", View(there, Latest(there))), null);
    }

    private Played Goto(Game game, Act.Goto go, OddsSource source)
    {
        if (go.Name is { } branch)
        {
            return game.Heads.TryGetValue(branch, out var head)
                ? Move(game.Standing(head, branch), source, $"at @{head}")
                : throw Unknown("branch", branch, game.Heads.Keys, "");
        }

        var to = go.Moment!.Value;
        if (to >= game.Moments.Count)
        {
            throw new RefusedException($"there is no moment @{to}; 'log' lists them");
        }

        var ending = game.Heads.Where(h => h.Value == to).Select(h => h.Key).FirstOrDefault();
        return Move(game.Standing(to, ending ?? game.FreshBranch()), source, $"at @{to}");
    }

    private Played Move(Game game, OddsSource source, string message)
    {
        var known = Latest(game);
        var odds = known is null && game.Now.Outcome < 0 ? Ends(source, From(game.Now)) : null;
        return new Played(game, new Answer.Moved(message, View(game, known ?? odds)), odds);
    }

    private Played Ask(Game game, Act.WhatIf ask, OddsSource source)
    {
        Running(game);
        var sides = ImmutableArray.CreateBuilder<(Setup, Board?)>();
        sides.Add(From(game.Now));
        foreach (var option in ask.Options)
        {
            sides.Add((Setup(game.Now.Settings.SetItems(option.Select(s => KeyValuePair.Create(Lever(s.Lever).Quantity.Name, s.Value))), game.Now.Board), game.Now.IsStart ? null : game.Now.Board));
        }

        var odds = Ends(source, [.. sides]);
        var asked = new WhatIf(game.At, [.. ask.Options.Select(o => string.Join(' ', o.Select(s => $"{s.Lever}={s.Value}")))], odds);
        return new Played(game with { Asked = game.Asked.Add(asked) }, new Answer.WhatIfs(asked), odds);
    }

    private static Moment Next(Game game, MomentKind kind, string typed, string actor) => new()
    {
        Id = game.Moments.Count, Parent = game.At, Kind = kind, Act = typed, Actor = actor, Branch = game.Branch, Turn = game.Now.Turn, Board = game.Now.Board, IsStart = game.Now.IsStart, Settings = game.Now.Settings,
    };

    // A decision is shown with the odds before and after it, by the same dice.
    private Played Commit(Game game, Moment moment, OddsSource source)
    {
        var (before, after) = (SetupFor(game.Now.Settings), SetupFor(moment.Settings));
        var odds = moment.IsStart ? Ends(source, (before, null), (after, null)) : Ends(source, (before, game.Now.Board), (after, moment.Board));
        var done = moment with { Odds = odds, Readings = [(moment.Board.Point, Headlines(after, moment.Board))] };
        return new Played(game.With(done), new Answer.Done(done), odds);
    }

    private (Setup Setup, Board? Board) From(Moment moment) => (SetupFor(moment.Settings), moment.IsStart ? null : moment.Board);

    private Odds Ends(OddsSource source, params ImmutableArray<(Setup, Board?)> sides) => source switch
    {
        OddsSource.Known { Odds: { } known } => known,
        OddsSource.Again { Odds: { } before } => OddsRunner.Run(sides, _bench.Seed, _threads, new Budget(before.Trials, CancellationToken.None)),
        OddsSource.Fresh fresh => OddsRunner.Run(sides, _bench.Seed, _threads, fresh.Budget),
        _ => throw new RefusedException("the journal has no odds for this act"),
    };

    private (Board Board, ImmutableArray<Message> Messages) Arrive(Setup setup, Board board)
    {
        var from = _scenario.Clock.StartMonths + (board.Point * _scenario.Clock.MonthsPerStep);
        var messages = ImmutableArray.CreateBuilder<Message>();
        foreach (var inject in setup.Scenario.Play.Injects.Where(i => i.At >= from && i.At < from + _scenario.Clock.MonthsPerStep))
        {
            (board, var message) = Bring(setup, board, inject);
            messages.Add(message);
        }

        return (board, messages.ToImmutable());
    }

    // What is said is said of the board as it is found.
    private (Board Board, Message Message) Bring(Setup setup, Board board, InjectDefinition inject)
    {
        var text = inject.Says is { } says ? Read(setup, board, read => StoryWords.Fill(says, new Witness(read)))! : inject.Name;
        var changed = inject.Effects.IsEmpty ? board : Changed(setup, board, new ByHand(inject.Effects, []));
        return (changed, new Message(inject.Name, text, inject.To, _scenario.Clock.Label(board.Point)));
    }

    private static Board Changed(Setup setup, Board board, ByHand change)
    {
        var result = setup.Drawn();
        return setup.Hand.Change(board, Game.Trial, result, change) ?? throw new RefusedException(result.Failure!);
    }

    private static T? Read<T>(Setup setup, Board board, Func<ReferenceEvaluator, T> look)
    {
        var result = setup.Drawn();
        var read = setup.Hand.Look(board, Game.Trial, result, look);
        return result.Failure is { } failure ? throw new RefusedException(failure) : read;
    }

    private static int Judge(Setup setup, Board board) =>
        Read(setup, board, read => setup.Scenario.Outcomes.ToList().FindIndex(o => o.When is not { } when || read.Holds(when)));

    private Setup SetupFor(ImmutableSortedDictionary<string, string> settings)
    {
        var (setup, diagnostics) = _bench.Under(settings);
        return setup ?? throw Wrong(diagnostics.First(d => d.Severity == Severity.Error));
    }

    // Settings that a board can go on under.
    private Setup Setup(ImmutableSortedDictionary<string, string> settings, Board board)
    {
        var setup = SetupFor(settings);
        try
        {
            board.Check(setup.Plan);
        }
        catch (ArgumentException other)
        {
            throw new RefusedException(other.Message);
        }

        return setup;
    }

    private static T? Typed<T>(Setup setup, Func<TypedBinder, T?> bind)
    {
        var found = new DiagnosticBag();
        var bound = bind(new TypedBinder(setup.Scenario, found));
        return found.HasErrors ? throw Wrong(found.ToSorted().First(d => d.Severity == Severity.Error)) : bound;
    }

    private static RefusedException Wrong(Diagnostic diagnostic) => new(diagnostic.Message + (diagnostic.Hint is { } hint ? "; " + hint : ""));

    private void Running(Game game)
    {
        if (game.Now.Board.Point == _scenario.Clock.Steps)
        {
            throw new RefusedException("the clock has run out; 'undo' goes back, 'report' writes what was played");
        }
    }

    private LeverDefinition Lever(string name) =>
        _scenario.Levers.FirstOrDefault(l => l.Quantity.Name == name) ?? throw Unknown("lever", name, _scenario.Levers.Select(l => l.Quantity.Name), "this scenario has no levers");

    private SeatDefinition Seat(string name) =>
        _scenario.Play.Seats.FirstOrDefault(s => s.Name == name) ?? throw Unknown("seat", name, _scenario.Play.Seats.Select(s => s.Name), "this scenario has no seats");

    private string HolderOf(string lever) => _scenario.Play.HolderOf(lever)?.Title ?? Facilitator;

    private static string SettingOf(ImmutableSortedDictionary<string, string> settings, LeverDefinition lever) => settings.GetValueOrDefault(lever.Quantity.Name, lever.Setting);

    private static RefusedException Unknown(string kind, string name, IEnumerable<string> known, string none)
    {
        string[] all = [.. known];
        var hint = all.Length == 0 ? none : NearestName.Hint(name, all);
        return new RefusedException($"unknown {kind} '{name}'" + (string.IsNullOrEmpty(hint) ? "" : "; " + hint));
    }
}
