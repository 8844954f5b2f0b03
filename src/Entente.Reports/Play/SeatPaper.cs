using System.Collections.Immutable;
using Entente.Play;

namespace Entente.Reports;

/// <summary>A page for a seat: who you are, what you hold, what you see, what you were told.</summary>
public static class SeatPaper
{
    public static string Markdown(SeatView view, JournalHead head) => Of(view, head).ToMarkdown();

    public static string Html(SeatView view, JournalHead head) => Of(view, head).ToHtml();

    private static Handout Of(SeatView view, JournalHead head) => new(
        view.Seat.Title, $"{view.Title} · your seat, {view.Date}, turn {NumberStyle.Count(view.Turn)}",
        [
            new("", [.. new[] { view.Seat.Says, view.Brief, view.Seat.Brief }.OfType<string>().Select(t => new HandoutBlock.Words(t))]),
            new("Your levers", view.Levers.IsEmpty ? [new HandoutBlock.Words("You hold no lever. You have a voice at the table.")] :
                [new HandoutBlock.Table("Your levers", ["Lever", "Stands at", "Can be", "What it is"], [.. view.Levers.Select(l => ImmutableArray.Create(l.Name, l.Setting, l.Choices, l.Says ?? ""))])]),
            new("What you see", view.Sights.IsEmpty ? [] :
                [new HandoutBlock.Table("What you see", ["What", "Now", "A turn ago", "What it is"], [.. view.Sights.Select(s => ImmutableArray.Create(s.Name, s.Now, s.Before, s.Says ?? ""))])]),
            new("What you were told", view.Messages.IsEmpty ? [] :
                [new HandoutBlock.Table("What you were told", ["Date", "Message"], [.. view.Messages.Select(m => ImmutableArray.Create(m.Date, m.Text))])]),
        ],
        $"{head.Scenario}, hash {head.Hash[..12]}, entente {head.Version}. All numbers are those of a model, under its assumptions.");
}
