using System.Collections.Immutable;
using System.Globalization;
using Entente.Experiments;
using Entente.Reports.Charts;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Writes a comparison for people at a terminal: what each side gave, how it differs from the first, which to choose, and how sure that is.</summary>
public sealed class CompareReport
{
    private const int Indent = ReportPage.Indent;
    private const int WidestSide = 24;
    private const int TwoCharts = 96;

    private readonly ComparisonResult _result;
    private readonly ReportPage _page;
    private readonly int _width;
    private readonly bool _coloured;
    private readonly ImmutableArray<string> _names;
    private readonly int _side;

    private CompareReport(ComparisonResult result, int width, bool coloured)
    {
        _result = result;
        _page = new ReportPage(width);
        _width = width;
        _coloured = coloured;
        _names = [.. result.Sides.Select(s => StyledLine.Fit(s.Label, WidestSide))];
        _side = _names.Max(StyledLine.CellsOf);
    }

    private sealed record MatrixColumn(ImmutableArray<string> Heads, ImmutableArray<(string Text, Mark Mark)> Cells, int Width);

    private enum Mark
    {
        None,
        Better,
        Worse,
        Higher,
        Lower,
        Alike,
    }

    /// <summary>Writes the whole report.</summary>
    /// <param name="console">Where to; its width and colours decide the layout.</param>
    public static void Write(ComparisonResult result, IAnsiConsole console)
    {
        var coloured = console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
        console.Write(new StyledLines(new CompareReport(result, Math.Max(60, console.Profile.Width), coloured).Lines()));
    }

    private IEnumerable<StyledLine> Lines() =>
        _page.Header(_result.Sides[0].Run)
            .Concat(_page.Part("Sides", Sides()))
            .Concat(_page.Part("Measures", Matrix([.. _result.Items.Where(i => !i.IsOutcome)])))
            .Concat(_page.Part("Outcomes", Matrix([.. _result.Items.Where(i => i.IsOutcome)])))
            .Concat(_result.Sweep is { } sweep ? _page.Part($"Along {sweep.Lever}{(sweep.Unit.Length > 0 ? $", {NumberStyle.UnitText(sweep.Unit)}" : "")}", Curves(sweep)) : [])
            .Concat(_result.Sweep is null ? _page.Part($"Differences from {_names[0]}, trial by trial", Differences()) : [])
            .Concat(_page.Part("Which side to take", Choosing()))
            .Concat(_result.Settled is { } settled ? _page.Part($"Is the order by {settled.Asked.On} certain?", Settling(settled)) : [])
            .Concat(_page.Part("What the variance comes from", VarianceTable.Lines([.. _result.Items.Where(i => i.Split is not null).Select(i => (i.Name, i.Split!))], _page, _width, _coloured)))
            .Concat(_page.Part("Failed trials", Failures()))
            .Append(new StyledLine())
            .Concat(_page.Facts([
                string.Create(CultureInfo.InvariantCulture, $"seed {_result.Sides[0].Run.Seed}"), _result.Sides[0].Run.Sampler,
                $"{NumberStyle.Count(_result.Trials)} trials a side, the same chance on all", .. _result.Sides.Select((s, k) => $"{_names[k]} {s.Run.Digest[..8]}…"),
            ]));

    private IEnumerable<StyledLine> Sides()
    {
        var shared = _result.Sides.Select(s => s.Run.Scenario).Distinct().Count() == 1;
        for (var s = 0; s < _names.Length; s++)
        {
            var (side, run) = (_result.Sides[s], _result.Sides[s].Run);
            string[] facts = [.. shared ? [] : new[] { run.Title }, .. run.Variant is { } v && v != side.Label ? [$"variant {v}"] : Array.Empty<string>(), .. s == 0 ? ["the others are held against it"] : Array.Empty<string>()];
            foreach (var line in _page.Hanging(StyledLine.Of(_names[s], Look.Strong).PadTo(_side + 2), string.Join(", ", facts), Look.Quiet).DefaultIfEmpty(new StyledLine().PadTo(Indent).Add(_names[s], Look.Strong)))
            {
                yield return line;
            }

            foreach (var note in side.Notes)
            {
                foreach (var line in _page.Hanging(new StyledLine().PadTo(_side + 2), note, Look.Quiet))
                {
                    yield return line;
                }
            }
        }

        if (_result.Sides.All(s => s.Notes.IsEmpty))
        {
            yield return new StyledLine().PadTo(Indent).Add("all sides draw the same: trials of one number share unknowns and chance", Look.Quiet);
        }
    }

