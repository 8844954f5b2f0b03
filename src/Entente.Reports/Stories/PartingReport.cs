using System.Collections.Immutable;
using Entente.Experiments;
using Entente.Stories;
using Spectre.Console;

namespace Entente.Reports.Stories;

/// <summary>Writes two stories of one trial for a terminal: where they part, then side by side; one under the other where it is narrow.</summary>
public sealed class PartingReport
{
    private const int Indent = ReportPage.Indent;
    private const int NarrowestBeside = 96;
    private const int WidestName = 24;

    private readonly Parting _parting;
    private readonly StoryOptions _options;
    private readonly PartingText _text;
    private readonly ReportPage _page;
    private readonly int _width;
    private readonly bool _coloured;

    private PartingReport(Parting parting, StoryOptions options, int width, bool coloured)
    {
        _parting = parting;
        _options = options;
        _text = new PartingText(parting);
        _page = new ReportPage(width);
        _width = width;
        _coloured = coloured;
    }

    /// <param name="console">Where to; its width decides the layout.</param>
    public static void Write(Parting parting, StoryOptions options, IAnsiConsole console)
    {
        var report = new PartingReport(parting, options, Math.Max(40, console.Profile.Width), console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors);
        console.Write(new StyledLines(report.Lines()));
    }

    private ExperimentResult Run => _parting.Left.Run;

    private IEnumerable<StyledLine> Lines() => Title()
        .Concat(_page.Header(Run))
        .Concat(_page.Part("The two sides", Sides()))
        .Concat(_page.Part("Where they part", Parted()))
        .Concat(_page.Part(_parting.Rule is { } rule ? $"From {rule.Date} on" : "", Dates()))
        .Concat(_page.Part("How they ended", End()))
        .Concat(_parting.Left.Variables.Zip(_parting.Right.Variables).SelectMany(v => Plot(v.First, _text.Left).Concat(Plot(v.Second, _text.Right))))
        .Append(new StyledLine())
        .Concat(_page.Facts([Invariant($"trial {_parting.Left.Trial}"), Invariant($"seed {Run.Seed}"), Run.Sampler, $"digests {Run.Digest} and {_parting.Right.Run.Digest}"]));

    private IEnumerable<StyledLine> Title()
    {
        var title = Invariant($"trial {_parting.Left.Trial} of {Run.Scenario}, seed {Run.Seed}: the same dice under two policies");
        return StyledLine.Wrap(title, _width).Select(line => StyledLine.Of(line, Look.Strong))
            .Concat(StoryPhrases.Chosen(_options.Chosen) is { } chosen ? StyledLine.Wrap(chosen, _width).Select(line => StyledLine.Of(line, Look.Quiet)) : []);
    }

    private IEnumerable<StyledLine> Sides()
    {
        var room = (_width - Indent - WidestName - 4) / 2;
        var rows = _parting.Levers.Select(ImmutableArray<StyledLine> (l) =>
        [
            Columns.Cell(StyledLine.Fit(l.Lever, WidestName)),
            Columns.Cell(StyledLine.Fit(StoryPhrases.Setting(l.Left), room), Look.Strong),
            Columns.Cell(StyledLine.Fit(StoryPhrases.Setting(l.Right), room), Look.Strong),
        ]).ToList();
        return rows.Count == 0
            ? _page.Hanging(new StyledLine(), $"{_text.Left}, and {_text.Right}: no lever is set otherwise.", Look.Plain)
            : Columns.Lay(["", StyledLine.Fit(_text.Left, room), StyledLine.Fit(_text.Right, room)], rows, Indent, _width, []);
    }

