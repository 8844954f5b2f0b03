using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Language;
using Entente.Scenarios;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Writes one trial for people who ask how it went: how it ended, what was measured, when things happened, what was drawn.</summary>
public sealed class TrialReport
{
    private const int Indent = ReportPage.Indent;
    private const int WidestName = 28;
    private const int WidestDrawn = 36;

    private readonly Scenario _scenario;
    private readonly ExperimentResult _result;
    private readonly TrialColumns _columns;
    private readonly TrialRecord _trial;
    private readonly ReportPage _page;
    private readonly int _width;

    private TrialReport(Scenario scenario, ExperimentResult result, TrialColumns columns, TrialRecord trial, int width)
    {
        _scenario = scenario;
        _result = result;
        _columns = columns;
        _trial = trial;
        _page = new ReportPage(width);
        _width = width;
    }

    /// <summary>Writes the whole report.</summary>
    /// <param name="scenario">What was run; it knows the names of options.</param>
    /// <param name="result">The result of a run of this trial alone; it knows units and sentences.</param>
    /// <param name="columns">The names of the trial's numbers.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="console">Where to; its width decides the layout.</param>
    public static void Write(Scenario scenario, ExperimentResult result, TrialColumns columns, TrialRecord trial, IAnsiConsole console)
    {
        var report = new TrialReport(scenario, result, columns, trial, Math.Max(40, console.Profile.Width));
        console.Write(new StyledLines(report.Lines()));
    }

    private IEnumerable<StyledLine> Lines()
    {
        var completed = _trial.Failure is null;
        return Title()
            .Concat(_page.Header(_result))
            .Concat(_page.Part("Outcome", completed ? Outcome() : Failure()))
            .Concat(_page.Part("Measures", completed ? Measures() : []))
            .Concat(_page.Part("When it first happened", completed ? Times() : []))
            .Concat(_page.Part("What was drawn", Drawn()))
            .Append(new StyledLine())
            .Concat(_page.Facts([Invariant($"trial {_trial.Trial}"), Invariant($"seed {_result.Seed}"), _result.Sampler, $"digest {_result.Digest}"]));
    }

    private IEnumerable<StyledLine> Title() =>
        StyledLine.Wrap(Invariant($"trial {_trial.Trial} of {_result.Scenario}, seed {_result.Seed}"), _width).Select(line => StyledLine.Of(line, Look.Strong));

    private IEnumerable<StyledLine> Outcome()
    {
        var name = _columns.Outcomes[_trial.Outcome];
        return _page.Says(_result.Outcomes.FirstOrDefault(o => o.Name == name)?.Says)
            .Prepend(new StyledLine().PadTo(Indent).Add(StyledLine.Fit(name, _width - Indent), Look.Strong));
    }

    private IEnumerable<StyledLine> Failure()
    {
        var hint = _result.Findings.FirstOrDefault(f => f.Rule == Rules.TrialsFailed)?.Hint;
        return _page.Hanging(StyledLine.Of("failed  ", Look.Warning), _trial.Failure!, Look.Plain)
            .Concat(hint is null ? [] : _page.Hanging(StyledLine.Of("        "), hint, Look.Quiet));
    }

    private IEnumerable<StyledLine> Measures()
    {
        var known = _result.Measures.ToDictionary(m => m.Name, StringComparer.Ordinal);
        var measures = _columns.Measures.Zip(_trial.Measures, (name, value) => (Name: name, Value: value, Known: known.GetValueOrDefault(name)))
            .OrderByDescending(m => m.Known is { Headline: true })
            .ToList();
        var rows = measures.Select(m => Row(m.Name, m.Value, m.Known)).ToList();
        return rows.Count == 0
            ? []
            : measures.Zip(Columns.Lay(["", ">", ""], rows, Indent, _width, [])).SelectMany(m => _page.Says(m.First.Known is { Headline: true } k ? k.Says : null).Prepend(m.Second));

        ImmutableArray<StyledLine> Row(string name, double value, MeasureSummary? measure)
        {
            var unit = measure?.Unit ?? "";
            var look = measure is { Headline: false } ? Look.Quiet : Look.Strong;
            return
            [
                Columns.Cell(StyledLine.Fit(name, WidestName), look),
                StyledLine.Of(Number(value, unit), look),
                Columns.Cell(StyledLine.Fit(NumberStyle.UnitText(unit), 16), Look.Quiet),
            ];
        }
    }

    private IEnumerable<StyledLine> Times()
    {
        var rows = _columns.Times.Zip(_trial.Times)
            .OrderByDescending(t => _result.Times.Any(k => k.Name == t.First && k.Headline))
            .Select(ImmutableArray<StyledLine> (t) =>
            [
                Columns.Cell(StyledLine.Fit(t.First, WidestName), _result.Times.Any(k => k.Name == t.First && k.Headline) ? Look.Strong : Look.Plain),
                double.IsNaN(t.Second) ? StyledLine.Of("never", Look.Quiet) : StyledLine.Of(ReportPage.DateAt(_result.Clock, t.Second)),
            ])
            .ToList();
        return rows.Count == 0 ? [] : Columns.Lay(["", ""], rows, Indent, _width, []);
    }

    /// <summary>The uncertainties, read down one column after the other.</summary>
    private IEnumerable<StyledLine> Drawn()
    {
        var options = _scenario.Uncertainties
            .Where(u => u.Quantity.Type.Options is not null)
            .ToDictionary(u => u.Quantity.Name, u => u.Quantity.Type.Options!, StringComparer.Ordinal);
        var entries = _columns.Uncertainties.Zip(_trial.Uncertainties, (name, value) => (Name: StyledLine.Fit(name, WidestDrawn), Value: Value(name, value))).ToList();
        if (entries.Count == 0)
        {
            yield break;
        }

        const int gap = 3;
        var names = entries.Max(e => StyledLine.CellsOf(e.Name));
        var values = entries.Max(e => StyledLine.CellsOf(e.Value));
        var column = names + 1 + values;
        var columns = Math.Max(1, (_width - Indent + gap) / (column + gap));
        var rows = (entries.Count + columns - 1) / columns;
        for (var row = 0; row < rows; row++)
        {
            var line = new StyledLine();
            for (var (at, i) = (Indent, row); i < entries.Count; at += column + gap, i += rows)
            {
                line.PadTo(at).Add(entries[i].Name, Look.Quiet).PadTo(at + column - StyledLine.CellsOf(entries[i].Value)).Add(entries[i].Value);
            }

            yield return line;
        }

        // A categorical one is recorded as the option's number; its name may be followed by a member or a date.
        string Value(string name, double value) =>
            options.TryGetValue(name.Split('[', '@')[0], out var list) && value >= 0 && value < list.Names.Length
                ? StyledLine.Fit(list.Names[(int)value], WidestName)
                : Number(value, "");
    }

    private static string Number(double value, string unit)
    {
        var style = NumberStyle.For(unit, 0, value);
        return (value == Math.Truncate(value) && !style.Percent ? style with { Decimals = 0 } : style).Print(value);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