    // A row a side, a column an item; as many columns beside each other as there is room for.
    private IEnumerable<StyledLine> Matrix(ImmutableArray<ComparedItem> items)
    {
        var columns = items.Select(Column).ToList();
        var marks = new HashSet<Mark>();
        var blocks = Blocks(columns, columns.Count);
        foreach (var shown in Blocks(columns, blocks.Count == 0 ? 1 : (columns.Count + blocks.Count - 1) / blocks.Count))
        {
            if (shown[0] != columns[0])
            {
                yield return new StyledLine();
            }

            var heads = shown.Max(c => c.Heads.Length);
            for (var h = 0; h < heads; h++)
            {
                var line = new StyledLine().PadTo(Indent + _side);
                foreach (var column in shown)
                {
                    var head = h - (heads - column.Heads.Length) is var k and >= 0 ? column.Heads[k] : "";
                    line.Add("  ").Add(head.PadLeft(column.Width - 2), Look.Quiet).Add("  ");
                }

                yield return line;
            }

            for (var s = 0; s < _names.Length; s++)
            {
                var line = new StyledLine().PadTo(Indent).Add(_names[s], s == 0 ? Look.Plain : Look.Strong).PadTo(Indent + _side);
                foreach (var column in shown)
                {
                    var (text, mark) = column.Cells[s];
                    marks.Add(mark);
                    line.Add("  ").Add(new string(' ', column.Width - 2 - text.Length)).Add(text, LookOf(mark)).Add(" ").Add(SignOf(mark), LookOf(mark));
                }

                yield return line;
            }
        }

        string[] legend =
        [
            .. marks.Contains(Mark.Better) || marks.Contains(Mark.Worse) ? ["▲ better, ▼ worse"] : Array.Empty<string>(),
            .. marks.Contains(Mark.Higher) || marks.Contains(Mark.Lower) ? ["↑ higher, ↓ lower"] : Array.Empty<string>(),
            .. marks.Contains(Mark.Alike) ? ["≈ not told apart"] : Array.Empty<string>(),
        ];
        if (legend.Length > 0)
        {
            foreach (var line in _page.Says($"Means over trials. Against {_names[0]}, each at 95%: {string.Join("; ", legend)}."))
            {
                yield return line;
            }
        }
    }

    // As many columns as there is room for, and no more than so many.
    private List<List<MatrixColumn>> Blocks(List<MatrixColumn> columns, int most)
    {
        var blocks = new List<List<MatrixColumn>>();
        var used = 0;
        foreach (var column in columns)
        {
            if (blocks.Count == 0 || blocks[^1].Count == most || used + 2 + column.Width > _width)
            {
                blocks.Add([]);
                used = Indent + _side;
            }

            blocks[^1].Add(column);
            used += 2 + column.Width;
        }

        return blocks;
    }

    private MatrixColumn Column(ComparedItem item)
    {
        var style = StyleOf(item);
        ImmutableArray<(string Text, Mark Mark)> cells = [.. item.Sides.Select(v => (style.Print(v.Mean), MarkOf(item, v)))];
        var unit = NumberStyle.IsShare(item.Unit) || item.Unit.Length == 0 ? "" : NumberStyle.UnitText(item.Unit);
        ImmutableArray<string> heads = [.. Broken(item.Name + (item.Better == "higher" ? " ↑" : item.Better == "lower" ? " ↓" : "")), .. unit.Length > 0 ? [StyledLine.Fit(unit, 16)] : Array.Empty<string>()];
        return new MatrixColumn(heads, cells, Math.Max(heads.Max(StyledLine.CellsOf), cells.Max(c => c.Text.Length)) + 2);
    }

