using System.Collections.Immutable;
using System.Globalization;
using Entente.Execution;
using Entente.Experiments;
using Entente.Language;
using Entente.Scenarios;

namespace Entente.Reports.Stories;

/// <summary>The words of a story for why something happened and what it did.</summary>
internal static class StoryWhy
{
    private const int FewReadings = 4;
    private const int FewChanges = 4;
    private const int MostDecimals = 3;

    /// <summary>Why and what then, in a line each; a line is left out where there is nothing to say.</summary>
    public static IEnumerable<string> Short(StoryEntry entry, ClockSummary clock)
    {
        var reasons = string.Join("; ", Reasons(entry, clock));
        if (reasons.Length > 0)
        {
            yield return reasons;
        }

        var changes = Changes(entry);
        if (changes.Count > 0)
        {
            yield return "so " + string.Join(", ", changes.Take(FewChanges)) + (changes.Count > FewChanges ? Invariant($" and {changes.Count - FewChanges} more") : "");
        }
    }

    /// <summary>Everything there is to say, in a line for each sort.</summary>
    public static IEnumerable<string> Long(Happened happened, ClockSummary clock)
    {
        if (happened.FiredBy is { } by)
        {
            yield return "because of " + by;
        }

        if (happened.Condition is { } condition)
        {
            yield return "as " + condition.Text + Held(happened, clock) + With(condition.Readings);
        }

        if (happened.Chance is { } chance)
        {
            yield return $"at {Share(chance.Value)} a {clock.Step}{By(chance)}";
        }

        if (happened.Rate is { } rate)
        {
            yield return $"at {ValueText.Number(rate.Value)} per year{By(rate)}";
        }

        if (!happened.Draws.IsEmpty)
        {
            yield return "drew" + With(happened.Draws)[1..];
        }

        foreach (var change in happened.Changes)
        {
            yield return "so " + Change(change, NumberStyle.For(change.Unit, change.After - change.Before, change.Before));
        }
    }

    /// <summary>Values behind a formula.</summary>
    public static string With(ImmutableArray<Reading> readings) => readings.IsEmpty ? "" : ": " + string.Join(", ", readings.Select(r => $"{r.Name} = {r.Text}"));

    private static IEnumerable<string> Reasons(StoryEntry entry, ClockSummary clock)
    {
        var first = entry.First;
        if (first.FiredBy is { } by)
        {
            yield return "because of " + by[(by.LastIndexOf('.') + 1)..].Replace('_', ' ');
        }

        // A condition that has no numbers says who may, and that the sentence says already.
        if (first.Condition is { Readings.IsEmpty: false } condition)
        {
            var common = condition.Readings.Where(r => entry.All.All(h => h.Condition!.Readings.Contains(r))).ToImmutableArray();
            yield return "as " + condition.Text + Held(first, clock) + With([.. common.Take(FewReadings)]) + (common.Length > FewReadings ? ", …" : "");
        }

        if (first.Chance is { Value: < 1 })
        {
            yield return $"at {Between(entry, h => h.Chance, Share)} a {clock.Step}";
        }

        if (first.Rate is not null)
        {
            yield return $"at {Between(entry, h => h.Rate, ValueText.Number)} per year";
        }

        if (!first.Draws.IsEmpty && entry.All.Length == 1)
        {
            yield return "drew" + With(first.Draws)[1..];
        }
    }

    // Of members, only what it does to the whole; and nothing that rounding hides.
    private static List<string> Changes(StoryEntry entry)
    {
        var isOfMembers = !entry.First.Members.IsEmpty;
        return
        [
            .. entry.All.SelectMany(h => h.Changes)
                .Where(c => !isOfMembers || c.Cell == c.Quantity)
                .GroupBy(c => c.Cell)
                .Select(g => g.Count() == 1 ? g.First() : g.First() with { OverSteps = 1, HalfLife = null })
                .Select(c => (Change: c, Style: Style(c)))
                .Where(c => double.IsNaN(c.Change.After) || c.Style.Print(c.Change.Before) != c.Style.Print(c.Change.After))
                .Select(c => Change(c.Change, c.Style)),
        ];
    }

    private static NumberStyle Style(Change change)
    {
        var style = NumberStyle.For(change.Unit, change.After - change.Before, change.Before);
        var isWhole = !style.Percent && change.Before == Math.Truncate(change.Before) && change.After == Math.Truncate(change.After);
        return style with { Decimals = isWhole ? 0 : Math.Min(style.Decimals, MostDecimals) };
    }

    private static string Change(Change change, NumberStyle style)
    {
        var amount = (change.Amount > 0 ? "+" : "") + style.Print(change.Amount);
        var sort = change switch
        {
            { OverSteps: > 1 } => Invariant($" ({amount} over {change.OverSteps} steps)"),
            { HalfLife: { } life } => $" ({amount}, half-life {Time(life)})",
            _ => "",
        };
        return double.IsNaN(change.After)
            ? $"{change.Cell} {style.Print(change.Before)}, and no further"
            : $"{change.Cell} {style.Print(change.Before)} → {style.Print(change.After)}{sort}";
    }

    private static string Held(Happened happened, ClockSummary clock) => happened.HeldSteps > 0 ? Invariant($", for {happened.HeldSteps} {clock.Step}{(happened.HeldSteps == 1 ? "" : "s")}") : "";

    private static string Share(double chance) => NumberStyle.Share(chance, chance < 0.1 ? 1 : 0);

    private static string By(Reason reason) => reason.Text.Replace(" per year", "", StringComparison.Ordinal).All(c => char.IsDigit(c) || c is '.' or '%') ? "" : $" by {reason.Text}{With(reason.Readings)}";

    private static string Time(double years)
    {
        var months = Math.Round(years * 12, 1);
        return months < 24 ? Invariant($"{months} month{(months == 1 ? "" : "s")}") : $"{ValueText.Number(years)} years";
    }

    private static string Between(StoryEntry entry, Func<Happened, Reason?> of, Func<double, string> print)
    {
        var values = entry.All.Select(of).OfType<Reason>().Select(r => r.Value).ToList();
        var (low, high) = (print(values.Min()), print(values.Max()));
        return low == high ? low : $"{low} to {high}";
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
