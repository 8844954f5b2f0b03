using Entente.Reports.Documents;

namespace Entente.Reports.Html.Parts;

/// <summary>How a result was made, and how to make it again.</summary>
internal static class OriginPart
{
    public static Section Of(ReadResult result, string prefix)
    {
        var document = result.Document;
        var manifest = result.Manifest;
        var facts = new (string Term, string? Value, bool IsCode)[]
        {
            ("Scenario", manifest?.File is { } file ? $"{document.Scenario} ({file})" : document.Scenario, false),
            ("Trials", document.Trials is { } trials ? NumberStyle.Count(trials) + (manifest is { Interrupted: true } ? ", then interrupted" : "") : null, false),
            ("Failed trials", document.Failed is > 0 and var failed ? NumberStyle.Count(failed) : null, false),
            ("Seed", document.Seed is { } seed ? seed.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, true),
            ("Sampler", document.Sampler, true),
            ("Digest of all trials", document.Digest, true),
            ("Hash of the scenario", document.Hash, true),
            ("Program", document.Version is { } version ? $"entente {version}" : null, false),
            ("Ran on", manifest?.Runtime, false),
        };
        var command = document.Command is { } line
            ? Markup.Of(Tag.P("In the scenario's folder, this command makes the same numbers again, on any machine:"), Tag.Code(line).Class("command"))
            : Tag.P("The document does not say with which command it was made.");
        var files = manifest is null ? Markup.None : new DataTable(
            "Files of the folder", [new("File"), new("Bytes", true), new("SHA-256")],
            [.. manifest.Files.Select(f => System.Collections.Immutable.ImmutableArray.Create<Markup>(Tag.Said(f.Name), NumberStyle.Count(f.Bytes), Tag.Code(f.Sha256)))])
        { IsProse = true }.ToMarkup();
        return new Section(
            prefix + "origin", "How to make it again",
            Markup.Of(command, Tag.Facts(facts.Where(f => f.Value is not null).Select(f => (f.Term, (Markup)(f.IsCode ? Tag.Code(f.Value!) : Tag.Said(f.Value!))))), files));
    }
}