    // Long names are broken after an underscore, so that columns are no wider than they must be.
    private static IEnumerable<string> Broken(string name)
    {
        const int enough = 10;
        var line = "";
        foreach (var part in StyledLine.Fit(name, 40).Split('_'))
        {
            if (line.Length > 0 && line.Length + 1 + part.Length > enough)
            {
                yield return line + "_";
                line = part;
            }
            else
            {
                line = line.Length > 0 ? $"{line}_{part}" : part;
            }
        }

        yield return line;
    }

    private IEnumerable<StyledLine> Differences()
    {
        var rows = new List<ImmutableArray<StyledLine>>();
        foreach (var item in _result.Items)
        {
            var style = StyleOf(item);
            rows.Add([Columns.Cell(StyledLine.Fit(item.Name, 32), Look.Strong), new(), new(), new(), new()]);
            for (var s = 1; s < _names.Length; s++)
            {
                var d = item.Sides[s].Difference!;
                var mark = MarkOf(item, item.Sides[s]);
                var failed = d.LeftOut > 0 ? $", {NumberStyle.Count(d.LeftOut)} left out" : "";
                rows.Add(d.Changed == 0
                    ? [StyledLine.Of("  " + _names[s]), StyledLine.Of(d.Pairs == 0 ? "–" : style.Print(0), Look.Quiet), StyledLine.Of(item.IsOutcome ? Interval(style, d) : ""), StyledLine.Of("none" + failed, Look.Quiet), new()]
                    :
                    [
                        StyledLine.Of("  " + _names[s]), StyledLine.Of(Signed(style, d.Mean), LookOf(mark)).Add(" ").Add(SignOf(mark), LookOf(mark)), StyledLine.Of(Interval(style, d)),
                        StyledLine.Of(NumberStyle.RoughShare((double)d.Changed / d.Pairs) + failed, Look.Quiet), StyledLine.Of(new NumberStyle(false, 2).Print(d.VarianceRatio), Look.Quiet),
                    ]);
            }
        }

        return Columns.Lay(["", ">difference  ", "95% interval", ">trials that differ", ">paired/unpaired"], rows, Indent, _width, [">paired/unpaired"])
            .Concat(_page.Says("Each interval by itself, in the unit of the mean: shares differ by percentage points. Trials that failed on a side are left out. Paired/unpaired: the variance of the difference over what independent runs would have; 0.25 is worth four times the trials."));
    }

    private IEnumerable<StyledLine> Choosing()
    {
        var measures = _result.Items.Where(i => i.Better is not null).ToList();
        if (measures.Count == 0 && _result.AllTargets.IsEmpty)
        {
            return _page.Says("No measure compared here says which way is better ('better: higher' or 'lower') or what is good enough ('target:').");
        }

        return ParetoSet().Concat(measures.Concat(_result.Items.Where(i => i.Better is null && i.Target is not null)).SelectMany(Tables)).Concat(AllTargets());
    }

    private IEnumerable<StyledLine> ParetoSet()
    {
        if (_result.ParetoOver.IsEmpty)
        {
            yield break;
        }

        var unbeaten = _result.Sides.Select((s, k) => (s, k)).Where(x => x.s.Dominated < 0).Select(x => $"{_names[x.k]} ({NumberStyle.RoughShare(x.s.Unbeaten)})");
        var beaten = _result.Sides.Select((s, k) => (s, k)).Where(x => x.s.Dominated >= 0).Select(x => $"{_names[x.k]} by {_names[x.s.Dominated]} ({NumberStyle.RoughShare(x.s.Unbeaten)})");
        foreach (var line in _page.Hanging(StyledLine.Of("unbeaten  ", Look.Strong), string.Join(", ", unbeaten), Look.Plain)
            .Concat(beaten.Any() ? _page.Hanging(StyledLine.Of("beaten    ", Look.Strong), string.Join(", ", beaten), Look.Plain) : [])
            .Concat(_page.Says($"Pareto set by the means of {string.Join(", ", _result.ParetoOver)}: no other side is as good on all and better on one. In brackets: share of bootstrap replicates in which the side is unbeaten.")))
        {
            yield return line;
        }
    }

