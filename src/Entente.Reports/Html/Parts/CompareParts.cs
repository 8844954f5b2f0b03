using System.Collections.Immutable;
using Entente.Reports.Documents;
using Entente.Reports.Html.Charts;

namespace Entente.Reports.Html.Parts;

/// <summary>A comparison as sections of a page.</summary>
internal sealed class CompareParts
{
    private readonly CompareDocument _compared;
    private readonly string _prefix;

    private CompareParts(CompareDocument compared, string prefix)
    {
        _compared = compared;
        _prefix = prefix;
    }

    private bool IsSweep => _compared.Lever is { Values.Length: > 1 } lever && lever.Values.All(double.IsFinite) && lever.Values.Zip(lever.Values.Skip(1)).All(p => p.First < p.Second);

    public static ImmutableArray<Section> Of(CompareDocument compared, string prefix)
    {
        var parts = new CompareParts(compared, prefix);
        ImmutableArray<Section?> sections =
        [
            parts.Matrix(), parts.IsSweep ? parts.Curves() : parts.Values(), parts.Differences(), parts.Choice(), parts.Settled(),
            VariancePart.Of(compared.Items.Select(i => (i.Name, i.Split)), prefix), parts.Sides(),
        ];
        return [.. sections.OfType<Section>()];
    }

    private Section Matrix()
    {
        var first = _compared.Sides[0].Label;
        Markup Of(string caption, IEnumerable<ComparedPart> items)
        {
            var shown = items.ToList();
            return shown.Count == 0 ? Markup.None : TradeoffMatrix.ToMarkup(
                caption, "Side", [.. shown.Select(i => i.Name + (i.Better switch { "higher" => " ↑", "lower" => " ↓", _ => "" }))],
                [.. _compared.Sides.Select((side, s) => (side.Label, shown.Select(i => Cell(i, s)).ToImmutableArray()))]);
        }

        return new Section(
            _prefix + "matrix", "Side by side",
            Markup.Of(
                Tag.P(
                    "Means over the trials of each side, and shares of outcomes. ▲ better and ▼ worse than ", Tag.Said(first),
                    ", where the 95% interval of the difference leaves out 0; ↑ and ↓ higher and lower, where nothing says what is better; ≈ where the trials do not tell. The deeper a colour, the larger the difference among the sides.").Class("note"),
                Of("Measures by side", _compared.Items.Where(i => i.Kind != "outcome")),
                Of("Outcomes by side", _compared.Items.Where(i => i.Kind == "outcome"))));
    }

    private static MatrixCell Cell(ComparedPart item, int side)
    {
        var (value, style) = (item.Sides[side], StyleOf(item));
        if (value.Difference is not { } difference || !double.IsFinite(difference.Low))
        {
            return new MatrixCell(style.Print(value.Mean), "", 0, "");
        }

        var isTold = difference.Low > 0 || difference.High < 0;
        var isUp = difference.Mean > 0;
        if (!isTold || item.Better is not ("higher" or "lower"))
        {
            return new MatrixCell(style.Print(value.Mean), "", 0, isTold ? (isUp ? "↑" : "↓") : "≈");
        }

        var largest = item.Sides.Max(s => Math.Abs(s.Difference?.Mean ?? 0));
        var level = (int)Math.Clamp(Math.Ceiling(Math.Abs(difference.Mean) / largest * 3), 1, 3);
        var isBetter = isUp == (item.Better == "higher");
        return new MatrixCell(style.Print(value.Mean), "", isBetter ? level : -level, isBetter ? "▲" : "▼");
    }

    private Section Values() => new(
        _prefix + "values", "Means and shares",
        Markup.Of(
            Tag.P("The stroke is the mean or share over the trials of a side, the band its 95% interval.").Class("note"),
            Figure.Row(_compared.Items.Select((item, at) => new Figure(
                $"{_prefix}value-{Svg.Number(at + 1)}", item.Name, Described(item),
                width => IntervalPlot.Draw([.. item.Sides.Select(s => new IntervalBar(s.Label, double.NaN, s.Low, s.Mean, s.High, double.NaN, double.NaN))], UnitOf(item), width))
            {
                Note = Said(item),
                IsSmall = true,
                FoldsTable = true,
                Table = TableOf(item, "Side"),
            }))));

