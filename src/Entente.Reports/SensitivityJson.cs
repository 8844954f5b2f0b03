using System.Text.Json;
using Entente.Analyses;
using Entente.Sensitivity;

namespace Entente.Reports;

/// <summary>A sensitivity analysis for programs: the object <c>entente-sensitivity/1</c> of <c>docs/output.md</c>. Equal runs give equal bytes.</summary>
public static class SensitivityJson
{
    public const string Format = "entente-sensitivity/1";

    /// <summary>The analysis as JSON, with a line end.</summary>
    public static string Of(SensitivityResult result) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteHead(Format, result.Run, result.Table);
        json.WriteString("method", result.Method.ToString().ToLowerInvariant());
        json.WriteString("of", result.Of);
        json.WriteString("unit", result.Unit);
        json.WriteString("given", result.Given);
        json.WriteNumber("rows", result.Rows);
        json.WriteNumber("used", result.Used);
        json.WriteFinite("mean", result.Mean);
        json.WriteFinite("sd", result.Sd);
        json.WriteFinite("noise", result.Noise);
        json.WriteObjects("inputs", result.Inputs, input =>
        {
            json.WriteString("name", input.Name);
            json.WriteStrings("members", input.Members);
            for (var k = 0; k < result.Names.Length; k++)
            {
                json.WriteEstimate(result.Names[k], input.Values[k]);
            }

            if (input.IsActive is { } active)
            {
                json.WriteBoolean("active", active);
            }

            json.WriteFinite("lowFifth", input.Low);
            json.WriteFinite("highFifth", input.High);
            json.WriteStrings("correlated", input.Correlated);
        });
        json.WriteObjects("pairs", result.Pairs, pair =>
        {
            json.WriteString("a", pair.A);
            json.WriteString("b", pair.B);
            json.WriteEstimate("second", pair.Index);
        });
        json.WriteStrings("notes", result.Notes);
        if (result.Run is { } trials)
        {
            json.WriteFailures(trials.Failures);
        }

        json.WriteEndObject();
    });

    private static void WriteEstimate(this Utf8JsonWriter json, string name, Estimate estimate)
    {
        json.WriteStartObject(name);
        json.WriteFinite("value", estimate.Value);
        json.WriteFinite("low", estimate.Low);
        json.WriteFinite("high", estimate.High);
        json.WriteEndObject();
    }
}
