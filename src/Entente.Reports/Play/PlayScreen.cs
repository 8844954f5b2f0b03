using System.Collections.Immutable;
using System.Globalization;
using Entente.Execution;
using Entente.Experiments;
using Entente.Language;
using Entente.Play;
using Entente.Reports.Charts;
using Entente.Scenarios;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>The table's answers as screens.</summary>
public sealed class PlayScreen
{
    private const int Indent = ReportPage.Indent;
    private const int MostTold = 12;
    private const int WidestName = 26;
    private const string Caveat = "in this model, under these assumptions";

    private readonly Scenario _scenario;
    private readonly IAnsiConsole _console;
    private readonly int _width;
    private readonly ReportPage _page;

    /// <param name="scenario">The scenario that is played.</param>
    /// <param name="console">Where to.</param>
    public PlayScreen(Scenario scenario, IAnsiConsole console)
    {
        _scenario = scenario;
        _console = console;
        _width = Math.Max(60, console.Profile.Width);
        _page = new ReportPage(_width);
    }

    /// <summary>Says which game begins, and binds it to its seed.</summary>
    public void Write(JournalHead head) => Write(Opening(head).Append(new StyledLine()));

    /// <summary>Writes an answer.</summary>
    public void Write(Answer answer) => Write(Lines(answer).Append(new StyledLine()));

    /// <summary>Writes a line as it was typed.</summary>
    public void Echo(string line) => Write(StyledLine.Wrap("> " + line, _width).Select(l => StyledLine.Of(l, Look.Strong)));

    /// <summary>Writes a plain line.</summary>
    public void Say(string text) => Write(StyledLine.Wrap(text, _width).Select(l => StyledLine.Of(l)));

    private void Write(IEnumerable<StyledLine> lines) => _console.Write(new StyledLines(lines));

    private IEnumerable<StyledLine> Lines(Answer answer) => answer switch
    {
        Answer.Refused refused => [StyledLine.Of(StyledLine.Fit(refused.Message, _width), Look.Warning)],
        Answer.Board board => Board(board.View),
        Answer.Moved moved => Board(moved.View).Prepend(StyledLine.Of($"{moved.Message}, branch {moved.View.Branch}")),
        Answer.Done done => Done(done.Moment),
        Answer.OddsFromHere ends => Odds(ends.Ends, ends.Outcome),
        Answer.WhatIfs asked => Compared(asked.Asked.Odds, [.. asked.Asked.Options.Prepend("as it stands")], "What if"),
        Answer.Why why => Why(why),
        Answer.Dice dice => Dice(dice),
        Answer.Seat seat => Seat(seat.View),
        Answer.Listing listing => Listing(listing),
        Answer.SeatPage page => [StyledLine.Of($"wrote {string.Join(" and ", page.Files)}")],
        Answer.JournalCopy copy => [StyledLine.Of($"wrote {StyledLine.Clean(copy.File)}")],
        Answer.ReportPage page => [StyledLine.Of($"wrote {string.Join(", ", PlayReport.FilesOf(page.Name).Select(StyledLine.Clean))}")],
        Answer.Ended ended => Ending(ended.Seed),
        _ => [],
    };

    private IEnumerable<StyledLine> Opening(JournalHead head)
    {
        foreach (var line in StyledLine.Wrap(_scenario.Title, _width))
        {
            yield return StyledLine.Of(line, Look.Strong);
        }

        foreach (var line in _page.Facts([head.Scenario, $"hash {head.Hash[..12]}", $"entente {head.Version}", Caveat]))
        {
            yield return line;
        }

        yield return new StyledLine();
        foreach (var line in _scenario.Play.Brief is { } brief ? StyledLine.Wrap(brief, _width).Append("") : [])
        {
            yield return StyledLine.Of(line);
        }

        foreach (var line in StyledLine.Wrap("The dice are fixed before play. The SHA-256 of seed and salt, which are shown at the end:", _width).Append(head.Pledge.Hash[..32]).Append(head.Pledge.Hash[32..]))
        {
            yield return StyledLine.Of(line, Look.Quiet);
        }

        yield return StyledLine.Of("'help' lists the commands.", Look.Quiet);
    }

