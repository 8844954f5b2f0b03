using System.Collections.Immutable;
using Entente.Reports.Documents;
using Entente.Reports.Html.Charts;

namespace Entente.Reports.Html.Parts;

/// <summary>What the variance of outcomes and measures comes from.</summary>
internal static class VariancePart
{
    /// <param name="splits">Each with what it is of; those without parts are passed over.</param>
    /// <returns>The section, or null where there are no parts.</returns>
    public static Section? Of(IEnumerable<(string Name, SplitPart? Split)> splits, string prefix)
    {
        var known = splits.Where(s => s.Split is { Chance: not null, Unknowns: not null }).Select(s => (s.Name, Split: s.Split!)).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var hasChoices = known.Any(s => s.Split.Choices is not null);
        ImmutableArray<string> names = hasChoices ? ["chance", "unknowns", "choices"] : ["chance", "unknowns"];
        IEnumerable<VarianceSharePart?> Parts(SplitPart split) => hasChoices ? [split.Chance, split.Unknowns, split.Choices] : [split.Chance, split.Unknowns];

        // An unbiased estimate of next to nothing may lie below it; what is drawn adds up to one.
        ImmutableArray<double> Drawn(SplitPart split)
        {
            var shares = Parts(split).Select(p => p is not null && double.IsFinite(p.Share) ? Math.Max(0, p.Share) : 0).ToList();
            return [.. shares.Select(s => shares.Sum() > 0 ? s / shares.Sum() : 0)];
        }

        var table = new DataTable(
            "Shares of the variance, each with its 95% interval", [new("Of"), .. names.Select(n => new DataColumn(n, true))],
            [.. known.Select(s => Parts(s.Split).Select(p => p is null ? Markup.None : Markup.Of(Share(p.Share), Tag.Span("note", $"{Share(p.ShareLow)} – {Share(p.ShareHigh)}"))).Prepend(Tag.Said(s.Name)).ToImmutableArray())]);
        var figure = new Figure(
            prefix + "variance-chart", "Shares of the variance", $"{known.Count} bars of {string.Join(", ", names)}: " + string.Join("; ", known.Take(3).Select(s => $"{s.Name}, {string.Join(", ", names.Zip(Drawn(s.Split), (n, d) => $"{n} {NumberStyle.RoughShare(d)}"))}")) + ".",
            width => StackedBars.Draw([.. known.Select(s => (s.Name, Drawn(s.Split)))], names, width))
        {
            Note = Markup.Of(
                "Chance: the same unknowns again. Unknowns: the uncertainties." + (hasChoices ? " Choices: the sides that are compared." : ""),
                StackedBars.Legend(names)),
            Table = table,
        };
        return new Section(prefix + "variance", "What the variance comes from", figure.ToMarkup());

        static string Share(double share) => double.IsFinite(share) ? NumberStyle.Share(Math.Clamp(share, 0, 1), 0) : "–";
    }
}
