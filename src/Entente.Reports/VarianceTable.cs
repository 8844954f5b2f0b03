using System.Collections.Immutable;
using Entente.Experiments;
using Entente.Reports.Charts;

namespace Entente.Reports;

/// <summary>Where variances come from, as a table: chance, unknowns and, between sides, choices.</summary>
internal static class VarianceTable
{
    private const int Bar = 20;
    private const int WidestName = 24;

    /// <summary>A line an outcome or measure, then what the numbers mean.</summary>
    /// <param name="page">The page they stand on.</param>
    /// <param name="width">Room for a line.</param>
    /// <param name="coloured">Whether the terminal has colours.</param>
    public static IEnumerable<StyledLine> Lines(IReadOnlyList<(string Name, VarianceParts Parts)> splits, ReportPage page, int width, bool coloured)
    {
        if (splits.Count == 0)
        {
            return [];
        }

        var hasChoices = splits[0].Parts.Choices is not null;
        ImmutableArray<string> heads = ["share of the variance", ">chance", ">unknowns", .. hasChoices ? [">choices"] : Array.Empty<string>(), ""];
        var rows = splits.Select(ImmutableArray<StyledLine> (split) =>
        {
            VariancePart[] parts = [split.Parts.Chance, split.Parts.Unknowns, .. split.Parts.Choices is { } choices ? [choices] : Array.Empty<VariancePart>()];
            var isKnown = parts.All(p => !double.IsNaN(p.Share));

            // Estimates are unbiased and may fall a little below 0; what is shown cannot.
            double[] drawn = [.. parts.Select(p => isKnown ? Math.Max(0, p.Share) : 0)];
            var sum = drawn.Sum();
            return
            [
                Columns.Cell(StyledLine.Fit(split.Name, WidestName)),
                .. parts.Select(p => isKnown ? Cell(p) : StyledLine.Of("–", Look.Quiet)),
                sum > 0 ? Bars.Stack([.. drawn.Select(d => d / sum)], Bar, coloured) : new StyledLine(),
            ];
        }).ToList();
        var first = splits[0].Parts;
        string[] names = ["chance", "unknowns", "choices"];
        var legend = new StyledLine().PadTo(ReportPage.Indent);
        for (var part = 0; part < (hasChoices ? 3 : 2); part++)
        {
            legend.Add(part > 0 ? "   " : "").Add(Bars.Key(part, coloured)).Add(" " + names[part]);
        }

        var leftOut = splits.Max(s => s.Parts.LeftOut);
        var says = $"Chance: the same choices and unknowns again. Unknowns: the uncertainties, the choice given. {(hasChoices ? "Choices: a side drawn evenly. " : "")}"
            + $"{NumberStyle.Count(first.Worlds)} worlds of {NumberStyle.Count(first.Replications)} trials{(hasChoices ? " on each side" : "")}{(leftOut > 0 ? $", {NumberStyle.Count(leftOut)} left out because a trial failed" : "")}; [95% intervals].";
        return Columns.Lay(heads, rows, ReportPage.Indent, width, [""]).Append(legend).Concat(page.Says(says));
    }

    private static StyledLine Cell(VariancePart part) => StyledLine.Of(NumberStyle.Share(Math.Clamp(part.Share, 0, 1), 0).PadLeft(4), Look.Strong)
        .Add($" [{NumberStyle.Share(part.ShareLow, 0)}, {NumberStyle.Share(part.ShareHigh, 0)}]".PadRight(13), Look.Quiet);
}
