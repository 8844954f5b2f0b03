using System.Text.Json;
using Entente.Analyses;
using Entente.Discovery;

namespace Entente.Reports;

/// <summary>A discovery for programs: the object <c>entente-discovery/1</c> of <c>docs/output.md</c>. Equal runs give equal bytes.</summary>
public static class DiscoveryJson
{
    public const string Format = "entente-discovery/1";

    /// <summary>The discovery as JSON, with a line end.</summary>
    public static string Of(DiscoveryResult result) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteHead(Format, result.Run, result.Table);
        json.WriteString("cases", result.Cases);
        json.WriteString("given", result.Given);
        json.WriteNumber("rows", result.Trials);
        json.WriteNumber("count", result.Count);
        json.WriteObjects("boxes", result.Boxes, found =>
        {
            json.WriteString("rule", found.Rule);
            json.WriteBox(found.Box);
            json.WriteNumber("taken", found.Taken);
            json.WriteStrings("dropped", found.Dropped);
            json.WriteObjects("limits", found.Limits, limit =>
            {
                json.WriteString("condition", limit.Condition);
                json.WriteFinite("quasiP", limit.QuasiP);
                json.WriteFinite("stability", limit.Stability.Share);
                json.WriteFinite("low", limit.Stability.Low);
                json.WriteFinite("high", limit.Stability.High);
            });
            json.WriteObjects("peeling", found.Peeling, box =>
            {
                json.WriteBox(box);
                json.WriteNumber("dimensions", box.Dimensions);
            });
        });
        json.WriteStartObject("tree");
        json.WriteFinite("penalty", result.Tree.Penalty);
        json.WriteFinite("error", result.Tree.Error);
        json.WriteFinite("errorOfNone", result.Tree.ErrorOfNone);
        json.WriteObjects("leaves", result.Leaves, leaf =>
        {
            json.WriteString("rule", leaf.Rule);
            json.WriteBox(leaf.Box);
        });
        json.WriteEndObject();
        json.WriteStrings("notes", result.Notes);
        if (result.Run is { } trials)
        {
            json.WriteFailures(trials.Failures);
        }

        json.WriteEndObject();
    });

    private static void WriteBox(this Utf8JsonWriter json, Box box)
    {
        json.WriteNumber("inside", box.Inside);
        json.WriteNumber("cases", box.Cases);
        json.WriteFinite("coverage", box.Coverage);
        json.WriteFinite("density", box.Density);
        json.WriteFinite("densityLow", box.DensityInterval.Low);
        json.WriteFinite("densityHigh", box.DensityInterval.High);
        json.WriteFinite("mass", box.Mass);
    }
}
