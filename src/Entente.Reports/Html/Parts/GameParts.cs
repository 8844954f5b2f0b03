using System.Collections.Immutable;
using Entente.Play;
using Entente.Reports.Documents;
using Entente.Reports.Html.Charts;

namespace Entente.Reports.Html.Parts;

/// <summary>A game after it was played: what was done and by whom, what it did to the odds, what was open and not chosen, and where it ended.</summary>
internal sealed class GameParts
{
    private const int MostTold = 5;

    private readonly GameDocument _game;
    private readonly string _prefix;
    private readonly ImmutableArray<MomentPart> _path;

    // Dates that were passed, in their order.
    private readonly ImmutableArray<string> _dates;

    private GameParts(GameDocument game, string prefix)
    {
        _game = game;
        _prefix = prefix;
        _path = [.. game.Path()];
        _dates = [.. _path.Select(m => m.Date).Distinct(StringComparer.Ordinal)];
    }

    public static ImmutableArray<Section> Of(GameDocument game, string prefix)
    {
        var parts = new GameParts(game, prefix);
        ImmutableArray<Section?> sections =
        [
            parts.End(), parts.Timeline(), parts.Odds(), parts.Decisions(), parts.Open(), parts.Messages(), parts.Votes(), parts.Overrides(), parts.Notes(), parts.Happened(), parts.Measures(), parts.Standing(), parts.Branches(),
        ];
        return [.. sections.OfType<Section>()];
    }

    private Section End()
    {
        var now = _game.Now();
        var turns = now.Turn == 1 ? "one turn" : $"{NumberStyle.Count(now.Turn)} turns";
        var says = _game.Outcomes.FirstOrDefault(o => o.Name == now.Outcome)?.Says;
        return new Section(_prefix + "end", "How it ended", Markup.Of(
            Tag.P(now.Outcome is { } outcome ? Markup.Of(Tag.Of("strong", Tag.Said(outcome)), says is null ? Markup.None : Markup.Of(": ", Tag.Said(says))) : "The game is not over.").Class("lead"),
            Tag.P($"Played from {_path[0].Date} to {now.Date} in {turns}, on the branch ", Tag.Said(_game.Branch), "."),
            Tag.P("Odds say how trials end that go on from a board. They are advice, and rule nothing. What happened in the game is one trial of many; that things came so does not say that they had to.").Class("note"),
            now.Outcome is null && now.Ends is [.., var last] ? OddsFromHere(now, last) : Markup.None));
    }

    private Element OddsFromHere(MomentPart now, EndsPart last)
    {
        var odds = OddsOf(now.Trials, [last]);
        ImmutableArray<ShareBar> bars = [.. _game.Outcomes.Select((o, k) => Bar(o.Name, odds.ShareOf(0, k)))];
        return new Figure(_prefix + "from-here", "Odds from here", $"How {NumberStyle.Count(odds.Trials)} trials end that go on from {now.Date}; the table below has the shares.", width => OutcomeChart.Draw(bars, width))
        {
            Table = new DataTable($"Odds from here, {NumberStyle.Count(odds.Trials)} trials", [new("Outcome"), new("Share", true), new("95% interval", true)], [.. bars.Select(b => ImmutableArray.Create<Markup>(Tag.Said(b.Name), NumberStyle.Share(b.Share), Interval(b)))]),
        }.ToMarkup();
    }

    private Section? Timeline() => Listed(
        "timeline", "Timeline", "What was done, in its order", ["Moment", "Date", "Turn", "Who", "What", "Remark"],
        _path.Where(m => m.Kind != "start").Select(m => ImmutableArray.Create<Markup>(
            Name(m.Id), When(m.Date), NumberStyle.Count(m.Turn), Tag.Said(m.Actor), m.Kind == "note" ? "note" : Tag.Code(m.Act), m switch
            {
                { Kind: "advance", Outcome: { } outcome } => Markup.Of("the end: ", Tag.Said(outcome)),
                { Kind: "override" } => Markup.Of("because ", Tag.Said(m.Text ?? "")),
                _ => Tag.Said(m.Text ?? ""),
            })));

