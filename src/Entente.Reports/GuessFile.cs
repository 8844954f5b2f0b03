using System.Collections.Immutable;
using System.Text.Json;
using Entente.Experiments;

namespace Entente.Reports;

/// <summary>The guesses of a class as a file: the object <c>entente-guesses/1</c> of <c>docs/output.md</c>.</summary>
/// <param name="Scenario">Path of the scenario's file, from the folder of this file.</param>
/// <param name="Variant">The variant that is guessed at, or null.</param>
/// <param name="Settings">Lever settings.</param>
/// <param name="Hash">Hash of the scenario with these.</param>
/// <param name="Outcome">The outcome whose share is guessed.</param>
/// <param name="Guesses">In the order in which they came.</param>
public sealed record GuessFile(
    string Scenario, string? Variant, ImmutableArray<(string Lever, string Value)> Settings, string Hash, string Outcome, ImmutableArray<Guess> Guesses)
{
    public const string Format = "entente-guesses/1";

    /// <summary>The file with another guess; one of the same person takes the place of the first.</summary>
    public GuessFile With(Guess guess)
    {
        var at = Guesses.ToList().FindIndex(g => g.Who == guess.Who);
        return this with { Guesses = at < 0 ? Guesses.Add(guess) : Guesses.SetItem(at, guess) };
    }

    /// <summary>Whether it asks the same question.</summary>
    public bool AsksAs(GuessFile other) =>
        (Variant, Hash, Outcome) == (other.Variant, other.Hash, other.Outcome) && Settings.SequenceEqual(other.Settings);

    public string ToJson() => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("scenario", Scenario);
        json.WriteString("variant", Variant);
        json.WriteSettings(Settings);
        json.WriteString("hash", Hash);
        json.WriteString("outcome", Outcome);
        json.WriteObjects("guesses", Guesses, g =>
        {
            json.WriteString("who", g.Who);
            json.WriteFinite("share", g.Share);
        });
        json.WriteEndObject();
    });

    /// <summary>Reads a file's text.</summary>
    /// <param name="problem">What is wrong with it, where null is returned.</param>
    public static GuessFile? Read(string text, out string? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() != Format)
            {
                problem = $"it is not of the format {Format}";
                return null;
            }

            var file = new GuessFile(
                Text(root, "scenario"), root.GetProperty("variant").GetString(),
                [.. root.GetProperty("settings").EnumerateArray().Select(s => (Text(s, "lever"), Text(s, "value")))],
                Text(root, "hash"), Text(root, "outcome"),
                [.. root.GetProperty("guesses").EnumerateArray().Select(g => new Guess(Text(g, "who"), g.GetProperty("share").GetDouble()))]);
            problem = file.Guesses.FirstOrDefault(g => g.Share is not (>= 0 and <= 1)) is { } wild ? $"the guess of '{wild.Who}' is not between 0 and 1" : null;
            return problem is null ? file : null;
        }
        catch (JsonException e)
        {
            problem = FormattableString.Invariant($"it is not JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}");
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            problem = "a part of it is missing or of the wrong kind";
        }

        return null;
    }

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString() ?? throw new InvalidOperationException();
}
