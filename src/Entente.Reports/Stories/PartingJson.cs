using System.Text.Json;
using Entente.Stories;

namespace Entente.Reports.Stories;

/// <summary>Writes two stories of one trial, and where they part, as JSON.</summary>
public static class PartingJson
{
    /// <summary>Both stories as JSON, with a line end.</summary>
    public static string Of(Parting parting, StoryOptions options) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteHead(StoryJson.Format, parting.Left.Run);
        StoryJson.WriteChosen(json, options.Chosen);
        json.WriteObjects("differ", parting.Levers, l =>
        {
            json.WriteString("lever", l.Lever);
            json.WriteString("left", l.Left);
            json.WriteString("right", l.Right);
        });
        WriteState(json, parting.State);
        WriteRule(json, parting.Rule);
        json.WriteStartObject("left");
        StoryJson.Write(json, parting.Left, null);
        json.WriteEndObject();
        json.WriteStartObject("right");
        json.WriteString("variant", parting.Right.Run.Variant);
        json.WriteSettings(parting.Right.Run.Settings);
        json.WriteString("hash", parting.Right.Run.Hash);
        json.WriteString("digest", parting.Right.Run.Digest);
        StoryJson.Write(json, parting.Right, null);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void WriteState(Utf8JsonWriter json, PartedState? state)
    {
        if (state is null)
        {
            json.WriteNull("firstState");
            return;
        }

        json.WriteStartObject("firstState");
        json.WriteString("date", state.Step < 0 ? null : state.Date);
        json.WriteNumber("step", state.Step);
        json.WriteNumber("phase", state.Phase);
        json.WriteString("cell", state.Cell);
        json.WriteString("unit", state.Unit);
        json.WriteFinite("left", state.Left);
        json.WriteFinite("right", state.Right);
        json.WriteString("formula", state.Formula);
        WriteReadings(json, state.Because);
        json.WriteNumber("others", state.Others);
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, PartedRule? rule)
    {
        if (rule is null)
        {
            json.WriteNull("firstRule");
            return;
        }

        json.WriteStartObject("firstRule");
        json.WriteString("date", rule.Date);
        json.WriteNumber("step", rule.Step);
        json.WriteNumber("phase", rule.Phase);
        json.WriteString("address", rule.Address);
        json.WriteStrings("members", rule.Members);
        foreach (var (name, attempt) in new[] { ("left", rule.Left), ("right", rule.Right) })
        {
            json.WriteStartObject(name);
            json.WriteBoolean("happens", attempt.Happened is not null);
            json.WriteString("barred", attempt.Barred);
            StoryJson.Write(json, "condition", attempt.Condition);
            StoryJson.Write(json, "chance", attempt.Chance);
            json.WriteFinite("drawn", attempt.Drawn ?? double.NaN);
            StoryJson.Write(json, "rate", attempt.Rate);
            json.WriteFinite("hazardLeft", attempt.HazardLeft ?? double.NaN);
            json.WriteFinite("hazardTaken", attempt.HazardTaken ?? double.NaN);
            json.WriteEndObject();
        }

        WriteReadings(json, rule.Because);
        json.WriteEndObject();
    }

    private static void WriteReadings(Utf8JsonWriter json, System.Collections.Immutable.ImmutableArray<PartedReading> readings) => json.WriteObjects("differs", readings, r =>
    {
        json.WriteString("name", r.Name);
        json.WriteString("left", r.Left);
        json.WriteString("right", r.Right);
    });
}
