using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Entente.Scenarios;

namespace Entente.Play;

/// <summary>
/// Journals as text: one JSON object a line. Each ends with a hash over the line before it and itself, so that a change
/// anywhere is found where it is. A line counts when its line end is written.
/// </summary>
public static class JournalText
{
    private const string Format = "entente-play/1";

    /// <summary>What every journal begins with.</summary>
    public static ReadOnlySpan<byte> Start => "{\"format\":\"entente-play/"u8;

    private const string Mark = ",\"hash\":\"";
    private const int HashLength = 32;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first line, with its line end, and its hash.</summary>
    public static (string Text, string Hash) Line(JournalHead head) => Line("", json =>
    {
        json.WriteString("format", Format);
        json.WriteString("version", head.Version);
        json.WriteString("file", head.File);
        json.WriteString("scenario", head.Scenario);
        json.WriteString("scenario_hash", head.Hash);
        json.WriteString("variant", head.Choice.Variant);
        WritePairs(json, "set", head.Choice.Settings);
        WritePairs(json, "pin", head.Choice.Pins);
        json.WriteString("pledge", head.Pledge.Hash);
        json.WriteString("seed", head.Pledge.Seed.ToString(CultureInfo.InvariantCulture));
        json.WriteString("salt", head.Pledge.Salt);
        WritePairs(json, "parts", head.Parts.Select(p => (p.Key, p.Value)));
    });

    /// <summary>A line of an act, with its line end, and its hash.</summary>
    /// <param name="before">The hash of the line before.</param>
    public static (string Text, string Hash) Line(JournalEntry entry, string before) => Line(before, json =>
    {
        json.WriteNumber("n", entry.Number);
        json.WriteString("do", entry.Line);
        json.WriteString("at", entry.Print);
        if (entry.Odds is { } odds)
        {
            json.WriteNumber("trials", odds.Trials);
            json.WriteStartArray("ends");
            foreach (var side in odds.Sides)
            {
                json.WriteStartObject();
                json.WriteNumber("failed", side.Failed);
                WriteNumbers(json, "counts", side.Counts);
                json.WriteNumber("paired", side.Paired);
                WriteNumbers(json, "gained", side.Gained);
                WriteNumbers(json, "lost", side.Lost);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    });

    /// <summary>Reads a journal.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="bytes">The file.</param>
    /// <exception cref="JournalDamagedException">A whole line does not follow from those before it, or this is no journal.</exception>
    public static Journal Read(string name, ReadOnlySpan<byte> bytes)
    {
        JournalHead? head = null;
        var entries = ImmutableArray.CreateBuilder<JournalEntry>();
        var (at, hash) = (0, "");
        for (var number = 0; at < bytes.Length; number++)
        {
            var end = bytes[at..].IndexOf((byte)'\n');
            var line = end < 0 ? bytes[at..] : bytes.Slice(at, end);
            if (end < 0 || Sound(line, hash) is not { } own)
            {
                // What a crash tears off is the end of the last line. Where more than one line's worth is left, it was something else.
                if (end < 0 && !HasMore(line))
                {
                    return new Journal(head, entries.ToImmutable(), at, hash, bytes.Length - at);
                }

                throw new JournalDamagedException(number == 0
                    ? $"{name}:1: this is no journal of a game, or its first line was changed or damaged"
                    : string.Create(CultureInfo.InvariantCulture, $"{name}:{number + 1}: this line does not follow from those before it: the journal was changed or damaged here; lines 1 to {number} are sound"));
            }

            try
            {
                using var document = JsonDocument.Parse(line.ToArray());
                if (number == 0)
                {
                    head = Head(document.RootElement);
                }
                else
                {
                    entries.Add(Entry(document.RootElement));
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new JournalDamagedException(string.Create(CultureInfo.InvariantCulture, $"{name}:{number + 1}: this line is whole, but not what this version writes"));
            }

            hash = own;
            at += end + 1;
        }

        return new Journal(head, entries.ToImmutable(), at, hash, 0);
    }

    private static (string Text, string Hash) Line(string before, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var body = Encoding.UTF8.GetString(buffer.WrittenSpan)[..^1];
        var hash = HashOf(before, Encoding.UTF8.GetBytes(body));
        return ($"{body}{Mark}{hash}\"}}\n", hash);
    }

    // Whether anything stands behind a line's end, and not only its missing line end.
    private static bool HasMore(ReadOnlySpan<byte> line)
    {
        var mark = line.IndexOf(Encoding.UTF8.GetBytes(Mark));
        return mark >= 0 && line.Length > mark + Mark.Length + HashLength + 2;
    }

    // The line's hash, if it is the one that stands at its end.
    private static string? Sound(ReadOnlySpan<byte> line, string before)
    {
        var tail = Mark.Length + HashLength + 2;
        if (line.Length <= tail || !line[^tail..].StartsWith(Encoding.UTF8.GetBytes(Mark)) || !line.EndsWith("\"}"u8))
        {
            return null;
        }

        var hash = HashOf(before, line[..^tail]);
        return line.Slice(line.Length - HashLength - 2, HashLength).SequenceEqual(Encoding.ASCII.GetBytes(hash)) ? hash : null;
    }

    private static string HashOf(string before, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(before + "\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLength];
    }

    private static JournalHead Head(JsonElement json)
    {
        if (json.GetProperty("format").GetString() != Format)
        {
            throw new FormatException();
        }

        var choice = new ScenarioChoice(json.GetProperty("variant").GetString(), Pairs(json.GetProperty("set"))) { Pins = Pairs(json.GetProperty("pin")) };
        var parts = Pairs(json.GetProperty("parts")).ToImmutableSortedDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        var pledge = new SeedPledge(ulong.Parse(json.GetProperty("seed").GetString()!, NumberStyles.None, CultureInfo.InvariantCulture), json.GetProperty("salt").GetString()!);
        return new JournalHead(
            json.GetProperty("version").GetString()!, json.GetProperty("file").GetString()!, json.GetProperty("scenario").GetString()!,
            json.GetProperty("scenario_hash").GetString()!, parts, choice, pledge);
    }

    private static JournalEntry Entry(JsonElement json)
    {
        Odds? odds = null;
        if (json.TryGetProperty("trials", out var trials))
        {
            odds = new Odds(trials.GetInt64(), [.. json.GetProperty("ends").EnumerateArray().Select(s => new OddsSide(
                s.GetProperty("failed").GetInt64(), Numbers(s, "counts"), s.GetProperty("paired").GetInt64(), Numbers(s, "gained"), Numbers(s, "lost")))]);
        }

        return new JournalEntry(json.GetProperty("n").GetInt32(), json.GetProperty("do").GetString()!, odds, json.GetProperty("at").GetString()!);
    }

    private static ImmutableArray<long> Numbers(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(n => n.GetInt64())];

    private static ImmutableArray<(string Name, string Value)> Pairs(JsonElement json) => [.. json.EnumerateObject().Select(p => (p.Name, p.Value.GetString()!))];

    private static void WritePairs(Utf8JsonWriter json, string name, IEnumerable<(string Name, string Value)> pairs)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in pairs)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ImmutableArray<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