    // Each moment with the odds after it; with those before it too where nothing earlier at its date has them, lest a decision be given what the clock did.
    private Section? Odds()
    {
        var known = new List<(MomentPart Moment, string What, Odds Odds)>();
        foreach (var moment in _path)
        {
            if (moment.Ends.Length == 2 && (known.Count == 0 || known[^1].Moment.Date != moment.Date))
            {
                known.Add((moment, "before " + moment.Kind, OddsOf(moment.Trials, [moment.Ends[0]])));
            }

            if (!moment.Ends.IsEmpty)
            {
                known.Add((moment, moment.Kind, OddsOf(moment.Trials, [moment.Ends[^1]])));
            }
        }

        if (known.Count == 0 || _game.Outcomes.IsEmpty)
        {
            return null;
        }

        ImmutableArray<ImmutableArray<(int At, ShareBar Share)>> lines = [.. _game.Outcomes.Select((o, k) => known.Select(m => (_dates.IndexOf(m.Moment.Date), Bar(o.Name, m.Odds.ShareOf(0, k)))).ToImmutableArray())];
        var highest = lines.SelectMany(l => l).Select(o => o.Share.High).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var figures = _game.Outcomes.Select((o, k) => new Figure(
            $"{_prefix}odds-{Svg.Number(k + 1)}", o.Name, $"From {NumberStyle.Share(lines[k][0].Share.Share)} at the first odds, {known[0].Moment.Date}, to {NumberStyle.Share(lines[k][^1].Share.Share)} at the last, {known[^1].Moment.Date}.",
            width => OddsPlot.Draw(_dates, lines[k], highest, width))
        {
            Note = o.Says is { } says ? Tag.Said(says) : Markup.None,
            IsSmall = true,
            FoldsTable = true,
            Table = new DataTable(
                $"{o.Name}: odds after each moment", [new("Moment"), new("Date"), new("What"), new("Share", true), new("95% interval", true)],
                [.. known.Select((m, i) => ImmutableArray.Create<Markup>(Name(m.Moment.Id), m.Moment.Date, Tag.Said(m.What), NumberStyle.Share(lines[k][i].Share.Share), Interval(lines[k][i].Share)))]),
        });
        return new Section(_prefix + "odds", "The odds along the game", Markup.Of(
            Tag.P("A point is the odds after a moment, the band their 95% interval. What was decided at a date moves them straight up or down, a turn of the clock to the next date.").Class("note"), Figure.Row(figures)));
    }

    private Section? Decisions() => Compared(
        "decisions", "Decisions, with the odds before and after", "Both sides go on with the same dice, so a change is that of the decision.",
        _path.Where(m => m.Ends.Length == 2).Select((m, i) => Compare(
            $"decision-{Svg.Number(i + 1)}", $"{m.Date}, {m.Actor}: {m.Doing ?? m.Act}", $"Odds before and after @{Svg.Number(m.Id)}", OddsOf(m.Trials, m.Ends), ["Before", "After"])));

    private Section? Open() => Compared(
        "open", "Open, and not chosen", "What was asked and what it would have done to the odds. Asking changed nothing.",
        _game.Asked.Where(a => _game.Moments[(int)a.Moment].Played).Select((a, i) => Compare(
            $"open-{Svg.Number(i + 1)}", $"Asked at @{Svg.Number(a.Moment)}, {_game.Moments[(int)a.Moment].Date}", $"What if, asked at @{Svg.Number(a.Moment)}", OddsOf(a.Trials, a.Ends),
            ["As it stood", .. a.Options.Select(o => a.Chosen.Contains(o) ? o + " (chosen)" : o)])));

    private Section? Compared(string id, string title, string note, IEnumerable<Figure> figures) => figures.ToImmutableArray() is { IsEmpty: false } some && !_game.Outcomes.IsEmpty
        ? new Section(_prefix + id, title, Markup.Of(Tag.P(note).Class("note"), StackedBars.Legend(_game.Outcomes.Select(o => o.Name)), Markup.Of(some.Select(f => (Markup)f.ToMarkup()))))
        : null;

