using System.Collections.Immutable;
using System.Globalization;
using Entente.Play;
using Entente.Scenarios;

namespace Entente.Reports;

/// <summary>The after-action report of a game: what was done and by whom, what it did to the odds, what was open and not chosen, and where it ended.</summary>
public sealed class PlayReport
{
    private const int MostTold = 5;
    private const string Caveat = "in this model, under these assumptions";

    private readonly GameTable _table;
    private readonly Game _game;
    private readonly JournalHead _head;
    private readonly Scenario _scenario;
    private readonly ImmutableArray<Moment> _path;

    private PlayReport(GameTable table, Game game, JournalHead head)
    {
        _table = table;
        _game = game;
        _head = head;
        _scenario = table.Scenario;
        _path = game.Path;
    }

    /// <summary>The files of a report of a name.</summary>
    public static ImmutableArray<string> FilesOf(string name) => [name + ".md", name + ".html", name + ".json"];

    /// <summary>The report's files with their texts. The page is the one that <c>entente report</c> makes of the JSON.</summary>
    /// <param name="command">The command line that plays the game again, or null where nothing was kept.</param>
    public static ImmutableArray<(string File, string Text)> Write(GameTable table, Game game, JournalHead head, string name, string? command)
    {
        var json = PlayJson.Of(table, game, head, command);
        return [(name + ".md", new PlayReport(table, game, head).Paper().ToMarkdown()), (name + ".html", PageOfResults.OfOwn(name + ".json", json)), (name + ".json", json)];
    }

    private Handout Paper() => new(
        _scenario.Title, "after-action report of a game",
        [
            new("", Lead()),
            new("Timeline", [Timeline()]),
            new("Decisions, with the odds before and after", [.. _path.Where(m => m.Odds is { Sides.Length: > 1 }).SelectMany(Decision)]),
            new("Open, and not chosen", Open()),
            new("Injects and messages", Messages()),
            new("Votes", [.. _path.Where(m => m.Ballot is not null).SelectMany(Vote)]),
            new("Overrides", Overrides()),
            new("What happened", [.. _path.Where(m => m.Kind == MomentKind.Advance && !m.Happened.IsEmpty).Select(Turn)]),
            new("Where it ended", Final()),
            new("Other branches", Branches()),
            new("How to check it", Check()),
        ],
        $"{_head.Scenario}, hash {_head.Hash}, entente {_head.Version}. All numbers are those of a model, {Caveat.Replace("in this model, ", "", StringComparison.Ordinal)}.");

    private ImmutableArray<HandoutBlock> Lead()
    {
        var now = _game.Now;
        var turns = now.Turn == 1 ? "one turn" : Count(now.Turn) + " turns";
        var end = now.Outcome >= 0 ? $"It ended as '{_scenario.Outcomes[now.Outcome].Name}'." : "It is not over.";
        return
        [
            new HandoutBlock.Words($"Played from {DateOf(_path[0])} to {DateOf(now)} in {turns}, on the branch '{_game.Branch}'. {end}"),
            new HandoutBlock.Words("Odds say how trials end that go on from a board, " + Caveat + ". They are advice, and rule nothing. What happened in the game is one trial of many; that things came so does not say that they had to."),
        ];
    }

    private HandoutBlock.Table Timeline() => new(
        "What was done, in its order", ["Moment", "Date", "Who", "What", "Remark"],
        [.. _path.Where(m => m.Kind != MomentKind.Start).Select(m => ImmutableArray.Create("@" + Count(m.Id), DateOf(m), m.Actor, m.Kind == MomentKind.Note ? "note" : m.Act, m.Kind switch
        {
            MomentKind.Advance when m.Outcome >= 0 => $"turn {Count(m.Turn)}; the end: {_scenario.Outcomes[m.Outcome].Name}",
            MomentKind.Advance => $"turn {Count(m.Turn)}",
            MomentKind.Override => "because " + m.Text,
            _ => m.Text ?? "",
        }))]);

