using System.Globalization;
using System.Text;
using Entente.Stories;

namespace Entente.Reports.Stories;

/// <summary>Writes a trial's story as Markdown, to be handed out.</summary>
public sealed class StoryMarkdown
{
    private const int ChartWidth = 76;

    private readonly Story _story;
    private readonly StoryOptions _options;
    private readonly StoryEvidence _evidence;
    private readonly StringBuilder _text = new();

    private StoryMarkdown(Story story, StoryOptions options)
    {
        _story = story;
        _options = options;
        _evidence = new StoryEvidence(options.Evidence);
    }

    /// <summary>The story as Markdown. All text of the scenario is escaped.</summary>
    public static string Of(Story story, StoryOptions options)
    {
        var markdown = new StoryMarkdown(story, options);
        markdown.Head();
        markdown.Start();
        markdown.Happened();
        markdown.End();
        markdown.Plots();
        markdown.Claims();
        return markdown._text.ToString();
    }

    private void Head()
    {
        var run = _story.Run;
        Line($"# {E(run.Title)}");
        Paragraph(string.Join(", ", new[]
        {
            Invariant($"Trial {_story.Trial} of {E(run.Scenario)}"),
            run.Variant is { } variant ? $"variant {E(variant)}" : "",
            Invariant($"seed {run.Seed}"),
            $"{E(run.Clock.Labels[0])} to {E(run.Clock.Labels[^1])}",
        }.Where(t => t.Length > 0)) + ". What a model gives under these assumptions, not a forecast.");
        if (StoryPhrases.Chosen(_options.Chosen) is { } chosen)
        {
            Paragraph($"It is {E(chosen)} ({E(StoryPhrases.Rule(_options.Chosen)!)}).");
        }
    }

    private void Start()
    {
        if (_story.Levers.Length > 0)
        {
            Title("Levers");
            foreach (var lever in _story.Levers.OrderByDescending(l => l.IsSet))
            {
                var setting = $"{E(lever.Name)} = {E(StoryPhrases.Setting(lever.Setting))}";
                Line("- " + (lever.IsSet ? $"**{setting}**" : setting) + (lever.Says is null ? "" : $": {E(lever.Says)}"));
            }
        }

        var unusual = StoryPhrases.MostUnusual(_story).ToList();
        if (unusual.Count > 0)
        {
            Title("Unusual in this trial");
            unusual.ForEach(u => Line($"- {E(u.Name)} {E(u.Text)}, {E(StoryPhrases.Place(u))}" + (u.Says is null ? "" : $": {E(u.Says)}")));
        }
    }

    private void Happened()
    {
        Title("What happened");
        var labels = _story.Run.Clock.Labels;
        foreach (var date in StoryDate.Of(_story.Happened, StoryDate.StepsOf(_story), _options.Full))
        {
            if (date.Entries.IsEmpty)
            {
                Paragraph($"*{E(StoryPhrases.Quiet(date, labels))}*");
                continue;
            }

            Paragraph($"### {E(labels[date.From])}");
            Line("");
            foreach (var entry in date.Entries)
            {
                Line($"- **{E(entry.First.Sentence)}**" + (entry.All.Length > 1 ? " " + E(StoryPhrases.Likewise(entry)) : ""));
                foreach (var why in _options.Full ? StoryWhy.Long(entry.First, _story.Run.Clock) : StoryWhy.Short(entry, _story.Run.Clock))
                {
                    Line($"  - {E(why)}");
                }

                if (_evidence.Of(entry.First) is { Length: > 0 } on)
                {
                    Line($"  - on {E(on)}");
                }
            }
        }
    }

    private void End()
    {
        Title("How it ended");
        if (_story.Failure is { } failure)
        {
            Paragraph($"The trial failed: {E(failure)}");
            return;
        }

        Paragraph($"**{E(_story.Outcome!)}**" + (_story.Says is null ? "" : $": {E(_story.Says)}"));
        if (_story.Verdict is { } why)
        {
            Paragraph($"As {E(why.Text)}{E(StoryWhy.With(why.Readings))}.");
        }

        var measures = _story.Measures.Where(m => m.Headline || _options.Full).ToList();
        if (measures.Count > 0)
        {
            Line("");
            Line("| measure | value | |");
            Line("|---|---:|---|");
            measures.ForEach(m => Line($"| {E(m.Name)} | {E(StoryPhrases.Number(m.Value, m.Unit))} | {E(StoryPhrases.Meaning(m))} |"));
        }
    }

    private void Plots()
    {
        foreach (var variable in _story.Variables)
        {
            Title(E(variable.Name) + (variable.Unit.Length > 0 ? $", {E(NumberStyle.UnitText(variable.Unit))}" : ""));
            if (variable.Says is not null)
            {
                Paragraph(E(variable.Says));
            }

            Line("");
            Line("```text");
            foreach (var line in StoryReport.Chart(variable, _story.Run.Clock, ChartWidth, coloured: false))
            {
                Line(string.Concat(line.Segments.Select(s => s.Text)).TrimEnd());
            }

            Line("```");
        }
    }

    private void Claims()
    {
        var claims = _options.Evidence is null ? [] : _evidence.Claims(_story.Happened);
        if (claims.IsEmpty)
        {
            return;
        }

        Title("Evidence");
        foreach (var (id, claim) in claims)
        {
            Line($"- {E(id)}: " + (claim is null ? "no seed file has it" : $"{E(claim.Says)} ({EvidenceText.Sort(claim)}{(claim.Disputed is null ? "" : ", disputed")})"));
        }
    }

    private void Title(string title)
    {
        Paragraph($"## {title}");
        Line("");
    }

    private void Paragraph(string text)
    {
        if (_text.Length > 1 && (_text[^1] != '\n' || _text[^2] != '\n'))
        {
            Line("");
        }

        Line(text);
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    private static string E(string text) => MarkdownText.Escape(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
