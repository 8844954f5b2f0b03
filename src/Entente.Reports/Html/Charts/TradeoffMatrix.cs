using System.Collections.Immutable;

namespace Entente.Reports.Html.Charts;

/// <summary>A cell of a trade-off matrix.</summary>
/// <param name="Value">As it prints.</param>
/// <param name="Detail">What stands below it, such as an interval; empty for nothing.</param>
/// <param name="Level">From -3, much worse than the first row, over 0, which has no colour, to 3, much better.</param>
/// <param name="Sign">What says so without colour; empty for nothing.</param>
internal sealed record MatrixCell(string Value, string Detail, int Level, string Sign);

/// <summary>Choices by measures: a table whose ground says better or worse, as do the signs in its cells.</summary>
internal static class TradeoffMatrix
{
    public static Element ToMarkup(string caption, string corner, ImmutableArray<string> columns, ImmutableArray<(string Name, ImmutableArray<MatrixCell> Cells)> rows)
    {
        var head = Tag.Of("thead", Tag.Of("tr", columns.Prepend(corner).Select(c => (Markup)Tag.Of("th", Tag.Said(c)).With("scope", "col"))));
        var body = Tag.Of("tbody", rows.Select(r => (Markup)Tag.Of("tr", [Tag.Of("th", Tag.Said(r.Name)).With("scope", "row"), .. r.Cells.Select(Cell)])));
        return Tag.Div("scroll", Tag.Of("table", Tag.Of("caption", caption), head, body).Class("matrix")).With("role", "group").With("aria-label", caption).With("tabindex", "0");
    }

    private static Markup Cell(MatrixCell cell)
    {
        var kind = cell.Level switch { 0 => null, > 0 => $"up{Svg.Number(Math.Min(cell.Level, 3))}", _ => $"down{Svg.Number(Math.Min(-cell.Level, 3))}" };
        return Tag.Of("td", cell.Sign.Length == 0 ? "" : cell.Sign + " ", cell.Value, cell.Detail.Length == 0 ? Markup.None : Tag.Of("small", cell.Detail)).Class(kind);
    }
}