    private IEnumerable<StyledLine> Ending(SeedPledge pledge)
    {
        foreach (var line in StyledLine.Wrap("The game is over. The text whose SHA-256 was announced before play:", _width))
        {
            yield return StyledLine.Of(line);
        }

        foreach (var line in StyledLine.Wrap(pledge.Text, _width - Indent))
        {
            yield return new StyledLine().PadTo(Indent).Add(line, Look.Strong);
        }

        yield return new StyledLine().PadTo(Indent).Add(pledge.Hash[..32], Look.Quiet);
        yield return new StyledLine().PadTo(Indent).Add(pledge.Hash[32..], Look.Quiet);
    }

    private IEnumerable<StyledLine> Board(BoardView view) =>
        BoardHead(view)
            .Concat(_page.Part("Measures", Measures(view)))
            .Concat(_page.Part("Institutions", Institutions(view)))
            .Concat(_page.Part("Done this turn", view.Doings.SelectMany(d => _page.Hanging(StyledLine.Of(StyledLine.Fit(d.Actor, WidestName) + "  ", Look.Strong), d.Text, Look.Plain))))
            .Concat(_page.Part("Told this turn", view.Messages.SelectMany(Told)))
            .Concat(Odds(view.Odds, view.Outcome));

    private IEnumerable<StyledLine> BoardHead(BoardView view)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{view.Date} · turn {view.Turn} · step {view.Point} of {view.Steps}");
        var right = string.Create(CultureInfo.InvariantCulture, $"branch {view.Branch} · @{view.Moment}");
        yield return head.Length + 2 + right.Length <= _width ? StyledLine.Of(head, Look.Strong).PadTo(_width - right.Length).Add(right, Look.Quiet) : StyledLine.Of(StyledLine.Fit(head, _width), Look.Strong);
    }

    private IEnumerable<StyledLine> Measures(BoardView view)
    {
        var turn = _scenario.Play.StepsPerTurn;
        var curve = Math.Min(_width >= 100 ? 24 : 16, view.Point + 1);
        var taken = Indent + Math.Min(WidestName, view.Measures.Select(m => m.Measure.Name.Length).DefaultIfEmpty().Max()) + Math.Max(curve, 6) + 40;
        var rows = view.Measures.Select(m =>
        {
            var style = StyleOf(m);
            var (now, then) = (m.Values[^1], m.Values[Math.Max(0, m.Values.Length - 1 - turn)]);
            var change = now - then;
            var arrow = style.Print(now) == style.Print(then) ? "" : (change > 0 ? "▲ " : "▼ ") + style.Print(Math.Abs(change));
            return ImmutableArray.Create(
                Columns.Cell(StyledLine.Fit(m.Measure.Name.Replace('_', ' '), WidestName)), Columns.Cell(style.Print(now), Look.Strong), Columns.Cell(arrow, Look.Quiet),
                StyledLine.Of(Spark(m.Values, curve), Look.Bar), Columns.Cell(style.Print(m.Values[0]), Look.Quiet), Columns.Cell(StyledLine.Fit(m.Measure.Says ?? "", Math.Max(24, _width - taken)), Look.Quiet));
        }).ToList();
        return rows.Count == 0 ? [] : Columns.Lay(["measure", ">now", ">in a turn", "so far", ">at start", "what it is"], rows, Indent, _width, ["what it is", ">at start"]);
    }

    private static NumberStyle StyleOf(MeasureLine line)
    {
        var finite = line.Values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var unit = line.Measure.Unit.ToString();
        var size = finite.Max(Math.Abs);
        return finite.All(double.IsInteger) ? new NumberStyle(false, 0) : NumberStyle.For(unit, unit == "index" ? 1 : size, size);
    }

    // Between the least and the greatest value so far, a curve that does not move lying in the middle.
    private static string Spark(ImmutableArray<double> values, int width)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
        {
            return "";
        }

        var (low, high) = (finite.Min(), finite.Max());
        var range = high - low;
        ImmutableArray<double> scaled = [.. values.Select(v => !double.IsFinite(v) ? 0 : range > 1e-12 * Math.Max(Math.Abs(high), 1e-300) ? 1 + (7 * (v - low) / range) : 4)];
        return Bars.Spark(scaled, Math.Min(width, scaled.Length), 8);
    }

    private IEnumerable<StyledLine> Institutions(BoardView view)
    {
        var name = Math.Min(WidestName, view.Institutions.Select(i => i.Name.Length).DefaultIfEmpty().Max());
        foreach (var line in view.Institutions)
        {
            var head = StyledLine.Of(StyledLine.Fit(line.Name.Replace('_', ' '), name)).PadTo(name + 2);
            if (line.State.Length > 0)
            {
                var since = line.Since.Length > 0 ? $" since {line.Since}" : "";
                head.Add(line.State.Replace('_', ' '), Look.Strong).Add(since, Look.Quiet);
                yield return new StyledLine().PadTo(Indent).Add(head).Add(line.Says is { } says ? "  " + StyledLine.Fit(says, Math.Max(10, _width - Indent - head.Width - 2)) : "", Look.Quiet);
                continue;
            }

            foreach (var row in _page.Hanging(head, string.Join(" · ", line.Counts.Select(c => $"{NumberStyle.Count(c.Count)} {c.State.Replace('_', ' ')}")), Look.Plain))
            {
                yield return row;
            }
        }
    }

    private IEnumerable<StyledLine> Told(Message message) =>
        _page.Hanging(StyledLine.Of($"{message.Date}  ", Look.Quiet).Add((message.To.IsEmpty ? "all" : string.Join(", ", message.To)) + "  ", Look.Strong), message.Text, Look.Plain);

    private IEnumerable<StyledLine> Odds(Odds? odds, int outcome)
    {
        if (outcome >= 0)
        {
            return _page.Part("The end", _page.Hanging(StyledLine.Of(_scenario.Outcomes[outcome].Name + "  ", Look.Strong), _scenario.Outcomes[outcome].Says ?? "the order at the end of the clock", Look.Plain));
        }

        return odds is null ? [] : _page.Part("Odds from here", OutcomeBars.Lines(
            [.. _scenario.Outcomes.Select((o, k) => odds.ShareOf(0, k) is var s ? new OutcomeSummary(o.Name, null, odds.Sides[0].Counts[k], s.Value, s.Low, s.High) : null!)], _width).Concat(Trials(odds, "")));
    }

    private IEnumerable<StyledLine> Trials(Odds odds, string more)
    {
        var failed = odds.Sides.Max(s => s.Failed);
        return Note($"{NumberStyle.Count(odds.Trials)} trials that go on from here{(failed > 0 ? $", up to {NumberStyle.Count(failed)} failed" : "")}{more}; {Caveat}");
    }

    private IEnumerable<StyledLine> Note(string text) => StyledLine.Wrap(text, _width - Indent).Select(l => new StyledLine().PadTo(Indent).Add(l, Look.Quiet));

    private IEnumerable<StyledLine> Done(Moment moment)
    {
        foreach (var line in _page.Hanging(StyledLine.Of(string.Create(CultureInfo.InvariantCulture, $"@{moment.Id}  ")).Add(StyledLine.Fit(moment.Actor, WidestName) + "  ", Look.Strong), GameTable.Doing(moment), Look.Plain))
        {
            yield return line;
        }

        var rest = (moment.Kind == MomentKind.Inject ? moment.Messages.SelectMany(Told) : [])
            .Concat(moment.Ballot is { } ballot ? Ballot(ballot) : [])
            .Concat(moment.Odds is { } odds ? Compared(odds, ["before", "after"], "Odds before and after") : []);
        foreach (var line in rest)
        {
            yield return line;
        }
    }

    private IEnumerable<StyledLine> Ballot(Ballot ballot)
    {
        foreach (var line in _page.Says(ballot.Says))
        {
            yield return line;
        }

        foreach (var voice in Enum.GetValues<Voice>())
        {
            var said = ballot.Voices.Where(v => v.Voice == voice).ToList();
            if (said.Count == 0)
            {
                continue;
            }

            var head = StyledLine.Of($"{voice.ToString().ToLowerInvariant()} {NumberStyle.Count(said.Count)}", Look.Strong).PadTo(12);
            foreach (var line in _page.Hanging(head, string.Join(", ", said.Select(v => v.IsGiven ? $"{v.Label} (by the table)" : $"{v.Label} {NumberStyle.RoughShare(v.Propensity)}")), Look.Plain))
            {
                yield return line;
            }
        }

        foreach (var count in ballot.Counts)
        {
            var (has, needs) = ThresholdText(count);
            yield return new StyledLine().PadTo(Indent).Add(count.Met ? "met      " : "not met  ", Look.Strong).Add($"{has}; it takes {needs}");
        }

        foreach (var line in ballot.Voices.All(v => v.IsGiven) ? [] : Note("Percents are each member's chance of a yes, " + Caveat + "."))
        {
            yield return line;
        }
    }

    // Sides beside each other as far as they fit, then below each other.
    private IEnumerable<StyledLine> Compared(Odds odds, ImmutableArray<string> names, string title)
    {
        var name = Math.Min(WidestName, _scenario.Outcomes.Max(o => StyledLine.CellsOf(o.Name)));
        const int side = 21;
        var room = Math.Max(1, (_width - Indent - name - 2 - 7) / (side + 2));
        for (var first = 1; first < odds.Sides.Length; first += room)
        {
            var shown = Enumerable.Range(first, Math.Min(room, odds.Sides.Length - first)).ToArray();
            yield return new StyledLine();
            yield return Columns.Title(title, _width);
            foreach (var (text, k) in names.Select((n, k) => (n, k)).Where(n => shown.Contains(n.k) && StyledLine.CellsOf(n.n) > side))
            {
                yield return new StyledLine().PadTo(Indent).Add($"({(char)('A' + k - 1)}) ", Look.Strong).Add(StyledLine.Fit(text, _width - Indent - 4));
            }

            var rows = _scenario.Outcomes.Select((o, k) => ImmutableArray.Create(
                [Columns.Cell(StyledLine.Fit(o.Name, name)), Columns.Cell(NumberStyle.Share(odds.ShareOf(0, k).Value), Look.Strong), .. shown.Select(s => Side(s, k))])).ToList();
            foreach (var line in Columns.Lay(["", ">" + names[0], .. shown.Select(s => ">" + (StyledLine.CellsOf(names[s]) > side ? $"({(char)('A' + s - 1)})" : StyledLine.Clean(names[s])))], rows, Indent, _width, []))
            {
                yield return line;
            }
        }

        foreach (var line in Trials(odds, ", the same dice on all sides").Concat(Note("± half of the 95% interval, in points; in brackets: these trials do not tell it from none")))
        {
            yield return line;
        }

        StyledLine Side(int s, int outcome)
        {
            var (share, d) = (odds.ShareOf(s, outcome).Value, odds.DifferenceOf(s, outcome));
            var change = string.Create(CultureInfo.InvariantCulture, $"{100 * d.Value:+0.0;-0.0;0.0} ±{50 * (d.High - d.Low):0.0}");
            var clear = d.Low > 0 || d.High < 0;
            return StyledLine.Of(NumberStyle.Share(share)).Add("  ").Add((clear ? change + " " : $"({change})").PadLeft(13), clear ? Look.Strong : Look.Quiet);
        }
    }

    private IEnumerable<StyledLine> Why(Answer.Why why)
    {
        var lines = new List<StyledLine>();
        foreach (var told in why.Told.Take(MostTold))
        {
            lines.AddRange(_page.Hanging(StyledLine.Of(SizeMark(told.Size), Look.Bar).Add($"  {told.Happened.Date}  ", Look.Quiet), told.Happened.Sentence, Look.Plain));
            var facts = FactsOf(told.Happened).ToList();
            if (facts.Count > 0)
            {
                lines.AddRange(StyledLine.Wrap(string.Join(" · ", facts), _width - 8).Select(l => new StyledLine().PadTo(8).Add(l, Look.Quiet)));
            }
        }

        if (why.Told.Length > MostTold)
        {
            lines.Add(new StyledLine().PadTo(Indent).Add($"and {NumberStyle.Count(why.Told.Length - MostTold)} smaller ones", Look.Quiet));
        }

        if (lines.Count == 0)
        {
            lines.Add(new StyledLine().PadTo(Indent).Add("no event, rule or transition since then", Look.Quiet));
        }

        return _page.Part($"What happened since {why.Since}, the largest first", lines)
            .Concat(_page.Part("What moved", why.Drifts.IsEmpty ? [] : Columns.Lay(
                ["", ">before", ">now"], [.. why.Drifts.Select(d => ImmutableArray.Create(Columns.Cell(StyledLine.Fit(d.Name.Replace('_', ' '), 40)), Columns.Cell(d.Before, Look.Quiet), Columns.Cell(d.After, Look.Strong)))], Indent, _width, [])));
    }

    private static string SizeMark(double size) => size switch { >= 0.5 => "███", >= 0.2 => "██ ", >= 0.05 => "█  ", _ => "▌  " };

    /// <summary>What something changed; an addition of nothing is none.</summary>
    internal static IEnumerable<Change> Changes(Happened happened) => happened.Changes.Where(c => c.Kind != EffectKind.Add || c.Amount != 0);

    /// <summary>What something that happened changed, each in words.</summary>
    internal static IEnumerable<string> ChangesOf(Happened happened) =>
        Changes(happened).Select(ChangeText).Concat(happened.From is { } from ? [$"{happened.Lifecycle}: {from} → {happened.To}"] : []);

    /// <summary>What a motion had, and what it takes.</summary>
    internal static (string Has, string Needs) ThresholdText(Counted count)
    {
        var t = count.Threshold;
        var has = t.Kind == ThresholdKind.Least ? $"{ValueText.Number(count.Yes)} of {ValueText.Number(count.Whole)}" : $"{NumberStyle.Share(count.Whole > 0 ? count.Yes / count.Whole : 0)} of {t.Says}";
        var needs = t.Kind switch
        {
            ThresholdKind.Least => $"at least {ValueText.Number(t.Value)}",
            ThresholdKind.Over => $"more than {NumberStyle.Share(t.Value, 0)}",
            _ => t.Value == 1 ? "all" : $"at least {NumberStyle.Share(t.Value, 0)}",
        };
        return (has, needs);
    }

    /// <summary>What an effect did by itself; other things may have changed the same cell in the same step.</summary>
    internal static string ChangeText(Change change) => change.Kind switch
    {
        EffectKind.Set => $"{change.Cell} = {ValueText.Number(change.Amount)}",
        EffectKind.Multiply => $"{change.Cell} × {ValueText.Number(change.Amount)}",
        _ => $"{change.Cell} {(change.Amount < 0 ? "−" : "+")}{ValueText.Number(Math.Abs(change.Amount))}"
            + (change.OverSteps > 1 ? $" over {NumberStyle.Count(change.OverSteps)} steps" : change.HalfLife is { } half ? $", half of it gone in {(half == 1 ? "a year" : ValueText.Number(half) + " years")}" : ""),
    };

    private static IEnumerable<string> FactsOf(Happened happened)
    {
        if (happened.From is { } from)
        {
            yield return $"{from} → {happened.To}";
        }

        foreach (var change in Changes(happened))
        {
            yield return ChangeText(change);
        }

        if (happened.Condition is { } condition)
        {
            yield return $"because {condition.Text}" + (condition.Readings.IsEmpty ? "" : $" ({string.Join(", ", condition.Readings.Select(r => $"{r.Name} = {r.Text}"))})");
        }

        if (happened.Chance is { } chance)
        {
            yield return $"chance {NumberStyle.RoughShare(chance.Value)}";
        }

        if (happened.Rate is { } rate)
        {
            yield return $"rate {ValueText.Number(rate.Value)} per year";
        }

        if (happened.FiredBy is { } by)
        {
            yield return $"set off by {by[(by.IndexOf('.', StringComparison.Ordinal) + 1)..]}";
        }
    }

    private IEnumerable<StyledLine> Dice(Answer.Dice dice) => _page.Part("The odds as dice", Columns.Lay(
        ["", ">share", "d6", "d100"],
        [.. dice.Readings.Select(r => ImmutableArray.Create(
            Columns.Cell(StyledLine.Fit(r.Outcome, WidestName)), Columns.Cell(NumberStyle.Share(r.Share), Look.Strong),
            Columns.Cell(r.Sixths switch { 0 => "less than 1 face in 6", 6 => "all 6 faces", 1 => "1 face in 6", _ => string.Create(CultureInfo.InvariantCulture, $"{r.Sixths} faces in 6") }),
            Columns.Cell(r.To < r.From ? "none" : string.Create(CultureInfo.InvariantCulture, $"{r.From:00} to {r.To:00}"))))],
        Indent, _width, []).Concat(Trials(dice.Odds, "")).Concat(Note("d6: the nearest number of faces for each outcome by itself; d100: one throw for all of them")));

    private IEnumerable<StyledLine> Seat(SeatView view)
    {
        yield return StyledLine.Of(view.Seat.Title, Look.Strong).Add($"  {view.Date} · turn {NumberStyle.Count(view.Turn)}", Look.Quiet);
        foreach (var text in new[] { view.Brief, view.Seat.Brief })
        {
            foreach (var line in StyledLine.Wrap(text ?? "", _width - Indent))
            {
                yield return new StyledLine().PadTo(Indent).Add(line);
            }
        }

        var levers = view.Levers.Select(l => ImmutableArray.Create(Columns.Cell(l.Name), Columns.Cell(l.Setting, Look.Strong), Columns.Cell(l.Choices), Columns.Cell(StyledLine.Fit(l.Says ?? "", 50), Look.Quiet))).ToList();
        var rest = _page.Part("Your levers", levers.Count == 0 ? [] : Columns.Lay(["lever", "stands at", "can be", "says"], levers, Indent, _width, ["says"]))
            .Concat(_page.Part("What you see", view.Sights.SelectMany(s => _page.Hanging(
                StyledLine.Of(StyledLine.Fit(s.Name.Replace('_', ' '), WidestName)).PadTo(Math.Min(WidestName, view.Sights.Max(o => o.Name.Length)) + 2), s.Now == s.Before ? s.Now : $"{s.Now}  (a turn ago: {s.Before})", Look.Strong))))
            .Concat(_page.Part("What you were told", view.Messages.SelectMany(m => _page.Hanging(StyledLine.Of($"{m.Date}  ", Look.Quiet), m.Text, Look.Plain))));
        foreach (var line in rest)
        {
            yield return line;
        }
    }

    private IEnumerable<StyledLine> Listing(Answer.Listing listing)
    {
        if (listing.Rows.IsEmpty)
        {
            return [StyledLine.Of($"no {listing.Title.ToLowerInvariant()}", Look.Quiet)];
        }

        if (listing.Head.IsEmpty)
        {
            return _page.Part(listing.Title, listing.Rows.SelectMany(r => Described(r[0], r[1])));
        }

        // The last column has the room that the others leave.
        var last = listing.Rows[0].Length - 1;
        var most = _width >= 100 ? 30 : 20;
        int Width(int c) => Math.Max(listing.Head[c].Length, Math.Min(most, listing.Rows.Max(r => StyledLine.CellsOf(r[c]))));
        var rest = Math.Max(10, _width - Indent - Enumerable.Range(0, last).Sum(c => Width(c) + 2));
        var rows = listing.Rows.Select(r => r.Select((text, c) => StyledLine.Of(StyledLine.Fit(text, c == last ? rest : Width(c)), c == 0 ? Look.Strong : Look.Plain)).ToImmutableArray()).ToList();
        return _page.Part(listing.Title, Columns.Lay(listing.Head, rows, Indent, _width, []));
    }

    // A command and what it does: beside each other, or below each other where it is long.
    private IEnumerable<StyledLine> Described(string name, string says)
    {
        const int column = 34;
        var head = StyledLine.Of(StyledLine.Fit(name, _width - Indent), Look.Strong);
        if (head.Width < column)
        {
            return _page.Hanging(head.PadTo(column), says, Look.Plain);
        }

        return _page.Hanging(new StyledLine().PadTo(column), says, Look.Plain).Prepend(new StyledLine().PadTo(Indent).Add(head));
    }
}