    private Section Curves()
    {
        var lever = _compared.Lever!;
        return new Section(
            _prefix + "values", $"Along {lever.Name}",
            Markup.Of(
                Tag.P("The mean or share over the trials at each setting, with its 95% band; straight lines between settings. All settings have the same unknowns and chance.").Class("note"),
                Figure.Row(_compared.Items.Select((item, at) => new Figure(
                    $"{_prefix}curve-{Svg.Number(at + 1)}", item.Name, Described(item),
                    width => CurvePlot.OverLever(lever.Values, lever.Unit ?? "", [.. item.Sides.Select(s => s.Mean)], [.. item.Sides.Select(s => s.Low)], [.. item.Sides.Select(s => s.High)], UnitOf(item), double.NaN, width))
                {
                    Note = Said(item),
                    IsSmall = true,
                    FoldsTable = true,
                    Table = TableOf(item, "Setting"),
                }))));
    }

    private Section? Differences()
    {
        var rows = _compared.Items.SelectMany(item => item.Sides.Where(s => s.Difference is not null).Select(s =>
        {
            var difference = s.Difference!;
            var style = NumberStyle.For(UnitOf(item), difference.High - difference.Low, difference.Mean);
            return ImmutableArray.Create<Markup>(
                Markup.Of(Tag.Said(item.Name), Tag.Span("note", Tag.Said(s.Label))), style.Print(difference.Mean), $"{style.Print(difference.Low)} to {style.Print(difference.High)}", NumberStyle.Count((long)difference.Pairs),
                double.IsFinite(difference.VarianceRatio) ? new NumberStyle(false, 2).Print(difference.VarianceRatio) : "–", item.Better is null ? "–" : NumberStyle.Share(s.Best, 0));
        })).ToImmutableArray();
        return rows.IsEmpty ? null : new Section(
            _prefix + "differences", "Differences",
            Markup.Of(
                Tag.P("Of each side from ", Tag.Said(_compared.Sides[0].Label), ", over pairs of trials with the same unknowns and chance. Paired/unpaired is the variance of the difference over the sum of the sides' variances: 0.25 is worth four times the trials.").Class("note"),
                new DataTable(
                    "Differences from the first side", [new("What, side"), new("Difference", true), new("95% interval", true), new("Pairs", true), new("Paired/unpaired", true), new("Best in", true)], rows).ToMarkup()));
    }

    private Section? Choice()
    {
        var over = _compared.Pareto.Over;
        if (over.IsEmpty)
        {
            return null;
        }

        var judged = _compared.Items.Where(i => i.Sides.Any(s => s.Regret is not null)).ToImmutableArray();
        var targets = _compared.AllTargets.ToLookup(t => t.Label, StringComparer.Ordinal);
        var table = new DataTable(
            "Which side to take", [new("Side"), new("Beaten by"), new("Unbeaten in", true), new("All targets met", true), .. judged.Select(i => new DataColumn($"Mean regret, {i.Name}", true))],
            [.. _compared.Sides.Select((side, s) => ImmutableArray.Create<Markup>(
                [
                    Tag.Said(side.Label), side.DominatedBy is { } by ? Tag.Said(by) : "none", NumberStyle.Share(side.Unbeaten, 0),
                    targets[side.Label].FirstOrDefault() is { } target ? NumberStyle.Share(target.Share, 0) : "–",
                    .. judged.Select(i => (Markup)(i.Sides[s].Regret is { } regret ? StyleOf(i).Print(regret.Mean) : "–")),
                ]))]);
        var axes = over.Select(name => _compared.Items.FirstOrDefault(i => i.Kind != "outcome" && i.Name == name)).OfType<ComparedPart>().Take(2).ToList();
        return new Section(
            _prefix + "choice", "Which side to take",
            Markup.Of(
                Tag.P("Over ", Tag.Said(string.Join(", ", over)), ". A side is beaten where another is as good in all means and better in one; 'unbeaten in' is the share of 1,000 bootstrap replicates in which it is not. Regret is what it loses in a trial against the best side of that trial.").Class("note"),
                axes.Count < 2 ? table.ToMarkup() : Scatter(axes[0], axes[1], table).ToMarkup()));
    }

    private Figure Scatter(ComparedPart x, ComparedPart y, DataTable table) => new(
        _prefix + "pareto-chart", $"{y.Name} against {x.Name}", $"Unbeaten are {string.Join(", ", _compared.Pareto.Unbeaten)}.",
        width => ScatterPlot.Draw(
            [.. _compared.Sides.Select((side, s) => new ScatterPoint(side.Label, x.Sides[s].Mean, y.Sides[s].Mean, _compared.Pareto.Unbeaten.Contains(side.Label)))],
            Titled(x), UnitOf(x), Titled(y), UnitOf(y), width))
    {
        Note = "Full points are unbeaten over all of the measures, hollow ones beaten.",
        Table = table,
    };

