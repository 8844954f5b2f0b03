using System.Collections.Immutable;
using System.Text;
using Entente.Stories;

namespace Entente.Reports.Stories;

/// <summary>Writes two stories of one trial, and where they part, as Markdown.</summary>
public static class PartingMarkdown
{
    /// <summary>Both stories as Markdown. All text of the scenario is escaped.</summary>
    public static string Of(Parting parting, StoryOptions options)
    {
        var (text, run) = (new PartingText(parting), parting.Left.Run);
        var page = new StringBuilder();
        Line($"# {E(run.Title)}: the same dice under two policies");
        Line("");
        Line(FormattableString.Invariant($"Trial {parting.Left.Trial} of {E(run.Scenario)}, seed {run.Seed}. What a model gives under these assumptions, not a forecast."));
        if (StoryPhrases.Chosen(options.Chosen) is { } chosen)
        {
            Line($"It is {E(chosen)}.");
        }

        Title("The two sides");
        Table("", parting.Levers.Select(l => (l.Lever, E(StoryPhrases.Setting(l.Left)), E(StoryPhrases.Setting(l.Right)))));
        Title("Where they part");
        foreach (var lines in new[] { text.State().ToList(), text.Rule().ToList() }.Where(l => l.Count > 0))
        {
            Line($"- **{E(lines[0])}**");
            lines.Skip(1).ToList().ForEach(l => Line($"  - {E(l)}"));
        }

        if (text.Alike() is { } alike)
        {
            Line(E(alike));
        }

        if (parting.Rule is { } rule)
        {
            Title($"From {E(rule.Date)} on");
            Table("date", PartedDate.Of(parting, options.Full).Select(d => (run.Clock.Labels[d.Step], Told(d.Both, d.Left), Told(d.Both, d.Right))));
        }

        Title("How they ended");
        Table("", parting.Left.Measures.Join(parting.Right.Measures, l => l.Name, r => r.Name, (l, r) => (l, r)).Where(m => m.l.Headline || options.Full)
            .Select(m => (m.l.Name, E(StoryPhrases.Number(m.l.Value, m.l.Unit)), E(StoryPhrases.Number(m.r.Value, m.r.Unit))))
            .Prepend(("outcome", End(parting.Left), End(parting.Right))));
        return page.ToString();

        void Line(string line) => page.Append(line).Append('\n');

        void Title(string title)
        {
            Line("");
            Line($"## {title}");
            Line("");
        }

        void Table(string head, IEnumerable<(string Name, string Left, string Right)> rows)
        {
            Line($"| {head} | {E(text.Left)} | {E(text.Right)} |");
            Line("|---|---|---|");
            foreach (var (name, left, right) in rows)
            {
                Line($"| {E(name)} | {left} | {right} |");
            }
        }
    }

    // What happens on both sides is set in italics, so that the eye finds what does not.
    private static string Told(ImmutableArray<StoryEntry> both, ImmutableArray<StoryEntry> own) =>
        string.Join("<br>", both.Select(e => $"*{Sentence(e)}*").Concat(own.Select(Sentence)));

    private static string Sentence(StoryEntry entry) => E(entry.First.Sentence + (entry.All.Length > 1 ? " " + StoryPhrases.Likewise(entry) : ""));

    private static string End(Story story) => story.Failure is { } failure ? $"failed: {E(failure)}" : $"**{E(story.Outcome!)}**" + (story.Says is null ? "" : $": {E(story.Says)}");

    private static string E(string text) => MarkdownText.Escape(text);
}