    private IEnumerable<StyledLine> Tables(ComparedItem item)
    {
        var hasRegret = item.Better is not null;
        var target = item.Target is { } bounds ? "target " + TargetText(item, bounds) : null;
        string[] about = [.. hasRegret ? [$"{item.Better} is better"] : Array.Empty<string>(), .. target is null ? Array.Empty<string>() : [target]];
        yield return new StyledLine();
        yield return new StyledLine().PadTo(Indent).Add(StyledLine.Fit(item.Name, 32), Look.Strong).Add("  " + StyledLine.Fit(string.Join(", ", about), Math.Max(10, _width - 40)), Look.Quiet);
        var spread = hasRegret ? item.Sides.Max(v => v.Regret!.Mean) : 0;
        var style = NumberStyle.For(item.Unit, spread, item.Sides.Max(v => Math.Abs(v.Mean)));
        var mean = StyleOf(item);
        ImmutableArray<string> heads = ["  by mean", ">mean", .. hasRegret ? [">best in", ">regret: mean", ">nine in ten up to", ">at most"] : Array.Empty<string>(), .. target is null ? Array.Empty<string>() : [">target met", "95% interval"]];
        var rows = item.Ranking.Order.Select((s, k) =>
        {
            var value = item.Sides[s];
            return ImmutableArray.Create<StyledLine>([
                StyledLine.Of(string.Create(CultureInfo.InvariantCulture, $"  {k + 1}. "), Look.Quiet).Add(_names[s], k == 0 && hasRegret ? Look.Strong : Look.Plain), StyledLine.Of(mean.Print(value.Mean)),
                .. value.Regret is { } r
                    ? [StyledLine.Of(NumberStyle.RoughShare(item.Ranking.Best[s])), StyledLine.Of(style.Print(r.Mean)), StyledLine.Of(style.Print(r.P90)), StyledLine.Of(style.Print(r.Max))]
                    : Array.Empty<StyledLine>(),
                .. value.Satisfied is { } t ? [StyledLine.Of(NumberStyle.Share(t.Share)), StyledLine.Of($"{NumberStyle.Share(t.Low)} – {NumberStyle.Share(t.High)}", Look.Quiet)] : Array.Empty<StyledLine>(),
            ]);
        }).ToList();
        foreach (var line in Columns.Lay(heads, rows, Indent, _width, [">nine in ten up to", "95% interval", ">best in"])
            .Concat(_page.Says(Firmness(item))))
        {
            yield return line;
        }
    }

    private static string Firmness(ComparedItem item)
    {
        if (item.Sides.All(v => v.Mean.Equals(item.Sides[0].Mean)))
        {
            return "The means are equal, and the order says nothing.";
        }

        var (trials, replicates) = (NumberStyle.RoughShare(item.Ranking.InTrials), NumberStyle.RoughShare(item.Ranking.InReplicates));
        return $"This order stands in {trials} of single trials, and in {replicates} of bootstrap replicates of the means.{(item.Better is null ? "" : " Regret: what is lost against the best side of the same trial.")}";
    }

    private IEnumerable<StyledLine> AllTargets()
    {
        if (_result.AllTargets.IsEmpty || _result.Items.Count(i => i.Target is not null) < 2)
        {
            return [];
        }

        var rows = _names.Zip(_result.AllTargets, ImmutableArray<StyledLine> (name, share) =>
            [StyledLine.Of("  " + name), StyledLine.Of(NumberStyle.Share(share.Share), Look.Strong), StyledLine.Of($"{NumberStyle.Share(share.Low)} – {NumberStyle.Share(share.High)}", Look.Quiet)]).ToList();
        return Columns.Lay(["all targets together", ">share of trials", "95% interval"], rows, Indent, _width, []).Prepend(new StyledLine());
    }

