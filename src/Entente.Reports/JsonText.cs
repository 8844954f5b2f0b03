using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Entente.Experiments;

namespace Entente.Reports;

/// <summary>JSON as all reports write it: indented, lists of numbers on one line, line ends as <c>\n</c>, one at the end.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    /// <summary>A number that reads back as the same bits; JSON has no word for NaN and the infinities, so they are null.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void WriteWhole(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void WriteStrings(this Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WritePropertyName(name);
        json.WriteRawValue($"[{string.Join(", ", values.Select(v => JsonSerializer.Serialize(v)))}]");
    }

    public static void WriteNumbers(this Utf8JsonWriter json, string name, ImmutableArray<double> values)
    {
        json.WritePropertyName(name);
        json.WriteRawValue($"[{string.Join(", ", values.Select(v => double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "null"))}]");
    }

    public static void WriteNumbers(this Utf8JsonWriter json, string name, ImmutableArray<long> values)
    {
        json.WritePropertyName(name);
        json.WriteRawValue($"[{string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]");
    }

    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> properties)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            properties(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What a document is, and of which trials of which scenario it speaks.</summary>
    public static void WriteHead(this Utf8JsonWriter json, string format, ExperimentResult run)
    {
        json.WriteString("format", format);
        json.WriteRun(run);
    }

    /// <summary>Of which trials of which scenario something speaks.</summary>
    public static void WriteRun(this Utf8JsonWriter json, ExperimentResult run)
    {
        json.WriteString("scenario", run.Scenario);
        json.WriteString("title", run.Title);
        json.WriteString("variant", run.Variant);
        json.WriteSettings(run.Settings);
        json.WritePins(run.Pins);
        json.WriteString("hash", run.Hash);
        json.WriteString("version", run.Version);
        json.WriteNumber("seed", run.Seed);
        json.WriteString("sampler", run.Sampler);
        json.WriteNumber("trials", run.Trials);
        json.WriteNumber("failed", run.Failed);
        json.WriteString("digest", run.Digest);
    }

    /// <summary>What a document is, and of which run, or of which table that was read instead.</summary>
    public static void WriteHead(this Utf8JsonWriter json, string format, ExperimentResult? run, string? table)
    {
        if (run is not null)
        {
            json.WriteHead(format, run);
            return;
        }

        json.WriteString("format", format);
        json.WriteString("table", table);
    }

    public static void WriteFailures(this Utf8JsonWriter json, ImmutableArray<TrialFailure> failures) =>
        json.WriteObjects("failures", failures, f =>
        {
            json.WriteNumber("trial", f.Trial);
            json.WriteString("message", f.Message);
        });

    public static void WriteSettings(this Utf8JsonWriter json, ImmutableArray<(string Lever, string Value)> settings) =>
        json.WriteObjects("settings", settings, s =>
        {
            json.WriteString("lever", s.Lever);
            json.WriteString("value", s.Value);
        });

    /// <summary>Uncertainties that were held at a value; nothing where there are none.</summary>
    public static void WritePins(this Utf8JsonWriter json, ImmutableArray<(string Uncertainty, string Value)> pins)
    {
        if (!pins.IsEmpty)
        {
            json.WriteObjects("pins", pins, p =>
            {
                json.WriteString("uncertainty", p.Uncertainty);
                json.WriteString("value", p.Value);
            });
        }
    }
}
