using System.Collections.Immutable;
using Entente.Reports.Documents;
using Entente.Reports.Html.Parts;

namespace Entente.Reports.Html;

/// <summary>A document with what lay beside it.</summary>
/// <param name="Document">What a command wrote.</param>
/// <param name="Manifest">That of its folder, or null.</param>
internal sealed record ReadResult(Document Document, ManifestDocument? Manifest);

/// <summary>Documents as one page to hand out. The same documents give the same bytes.</summary>
internal static class HtmlReport
{
    /// <param name="title">The page's title; null for that of what it shows.</param>
    public static string Of(ImmutableArray<ReadResult> results, string? title)
    {
        if (results is [var single])
        {
            return Page(title ?? TitleOf(single.Document), SectionsOf(single, "", results), Head(single.Document)) with { Kicker = SortOf(single.Document) } is var page ? page.Write() : "";
        }

        var sections = results.Select((r, i) =>
        {
            var prefix = $"r{Svg.Number(i + 1)}-";
            var variant = r.Document.Variant is { } name ? $", {name}" : "";
            return new Section(prefix + "result", $"{Svg.Number(i + 1)}. {TitleOf(r.Document)}{variant}: {SortOf(r.Document).ToLowerInvariant()}", Head(r.Document)) { Parts = SectionsOf(r, prefix, results) };
        });
        return (Page(title ?? $"{Svg.Number(results.Length)} results", [.. sections], Markup.None) with { Kicker = "Entente report" }).Write();
    }

    private static Page Page(string title, ImmutableArray<Section> sections, Markup lead) => new(title, sections)
    {
        Lead = Markup.Of(lead, Tag.P("What this page shows holds in this model, under these assumptions. A share of trials is not a probability of the world.").Class("caveat")),
        Foot = Tag.P($"Made by entente {Experiments.EngineVersion.Current}. The page needs no network and no script. What is folded up prints only if it is opened; the tables of charts print always."),
    };

    private static string TitleOf(Document document) =>
        (document is CompareDocument compared ? compared.Sides[0].Title : document.Title) is { } title && !string.IsNullOrWhiteSpace(title) ? title : document.Scenario;

    private static string SortOf(Document document) => document switch
    {
        BacktestDocument => "Backtest",
        CompareDocument => "Comparison",
        TraceDocument => "Trace",
        GameDocument => "After-action report",
        _ => "Run",
    };

    private static Markup Head(Document document)
    {
        var facts = new List<string> { document.Scenario };
        facts.AddRange(document.Variant is { } variant ? [$"variant {variant}"] : []);
        facts.AddRange(document is ResultDocument { Clock: { Labels: [var first, .., var last] } clock } ? [$"{first} to {last} by {clock.Step}"] : []);
        facts.AddRange(document is GameDocument game ? [$"a game from {game.Moments[0].Date} to {game.Now().Date}"] : []);
        facts.AddRange(document is CompareDocument { Sides.Length: var sides } ? [$"{NumberStyle.Count(sides)} sides"] : []);
        facts.AddRange(document.Trials is { } trials ? [document is TraceDocument ? "one trial" : $"{NumberStyle.Count(trials)} trials" + (document is CompareDocument ? " of each" : "")] : []);
        facts.AddRange(document.Settings.Select(s => $"{s.Lever} = {s.Value}"));
        facts.AddRange(document.Pins.Select(p => $"{p.Uncertainty} held at {p.Value}"));
        return Markup.Of(
            document.Model?.Summary is { } summary ? Tag.P(summary).Class("lead") : Markup.None,
            Tag.P(Markup.Of(facts.Select((f, i) => Markup.Of(i == 0 ? "" : " · ", Tag.Said(f))))).Class("quiet"));
    }

    private static ImmutableArray<Section> SectionsOf(ReadResult result, string prefix, ImmutableArray<ReadResult> all)
    {
        var own = result.Document switch
        {
            ResultDocument run => RunParts.Of(run, prefix),
            BacktestDocument backtest => BacktestParts.Of(backtest, prefix),
            CompareDocument compared => CompareParts.Of(compared, prefix),
            TraceDocument trace => TraceParts.Of(trace, prefix),
            GameDocument game => GameParts.Of(game, prefix),
            _ => [],
        };

        // One model is set out once, by whichever result comes first.
        var first = all.Select((r, i) => (r, i)).First(r => ReferenceEquals(r.r, result) || (r.r.Document.Hash is { } hash && hash == result.Document.Hash && r.r.Document.Model is not null));
        var model = result.Document.Model is null ? []
            : ReferenceEquals(first.r, result) ? ModelParts.Of(result.Document, prefix)
            : [new Section(prefix + "assumptions", "Assumptions and evidence", Tag.P("The same as in ", Tag.Of("a", $"result {Svg.Number(first.i + 1)}").With("href", $"#r{Svg.Number(first.i + 1)}-assumptions"), "."))];
        return [.. own, .. model, OriginPart.Of(result, prefix)];
    }
}
