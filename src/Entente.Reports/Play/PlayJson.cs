using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Entente.Play;

namespace Entente.Reports;

/// <summary>A game as a JSON document: all moments of all branches, what was asked, and where it stands.</summary>
public static class PlayJson
{
    /// <param name="command">The command line that plays it again, or null where nothing was kept.</param>
    public static string Of(GameTable table, Game game, JournalHead head, string? command) => JsonText.Of(json =>
    {
        var scenario = table.Scenario;
        var path = game.Path.Select(m => m.Id).ToHashSet();
        json.WriteStartObject();
        json.WriteString("format", "entente-game/1");
        json.WriteString("scenario", head.Scenario);
        json.WriteString("title", scenario.Title);
        json.WriteString("variant", head.Choice.Variant);
        json.WriteSettings(head.Choice.Settings);
        json.WritePins(head.Choice.Pins);
        json.WriteString("hash", head.Hash);
        json.WriteString("version", head.Version);
        json.WriteString("pledge", head.Pledge.Hash);
        if (game.Now.Outcome >= 0)
        {
            json.WriteString("seed", head.Pledge.Seed.ToString(CultureInfo.InvariantCulture));
            json.WriteString("salt", head.Pledge.Salt);
        }

        json.WriteNumber("steps_per_turn", scenario.Play.StepsPerTurn);
        json.WriteObjects("outcomes", scenario.Outcomes, o =>
        {
            json.WriteString("name", o.Name);
            json.WriteString("says", o.Says);
        });
        json.WriteString("branch", game.Branch);
        json.WriteNumber("at", game.At);
        json.WriteObjects("branches", game.Heads, h =>
        {
            json.WriteString("name", h.Key);
            json.WriteNumber("head", h.Value);
        });
        json.WriteObjects("moments", game.Moments, m => Write(json, table, m, path.Contains(m.Id)));
        json.WriteObjects("asked", game.Asked, a =>
        {
            json.WriteNumber("moment", a.Moment);
            json.WriteStrings("options", a.Options);
            json.WriteStrings("chosen", [.. PlayReport.Chosen(game, a)]);
            WriteOdds(json, a.Odds);
        });
        var view = table.View(game, null);
        json.WriteStrings("dates", [.. Enumerable.Range(0, view.Measures.IsEmpty ? 0 : view.Measures[0].Values.Length).Select(scenario.Clock.Label)]);
        json.WriteObjects("measures", view.Measures, m =>
        {
            json.WriteString("name", m.Measure.Name);
            json.WriteString("unit", m.Measure.Unit.ToString());
            json.WriteString("says", m.Measure.Says);
            json.WriteNumbers("values", m.Values);
        });
        json.WriteObjects("institutions", view.Institutions, i =>
        {
            json.WriteString("name", i.Name);
            json.WriteString("says", i.Says);
            json.WriteString("state", i.State);
            json.WriteString("since", i.Since);
            json.WriteObjects("counts", i.Counts, c =>
            {
                json.WriteString("state", c.State);
                json.WriteNumber("count", c.Count);
            });
        });
        json.WriteString("command", command);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, GameTable table, Moment moment, bool isOnPath)
    {
        json.WriteNumber("id", moment.Id);
        json.WriteNumber("parent", moment.Parent);
        json.WriteBoolean("played", isOnPath);
        json.WriteString("kind", moment.Kind.ToString().ToLowerInvariant());
        json.WriteString("branch", moment.Branch);
        json.WriteString("date", table.Scenario.Clock.Label(moment.Board.Point));
        json.WriteNumber("turn", moment.Turn);
        json.WriteString("actor", moment.Actor);
        json.WriteString("act", moment.Act);
        json.WriteString("text", moment.Text);
        json.WriteString("doing", GameTable.Doing(moment));
        json.WriteString("outcome", moment.Outcome >= 0 ? table.Scenario.Outcomes[moment.Outcome].Name : null);
        json.WriteSettings([.. moment.Settings.Select(s => (s.Key, s.Value))]);
        json.WriteObjects("messages", moment.Messages, m =>
        {
            json.WriteString("inject", m.Name);
            json.WriteString("date", m.Date);
            json.WriteStrings("to", m.To);
            json.WriteString("text", m.Text);
        });
        json.WriteObjects("happened", table.Largest(moment.Happened), t =>
        {
            json.WriteString("date", t.Happened.Date);
            json.WriteString("address", t.Happened.Address);
            json.WriteStrings("members", t.Happened.Members);
            json.WriteString("sentence", t.Happened.Sentence);
            json.WriteStrings("changed", [.. PlayScreen.ChangesOf(t.Happened)]);
            json.WriteFinite("size", t.Size);
        });
        if (moment.Ballot is { } ballot)
        {
            json.WriteStartObject("vote");
            json.WriteString("institution", ballot.Institution);
            json.WriteString("motion", ballot.Motion);
            json.WriteBoolean("passed", ballot.Passed);
            json.WriteObjects("voices", ballot.Voices, v =>
            {
                json.WriteString("member", v.Key);
                json.WriteString("label", v.Label);
                json.WriteString("vote", v.Voice.ToString().ToLowerInvariant());
                json.WriteFinite("propensity", v.Propensity);
                json.WriteBoolean("given", v.IsGiven);
            });
            json.WriteObjects("thresholds", ballot.Counts, c =>
            {
                var (has, needs) = PlayScreen.ThresholdText(c);
                json.WriteString("has", has);
                json.WriteString("needs", needs);
                json.WriteBoolean("met", c.Met);
            });
            json.WriteEndObject();
        }

        if (moment.Odds is { } odds)
        {
            WriteOdds(json, odds);
        }
    }

    private static void WriteOdds(Utf8JsonWriter json, Odds odds)
    {
        json.WriteNumber("trials", odds.Trials);
        json.WriteObjects("ends", odds.Sides, s =>
        {
            json.WriteNumber("failed", s.Failed);
            json.WriteNumbers("counts", s.Counts);
            json.WriteNumber("paired", s.Paired);
            json.WriteNumbers("gained", s.Gained);
            json.WriteNumbers("lost", s.Lost);
        });
    }
}
