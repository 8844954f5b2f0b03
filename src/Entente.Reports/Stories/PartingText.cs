using System.Collections.Immutable;
using System.Globalization;
using Entente.Language;
using Entente.Stories;

namespace Entente.Reports.Stories;

/// <summary>The words for two stories and where they part, the same in every form.</summary>
internal sealed class PartingText
{
    private const int MostReadings = 8;

    private readonly Parting _parting;

    public PartingText(Parting parting)
    {
        _parting = parting;
        var (left, right) = (Name(parting.Left), Name(parting.Right));
        (Left, Right) = left == right ? (left, right + ", other") : (left, right);
    }

    /// <summary>What the left side is called.</summary>
    public string Left { get; }

    public string Right { get; }

    /// <summary>The first number that differs, as lines; nothing where none does.</summary>
    public IEnumerable<string> State()
    {
        if (_parting.State is not { } state)
        {
            yield break;
        }

        var style = NumberStyle.For(state.Unit, state.Left - state.Right, state.Left);
        var more = state.Others > 0 ? Invariant($", and {state.Others} more number{(state.Others == 1 ? "" : "s")}") : "";
        yield return $"{(state.Step < 0 ? "At the start" : state.Date)}: {state.Cell}{(state.Says is null ? "" : $" ({state.Says})")} is {style.Print(state.Left)} ({Left}) and {style.Print(state.Right)} ({Right}){more}.";
        if (state.Formula is { } formula)
        {
            yield return $"by {formula}";
        }

        if (Because(state.Because) is { } because)
        {
            yield return because;
        }
    }

    /// <summary>The first thing that happens otherwise, as lines; nothing where everything happens alike.</summary>
    public IEnumerable<string> Rule()
    {
        if (_parting.Rule is not { } rule)
        {
            yield break;
        }

        var happened = rule.Left.Happened ?? rule.Right.Happened!;
        yield return $"{rule.Date}: {happened.Sentence} ({rule.Address}{(rule.Members.IsEmpty ? "" : $"[{string.Join(", ", rule.Members)}]")})";
        yield return $"{Left}: {How(rule.Left)}";
        yield return $"{Right}: {How(rule.Right)}";
        if (Because(rule.Because) is { } because)
        {
            yield return because;
        }
    }

    /// <summary>What there is to say where they never part, or only in numbers; null where something happens otherwise.</summary>
    public string? Alike() => (_parting.State, _parting.Rule) switch
    {
        (null, null) => "They never part: all numbers and all that happens are the same on both sides.",
        (_, null) => "The same things happen on both sides; only numbers differ.",
        _ => null,
    };

    /// <summary>How something stood on one side.</summary>
    private static string How(Attempt attempt)
    {
        var parts = new List<string> { attempt.Happened is null ? "it does not happen" : "it happens" };
        if (attempt.Happened?.FiredBy is { } by)
        {
            parts.Add("because of " + by);
        }

        if (attempt.Barred is { } barred)
        {
            parts.Add(barred);
        }

        if (attempt.Condition is { } condition)
        {
            parts.Add($"{condition.Text} {(condition.Value == 1 ? "holds" : "does not hold")}{Values(condition.Readings)}");
        }

        if (attempt is { Chance: { } chance, Drawn: { } drawn })
        {
            parts.Add($"the chance is {NumberStyle.Share(chance.Value)}, the number drawn {NumberStyle.Share(drawn)}");
        }

        if (attempt is { Rate: { } rate, HazardLeft: { } left, HazardTaken: { } taken })
        {
            parts.Add($"at {ValueText.Number(rate.Value)} per year this step takes {ValueText.Number(taken)} off its clock, which has {ValueText.Number(left)} left");
        }

        return string.Join("; ", parts);
    }

    private static string Values(ImmutableArray<Entente.Execution.Reading> readings) =>
        readings.IsEmpty ? "" : $" ({string.Join(", ", readings.Take(MostReadings).Select(r => $"{r.Name} = {r.Text}"))})";

    private static string? Because(ImmutableArray<PartedReading> readings) => readings.IsEmpty
        ? null
        : "what differs: " + string.Join(", ", readings.Take(MostReadings).Select(r => $"{r.Name} = {r.Left} and {r.Right}")) + (readings.Length > MostReadings ? Invariant($" and {readings.Length - MostReadings} more") : "");

    private static string Name(Story story)
    {
        var settings = story.Run.Settings.Select(s => $"{s.Lever} = {s.Value}");
        return string.Join(", ", (story.Run.Variant is { } variant ? settings.Prepend(variant) : settings).DefaultIfEmpty("as it stands"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A date of two stories: what happens on both sides, and on one alone.</summary>
internal sealed record PartedDate(int Step, ImmutableArray<StoryEntry> Both, ImmutableArray<StoryEntry> Left, ImmutableArray<StoryEntry> Right)
{
    /// <summary>The dates from a step on, those on which nothing happens left out.</summary>
    public static IEnumerable<PartedDate> Of(Parting parting, bool full)
    {
        if (parting.Rule is not { } rule)
        {
            yield break;
        }

        var left = parting.Left.Happened.ToLookup(h => h.Step);
        var right = parting.Right.Happened.ToLookup(h => h.Step);
        for (var step = rule.Step; step < parting.Left.Run.Clock.Steps; step++)
        {
            var theirs = right[step].Select(PartingFinder.Identity).ToHashSet(StringComparer.Ordinal);
            var ours = left[step].Select(PartingFinder.Identity).ToHashSet(StringComparer.Ordinal);
            var date = new PartedDate(
                step,
                [.. StoryDate.Grouped(left[step].Where(h => theirs.Contains(PartingFinder.Identity(h))), full)],
                [.. StoryDate.Grouped(left[step].Where(h => !theirs.Contains(PartingFinder.Identity(h))), full)],
                [.. StoryDate.Grouped(right[step].Where(h => !ours.Contains(PartingFinder.Identity(h))), full)]);
            if (date.Both.Length + date.Left.Length + date.Right.Length > 0)
            {
                yield return date;
            }
        }
    }
}