    private IEnumerable<HandoutBlock> Decision(Moment moment)
    {
        yield return new HandoutBlock.Heading($"{DateOf(moment)}: {moment.Actor}, {GameTable.Doing(moment)}");
        yield return Compared($"Odds before and after @{Count(moment.Id)}, {NumberStyle.Count(moment.Odds!.Trials)} trials with the same dice", moment.Odds, ["before", "after"]);
    }

    private HandoutBlock.Table Compared(string caption, Odds odds, ImmutableArray<string> names) => new(
        caption, ["Outcome", ">" + names[0], .. names.Skip(1).SelectMany(n => new[] { ">" + n, ">change, 95% interval" })],
        [.. _scenario.Outcomes.Select((o, k) => (ImmutableArray<string>)[o.Name, NumberStyle.Share(odds.ShareOf(0, k).Value), .. Enumerable.Range(1, odds.Sides.Length - 1).SelectMany(s => new[] { NumberStyle.Share(odds.ShareOf(s, k).Value), Points(odds.DifferenceOf(s, k)) })])]);

    internal static string Points(Share d) => string.Create(CultureInfo.InvariantCulture, $"{100 * d.Value:+0.0;-0.0;0.0} ({100 * d.Low:+0.0;-0.0;0.0} to {100 * d.High:+0.0;-0.0;0.0})");

    private ImmutableArray<HandoutBlock> Open()
    {
        var moments = _path.Select(m => m.Id).ToHashSet();
        var blocks = ImmutableArray.CreateBuilder<HandoutBlock>();
        foreach (var asked in _game.Asked.Where(a => moments.Contains(a.Moment)))
        {
            var chosen = Chosen(_game, asked).ToHashSet();
            blocks.Add(new HandoutBlock.Heading($"Asked at @{Count(asked.Moment)}, {DateOf(_game.Moments[asked.Moment])}"));
            blocks.Add(Compared(
                $"What if, {NumberStyle.Count(asked.Odds.Trials)} trials with the same dice", asked.Odds, ["as it stood", .. asked.Options.Select(o => o + (chosen.Contains(o) ? " (chosen)" : ""))]));
        }

        return blocks.ToImmutable();
    }

    /// <summary>Of the options that were asked about, those that were set next, on the path that is played.</summary>
    internal static IEnumerable<string> Chosen(Game game, WhatIf asked)
    {
        var next = game.Path.SkipWhile(m => m.Id != asked.Moment).Skip(1).TakeWhile(m => m.Kind != MomentKind.Advance).Where(m => m.Kind == MomentKind.Set).Select(m => Sorted(m.Act["set".Length..])).ToHashSet();
        return asked.Options.Where(o => next.Contains(Sorted(o)));
    }

