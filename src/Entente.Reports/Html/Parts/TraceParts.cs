using System.Collections.Immutable;
using Entente.Reports.Documents;
using Entente.Reports.Html.Charts;

namespace Entente.Reports.Html.Parts;

/// <summary>A trial told as a story, or two stories of one trial and where they part.</summary>
internal sealed class TraceParts
{
    private const int MostUnusual = 8;
    private const double Usual = 0.5;

    // What happens to many members is told once on each date.
    private const int MostLabels = 12;

    private readonly TraceDocument _trace;
    private readonly string _prefix;

    private TraceParts(TraceDocument trace, string prefix)
    {
        _trace = trace;
        _prefix = prefix;
    }

    public static ImmutableArray<Section> Of(TraceDocument trace, string prefix)
    {
        var parts = new TraceParts(trace, prefix);
        ImmutableArray<Section?> sections = trace is { Left: { } left, Right: { } right }
            ? [parts.Parting(left, right), parts.Variables([left, right]), parts.Told("left", "The trial as the scenario stands", left), parts.Told("right", $"The same trial{(right.Variant is { } variant ? $" with {variant}" : "")}", right)]
            : [parts.End(trace.Own()), parts.Variables([trace.Own()]), parts.Told("story", "What happened", trace.Own()), parts.Beginning(trace.Own()), parts.Numbers(trace.Own())];
        return [.. sections.OfType<Section>()];
    }

    private Section End(StoryPart story) => new(_prefix + "end", "How it ended", Ending(story));

    private Markup Ending(StoryPart story) => Markup.Of(
        Tag.P(
            story.Failure is { } failure ? Markup.Of("The trial failed: ", Tag.Said(failure)) : Markup.Of(Tag.Of("strong", Tag.Said(story.Outcome ?? "–")), story.Says is { } says ? Markup.Of(": ", Tag.Said(says)) : Markup.None)).Class("lead"),
        Why("because", story.Verdict),
        story.Trial is { } trial
            ? Tag.P(
                $"Trial {NumberStyle.Count(trial)}" + (story.Of is { } of ? $" of {NumberStyle.Count(of)}" : "") + (_trace.Chosen is { } chosen
                    ? chosen.As == "typical" ? $", the most typical of the {NumberStyle.Count(chosen.Among)} that ended so" : $", the strangest of {NumberStyle.Count(chosen.Among)}"
                    : "") + ". It is one of many and no forecast.").Class("note")
            : Markup.None);

    private Section Parting(StoryPart left, StoryPart right)
    {
        var levers = new DataTable(
            "Levers that differ", [new("Lever"), new("One side"), new("Other side")],
            [.. _trace.Differ.Select(d => ImmutableArray.Create<Markup>(Tag.Said(d.Lever), Tag.Said(d.Left ?? "–"), Tag.Said(d.Right ?? "–")))]);
        var ends = new DataTable(
            "How the two ended", [new("Side"), new("Outcome"), new("What it means")],
            [.. new[] { ("as it stands", left), (right.Variant ?? "other setting", right) }.Select(s => ImmutableArray.Create<Markup>(Tag.Said(s.Item1), Tag.Said(s.Item2.Failure is null ? s.Item2.Outcome ?? "–" : "failed"), Tag.Said(s.Item2.Says ?? s.Item2.Failure ?? "")))])
        { IsProse = true };
        return new Section(
            _prefix + "parting", "Where the two part",
            Markup.Of(
                Tag.P("The same trial twice, with the same dice: every draw that both sides make is the same."),
                _trace.Differ.IsEmpty ? Markup.None : levers.ToMarkup(),
                _trace.FirstState is { } state ? Tag.P("First number that differs: ", Tag.Code(state.Cell), state.Date is { } date ? Markup.Of(" in ", date) : "", ", ", Change(state.Unit, state.Left, state.Right, " against "), ".", Differing(state.Differs)) : Tag.P("No number differs."),
                _trace.FirstRule is { } rule
                    ? Tag.P($"First thing that happens on one side only: ", Tag.Code(rule.Address), rule.Members.IsEmpty ? "" : Markup.Of(" (", Tag.Said(string.Join(", ", rule.Members)), ")"), $" in {rule.Date}, on {(rule.Left?.Happens ?? false ? "the first" : "the other")} side.", Differing(rule.Differs))
                    : Tag.P("Nothing happens on one side only."),
                ends.ToMarkup()));
    }

    private static Markup Differing(ImmutableArray<PartedReadingPart> readings) => readings.IsEmpty ? Markup.None
        : Tag.Span("note", " It read ", Markup.Of(readings.Select((r, i) => Markup.Of(i == 0 ? "" : "; ", Tag.Code(r.Name), $" {r.Left ?? "–"} against {r.Right ?? "–"}"))), ".");

