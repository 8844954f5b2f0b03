using System.Collections.Immutable;
using System.Globalization;

namespace Entente.Reports.Charts;

/// <summary>Which points of a clock a chart labels.</summary>
internal static class DateTicks
{
    private static readonly int[] Strides = [1, 2, 5, 10, 20, 25, 50, 100];

    /// <summary>Points worth a date: years at even distances where the clock crosses years, otherwise every so many points.</summary>
    /// <param name="labels">The dates of all points.</param>
    /// <param name="columns">How many letters have room beside each other.</param>
    public static IEnumerable<(int Point, string Label)> Of(ImmutableArray<string> labels, int columns)
    {
        var years = labels
            .Select((label, point) => (point, label))
            .Where(p => p.label.Length >= 4 && p.label[..4].All(char.IsAsciiDigit) && p.label[4..] is "" or "-Q1" or "-01")
            .Select(p => (p.point, Label: p.label[..4]))
            .ToArray();
        var candidates = years.Length >= 3 ? years : [.. labels.Select((label, point) => (point, label))];
        var room = Math.Max(1, columns / (candidates[0].Item2.Length + 4));
        var every = Strides.FirstOrDefault(e => (candidates.Length + e - 1) / e <= room, candidates.Length);
        return candidates.Where((c, i) => years.Length >= 3 && every > 1 ? int.Parse(c.Item2, CultureInfo.InvariantCulture) % every == 0 : i % every == 0);
    }
}
