using Entente.Play;
using Entente.Reports.Documents;

namespace Entente.Reports.Html.Parts;

/// <summary>How a result was made, and how to make it again.</summary>
internal static class OriginPart
{
    public static Section Of(ReadResult result, string prefix)
    {
        var document = result.Document;
        var manifest = result.Manifest;
        var game = document as GameDocument;
        var facts = new (string Term, string? Value, bool IsCode)[]
        {
            ("Scenario", manifest?.File is { } file ? $"{document.Scenario} ({file})" : document.Scenario, false),
            ("Trials", document.Trials is { } trials ? NumberStyle.Count(trials) + (manifest is { Interrupted: true } ? ", then interrupted" : "") : null, false),
            ("Failed trials", document.Failed is > 0 and var failed ? NumberStyle.Count(failed) : null, false),
            ("Seed", document.Seed is { } seed ? seed.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, true),
            ("Pledged before play (SHA-256)", game?.Pledge, true),
            ("Salt", game?.Salt, true),
            ("Sampler", document.Sampler, true),
            ("Digest of all trials", document.Digest, true),
            ("Hash of the scenario", document.Hash, true),
            ("Program", document.Version is { } version ? $"entente {version}" : null, false),
            ("Ran on", manifest?.Runtime, false),
        };
        var command = document.Command is { } line
            ? Markup.Of(Tag.P(game is null ? "In the scenario's folder, this command makes the same numbers again, on any machine:" : "In the folder in which it was played, with its journal, this command plays the whole game again:"), Tag.Code(line).Class("command"))
            : Tag.P(game is null ? "The document does not say with which command it was made." : "The game was played without a journal (--journal), which would play it again.");
        var files = manifest is null ? Markup.None : new DataTable(
            "Files of the folder", [new("File"), new("Bytes", true), new("SHA-256")],
            [.. manifest.Files.Select(f => System.Collections.Immutable.ImmutableArray.Create<Markup>(Tag.Said(f.Name), NumberStyle.Count(f.Bytes), Tag.Code(f.Sha256)))])
        { IsProse = true }.ToMarkup();
        return new Section(
            prefix + "origin", "How to make it again",
            Markup.Of(command, game is null ? Markup.None : Pledge(game), Tag.Facts(facts.Where(f => f.Value is not null).Select(f => (f.Term, (Markup)(f.IsCode ? Tag.Code(f.Value!) : Tag.Said(f.Value!))))), files));
    }

    // As long as there is something to play for, the seed stays where it is.
    private static Markup Pledge(GameDocument game) => game is { Seed: { } seed, Salt: { } salt }
        ? Markup.Of(
            Tag.P("The hash that was announced before play is that of seed and salt, as this shows. What happened is one trial of that seed, played a step at a time."),
            Tag.Code($"{Origin.CommandLine(["printf", "%s", new SeedPledge(seed, salt).Text])} | sha256sum").Class("command"))
        : Tag.P("The seed is shown when the game is over; its hash was announced before play.");
}