    private Section? Variables(ImmutableArray<StoryPart> stories)
    {
        if (stories[0].Variables.IsEmpty)
        {
            return null;
        }

        var labels = stories[0].Dates;
        var figures = stories[0].Variables.Select((variable, at) =>
        {
            var lines = stories.Select(s => s.Variables.FirstOrDefault(v => v.Name == variable.Name && v.Values.Length == labels.Length)?.Values).OfType<ImmutableArray<double>>().ToList();
            var all = lines.SelectMany(l => l).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
            var style = NumberStyle.For(variable.Unit, all.Max() - all.Min(), all.Max(Math.Abs));
            ImmutableArray<DataColumn> columns = lines.Count > 1 ? [new("Date"), new("One side", true), new("Other side", true)] : [new("Date"), new("Value", true)];
            return new Figure(
                $"{_prefix}variable-{Svg.Number(at + 1)}", variable.Name, $"It goes from {style.Print(lines[0][0])} in {labels[0]} to {style.Print(lines[0][^1])} in {labels[^1]}.",
                width => CurvePlot.OverDates(labels, [.. lines], variable.Unit, width))
            {
                Note = Markup.Of(variable.Says is { } says ? Markup.Of(Tag.Said(says), ". ") : Markup.None, NumberStyle.UnitText(variable.Unit), lines.Count > 1 ? " Dashed: the other side." : ""),
                IsSmall = true,
                FoldsTable = true,
                Table = new DataTable(
                    $"{variable.Name} by date", columns,
                    [.. labels.Select((label, p) => lines.Select(l => (Markup)style.Print(l[p])).Prepend(label).ToImmutableArray())]),
            };
        });
        return labels.IsEmpty ? null : new Section(_prefix + "variables", "Over time", Figure.Row(figures));
    }

    private Section Told(string id, string title, StoryPart story)
    {
        var days = story.Story.GroupBy(h => h.Date, StringComparer.Ordinal).Select(day => (Markup)Tag.Div(
            null, Tag.Of("dt", day.Key), Markup.Of(day.GroupBy(h => h.Address, StringComparer.Ordinal).Select(Thing))));
        return new Section(
            _prefix + id, title,
            Markup.Of(
                id == "story" ? Markup.None : Ending(story),
                story.Story.IsEmpty ? Tag.P("Nothing happened.").Class("empty") : Tag.Of("dl", days).Class("entries")));
    }

    private static Markup Thing(IGrouping<string, HappenedPart> alike)
    {
        var first = alike.First();
        var others = alike.Skip(1).Select(h => string.Join(" and ", h.Labels)).Where(l => l.Length > 0).ToList();
        var more = others.Count > MostLabels ? $"{string.Join(", ", others.Take(MostLabels))} and {NumberStyle.Count(others.Count - MostLabels)} more" : string.Join(", ", others);
        return Tag.Of(
            "dd", Tag.Said(first.Sentence ?? $"{first.Kind} {first.Address}"), " ", Tag.Span("quiet mono", first.Address),
            others.Count == 0 ? Markup.None : Tag.Span("note", "Likewise: ", Tag.Said(more), "."),
            Why("because", first.Condition), Why("at a chance of", first.Chance), Why("at a rate of", first.Rate),
            first.Changes.IsEmpty ? Markup.None : Tag.Span("note", Markup.Of(first.Changes.Select((c, i) => Markup.Of(i == 0 ? "" : "; ", Tag.Code(c.Cell), " ", Change(c.Unit, c.Before, c.After, " → "))))),
            first.Evidence is { Length: > 0 } evidence ? Tag.Span("note", Tag.Said(evidence)) : Markup.None).Class("thing");
    }

    private static Markup Why(string word, ReasonPart? reason) => reason is null ? Markup.None
        : Tag.Span("note", word + " ", Tag.Code(reason.Text), reason.Readings.IsEmpty ? "" : Markup.Of(": ", Markup.Of(reason.Readings.Select((r, i) => Markup.Of(i == 0 ? "" : ", ", Tag.Code(r.Name), " ", Tag.Said(r.Text ?? "–"))))));

    private static Markup Change(string unit, double before, double after, string between)
    {
        var style = NumberStyle.For(unit, Math.Abs(after - before), Math.Abs(after));
        return $"{style.Print(before)}{between}{style.Print(after)}";
    }

    private Section? Beginning(StoryPart story)
    {
        var unusual = story.Uncertainties.Where(u => u.Tail < Usual).OrderBy(u => u.Tail).ThenBy(u => u.Name, StringComparer.Ordinal).Take(MostUnusual).ToList();
        var table = new DataTable(
            "What was drawn far out", [new("Uncertainty"), new("Drawn", true), new("As far out or farther", true), new("What it is")],
            [.. unusual.Select(u => ImmutableArray.Create<Markup>(Tag.Said(u.Name), Tag.Said(u.Text ?? "–"), NumberStyle.Share(u.Tail), Tag.Said(u.Says ?? "")))])
        { IsProse = true };
        return unusual.Count == 0 ? null : new Section(_prefix + "unusual", "What was unusual", table.ToMarkup());
    }

    private Section? Numbers(StoryPart story)
    {
        var measures = new DataTable(
            "Measures of this trial", [new("Measure"), new("Value", true), new("What it is")],
            [.. story.Measures.OrderByDescending(m => m.Headline).Select(m => ImmutableArray.Create<Markup>(
                Tag.Said(m.Name), NumberStyle.For(m.Unit, 0, Math.Abs(m.Value)).Print(m.Value) + (NumberStyle.UnitText(m.Unit) is { Length: > 0 } unit && !NumberStyle.IsShare(m.Unit) ? $" {unit}" : ""), Tag.Said(m.Says ?? "")))])
        { IsProse = true };
        var times = new DataTable(
            "When things first happened", [new("What"), new("Date"), new("What it is")],
            [.. story.Times.Select(t => ImmutableArray.Create<Markup>(Tag.Said(t.Name), t.Date ?? "never", Tag.Said(t.Says ?? "")))])
        { IsProse = true };
        return story.Measures.IsEmpty && story.Times.IsEmpty ? null : new Section(
            _prefix + "numbers", "Numbers of this trial", Markup.Of(story.Measures.IsEmpty ? Markup.None : measures.ToMarkup(), story.Times.IsEmpty ? Markup.None : times.ToMarkup()));
    }
}
