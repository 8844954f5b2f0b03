using System.Collections.Immutable;
using System.Globalization;
using Entente.Execution;
using Entente.Language;
using Entente.Scenarios;

namespace Entente.Play;

public sealed partial class GameTable
{
    private const int MostDrifts = 8;
    private const double Visible = 0.0005;

    // Most of what has no bounds is a count that the scenario keeps of itself.
    private const double Unbounded = 10;

    /// <summary>Where a game stands.</summary>
    /// <param name="odds">The odds from here, or null.</param>
    public BoardView View(Game game, Odds? odds)
    {
        var setup = SetupFor(game.Now.Settings);
        var board = game.Now.Board;
        var since = SinceLastTurn(game);
        return new BoardView
        {
            Title = _scenario.Title,
            Branch = game.Branch,
            Moment = game.At,
            Turn = game.Now.Turn,
            Date = _scenario.Clock.Label(board.Point),
            Point = board.Point,
            Steps = _scenario.Clock.Steps,
            Measures = History(game.Path),
            Institutions = Read(setup, board, read => setup.Scenario.Lifecycles.Select(l => _reading.Line(read.World, l.Lifecycle)).OrderBy(l => l.State.Length == 0).ToImmutableArray()),
            Doings = [.. since.Where(m => m.Kind is not (MomentKind.Advance or MomentKind.Start)).Select(m => (m.Actor, Doing(m)))],
            Messages = [.. since.SelectMany(m => m.Messages)],
            Odds = odds,
            Outcomes = _scenario.Outcomes,
            Outcome = game.Now.Outcome,
        };
    }

    /// <summary>The headline measures from the start to the end of a path.</summary>
    public ImmutableArray<MeasureLine> History(ImmutableArray<Moment> path)
    {
        // A point that was changed by hand is shown as it was left.
        var points = new SortedDictionary<int, ImmutableArray<double>>();
        foreach (var (point, measures) in path.SelectMany(m => m.Readings))
        {
            points[point] = measures;
        }

        return [.. _reading.Headlines.Select((m, k) => new MeasureLine(m, [.. points.Values.Select(v => v[k])]))];
    }

    /// <summary>The odds that were last computed for the board on which a game stands; null where none were.</summary>
    public static Odds? Latest(Game game)
    {
        for (var moment = game.Now; ; moment = game.Moments[moment.Parent])
        {
            if (moment.Odds is { } odds)
            {
                return odds with { Sides = [odds.Sides[^1]] };
            }

            if (moment.Kind != MomentKind.Note)
            {
                return null;
            }
        }
    }

    /// <summary>What was done, without who did it.</summary>
    public static string Doing(Moment moment) => moment switch
    {
        { Kind: MomentKind.Set } => $"{moment.Act} ({moment.Text})",
        { Kind: MomentKind.Vote } => moment.Text!,
        { Kind: MomentKind.Note } => $"note: {moment.Text}",
        { Kind: MomentKind.Inject, Messages: [{ Name: { } name }] } => $"inject {name}",
        _ => moment.Act,
    };

    // From the turn before on; after an advance, with what was decided before it.
    private static ImmutableArray<Moment> SinceLastTurn(Game game)
    {
        var path = game.Path;
        var last = path.Length - 1;
        var from = last - (path[last].Kind == MomentKind.Advance ? 1 : 0);
        while (from > 0 && path[from].Kind != MomentKind.Advance)
        {
            from--;
        }

        return path[(from == 0 && path[0].Kind == MomentKind.Start ? 0 : from + 1)..];
    }

    private Played Show(Game game, string what, OddsSource source)
    {
        switch (what)
        {
            case "board":
                var known = Latest(game);
                var fresh = known is null && game.Now.Outcome < 0 ? Ends(source, From(game.Now)) : null;
                return new Played(game, new Answer.Board(null, View(game, known ?? fresh)), fresh);
            case "odds" or "dice":
                var ends = game.Now.Outcome < 0 ? Ends(source, From(game.Now)) : null;
                return new Played(game, what == "odds" ? new Answer.OddsFromHere(ends, game.Now.Outcome) : Throws(ends ?? throw new RefusedException("the game is over: there is nothing left to throw for")), ends);
            case "why":
                return new Played(game, Why(game), null);
            default:
                return new Played(game, Listing(game, what), null);
        }
    }

