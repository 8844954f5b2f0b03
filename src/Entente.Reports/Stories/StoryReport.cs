using System.Collections.Immutable;
using Entente.Experiments;
using Entente.Reports.Charts;
using Entente.Stories;
using Spectre.Console;

namespace Entente.Reports.Stories;

/// <summary>Writes a trial as a dated story for a terminal.</summary>
public sealed class StoryReport
{
    private const int Indent = ReportPage.Indent;
    private const int WidestName = 28;
    private const int ChartHeight = 9;

    private readonly Story _story;
    private readonly StoryOptions _options;
    private readonly StoryEvidence _evidence;
    private readonly ReportPage _page;
    private readonly int _width;
    private readonly bool _coloured;

    private StoryReport(Story story, StoryOptions options, int width, bool coloured)
    {
        _story = story;
        _options = options;
        _evidence = new StoryEvidence(options.Evidence);
        _page = new ReportPage(width);
        _width = width;
        _coloured = coloured;
    }

    /// <summary>Writes the whole story.</summary>
    /// <param name="console">Where to; its width decides the layout.</param>
    public static void Write(Story story, StoryOptions options, IAnsiConsole console)
    {
        var report = new StoryReport(story, options, Math.Max(40, console.Profile.Width), console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors);
        console.Write(new StyledLines(report.Lines()));
    }

    private IEnumerable<StyledLine> Lines() => Title()
        .Concat(_page.Header(_story.Run))
        .Concat(_page.Part("Levers", Levers()))
        .Concat(_page.Part("Unusual in this trial", Drawn()))
        .Concat(_page.Part("What happened", Happened()))
        .Concat(_page.Part("How it ended", End()))
        .Concat(_story.Variables.SelectMany(Plot))
        .Concat(_page.Part("Evidence", Claims()))
        .Append(new StyledLine())
        .Concat(_page.Facts([Invariant($"trial {_story.Trial}"), Invariant($"seed {_story.Run.Seed}"), _story.Run.Sampler, $"digest {_story.Run.Digest}"]));

    private IEnumerable<StyledLine> Title()
    {
        foreach (var line in StyledLine.Wrap(Invariant($"trial {_story.Trial} of {_story.Run.Scenario}, seed {_story.Run.Seed}"), _width))
        {
            yield return StyledLine.Of(line, Look.Strong);
        }

        foreach (var text in new[] { StoryPhrases.Chosen(_options.Chosen), StoryPhrases.Rule(_options.Chosen) }.OfType<string>())
        {
            foreach (var line in StyledLine.Wrap(text, _width))
            {
                yield return StyledLine.Of(line, Look.Quiet);
            }
        }
    }

    private IEnumerable<StyledLine> Levers()
    {
        foreach (var lever in _story.Levers.Where(l => l.IsSet))
        {
            yield return new StyledLine().PadTo(Indent).Add(StyledLine.Fit($"{lever.Name} = {StoryPhrases.Setting(lever.Setting)}", _width - Indent), Look.Strong);
            foreach (var line in _page.Says(lever.Says))
            {
                yield return line;
            }
        }

        var row = new StyledLine().PadTo(Indent);
        foreach (var lever in _story.Levers.Where(l => !l.IsSet).Select(l => StyledLine.Fit($"{l.Name} = {StoryPhrases.Setting(l.Setting)}", _width - Indent)))
        {
            if (row.Width > Indent && row.Width + 3 + StyledLine.CellsOf(lever) > _width)
            {
                yield return row;
                row = new StyledLine().PadTo(Indent);
            }

            row.Add(row.Width > Indent ? " · " : "", Look.Quiet).Add(lever, Look.Quiet);
        }

        if (row.Width > Indent)
        {
            yield return row;
        }
    }

    private IEnumerable<StyledLine> Drawn() => StoryPhrases.MostUnusual(_story).SelectMany(u => _page.Says(u.Says)
        .Prepend(new StyledLine().PadTo(Indent).Add(StyledLine.Fit(u.Name, WidestName), Look.Strong).Add(" " + StyledLine.Fit($"{u.Text}, {StoryPhrases.Place(u)}", _width - Indent - WidestName - 1))));

