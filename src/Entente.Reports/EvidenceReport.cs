using Entente.Evidence;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Writes for people what the numbers of a scenario rest on: all items, the claims that none uses, or one claim.</summary>
public sealed class EvidenceReport
{
    private const int Indent = 2;
    private const int Inner = 6;
    private const int LongestId = 24;
    private const int LongestSort = 17;

    private readonly EvidenceTable _table;
    private readonly int _width;

    private EvidenceReport(EvidenceTable table, IAnsiConsole console)
    {
        _table = table;
        _width = Math.Max(60, console.Profile.Width);
    }

    /// <summary>Writes every item with its numbers, its claims and its judgement.</summary>
    public static void WriteItems(EvidenceTable table, IAnsiConsole console) => console.Write(new StyledLines(new EvidenceReport(table, console).Items()));

    /// <summary>Writes the claims that no item names; those that are background stand apart.</summary>
    public static void WriteUnused(EvidenceTable table, IAnsiConsole console) => console.Write(new StyledLines(new EvidenceReport(table, console).Unused()));

    /// <summary>Writes one claim in full, with its source and the items that name it.</summary>
    public static void WriteClaim(EvidenceTable table, Claim claim, IAnsiConsole console) => console.Write(new StyledLines(new EvidenceReport(table, console).One(claim)));