    private static string Sorted(string settings) => string.Join(' ', settings.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    private ImmutableArray<HandoutBlock> Messages()
    {
        var rows = _path.SelectMany(m => m.Messages).Select(m => ImmutableArray.Create(m.Date, m.Name ?? "free", m.To.IsEmpty ? "all" : string.Join(", ", m.To), m.Text)).ToImmutableArray();
        return rows.IsEmpty ? [] : [new HandoutBlock.Table("What players were told", ["Date", "Inject", "For", "Text"], rows)];
    }

    private IEnumerable<HandoutBlock> Vote(Moment moment)
    {
        var ballot = moment.Ballot!;
        yield return new HandoutBlock.Heading($"{DateOf(moment)}: {ballot.Institution} on {ballot.Motion}: {(ballot.Passed ? "passed" : "failed")}");
        yield return new HandoutBlock.Table("Votes", ["Member", "Vote", ">Chance of a yes", "By"], [.. ballot.Voices.Select(v => ImmutableArray.Create(
            v.Label, v.Voice.ToString().ToLowerInvariant(), NumberStyle.RoughShare(v.Propensity), v.IsGiven ? "the table" : "the dice"))]);
    }

    private ImmutableArray<HandoutBlock> Overrides()
    {
        var rows = _path.Where(m => m.Kind == MomentKind.Override).Select(m => ImmutableArray.Create(DateOf(m), m.Act, m.Text ?? "")).ToImmutableArray();
        return rows.IsEmpty ? [] : [new HandoutBlock.Table("Where the table ruled against the model", ["Date", "Override", "Reason"], rows)];
    }

    private HandoutBlock.Table Turn(Moment moment)
    {
        var told = _table.Largest(moment.Happened);
        return new HandoutBlock.Table(
            $"Turn {Count(moment.Turn)}, up to {DateOf(moment)}: the largest of {Count(told.Length)}", ["Date", "What happened", "What it changed"],
            [.. told.Take(MostTold).Select(t => ImmutableArray.Create(t.Happened.Date, t.Happened.Sentence, string.Join("; ", PlayScreen.ChangesOf(t.Happened))))]);
    }

    private ImmutableArray<HandoutBlock> Final()
    {
        var view = _table.View(_game, GameTable.Latest(_game));
        var measures = new HandoutBlock.Table("Measures", ["Measure", ">At the start", ">Now", "What it is"], [.. view.Measures.Select(m => ImmutableArray.Create(
            m.Measure.Name, Language.ValueText.WithUnit(Language.ExprType.Number(m.Measure.Unit), m.Values[0]), Language.ValueText.WithUnit(Language.ExprType.Number(m.Measure.Unit), m.Values[^1]), m.Measure.Says ?? ""))]);
        var institutions = new HandoutBlock.Table("Institutions", ["Institution", "State", "Since", "What it means"], [.. view.Institutions.Select(i => i.State.Length > 0
            ? ImmutableArray.Create(i.Name, i.State, i.Since, i.Says ?? "")
            : ImmutableArray.Create(i.Name, string.Join(", ", i.Counts.Select(c => $"{Count(c.Count)} {c.State}")), "", i.Says ?? ""))]);
        var levers = new HandoutBlock.Table("Levers that were set", ["Lever", "Setting"], [.. _game.Now.Settings.Select(s => ImmutableArray.Create(s.Key, s.Value))]);
        HandoutBlock end = view.Outcome >= 0
            ? new HandoutBlock.Words($"The clock has run out. The order at the end: {_scenario.Outcomes[view.Outcome].Name}. {_scenario.Outcomes[view.Outcome].Says}")
            : view.Odds is { } odds
            ? new HandoutBlock.Table(
                $"Odds from here, {NumberStyle.Count(odds.Trials)} trials", ["Outcome", ">Share", ">95% interval"],
                [.. _scenario.Outcomes.Select((o, k) => odds.ShareOf(0, k) is var s ? ImmutableArray.Create(o.Name, NumberStyle.Share(s.Value), $"{NumberStyle.Share(s.Low)} – {NumberStyle.Share(s.High)}") : [])])
            : new HandoutBlock.Words("No odds were asked for here.");
        ImmutableArray<HandoutBlock> blocks = [end, measures, institutions];
        return _game.Now.Settings.IsEmpty ? blocks : blocks.Add(levers);
    }

    private ImmutableArray<HandoutBlock> Branches()
    {
        var rows = _game.Heads.Where(h => h.Key != _game.Branch).Select(h => (h.Key, Moment: _game.Moments[h.Value])).Select(h => ImmutableArray.Create(
            h.Key, "@" + Count(h.Moment.Id), DateOf(h.Moment), h.Moment.Outcome >= 0 ? _scenario.Outcomes[h.Moment.Outcome].Name : "not over")).ToImmutableArray();
        return rows.IsEmpty ? [] : [new HandoutBlock.Table("Branches that were left", ["Branch", "Up to", "Date", "Outcome"], rows)];
    }

    // As long as there is something to play for, the seed stays where it is.
    private ImmutableArray<HandoutBlock> Check() =>
    [
        new HandoutBlock.Words($"The SHA-256 that was announced before play: {_head.Pledge.Hash}."),
        new HandoutBlock.Words(_game.Now.Outcome >= 0
            ? $"It is that of the text: {_head.Pledge.Text}. What happened is trial {Game.Trial.ToString(CultureInfo.InvariantCulture)} of that seed, played a step at a time."
            : "The text that it is the hash of is shown when the game is over."),
        new HandoutBlock.Words("The journal of the game plays it again: entente play --replay JOURNAL."),
    ];

    private string DateOf(Moment moment) => _scenario.Clock.Label(moment.Board.Point);

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);
}