    private Figure Compare(string id, string name, string caption, Odds odds, ImmutableArray<string> sides)
    {
        var shares = sides.Select((s, side) => (s, _game.Outcomes.Select((_, k) => odds.ShareOf(side, k).Value).ToImmutableArray())).ToImmutableArray();
        var table = sides.Length == 2
            ? new DataTable(
                caption, [new("Outcome"), .. sides.Select(s => new DataColumn($"{s}, 95% interval", true)), new("Change in points, 95% interval", true)],
                [.. _game.Outcomes.Select((o, k) => ImmutableArray.Create<Markup>(Tag.Said(o.Name), WithInterval(odds.ShareOf(0, k)), WithInterval(odds.ShareOf(1, k)), PlayReport.Points(odds.DifferenceOf(1, k))))])
            : new DataTable(
                caption, [new("Outcome"), new("Side"), new("Share, 95% interval", true), new("Change in points, 95% interval", true)],
                [.. _game.Outcomes.SelectMany((o, k) => sides.Select((side, s) => ImmutableArray.Create<Markup>(
                    Tag.Said(o.Name), Tag.Said(side), WithInterval(odds.ShareOf(s, k)), s == 0 ? "" : PlayReport.Points(odds.DifferenceOf(s, k)))))]);
        return new Figure(_prefix + id, name, string.Join(". ", sides.Select((s, side) => $"{s}: {string.Join(", ", _game.Outcomes.Select((o, k) => $"{o.Name} {NumberStyle.Share(odds.ShareOf(side, k).Value)}"))}")) + ".", width => StackedBars.Draw(shares, [.. _game.Outcomes.Select(o => o.Name)], width))
        {
            Note = $"{NumberStyle.Count(odds.Trials)} trials on each side.",
            Table = table,
        };
    }

    private Section? Messages() => Listed(
        "messages", "Injects and messages", "What players were told", ["Date", "Inject", "For", "Text"],
        _path.SelectMany(m => m.Messages).Select(m => ImmutableArray.Create<Markup>(When(m.Date), Tag.Said(m.Inject ?? "free"), Tag.Said(m.To.IsEmpty ? "all" : string.Join(", ", m.To)), Tag.Said(m.Text))));

    private Section? Votes()
    {
        var votes = _path.Where(m => m.Vote is not null).Select(m => (m.Date, Vote: m.Vote!)).ToList();
        return votes.Count == 0 ? null : new Section(_prefix + "votes", "Votes", Markup.Of(votes.Select(v => Markup.Of(
            Tag.P($"{v.Date}: ", Tag.Said(v.Vote.Institution), " on ", Tag.Said(v.Vote.Motion), ": ", Tag.Of("strong", v.Vote.Passed ? "passed" : "failed"), "."),
            v.Vote.Thresholds.IsEmpty ? Markup.None : Tag.List(v.Vote.Thresholds.Select(t => Markup.Of(t.Met ? "met: " : "not met: ", Tag.Said(t.Has), "; it takes ", Tag.Said(t.Needs)))),
            new DataTable(
                $"Votes on {v.Vote.Motion}, {v.Date}", [new("Member"), new("Vote"), new("Chance of a yes", true), new("By")],
                [.. v.Vote.Voices.Select(o => ImmutableArray.Create<Markup>(Tag.Said(o.Label), Tag.Said(o.Vote), NumberStyle.RoughShare(o.Propensity), o.Given ? "the table" : "the dice"))]).ToMarkup()))));
    }

    private Section? Overrides() => Listed(
        "overrides", "Overrides", "Where the table ruled against the model", ["Date", "Override", "Reason"],
        _path.Where(m => m.Kind == "override").Select(m => ImmutableArray.Create<Markup>(When(m.Date), Tag.Code(m.Act), Tag.Said(m.Text ?? ""))));

    private Section? Notes() => Listed(
        "notes", "Notes", "What was written down", ["Date", "Turn", "Note"],
        _path.Where(m => m.Kind == "note").Select(m => ImmutableArray.Create<Markup>(When(m.Date), NumberStyle.Count(m.Turn), Tag.Said(m.Text ?? ""))));

    private Section? Happened() => Listed(
        "happened", "What happened", $"The {Svg.Number(MostTold)} largest things of each turn, the largest first", ["Turn", "Date", "What happened", "What it changed"],
        _path.SelectMany(m => m.Happened.Take(MostTold).Select(h => ImmutableArray.Create<Markup>(NumberStyle.Count(m.Turn), When(h.Date), Tag.Said(h.Sentence ?? h.Address), Tag.Said(string.Join("; ", h.Changed))))));

