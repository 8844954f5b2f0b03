using System.Collections.Immutable;
using Entente.Execution;
using Entente.Stories;

namespace Entente.Reports.Stories;

/// <summary>What happened on one date, in one or more lines of a story: one thing, or the same thing to several members.</summary>
/// <param name="All">The first is told, the others are named.</param>
internal sealed record StoryEntry(ImmutableArray<Happened> All)
{
    public Happened First => All[0];

    /// <summary>Those it happened to as well; each with its members.</summary>
    public IEnumerable<string> Others => All.Skip(1).Select(h => string.Join(" and ", h.Labels));
}

/// <summary>A date with what happened on it, or a stretch of dates on which nothing did.</summary>
/// <param name="From">The step, from 0.</param>
/// <param name="To">The last step of the stretch; the same as <paramref name="From"/> where something happened.</param>
internal sealed record StoryDate(int From, int To, ImmutableArray<StoryEntry> Entries)
{
    /// <summary>A story by dates.</summary>
    /// <param name="steps">Steps that were taken.</param>
    /// <param name="full">Whether everything is told one by one.</param>
    public static IEnumerable<StoryDate> Of(IEnumerable<Happened> happened, int steps, bool full)
    {
        var quiet = 0;
        foreach (var date in happened.GroupBy(h => h.Step))
        {
            if (date.Key > quiet)
            {
                yield return new StoryDate(quiet, date.Key - 1, []);
            }

            quiet = date.Key + 1;
            yield return new StoryDate(date.Key, date.Key, [.. Grouped(date, full)]);
        }

        if (quiet < steps)
        {
            yield return new StoryDate(quiet, steps - 1, []);
        }
    }

    /// <summary>The last step of a story that came to an end, or in which it failed, and one more.</summary>
    public static int StepsOf(Story story) => story.Failure is null ? story.Run.Clock.Steps : story.Happened.IsEmpty ? 0 : story.Happened[^1].Step + 1;

    public static IEnumerable<StoryEntry> Grouped(IEnumerable<Happened> happened, bool full) => full
        ? happened.Select(h => new StoryEntry([h]))
        : happened.GroupBy(h => (h.Phase, h.Address, h.FiredBy)).Select(g => new StoryEntry([.. g]));
}