    private Answer.Why Why(Game game)
    {
        var moments = SinceLastTurn(game);
        var first = moments[0].Parent < 0 ? moments[0] : game.Moments[moments[0].Parent];
        var told = Largest(moments.SelectMany(m => m.Happened));
        var before = Standing(first);
        var now = Standing(game.Now);
        var drifts = before.Zip(now).Where(p => Math.Abs(p.Second.Value - p.First.Value) / p.First.Range >= Visible)
            .Select(p => new Drift(p.First.Name, p.First.Text, p.Second.Text, Math.Abs(p.Second.Value - p.First.Value) / p.First.Range))
            .OrderByDescending(d => d.Size).Take(MostDrifts).ToImmutableArray();
        return new Answer.Why(_scenario.Clock.Label(first.Board.Point), told, drifts);
    }

    /// <summary>What happened, the largest first.</summary>
    public ImmutableArray<Told> Largest(IEnumerable<Happened> happened) =>
        [.. happened.Select(h => new Told(SizeOf(h), h)).OrderByDescending(t => t.Size).ThenBy(t => t.Happened.Step)];

    private double SizeOf(Happened happened)
    {
        var size = happened.Changes.Sum(c => Math.Abs(c.Kind switch
        {
            EffectKind.Set => c.Amount - c.Before,
            EffectKind.Multiply => c.Before * (c.Amount - 1),
            _ => c.Amount,
        }) / RangeOf(c.Quantity, c.Before));
        var lifecycle = happened.Lifecycle is { } name ? _scenario.Lifecycles.First(l => l.Lifecycle.Name == name).Lifecycle : null;
        return (double.IsFinite(size) ? size : 0) + (lifecycle is null ? 0 : 1.0 / lifecycle.Scope.Cells);
    }

    private double RangeOf(string state, double before)
    {
        var definition = _scenario.States.First(s => s.Quantity.Name == state);
        return double.IsFinite(definition.High - definition.Low) && definition.High > definition.Low ? definition.High - definition.Low : Unbounded * Math.Max(Math.Abs(before), 1);
    }

    // What belongs to nobody in particular: global states, and measures.
    private ImmutableArray<(string Name, double Value, string Text, double Range)> Standing(Moment moment)
    {
        var setup = SetupFor(moment.Settings);
        return Read(setup, moment.Board, read => setup.Scenario.States.Where(s => s.Quantity.Scope.Kind == ScopeKind.Global).Select(s =>
            {
                var value = read.Read(s.Quantity, 0);
                return (s.Quantity.Name, value, ValueText.WithUnit(s.Quantity.Type, value), RangeOf(s.Quantity.Name, value));
            })
            .Concat(setup.Scenario.Measures.Where(m => m.Headline && setup.Scenario.States.All(s => s.Quantity.Name != m.Name)).Select(m =>
            {
                var value = BoardReading.Value(read, m);
                return (m.Name, value, ValueText.WithUnit(ExprType.Number(m.Unit), value), m.Unit.IsShare || m.Unit.ToString() == "index" ? 1 : Math.Max(Math.Abs(value), 1));
            }))
            .ToImmutableArray());
    }

    private Answer.Dice Throws(Odds odds)
    {
        var shares = _scenario.Outcomes.Select((_, o) => odds.ShareOf(0, o).Value is var s && double.IsNaN(s) ? 0 : odds.ShareOf(0, o).Value).ToArray();
        var faces = shares.Select(s => (int)(s * 100)).ToArray();
        foreach (var k in Enumerable.Range(0, shares.Length).OrderByDescending(k => (shares[k] * 100) - faces[k]).ThenBy(k => k).Take(shares.Sum() > 0 ? 100 - faces.Sum() : 0).ToArray())
        {
            faces[k]++;
        }

        var readings = ImmutableArray.CreateBuilder<DiceReading>();
        var from = 1;
        for (var k = 0; k < shares.Length; k++)
        {
            readings.Add(new DiceReading(_scenario.Outcomes[k].Name, shares[k], (int)Math.Round(shares[k] * 6, MidpointRounding.AwayFromZero), from, from + faces[k] - 1));
            from += faces[k];
        }

        return new Answer.Dice(odds, readings.ToImmutable());
    }

    /// <summary>What a seat may know. Nothing else of the game is in it.</summary>
    public SeatView SeatView(Game game, SeatDefinition seat)
    {
        var path = game.Path;
        var last = path.LastOrDefault(m => m.Kind == MomentKind.Advance);
        var before = Sights(seat, last is null ? path[0] : game.Moments[last.Parent]);
        var now = Sights(seat, game.Now);
        return new SeatView
        {
            Seat = seat,
            Title = _scenario.Title,
            Brief = _scenario.Play.Brief,
            Date = _scenario.Clock.Label(game.Now.Board.Point),
            Turn = game.Now.Turn,
            Levers = [.. seat.Levers.Select(l => LeverLine(game, Lever(l)))],
            Sights = [.. seat.Sees.Select((s, k) => new SightLine(s.Text, now[k], before[k], s.Measure?.Says ?? s.Time?.Says ?? s.Quantity?.Says ?? s.Lifecycle?.Says))],
            Messages = [.. path.SelectMany(m => m.Messages).Where(m => m.To.IsEmpty || m.To.Contains(seat.Name))],
        };
    }