    private Section? Settled()
    {
        if (_compared.Settled is not { } settled)
        {
            return null;
        }

        var item = _compared.Items.FirstOrDefault(i => i.Name == settled.On);
        var style = item is null ? new NumberStyle(false, 3) : StyleOf(item);
        var verdict = settled.Certain
            ? $"The order of the sides by {settled.On} is certain at {NumberStyle.Share(settled.Level, 0)}."
            : $"The order of the sides by {settled.On} is not separable at {NumberStyle.Share(settled.Level, 0)} with {NumberStyle.Count(settled.MaxTrials)} trials of a side.";
        return new Section(
            _prefix + "settled", "Is the order settled?",
            Markup.Of(
                Tag.P(verdict),
                new DataTable(
                    $"Neighbours in the order by {settled.On}", [new("Better"), new("Worse"), new("Lead", true), new("Interval", true)],
                    [.. settled.Pairs.Select(p => ImmutableArray.Create<Markup>(Tag.Said(p.Better), Tag.Said(p.Worse), style.Print(p.Lead), $"{style.Print(p.Low)} to {style.Print(p.High)}"))]).ToMarkup()));
    }

    private Section Sides() => new(
        _prefix + "sides", "The sides",
        new DataTable(
            "What each side is", [new("Side"), new("Scenario"), new("Settings"), new("Not shared with the first"), new("Hash and digest")],
            [.. _compared.Sides.Select(s => ImmutableArray.Create<Markup>(
                Tag.Said(s.Label), Tag.Said(string.Join(", ", new[] { s.Scenario, s.Variant }.OfType<string>())), Tag.Said(string.Join(", ", s.Settings.Select(v => $"{v.Lever} = {v.Value}"))),
                Tag.Said(string.Join("; ", s.Notes)), Markup.Of(Tag.Code(s.Hash ?? "–"), " ", Tag.Code(s.Digest ?? "–"))))])
        { IsProse = true }.ToMarkup());

    private static DataTable TableOf(ComparedPart item, string first)
    {
        var style = StyleOf(item);
        return new DataTable(
            $"{item.Name} by {first.ToLowerInvariant()}", [new(first), new(item.Kind == "outcome" ? "Share" : "Mean", true), new("95% interval", true), .. item.Target is null ? Array.Empty<DataColumn>() : [new("Target met", true)]],
            [.. item.Sides.Select(s => ImmutableArray.Create<Markup>(
                [
                    Tag.Said(s.Label), style.Print(s.Mean), $"{style.Print(s.Low)} to {style.Print(s.High)}",
                    .. item.Target is null ? Array.Empty<Markup>() : [s.Satisfied is { } met ? NumberStyle.Share(met.Share, 0) : "–"],
                ]))]);
    }

    private static string Described(ComparedPart item)
    {
        var style = StyleOf(item);
        var known = item.Sides.Where(s => double.IsFinite(s.Mean)).ToList();
        return known.Count == 0 ? "No trial was completed." : $"Highest is {known.MaxBy(s => s.Mean)!.Label} with {style.Print(known.Max(s => s.Mean))}, lowest {known.MinBy(s => s.Mean)!.Label} with {style.Print(known.Min(s => s.Mean))}.";
    }

    private static string Titled(ComparedPart item) => item.Name + (item.Better is { } better ? $", {better} is better" : "");

    private static Markup Said(ComparedPart item)
    {
        var unit = NumberStyle.UnitText(UnitOf(item));
        var better = item.Better is { } side ? $" {char.ToUpperInvariant(side[0])}{side[1..]} is better." : "";
        return Markup.Of(
            item.Says is { } says ? Tag.Said(says) : Markup.None, item.Says is null || unit.Length == 0 || item.Kind == "outcome" ? "" : "; ", item.Kind == "outcome" ? "" : unit,
            (item.Says is null && unit.Length == 0) || item.Says is [.., '.'] && item.Kind == "outcome" ? "" : ".", better);
    }

    private static string UnitOf(ComparedPart item) => item.Kind == "outcome" ? "share" : item.Unit;

    private static NumberStyle StyleOf(ComparedPart item)
    {
        var widths = item.Sides.Select(s => s.High - s.Low).Where(w => double.IsFinite(w) && w > 0).DefaultIfEmpty(0).Average();
        var style = NumberStyle.For(UnitOf(item), widths * 4, item.Sides.Select(s => Math.Abs(s.Mean)).Where(double.IsFinite).DefaultIfEmpty(0).Max());
        return item.Kind == "outcome" ? new NumberStyle(true, 1) : style;
    }
}
