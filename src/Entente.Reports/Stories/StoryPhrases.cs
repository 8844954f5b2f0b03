using System.Collections.Immutable;
using Entente.Stories;

namespace Entente.Reports.Stories;

/// <summary>What a story says of its beginning, the same in every form.</summary>
internal static class StoryPhrases
{
    private const int MostOfAll = 5;
    private const int MostOfMembers = 3;
    private const double Unusual = 0.5;

    /// <summary>What was most unusual: of the whole first, then of members.</summary>
    public static IEnumerable<StoryUncertainty> MostUnusual(Story story)
    {
        var unusual = story.Uncertainties.Where(u => u.Tail < Unusual).OrderBy(u => u.Tail).ThenBy(u => u.Name, StringComparer.Ordinal).ToList();
        return unusual.Where(u => !u.IsOfMember).Take(MostOfAll).Concat(unusual.Where(u => u.IsOfMember).Take(MostOfMembers));
    }

    /// <summary>Where a drawn number stands among those that could have been drawn.</summary>
    public static string Place(StoryUncertainty drawn) => drawn switch
    {
        { IsOption: true } => $"as in {NumberStyle.RoughShare(drawn.Less)} of trials",
        _ when drawn.Less >= drawn.More => $"higher than in {Most(drawn.Less)} of trials",
        _ => $"lower than in {Most(drawn.More)} of trials",
    };

    private static string Most(double share) => NumberStyle.RoughShare(share).Replace(">", "more than ", StringComparison.Ordinal);

    /// <summary>How a trial was chosen; null where it was named.</summary>
    public static string? Chosen(ChosenTrial? chosen) => chosen is null ? null : (chosen.Sort switch
    {
        TrialSort.Typical => "the most typical of ",
        _ => "the strangest of ",
    }) + (chosen.Outcome is { } outcome
        ? FormattableString.Invariant($"{NumberStyle.Count(chosen.Among)} trials that end in {outcome}, out of {NumberStyle.Count(chosen.Completed)}")
        : FormattableString.Invariant($"{NumberStyle.Count(chosen.Among)} trials"));

    /// <summary>The rule by which it was chosen.</summary>
    public static string? Rule(ChosenTrial? chosen) => chosen?.Sort switch
    {
        null => null,
        TrialSort.Typical => "the medoid: its standardised measures are nearest to those of all others, by the sum of absolute differences",
        _ => "its standardised measures are farthest from the median of each, by the sum of absolute differences",
    };

    /// <summary>A stretch on which nothing happened.</summary>
    public static string Quiet(StoryDate date, ImmutableArray<string> labels) => date.From == date.To
        ? $"{labels[date.From]}: a quiet time"
        : $"{labels[date.From]} to {labels[date.To]}: a quiet time";

    /// <summary>Who else something happened to.</summary>
    public static string Likewise(StoryEntry entry)
    {
        const int few = 5;
        var others = entry.Others.ToList();
        var shown = others.Count <= few + 1 ? others : others.Take(few).ToList();
        var rest = others.Count - shown.Count;
        return "Likewise " + string.Join(", ", shown) + (rest > 0 ? FormattableString.Invariant($" and {rest} more") : "") + ".";
    }

    /// <summary>A lever's setting; a path without the brackets of the file.</summary>
    public static string Setting(string written) => written.StartsWith("{path: {", StringComparison.Ordinal) && written.EndsWith("}}", StringComparison.Ordinal)
        ? written["{path: {".Length..^2]
        : written;

    /// <summary>A measure's unit and what it is.</summary>
    public static string Meaning(StoryMeasure measure) => string.Join(", ", new[] { NumberStyle.UnitText(measure.Unit), measure.Says ?? "" }.Where(t => t.Length > 0));

    /// <summary>A number of a measure.</summary>
    public static string Number(double value, string unit)
    {
        var style = NumberStyle.For(unit, 0, value);
        return (value == Math.Truncate(value) && !style.Percent ? style with { Decimals = 0 } : style).Print(value);
    }
}
