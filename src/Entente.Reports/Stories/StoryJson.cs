using System.Collections.Immutable;
using System.Text.Json;
using Entente.Evidence;
using Entente.Execution;
using Entente.Stories;

namespace Entente.Reports.Stories;

/// <summary>Writes a trial's story as JSON: every number, nothing grouped or left out.</summary>
public static class StoryJson
{
    public const string Format = "entente-trace/1";

    /// <summary>The story as JSON, with a line end.</summary>
    public static string Of(Story story, StoryOptions options) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteHead(Format, story.Run);
        WriteChosen(json, options.Chosen);
        Write(json, story, options.Evidence);
        json.WriteEndObject();
    });

    internal static void WriteChosen(Utf8JsonWriter json, ChosenTrial? chosen)
    {
        if (chosen is null)
        {
            return;
        }

        json.WriteStartObject("chosen");
        json.WriteString("as", chosen.Sort == TrialSort.Typical ? "typical" : "strange");
        json.WriteString("outcome", chosen.Outcome);
        json.WriteNumber("among", chosen.Among);
        json.WriteNumber("completed", chosen.Completed);
        json.WriteFinite("distance", chosen.Distance);
        json.WriteEndObject();
    }

    /// <summary>What is the story's own.</summary>
    internal static void Write(Utf8JsonWriter json, Story story, EvidenceTable? table)
    {
        var evidence = new StoryEvidence(table);
        json.WriteNumber("trial", story.Trial);
        json.WriteNumber("of", story.Of);
        json.WriteObjects("levers", story.Levers, l =>
        {
            json.WriteString("name", l.Name);
            json.WriteString("says", l.Says);
            json.WriteString("setting", l.Setting);
            json.WriteBoolean("set", l.IsSet);
        });
        json.WriteObjects("uncertainties", story.Uncertainties, u =>
        {
            json.WriteString("name", u.Name);
            json.WriteString("says", u.Says);
            json.WriteFinite("value", u.Value);
            json.WriteString("text", u.Text);
            json.WriteFinite(u.IsOption ? "chance" : "less", u.Less);
            json.WriteFinite("tail", u.Tail);
        });
        json.WriteObjects("story", story.Happened, h => Write(json, h, table is null ? null : evidence));
        json.WriteString("outcome", story.Outcome);
        json.WriteString("says", story.Says);
        Write(json, "verdict", story.Verdict);
        json.WriteString("failure", story.Failure);
        json.WriteObjects("measures", story.Measures, m =>
        {
            json.WriteString("name", m.Name);
            json.WriteString("unit", m.Unit);
            json.WriteString("says", m.Says);
            json.WriteBoolean("headline", m.Headline);
            json.WriteFinite("value", m.Value);
        });
        json.WriteObjects("times", story.Times, t =>
        {
            json.WriteString("name", t.Name);
            json.WriteString("says", t.Says);
            json.WriteBoolean("headline", t.Headline);
            json.WriteString("date", t.Point < 0 ? null : story.Run.Clock.Labels[t.Point]);
        });
        json.WriteObjects("variables", story.Variables, v =>
        {
            json.WriteString("name", v.Name);
            json.WriteString("unit", v.Unit);
            json.WriteString("says", v.Says);
            json.WriteNumbers("values", v.Values);
        });
        json.WriteStrings("dates", story.Run.Clock.Labels);
        if (table is not null)
        {
            json.WriteObjects("evidence", evidence.Claims(story.Happened), c =>
            {
                json.WriteString("id", c.Id);
                json.WriteString("says", c.Claim?.Says);
                json.WriteString("claim", c.Claim is { } claim ? EvidenceText.Sort(claim) : null);
            });
        }
    }

    private static void Write(Utf8JsonWriter json, Happened h, StoryEvidence? evidence)
    {
        json.WriteNumber("step", h.Step);
        json.WriteString("date", h.Date);
        json.WriteNumber("phase", h.Phase);
        json.WriteString("kind", h.Kind switch { HappenedKind.Event => "event", HappenedKind.Rule => "rule", _ => "transition" });
        json.WriteString("address", h.Address);
        json.WriteStrings("members", h.Members);
        json.WriteStrings("labels", h.Labels);
        json.WriteString("sentence", h.Sentence);
        json.WriteBoolean("said", h.IsSaid);
        json.WriteString("from", h.From);
        json.WriteString("to", h.To);
        json.WriteString("firedBy", h.FiredBy);
        Write(json, "condition", h.Condition);
        json.WriteNumber("heldSteps", h.HeldSteps);
        Write(json, "chance", h.Chance);
        Write(json, "rate", h.Rate);
        Write(json, "draws", h.Draws);
        json.WriteObjects("changes", h.Changes, c =>
        {
            json.WriteString("cell", c.Cell);
            json.WriteString("unit", c.Unit);
            json.WriteString("does", c.Kind switch { Scenarios.EffectKind.Set => "set", Scenarios.EffectKind.Multiply => "multiply", _ => "add" });
            json.WriteFinite("amount", c.Amount);
            json.WriteFinite("before", c.Before);
            json.WriteFinite("after", c.After);
            json.WriteNumber("overSteps", c.OverSteps);
            json.WriteFinite("halfLife", c.HalfLife ?? double.NaN);
        });
        if (evidence is not null)
        {
            json.WriteString("evidence", evidence.Of(h));
        }
    }

    internal static void Write(Utf8JsonWriter json, string name, Reason? reason)
    {
        if (reason is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("text", reason.Text);
        json.WriteFinite("value", reason.Value);
        Write(json, "readings", reason.Readings);
        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, string name, ImmutableArray<Reading> readings) => json.WriteObjects(name, readings, r =>
    {
        json.WriteString("name", r.Name);
        json.WriteFinite("value", r.Value);
        json.WriteString("text", r.Text);
    });
}
