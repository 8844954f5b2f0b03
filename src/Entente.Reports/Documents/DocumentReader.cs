using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Entente.Diagnostics;
using Entente.Text;

namespace Entente.Reports.Documents;

/// <summary>Reads what commands wrote. What is no such document, or not whole, is a diagnostic that says what was expected.</summary>
internal static class DocumentReader
{
    private const int ReadVersion = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new NumberOrNull() },
    };

    // What stands before the slash of a format, the command that writes it, and what reads it.
    private static readonly ImmutableArray<(string Name, string Command, Func<string, Document> Read)> Kinds =
    [
        ("entente-result", "run", Read<ResultDocument>),
        ("entente-backtest", "backtest", Read<BacktestDocument>),
        ("entente-compare", "compare", Read<CompareDocument>),
        ("entente-trace", "trace", Read<TraceDocument>),
        ("entente-game", "report of play", Read<GameDocument>),
        ("entente-manifest", "run --out", Read<ManifestDocument>),
    ];

    /// <summary>Reads one document.</summary>
    /// <param name="source">Its text, by the name that diagnostics call it.</param>
    /// <returns>The document, or null, with what is wrong in <paramref name="found"/>.</returns>
    public static Document? Read(SourceText source, DiagnosticBag found)
    {
        string? format;
        try
        {
            format = FormatOf(source.Content);
        }
        catch (JsonException e)
        {
            found.Add(Rules.NotJson.At(source, Place(source, e), source.Path, Reason(e)) with { Hint = source.Content.Length > 0 && source.Content.TrimStart().StartsWith('{') ? "it may have been cut off; write it again" : Expectation });
            return null;
        }

        var slash = format?.LastIndexOf('/') ?? -1;
        var kind = Kinds.FirstOrDefault(k => slash > 0 && format![..slash] == k.Name);
        if (kind.Read is null)
        {
            found.Add(Rules.NotADocument.At(source, default, source.Path, format is null ? "it has no 'format'" : $"its format is '{format}'") with { Hint = Expectation });
            return null;
        }

        if (format![(slash + 1)..] != Whole(ReadVersion))
        {
            found.Add(Rules.OtherVersion.At(source, default, source.Path, format, $"{kind.Name}/{Whole(ReadVersion)}") with { Hint = "read it with the version of the program that wrote it, or make it again" });
            return null;
        }

        try
        {
            var document = kind.Read(source.Content);
            if ((Nulls.In(document) is { } place ? $"{place} is null" : document.Problem()) is not { } problem)
            {
                return document;
            }

            found.Add(Rules.BadDocument.At(source, default, source.Path, format, problem));
        }
        catch (JsonException e)
        {
            found.Add(Rules.BadDocument.At(source, Place(source, e), source.Path, format, Reason(e)));
        }

        return null;
    }

    private static string Expectation => $"a report is made of the JSON that --format json or --out wrote, in the formats {string.Join(", ", Kinds.Select(k => $"{k.Name}/{Whole(ReadVersion)} ({k.Command})"))}";

    private static string Whole(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Document Read<T>(string text)
        where T : Document => JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("it is null");

    private static string? FormatOf(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String ? format.GetString() : null;
    }

    // What the library says, without the path and place that it adds, which are shown in our own way.
    private static string Reason(JsonException e)
    {
        var cut = new[] { " Path: ", " LineNumber: " }.Select(m => e.Message.IndexOf(m, StringComparison.Ordinal)).Where(i => i > 0).DefaultIfEmpty(e.Message.Length).Min();
        var reason = e.Message[..cut].TrimEnd('.', ' ');
        reason = reason.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(reason[0]) + reason[1..];

        // Types of ours mean nothing to whoever wrote the file.
        reason = reason.Contains("could not be converted", StringComparison.Ordinal) ? "the value is of another kind than belongs there" : reason.Replace("Entente.Reports.Documents.", "", StringComparison.Ordinal);
        return e.Path is { Length: > 1 } path ? $"{reason}, at {path.TrimStart('$', '.')}" : reason;
    }

    /// <summary>The place of an error: the library counts lines from 0 and columns in bytes.</summary>
    private static TextSpan Place(SourceText source, JsonException e)
    {
        var at = 0;
        for (var line = 0; line < (e.LineNumber ?? 0); line++)
        {
            var next = source.Content.IndexOf('\n', at);
            if (next < 0)
            {
                break;
            }

            at = next + 1;
        }

        var bytes = e.BytePositionInLine ?? 0;
        while (bytes > 0 && at < source.Content.Length && source.Content[at] != '\n')
        {
            bytes -= Rune.TryGetRuneAt(source.Content, at, out var rune) ? rune.Utf8SequenceLength : 3;
            at += Math.Max(1, rune.Utf16SequenceLength);
        }

        return new TextSpan(Math.Min(at, source.Content.Length), 0);
    }

    /// <summary>Our documents write what is no number as null.</summary>
    private sealed class NumberOrNull : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