    private IEnumerable<StyledLine> Parted()
    {
        foreach (var (lines, head) in new[] { (_text.State(), "The first number. "), (_text.Rule(), "The first thing that happens. ") })
        {
            var isFirst = true;
            foreach (var text in lines)
            {
                foreach (var line in _page.Hanging(isFirst ? new StyledLine() : new StyledLine().PadTo(2), isFirst ? head + text : text, isFirst ? Look.Strong : Look.Quiet))
                {
                    yield return line;
                }

                isFirst = false;
            }
        }

        if (_text.Alike() is { } alike)
        {
            foreach (var line in _page.Hanging(new StyledLine(), alike, Look.Strong))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<StyledLine> Dates()
    {
        var labels = Run.Clock.Labels;
        var left = Indent + labels[0].Length + 2;
        var isBeside = _width >= NarrowestBeside;
        var room = (_width - left - 3) / 2;
        if (isBeside && _parting.Rule is not null)
        {
            yield return new StyledLine().PadTo(left).Add(StyledLine.Fit(_text.Left, room), Look.Section).PadTo(left + room + 3).Add(StyledLine.Fit(_text.Right, room), Look.Section);
        }

        foreach (var date in PartedDate.Of(_parting, _options.Full))
        {
            var lines = date.Both.SelectMany(e => Told(e, "both: ", _width - left, Look.Quiet))
                .Concat(isBeside
                    ? Columns.Beside([.. date.Left.SelectMany(e => Told(e, "", room, Look.Strong))], [.. date.Right.SelectMany(e => Told(e, "", room, Look.Strong))], room + 3)
                    : date.Left.SelectMany(e => Told(e, _text.Left + ": ", _width - left, Look.Strong)).Concat(date.Right.SelectMany(e => Told(e, _text.Right + ": ", _width - left, Look.Strong))));
            var isFirst = true;
            foreach (var line in lines)
            {
                yield return (isFirst ? new StyledLine().PadTo(Indent).Add(labels[date.Step], Look.Section) : new StyledLine()).PadTo(left).Add(line);
                isFirst = false;
            }
        }
    }

    private IEnumerable<StyledLine> Told(StoryEntry entry, string head, int room, Style style)
    {
        var text = head + entry.First.Sentence + (entry.All.Length > 1 ? " " + StoryPhrases.Likewise(entry) : "");
        var whys = _options.Full ? StoryWhy.Long(entry.First, Run.Clock) : [];
        return Hanging(text, room, style).Concat(whys.SelectMany(w => Hanging(w, room - 2, Look.Quiet).Select(line => new StyledLine().PadTo(2).Add(line))));
    }

    private static IEnumerable<StyledLine> Hanging(string text, int room, Style style) =>
        StyledLine.Wrap(text, room - 2).Select((line, k) => new StyledLine().PadTo(k == 0 ? 0 : 2).Add(line, style));

    private IEnumerable<StyledLine> End()
    {
        var sides = new[] { (Name: StyledLine.Fit(_text.Left, WidestName), Story: _parting.Left), (Name: StyledLine.Fit(_text.Right, WidestName), Story: _parting.Right) };
        var names = sides.Max(s => StyledLine.CellsOf(s.Name)) + 2;
        foreach (var (name, story) in sides)
        {
            var told = story.Failure is { } failure ? $"failed: {failure}" : story.Outcome + (story.Says is null ? "" : $": {story.Says}");
            foreach (var line in _page.Hanging(StyledLine.Of(name).PadTo(names), told, Look.Strong))
            {
                yield return line;
            }
        }

        var measures = _parting.Left.Measures.Join(_parting.Right.Measures, l => l.Name, r => r.Name, (l, r) => (Left: l, Right: r)).Where(m => m.Left.Headline || _options.Full).ToList();
        var rows = measures.Select(ImmutableArray<StyledLine> (m) =>
        [
            Columns.Cell(StyledLine.Fit(m.Left.Name, WidestName), Look.Strong),
            StyledLine.Of(StoryPhrases.Number(m.Left.Value, m.Left.Unit), Look.Strong),
            StyledLine.Of(StoryPhrases.Number(m.Right.Value, m.Right.Unit), Look.Strong),
        ]).ToList();
        if (rows.Count == 0)
        {
            yield break;
        }

        ImmutableArray<string> heads = ["", ">" + StyledLine.Fit(_text.Left, 18), ">" + StyledLine.Fit(_text.Right, 18)];
        var lines = Columns.Lay(heads, rows, Indent, _width, []).ToList();
        var at = lines.Max(l => l.Width) + 2;
        yield return lines[0];
        foreach (var (line, measure) in lines.Skip(1).Zip(measures, (line, m) => (line, m.Left)))
        {
            yield return line.PadTo(at).Add(StyledLine.Fit(StoryPhrases.Meaning(measure), _width - at), Look.Quiet);
        }
    }

    private IEnumerable<StyledLine> Plot(StoryVariable variable, string side) => _page.Part(
        StyledLine.Fit($"{variable.Name}{(variable.Unit.Length > 0 ? $", {NumberStyle.UnitText(variable.Unit)}" : "")}: {side}", _width - 4),
        StoryReport.Chart(variable, Run.Clock, _width - Indent, _coloured).Select(line => new StyledLine().PadTo(Indent).Add(line)));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
