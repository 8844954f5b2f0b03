using System.Text.Json;
using Entente.Scenarios;

namespace Entente.Reports;

/// <summary>
/// The JSON Schema of a scenario, for editors. It is written from the same table of keys that the reader checks against, so
/// the two cannot drift apart. It leaves alone what only <c>check</c> can know: names, units, expressions.
/// </summary>
public static class ScenarioSchema
{
    /// <summary>The schema as JSON, with a line end.</summary>
    public static string Text { get; } = Of(Shapes.Scenario, "An Entente scenario, format entente/1");

    /// <summary>The schema of another kind of document.</summary>
    /// <param name="root">The shape of the whole document.</param>
    /// <param name="title">What it is.</param>
    public static string Of(Shape root, string title) => JsonText.Of(json =>
    {
        var shapes = ShapesOf(root).DistinctBy(s => s.What).ToList();
        json.WriteStartObject();
        json.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
        json.WriteString("title", title);
        json.WriteString("$ref", Reference(root));
        json.WriteStartObject("definitions");
        foreach (var shape in shapes)
        {
            json.WriteStartObject(shape.What);
            WriteShape(json, shape);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static IEnumerable<Shape> ShapesOf(Shape shape) =>
        shape.Keys.Select(k => k.Inner).OfType<Shape>().Where(s => !s.Keys.IsEmpty).SelectMany(ShapesOf).Prepend(shape);

    private static string Reference(Shape shape) => "#/definitions/" + Uri.EscapeDataString(shape.What);

    private static void WriteShape(Utf8JsonWriter json, Shape shape)
    {
        // Only what is never laid over something else can be asked to be complete: elsewhere the base may have the rest.
        WriteStrings(json, "type", shape.Find("format") is not null ? ["object"] : ["object", "null"]);
        json.WriteBoolean("additionalProperties", false);
        var required = shape == Shapes.Outcome || shape == Shapes.Correlation ? shape.Keys.Where(k => k.Required).Select(k => k.Name).ToArray() : [];
        if (required.Length > 0)
        {
            WriteStrings(json, "required", required);
        }

        json.WriteStartObject("properties");
        foreach (var key in shape.Keys)
        {
            json.WriteStartObject(key.Name);
            json.WriteString("description", key.Says);
            WriteValue(json, key);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, Key key)
    {
        if (!key.Words.IsEmpty)
        {
            WriteStrings(json, "enum", [.. key.Words]);
            return;
        }

        switch (key.Value)
        {
            case ValueShape.Text:
                WriteStrings(json, "type", ["string", "number", "boolean"]);
                break;
            case ValueShape.Name or ValueShape.Range:
                WriteStrings(json, "type", ["string"]);
                break;
            case ValueShape.Expression or ValueShape.Distribution:
                WriteStrings(json, "type", ["string", "number"]);
                break;
            case ValueShape.Flag:
                WriteStrings(json, "type", ["boolean", "string"]);
                break;
            case ValueShape.Integer:
                WriteStrings(json, "type", ["integer"]);
                break;
            case ValueShape.Date:
                WriteStrings(json, "type", ["string", "integer"]);
                break;
            case ValueShape.Texts or ValueShape.Effects:
                WriteStrings(json, "type", ["string", "number", "array"]);
                json.WriteStartObject("items");
                WriteStrings(json, "type", ["string", "number"]);
                json.WriteEndObject();
                break;
            case ValueShape.Interval:
                WriteStrings(json, "type", ["array"]);
                json.WriteNumber("minItems", 2);
                json.WriteNumber("maxItems", 2);
                break;
            case ValueShape.Map:
                WriteStrings(json, "type", ["object", "null"]);
                json.WriteStartObject("additionalProperties");
                WriteInner(json, key);
                json.WriteEndObject();
                break;
            case ValueShape.List:
                WriteStrings(json, "type", ["array"]);
                json.WriteStartObject("items");
                WriteInner(json, key);
                json.WriteEndObject();
                break;
            case ValueShape.Part:
                WriteInner(json, key);
                break;
        }
    }

    private static void WriteInner(Utf8JsonWriter json, Key key)
    {
        var inner = key.Inner!;
        if (!key.ShortForm)
        {
            WriteReferenceTo(json, inner);
            return;
        }

        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        WriteStrings(json, "type", ["string", "number"]);
        json.WriteEndObject();
        if (!inner.Keys.IsEmpty)
        {
            json.WriteStartObject();
            WriteReferenceTo(json, inner);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteReferenceTo(Utf8JsonWriter json, Shape shape) => json.WriteString("$ref", Reference(shape));

    private static void WriteStrings(Utf8JsonWriter json, string name, string[] values)
    {
        if (values.Length == 1 && name == "type")
        {
            json.WriteString(name, values[0]);
        }
        else
        {
            json.WriteStrings(name, [.. values]);
        }
    }
}