    private static string TargetText(ComparedItem item, (double Low, double High) target)
    {
        var style = NumberStyle.For(item.Unit, 0, double.IsFinite(target.Low) ? target.Low : target.High);
        return !double.IsFinite(target.High) ? $"at least {Shortest(target.Low)}" : !double.IsFinite(target.Low) ? $"at most {Shortest(target.High)}" : $"between {Shortest(target.Low)} and {Shortest(target.High)}";

        string Shortest(double value) => style.Percent
            ? (value * 100).ToString("0.######", CultureInfo.InvariantCulture) + "%" : value.ToString("0.######", CultureInfo.InvariantCulture);
    }

    private IEnumerable<StyledLine> Settling(Settled settled)
    {
        var item = _result.Items.Last(i => i.Name == settled.Asked.On);
        var widths = settled.Pairs.Select(p => p.High - p.Low).Where(w => w > 0 && double.IsFinite(w)).ToList();
        var lead = NumberStyle.For(item.Unit, widths.Count == 0 ? 0 : widths.Min(), settled.Pairs.Max(p => Math.Abs(p.Lead)));
        var trials = NumberStyle.Count(settled.Planned[settled.Looks - 1]);
        var level = NumberStyle.Share(settled.Asked.Level, 1);
        var verdict = settled.IsCertain ? $"Yes, at {level}, after {trials} trials a side." : $"It is not separable at {level} with {trials} trials a side, which is the budget.";
        yield return new StyledLine().PadTo(Indent).Add(verdict, settled.IsCertain ? Look.Better : Look.Warning);
        var rows = settled.Pairs.Select(ImmutableArray<StyledLine> (p) =>
        [
            StyledLine.Of(_names[p.Better]), StyledLine.Of(p.Low > 0 ? "before" : "≈", p.Low > 0 ? Look.Strong : Look.Warning), StyledLine.Of(_names[p.Worse]), StyledLine.Of(lead.Print(p.Lead)),
            StyledLine.Of($"[{lead.Print(p.Low)}, {lead.Print(p.High)}]", Look.Quiet),
        ]).ToList();
        foreach (var line in Columns.Lay(["", "", "", ">lead", "simultaneous interval"], rows, Indent, _width, []))
        {
            yield return line;
        }

        var planned = string.Join(", ", settled.Planned.Select(NumberStyle.Count));
        foreach (var line in _page.Says($"Look {settled.Looks} of {settled.Planned.Length}, planned at {planned} trials. The chance of ever naming a wrong order is at most {NumberStyle.Share(1 - settled.Asked.Level, 1)}, divided evenly over looks and pairs, for which these intervals hold at once; the other intervals of this page take no account of the looks."))
        {
            yield return line;
        }
    }

