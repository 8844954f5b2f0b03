namespace Entente.Reports.Html;

/// <summary>A drawing in units of its own.</summary>
/// <param name="Height">How high it came out; the width was given.</param>
internal sealed record Drawn(double Width, double Height, Markup Content);

/// <summary>A chart with what it shows in words and the table of its numbers.</summary>
/// <param name="Id">Unique on the page.</param>
/// <param name="Title">What is shown.</param>
/// <param name="Description">What one sees, in a sentence or two, for those who do not see it.</param>
/// <param name="Draw">Draws it at a width in units of the drawing, in which text is <see cref="Svg.TextSize"/> high.</param>
internal sealed record Figure(string Id, string Title, string Description, Func<double, Drawn> Draw)
{
    private const double WideWidth = 760;
    private const double NarrowWidth = 350;
    private const double SmallWidth = 320;

    /// <summary>What the title means, or how to read the chart.</summary>
    public Markup Note { get; init; } = Markup.None;

    /// <summary>The numbers.</summary>
    public DataTable? Table { get; init; }

    /// <summary>Whether the table waits to be opened; on paper it always stands open.</summary>
    public bool FoldsTable { get; init; }

    /// <summary>Whether it stands beside others of its kind. Then one drawing serves all screens; else there is one for wide ones and one for narrow ones.</summary>
    public bool IsSmall { get; init; }

    public Element ToMarkup() => Tag.Of(
        "figure",
        Tag.Of("figcaption", Tag.Of("strong", Title), Note.IsNone ? Markup.None : Tag.Span("note", Note)),
        IsSmall ? Drawing(Id, SmallWidth, null) : Markup.Of(Drawing(Id, WideWidth, "wide"), Drawing(Id + "-narrow", NarrowWidth, "narrow")),
        TableMarkup()).Class(IsSmall ? "small" : null);

    /// <summary>Small figures beside each other.</summary>
    public static Element Row(IEnumerable<Figure> figures) => Tag.Div("figures").Add(figures.Select(f => (Markup)f.ToMarkup()));

    private Element Drawing(string id, double width, string? kind)
    {
        var drawn = Draw(width);
        return Svg.Drawing(id, drawn.Width, drawn.Height, Title, Description, drawn.Content).Class(kind);
    }

    private Markup TableMarkup() => Table is null ? Markup.None
        : FoldsTable ? Tag.Of("details", Tag.Of("summary", "Table", Tag.Span("unseen", ": " + Table.Caption)), (Table with { HidesCaption = true }).ToMarkup())
        : Table.ToMarkup();
}
