using Entente.Experiments;

namespace Entente.Reports.Stories;

/// <summary>Lays out what happened: a sentence, and quieter lines that say why and what then.</summary>
/// <param name="left">Columns that are taken on the left.</param>
/// <param name="width">Columns in all.</param>
/// <param name="full">Whether everything is said.</param>
internal sealed class StoryLines(int left, int width, bool full, ClockSummary clock, StoryEvidence evidence)
{
    private const int Indent = 2;
    private const int MostLines = 2;

    /// <summary>The lines of an entry, without what is on their left.</summary>
    public IEnumerable<StyledLine> Of(StoryEntry entry) => Sentence(entry).Concat(Whys(entry).SelectMany(Why));

    private IEnumerable<StyledLine> Sentence(StoryEntry entry)
    {
        var others = entry.All.Length > 1 ? " " + StoryPhrases.Likewise(entry) : "";
        var told = string.Join(' ', StyledLine.Clean(entry.First.Sentence).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Length;
        foreach (var line in StyledLine.Wrap(entry.First.Sentence + others, width - left))
        {
            var strong = Math.Clamp(told, 0, line.Length);
            yield return StyledLine.Of(line[..strong], Look.Strong).Add(line[strong..]);
            told -= line.Length + 1;
        }
    }

    private IEnumerable<string> Whys(StoryEntry entry)
    {
        var why = (full ? StoryWhy.Long(entry.First, clock) : StoryWhy.Short(entry, clock)).ToList();
        if (!full && why.Count == 2 && StyledLine.CellsOf($"{why[0]}; {why[1]}") <= width - left - (2 * Indent))
        {
            why = [$"{why[0]}; {why[1]}"];
        }

        return evidence.Of(entry.First) is { Length: > 0 } on ? why.Append("on " + on) : why;
    }

    // What two lines do not hold is for those who want it in full.
    private IEnumerable<StyledLine> Why(string text)
    {
        var lines = StyledLine.Wrap(text, width - left - (2 * Indent)).ToList();
        for (var k = 0; k < (full ? lines.Count : Math.Min(lines.Count, MostLines)); k++)
        {
            var isCut = !full && k == MostLines - 1 && lines.Count > MostLines;
            var by = k == 0 ? Indent : 2 * Indent;
            yield return new StyledLine().PadTo(by).Add(isCut ? StyledLine.Fit(lines[k] + " …", width - left - by) : lines[k], Look.Quiet);
        }
    }
}