    private IEnumerable<StyledLine> Curves(LeverSweep sweep)
    {
        yield return _coloured
            ? new StyledLine().PadTo(Indent).Add("⣀⣀", new Style(Look.Median, Look.InnerBand)).Add(" mean  ", Look.Quiet).Add("  ", new Style(background: Look.InnerBand)).Add(" its 95% interval", Look.Quiet)
            : new StyledLine().PadTo(Indent).Add("⣀⣀ mean  ▒▒ its 95% interval");
        var items = _result.Items.Where(i => i.Sides.Any(v => v.Mean != 0)).OrderBy(i => i.IsOutcome).ToArray();
        var beside = items.Length > 1 && _width >= TwoCharts;
        var width = beside ? (_width - 3) / 2 : _width;
        foreach (var group in items.Chunk(beside ? 2 : 1))
        {
            var charts = group.Select(i => Curve(i, sweep, width, beside ? 10 : 12).ToList()).ToList();
            foreach (var line in Columns.Beside(charts[0], charts.ElementAtOrDefault(1) ?? [], width + 3))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<StyledLine> Curve(ComparedItem item, LeverSweep sweep, int width, int height)
    {
        ImmutableArray<double> means = [.. item.Sides.Select(v => v.Mean)], low = [.. item.Sides.Select(v => v.Low)], high = [.. item.Sides.Select(v => v.High)];
        var curve = new SeriesSummary(item.Name, item.Unit, item.Says, true, means, low, low, means, high, high);
        yield return new StyledLine();
        var unit = NumberStyle.IsShare(item.Unit) || item.Unit.Length == 0 ? "" : "  " + StyledLine.Clean(NumberStyle.UnitText(item.Unit));
        yield return new StyledLine().PadTo(Indent).Add(StyledLine.Fit(item.Name, width - Indent - 12), Look.Strong).Add(StyledLine.Fit(unit, 12), Look.Quiet);
        var style = NumberStyle.For(sweep.Unit, (sweep.Values[^1] - sweep.Values[0]) * 10 / sweep.Values.Length, 0);
        var isOption = sweep.Settings.Any(s => !double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        (int, string)[] labels = [.. sweep.Settings.Select((s, k) => (k, StyledLine.Fit(isOption ? s : style.Print(sweep.Values[k]), 14)))];
        foreach (var line in FanChart.Draw(curve, _ => labels, width - 1, height, _coloured))
        {
            yield return new StyledLine().Add(" ").Add(line);
        }
    }

    private IEnumerable<StyledLine> Failures()
    {
        for (var s = 0; s < _names.Length; s++)
        {
            var run = _result.Sides[s].Run;
            if (run.Failed == 0)
            {
                continue;
            }

            var first = run.Failures[0];
            var text = string.Create(CultureInfo.InvariantCulture, $"{NumberStyle.Count(run.Failed)} of {NumberStyle.Count(run.Trials)} failed, the first: trial {first.Trial}, {first.Message}");
            foreach (var line in _page.Hanging(StyledLine.Of(_names[s], Look.Warning).PadTo(_side + 2), text, Look.Plain))
            {
                yield return line;
            }
        }
    }

    private static NumberStyle StyleOf(ComparedItem item)
    {
        // The smallest thing to be told is how sure a mean is, and how far two lie apart.
        var widths = item.Sides.Select(v => v.High - v.Low).Concat(item.Sides.Select(v => v.Difference).OfType<PairedDifference>().Select(d => d.High - d.Low)).Where(w => w > 0 && double.IsFinite(w)).ToList();
        var style = NumberStyle.For(item.Unit, widths.Count == 0 ? 0 : 5 * widths.Min(), item.Sides.Max(v => Math.Abs(v.Mean)));
        return style with { Decimals = Math.Min(style.Decimals, style.Percent ? 3 : 5) };
    }

    private static Mark MarkOf(ComparedItem item, SideValue value) => value.Difference is not { } d || d.Pairs == 0 ? Mark.None
        : d.Changed == 0 || !d.IsSeparate ? Mark.Alike
        : item.Better is null ? (d.Mean > 0 ? Mark.Higher : Mark.Lower)
        : (d.Mean > 0) == (item.Better == "higher") ? Mark.Better : Mark.Worse;

    private static string SignOf(Mark mark) => mark switch { Mark.Better => "▲", Mark.Worse => "▼", Mark.Higher => "↑", Mark.Lower => "↓", Mark.Alike => "≈", _ => " " };

    private static Style LookOf(Mark mark) => mark switch { Mark.Better => Look.Better, Mark.Worse => Look.Worse, Mark.Alike => Look.Quiet, _ => Look.Plain };

    private static string Interval(NumberStyle style, PairedDifference d) => $"[{Signed(style, d.Low)}, {Signed(style, d.High)}]";

    private static string Signed(NumberStyle style, double value)
    {
        var text = style.Print(value);
        return value > 0 && text.Any(c => c is >= '1' and <= '9') ? "+" + text : text;
    }
}