    private IEnumerable<StyledLine> Items()
    {
        foreach (var line in Header().Concat(Totals()))
        {
            yield return line;
        }

        foreach (var section in _table.Items.GroupBy(i => i.Item.Section))
        {
            yield return new StyledLine();
            yield return Columns.Title(EvidenceText.Section(section.Key), _width);
            foreach (var line in section.SelectMany(Entry))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<StyledLine> Header()
    {
        foreach (var line in StyledLine.Wrap(_table.Scenario.Title, _width))
        {
            yield return StyledLine.Of(line, Look.Strong);
        }

        var variant = _table.Scenario.Choice.Variant is { } name ? $" · variant {name}" : "";
        var seeds = _table.Seeds is { } known
            ? $"{NumberStyle.Count(known.Claims.Count)} claims in {NumberStyle.Count(known.Files.Length)} seed files"
            : "no seed files, so claims are ids and nothing more";
        yield return StyledLine.Of(StyledLine.Fit($"{_table.Scenario.Id}{variant} · {seeds}", _width), Look.Quiet);
    }

    private IEnumerable<StyledLine> Totals()
    {
        var counts = string.Join(", ", _table.Totals.Select(t => $"{NumberStyle.Count(t.Count)} on {EvidenceText.On(t.Strength)}"));
        return StyledLine.Wrap($"{NumberStyle.Count(_table.Items.Length)} items hold numbers or name evidence. At best they rest: {counts}.", _width)
            .Select(line => StyledLine.Of(line)).Prepend(new StyledLine());
    }

    private IEnumerable<StyledLine> Entry(GroundedItem grounded)
    {
        var item = grounded.Item;
        var strength = grounded.Strength.Name() + (item.IsInherited ? ", of the whole" : "");
        var head = new StyledLine().PadTo(Indent).Add(StyledLine.Fit(item.Name, _width - Indent), Look.Strong);
        var room = _width - head.Width - StyledLine.CellsOf(strength) - 4;
        var numbers = room < 10 ? "" : StyledLine.Fit(item.Short, room);
        if (head.Width + StyledLine.CellsOf(strength) + 2 <= _width)
        {
            head.Add(numbers.Length > 0 ? "  " + numbers : "").PadTo(_width - StyledLine.CellsOf(strength)).Add(strength, LookOf(grounded.Strength));
        }

        yield return head;
        if (item.IsInherited)
        {
            yield break;
        }

        foreach (var line in grounded.Claims.SelectMany(c => Claim(c.Id, c.Claim)).Concat(Labelled("judgement", item.Judgement)).Concat(Labelled("source", From(grounded))))
        {
            yield return line;
        }
    }

    // A source that is only the id of a claim stands above already.
    private static string? From(GroundedItem grounded) => grounded.Claims.Any(c => c.Claim is not null && c.Id == grounded.Item.From) ? null : grounded.Item.From;

    private IEnumerable<StyledLine> Claim(string id, Claim? claim)
    {
        var line = new StyledLine().PadTo(Inner).Add(StyledLine.Fit(id, LongestId)).Add("  ");
        if (claim is null)
        {
            yield return line.Add(_table.Seeds is null ? "" : "no seed file has it", Look.Warning);
            yield break;
        }

        line.Add(EvidenceText.Sort(claim), Look.Quiet).Add(claim.Disputed is null ? "" : ", disputed", Look.Mark).Add("  ");
        yield return line.Add(StyledLine.Fit(claim.Says, Math.Max(10, _width - line.Width)));
    }

    private IEnumerable<StyledLine> Labelled(string label, string? text, int left = Inner)
    {
        var first = true;
        foreach (var row in StyledLine.Wrap(text ?? "", _width - left - label.Length - 2))
        {
            yield return new StyledLine().PadTo(left).Add(first ? label + ":" : "", Look.Quiet).PadTo(left + label.Length + 2).Add(row);
            first = false;
        }
    }

    private IEnumerable<StyledLine> Unused()
    {
        var (background, unused) = (_table.Unused.Where(c => c.IsContext).ToList(), _table.Unused.Where(c => !c.IsContext).ToList());
        var summary = $"Claims that no item of this scenario names: {NumberStyle.Count(unused.Count)}, and {NumberStyle.Count(background.Count)} of background.";
        var lines = Header().Append(new StyledLine()).Concat(StyledLine.Wrap(summary, _width).Select(l => StyledLine.Of(l)));
        return lines.Concat(Listed("Unused", unused)).Concat(Listed("Background: no item needs to name it", background));
    }

    private IEnumerable<StyledLine> Listed(string title, List<Claim> claims)
    {
        if (claims.Count == 0)
        {
            yield break;
        }

        yield return new StyledLine();
        yield return Columns.Title(title, _width);
        var wide = claims.Max(c => Math.Min(LongestId, c.Id.Length));
        foreach (var claim in claims)
        {
            var sort = EvidenceText.Sort(claim);
            var line = new StyledLine().PadTo(Indent).Add(StyledLine.Fit(claim.Id, LongestId), Look.Strong).PadTo(Indent + wide + 2).Add(sort, Look.Quiet)
                .PadTo(Indent + wide + 2 + LongestSort + 2).Add(claim.Disputed is null ? "" : "disputed  ", Look.Mark);
            yield return line.Add(StyledLine.Fit(claim.Says, Math.Max(10, _width - line.Width)));
        }
    }

    private IEnumerable<StyledLine> One(Claim claim)
    {
        yield return StyledLine.Of(claim.Id, Look.Strong).Add("  " + EvidenceText.Sort(claim), Look.Quiet).Add(claim.IsContext ? "  background" : "", Look.Quiet).Add(claim.Disputed is null ? "" : "  disputed", Look.Mark);
        foreach (var line in StyledLine.Wrap(claim.Says, _width - Indent).Select(l => new StyledLine().PadTo(Indent).Add(l)))
        {
            yield return line;
        }

        yield return new StyledLine();
        foreach (var line in EvidenceText.Facts(claim).SelectMany(f => Labelled(f.Label, f.Value, Indent)))
        {
            yield return line;
        }

        yield return new StyledLine();
        var touched = _table.Using(claim.Id).ToList();
        yield return Columns.Title(touched.Count == 0 ? "No item names it" : "Items that name it", _width);
        foreach (var grounded in touched)
        {
            var line = new StyledLine().PadTo(Indent).Add($"{grounded.Item.Section}.{StyledLine.Clean(grounded.Item.Name)}", Look.Strong).Add("  ");
            yield return line.Add(StyledLine.Fit(grounded.Item.Short, Math.Max(10, _width - line.Width)), Look.Quiet);
        }
    }

    private static Style LookOf(Strength strength) => strength switch
    {
        Strength.Nothing => Look.Warning,
        Strength.Judgement => Look.Quiet,
        _ => Look.Info,
    };
}
