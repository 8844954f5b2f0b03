using System.Collections.Immutable;

namespace Entente.Reports.Html;

/// <summary>A column of a table.</summary>
/// <param name="Title">Never empty: it is what a reader hears before each of its cells.</param>
/// <param name="IsNumber">Numbers stand to the right, their digits below each other.</param>
internal sealed record DataColumn(string Title, bool IsNumber = false);

/// <summary>A table whose rows begin with their name. On a narrow screen it scrolls by itself; the page does not.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">The first one names the rows.</param>
/// <param name="Rows">As many cells as columns in each.</param>
internal sealed record DataTable(string Caption, ImmutableArray<DataColumn> Columns, ImmutableArray<ImmutableArray<Markup>> Rows)
{
    /// <summary>Whether the text of its cells is long: such a table becomes a list of its rows where the screen is narrow.</summary>
    public bool IsProse { get; init; }

    /// <summary>Whether the caption is for readers of the screen alone, as where a heading above says the same.</summary>
    public bool HidesCaption { get; init; }

    public Element ToMarkup()
    {
        var caption = Tag.Of("caption", Caption).Class(HidesCaption ? "unseen" : null);
        var head = Tag.Of("thead", Tag.Of("tr", Columns.Select(c => (Markup)Tag.Of("th", c.Title).With("scope", "col").Class(c.IsNumber ? "number" : null))));
        var body = Tag.Of("tbody", Rows.Select(r => (Markup)Tag.Of("tr", r.Select(Cell))));
        var table = Tag.Of("table", caption, head, body).Class(IsProse ? "prose" : null);
        return Tag.Div("scroll", table).With("role", "group").With("aria-label", Caption).With("tabindex", "0");
    }

    private Markup Cell(Markup content, int column)
    {
        var kind = Columns[column].IsNumber ? "number" : null;

        // Where rows become lists, the columns' titles go along.
        return column == 0
            ? Tag.Of("th", content).With("scope", "row").Class(kind)
            : Tag.Of("td", content).With("data-column", IsProse ? Columns[column].Title : null).Class(kind);
    }
}