    private ImmutableArray<string> Sights(SeatDefinition seat, Moment moment)
    {
        // Things are those of the setup that is read.
        var setup = SetupFor(moment.Settings);
        var own = setup.Scenario.Play.Seats.First(s => s.Name == seat.Name);
        return Read(setup, moment.Board, read => own.Sees.Select(s => _reading.Text(read, s, moment.Settings)).ToImmutableArray());
    }

    private LeverLine LeverLine(Game game, LeverDefinition lever)
    {
        var quantity = lever.Quantity;
        var choices = quantity.Type.Options is { } options ? string.Join(", ", options.Names)
            : $"{ReferenceEvaluator.Text(quantity.Range.Low)} to {ReferenceEvaluator.Text(quantity.Range.High)}";
        return new LeverLine(quantity.Name, quantity.Says, Standing(game, lever), choices, HolderOf(quantity.Name));
    }

    // A lever on a path stands somewhere else at each point.
    private string Standing(Game game, LeverDefinition lever)
    {
        var quantity = lever.Quantity;
        if (game.Now.Settings.ContainsKey(quantity.Name) || lever.Knots.Length < 2)
        {
            return SettingOf(game.Now.Settings, lever);
        }

        var setup = SetupFor(game.Now.Settings);
        return ValueText.WithUnit(quantity.Type, Read(setup, game.Now.Board, read => read.Read(setup.Scenario.Levers.First(l => l.Quantity.Name == quantity.Name).Quantity, 0))) + " now, on a path";
    }

    private Answer.Listing Listing(Game game, string what)
    {
        var play = _scenario.Play;
        string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
        return what switch
        {
            "levers" => new Answer.Listing("Levers", ["lever", "stands at", "can be", "held by"], [.. _scenario.Levers.Select(l => LeverLine(game, l)).Select(l => ImmutableArray.Create(l.Name, l.Setting, l.Choices, l.Holder))]),
            "injects" => new Answer.Listing("Injects", ["inject", "comes", "for", "says"],
                [.. play.Injects.Select(i => ImmutableArray.Create(i.Name, i.At is { } at ? _scenario.Clock.Label((at - _scenario.Clock.StartMonths) / _scenario.Clock.MonthsPerStep) : "by hand", i.To.IsEmpty ? "all" : string.Join(", ", i.To), Said(i.Says)))]),
            "votes" => new Answer.Listing("Votes", ["institution", "motion", "says"], [.. play.Votes.SelectMany(v => v.Motions.Select(m => ImmutableArray.Create(v.Name, m.Name, m.Says ?? "")))]),
            "seats" => new Answer.Listing("Seats", ["seat", "who", "holds"], [.. play.Seats.Select(s => ImmutableArray.Create(s.Name, s.Title, s.Levers.IsEmpty ? "no lever" : string.Join(", ", s.Levers)))]),
            _ => new Answer.Listing("Moments", ["moment", "after", "branch", "date", "what"], [.. game.Moments.Select(m => ImmutableArray.Create(
                (m.Id == game.At ? "* " : "  ") + "@" + Number(m.Id), m.Parent < 0 ? "" : "@" + Number(m.Parent), m.Branch, _scenario.Clock.Label(m.Board.Point), m.Kind == MomentKind.Start ? "the start" : m.Act))]),
        };
    }

    // A list shows a sentence as it is prepared, with its holes.
    private static string Said(Sentence? sentence) => sentence is null ? "" : string.Concat(sentence.Parts.Select(p => p.Text ?? "…"));

    private static Answer.Listing Help(string? command) => command is { } name && TableCommand.Find(name) is { } one
        ? new Answer.Listing("Help", [], [[one.Usage, one.Says]])
        : new Answer.Listing("Commands", [], [.. TableCommand.All.Select(c => ImmutableArray.Create(c.Usage, c.Says))]);

    private ImmutableArray<double> Headlines(Setup setup, Board board)
    {
        // The setup's measures, in the order of the table's.
        var measures = _reading.Headlines.Select(h => setup.Scenario.Measures.First(m => m.Name == h.Name)).ToArray();
        return Read(setup, board, read => measures.Select(m => BoardReading.Value(read, m)).ToImmutableArray());
    }
}
