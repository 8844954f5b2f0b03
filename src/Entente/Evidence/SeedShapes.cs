using System.Collections.Immutable;
using Entente.Scenarios;

namespace Entente.Evidence;

/// <summary>The shapes of a seed file.</summary>
public static class SeedShapes
{
    /// <summary>The words for a claim's sort, as seed files write them.</summary>
    public static ImmutableArray<(string Word, ClaimSort Sort)> Sorts { get; } =
        [("observation", ClaimSort.Observation), ("estimate", ClaimSort.Estimate), ("actor", ClaimSort.Actor), ("argument", ClaimSort.Argument)];

    public static Shape Claim { get; } = new("a claim",
    [
        new("says", ValueShape.Text, "the claim in one sentence of our own") { Required = true },
        new("claim", ValueShape.Name, "what kind of support it is: observation, estimate, actor or argument") { Required = true, Words = [.. Sorts.Select(s => s.Word)] },
        new("kind", ValueShape.Name, "what it can be in a model") { Words = ["initial", "variable", "rule", "event", "lever", "outcome", "context"] },
        new("date", ValueShape.Text, "when it was so, or was said"),
        new("figure", ValueShape.Text, "the figure in it"),
        new("by", ValueShape.Text, "who says or made it"),
        new("work", ValueShape.Text, "the work it stands in"),
        new("read", ValueShape.Text, "what of it was read"),
        new("licence", ValueShape.Text, "the licence of what was read"),
        new("used_for", ValueShape.Text, "what it is used for, a table for instance"),
        new("disputed", ValueShape.Text, "what others say against it"),
        new("context", ValueShape.Flag, "background, which no number is expected to cite"),
    ]);

    public static Shape Seed { get; } = new("a seed file",
    [
        new("id", ValueShape.Text, "a short name of the source") { Required = true },
        new("subject", ValueShape.Text, "what the source is about") { Required = true },
        new("written", ValueShape.Text, "when it was written"),
        new("bibliography", ValueShape.Text, "where it can be found"),
        new("claims", ValueShape.Map, "the claims, by id") { Required = true, Inner = Claim },
    ]);
}