    private IEnumerable<StyledLine> Happened()
    {
        var labels = _story.Run.Clock.Labels;
        var left = Indent + labels[0].Length + 2;
        var lines = new StoryLines(left, _width, _options.Full, _story.Run.Clock, _evidence);
        foreach (var date in StoryDate.Of(_story.Happened, StoryDate.StepsOf(_story), _options.Full))
        {
            if (date.Entries.IsEmpty)
            {
                yield return new StyledLine().PadTo(Indent).Add(StoryPhrases.Quiet(date, labels), Look.Quiet);
                continue;
            }

            var isFirst = true;
            foreach (var line in date.Entries.SelectMany(lines.Of))
            {
                yield return isFirst ? new StyledLine().PadTo(Indent).Add(labels[date.From], Look.Section).PadTo(left).Add(line) : new StyledLine().PadTo(left).Add(line);
                isFirst = false;
            }
        }

        if (_story.Failure is { } failure)
        {
            foreach (var line in _page.Hanging(StyledLine.Of("failed  ", Look.Warning), failure, Look.Plain))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<StyledLine> End()
    {
        if (_story.Outcome is not { } outcome)
        {
            return [];
        }

        IEnumerable<StyledLine> verdict = _story.Verdict is { } why
            ? _page.Hanging(new StyledLine().PadTo(2).Add("as ", Look.Quiet), why.Text + StoryWhy.With(why.Readings), Look.Quiet)
            : [];
        return StyledLine.Wrap(outcome + (_story.Says is null ? "" : $": {_story.Says}"), _width - Indent)
            .Select(line => new StyledLine().PadTo(Indent).Add(line, Look.Strong))
            .Concat(verdict)
            .Concat(Measures());
    }

    private IEnumerable<StyledLine> Measures()
    {
        var measures = _story.Measures.Where(m => m.Headline || _options.Full).ToList();
        var rows = measures.Select(ImmutableArray<StyledLine> (m) =>
        [
            Columns.Cell(StyledLine.Fit(m.Name, WidestName), Look.Strong),
            StyledLine.Of(StoryPhrases.Number(m.Value, m.Unit), Look.Strong),
        ]).ToList();
        var lines = rows.Count == 0 ? [] : Columns.Lay(["", ">"], rows, Indent, _width, []).ToList();
        var at = lines.Select(l => l.Width).DefaultIfEmpty().Max() + 2;
        return lines.Zip(measures, (line, m) => line.PadTo(at).Add(StyledLine.Fit(StoryPhrases.Meaning(m), _width - at), Look.Quiet));
    }

    private IEnumerable<StyledLine> Plot(StoryVariable variable) => _page.Part(
        StyledLine.Fit(variable.Name + (variable.Unit.Length > 0 ? $", {NumberStyle.UnitText(variable.Unit)}" : "") + (variable.Says is null ? "" : $": {variable.Says}"), _width - 4),
        Chart(variable, _story.Run.Clock, _width - Indent, _coloured).Select(line => new StyledLine().PadTo(Indent).Add(line)));

    /// <summary>A quantity over time: a fan without width.</summary>
    internal static IEnumerable<StyledLine> Chart(StoryVariable variable, ClockSummary clock, int width, bool coloured)
    {
        var values = variable.Values;
        var line = new SeriesSummary(variable.Name, variable.Unit, variable.Says, false, values, values, values, values, values, values);
        return FanChart.Draw(line, clock, width, ChartHeight, coloured);
    }

    private IEnumerable<StyledLine> Claims()
    {
        var claims = _options.Evidence is null ? [] : _evidence.Claims(_story.Happened);
        var left = claims.Select(c => c.Id.Length).DefaultIfEmpty().Max() + 2;
        return claims.SelectMany(c => _page.Hanging(
            StyledLine.Of(c.Id, Look.Strong).PadTo(left), c.Claim is { } claim ? $"{claim.Says} ({EvidenceText.Sort(claim)}{(claim.Disputed is null ? "" : ", disputed")})" : "no seed file has it", Look.Plain));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