    private Section? Measures()
    {
        var figures = _game.Measures.Select((m, k) =>
        {
            var style = StyleOf(m);
            return new Figure($"{_prefix}measure-{Svg.Number(k + 1)}", m.Name, $"It goes from {style.Print(m.Values[0])} in {_game.Dates[0]} to {style.Print(m.Values[^1])} in {_game.Dates[^1]}.", width => CurvePlot.OverDates(_game.Dates, [m.Values], m.Unit, width))
            {
                Note = Markup.Of(m.Says is { } says ? Markup.Of(Tag.Said(says), ". ") : Markup.None, NumberStyle.UnitText(m.Unit)),
                IsSmall = true,
                FoldsTable = true,
                Table = new DataTable($"{m.Name} by date", [new("Date"), new("Value", true)], [.. _game.Dates.Select((d, p) => ImmutableArray.Create<Markup>(d, style.Print(m.Values[p])))]),
            };
        });
        return _game.Measures.IsEmpty ? null : new Section(_prefix + "measures", "Measures over the game", Figure.Row(figures));
    }

    private Section? Standing()
    {
        var measures = new DataTable(
            "Measures", [new("Measure"), new("Unit"), new("At the start", true), new("At the end", true), new("What it is")],
            [.. _game.Measures.Select(m => ImmutableArray.Create<Markup>(Tag.Said(m.Name), NumberStyle.UnitText(m.Unit), StyleOf(m).Print(m.Values[0]), StyleOf(m).Print(m.Values[^1]), Tag.Said(m.Says ?? "")))])
        { IsProse = true };
        var institutions = new DataTable(
            "Institutions", [new("Institution"), new("State"), new("Since"), new("What it is")],
            [.. _game.Institutions.Select(i => ImmutableArray.Create<Markup>(
                Tag.Said(i.Name), Tag.Said(i.State.Length > 0 ? i.State : string.Join(", ", i.Counts.Select(c => $"{NumberStyle.Count(c.Count)} {c.State}"))), Tag.Said(i.State.Length > 0 ? i.Since : "–"), Tag.Said(i.Says ?? "")))])
        { IsProse = true };
        var levers = new DataTable("Levers that were set", [new("Lever"), new("Setting")], [.. _game.Now().Settings.Select(s => ImmutableArray.Create<Markup>(Tag.Said(s.Lever), Tag.Said(s.Value)))]);
        ImmutableArray<DataTable> tables = [.. new[] { measures, institutions, levers }.Where(t => !t.Rows.IsEmpty)];
        return tables.IsEmpty ? null : new Section(_prefix + "standing", "Where it stands", Markup.Of(tables.Select(t => (Markup)t.ToMarkup())));
    }

    private Section? Branches() => Listed(
        "branches", "Other branches", "Branches that were left", ["Branch", "Up to", "Date", "Outcome"],
        _game.Branches.Where(b => b.Name != _game.Branch).Select(b => (b.Name, Head: _game.Moments[(int)b.Head])).Select(b => ImmutableArray.Create<Markup>(Tag.Said(b.Name), Name(b.Head.Id), b.Head.Date, Tag.Said(b.Head.Outcome ?? "not over"))));

    // A section of one table of text, or nothing where it has no rows.
    private Section? Listed(string id, string title, string caption, ImmutableArray<string> heads, IEnumerable<ImmutableArray<Markup>> rows) => rows.ToImmutableArray() is { IsEmpty: false } some
        ? new Section(_prefix + id, title, new DataTable(caption, [.. heads.Select(h => new DataColumn(h))], some) { IsProse = true }.ToMarkup())
        : null;

    private static NumberStyle StyleOf(HistoryPart measure)
    {
        var values = measure.Values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        return NumberStyle.For(measure.Unit, values.Max() - values.Min(), values.Max(Math.Abs));
    }

    private static Odds OddsOf(long trials, ImmutableArray<EndsPart> ends) => new(trials, [.. ends.Select(e => new OddsSide(e.Failed, e.Counts, e.Paired, e.Gained, e.Lost))]);

    private static ShareBar Bar(string name, Share share) => new(name, share.Value, share.Low, share.High);

    private static string Interval(ShareBar bar) => $"{NumberStyle.Share(bar.Low)} – {NumberStyle.Share(bar.High)}";

    private static string WithInterval(Share share) => $"{NumberStyle.Share(share.Value)} ({NumberStyle.Share(share.Low)} – {NumberStyle.Share(share.High)})";

    private static Element When(string date) => Tag.Span("when", date);

    private static string Name(long moment) => "@" + Svg.Number(moment);
}
