using System.Collections.Immutable;
using System.Text;
using Entente.Reports.Html;

namespace Entente.Reports;

/// <summary>A paper to hand out: what it says once, to be written as Markdown and as HTML.</summary>
/// <param name="Kicker">What sort of paper it is.</param>
/// <param name="Parts">Under the title, in their order; one without a title stands before the others.</param>
/// <param name="Foot">The last line.</param>
internal sealed record Handout(string Title, string Kicker, ImmutableArray<HandoutPart> Parts, string Foot)
{
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Line(Title)).Append("\n\n*").Append(Line(Kicker)).Append("*\n");
        foreach (var part in Parts.Where(p => !p.Blocks.IsEmpty))
        {
            if (part.Title.Length > 0)
            {
                text.Append("\n## ").Append(Line(part.Title)).Append('\n');
            }

            foreach (var block in part.Blocks)
            {
                text.Append('\n');
                Write(block, part.Title, text);
            }
        }

        return text.Append("\n---\n\n").Append(Line(Foot)).Append('\n').ToString();
    }

    public string ToHtml()
    {
        var lead = Markup.Of(Parts.Where(p => p.Title.Length == 0).SelectMany(p => p.Blocks).Select(b => ToMarkup(b, "")));
        ImmutableArray<Section> sections = [.. Parts.Where(p => p.Title.Length > 0 && !p.Blocks.IsEmpty).Select((p, k) => new Section(
            "part-" + Svg.Number(k), p.Title, Markup.Of(p.Blocks.Select(b => ToMarkup(b, p.Title)))))];
        return new Page(Title, sections) { Kicker = Kicker, Lead = lead, Foot = Tag.P(Tag.Said(Foot)) }.Write();
    }

    // What a heading says already, a table need not.
    private static Markup ToMarkup(HandoutBlock block, string title) => block switch
    {
        HandoutBlock.Words words => Tag.P(Tag.Said(words.Text)),
        HandoutBlock.Heading heading => Tag.Of("h3", Tag.Said(heading.Text)),
        HandoutBlock.Table table => (Of(table) with { HidesCaption = table.Caption == title }).ToMarkup(),
        _ => Markup.None,
    };

    private static DataTable Of(HandoutBlock.Table table) => new(
        table.Caption, [.. table.Heads.Select(h => new DataColumn(h.TrimStart('>'), h.StartsWith('>')))], [.. table.Rows.Select(r => r.Select(c => (Markup)Tag.Said(c)).ToImmutableArray())])
    { IsProse = table.Heads.All(h => !h.StartsWith('>')) };

    private static void Write(HandoutBlock block, string title, StringBuilder text)
    {
        switch (block)
        {
            case HandoutBlock.Words words:
                text.Append(Line(words.Text)).Append('\n');
                break;
            case HandoutBlock.Heading heading:
                text.Append("### ").Append(Line(heading.Text)).Append('\n');
                break;
            case HandoutBlock.Table table:
                text.Append(table.Caption == title ? "" : Line(table.Caption) + ":\n\n");
                text.Append('|').AppendJoin('|', table.Heads.Select(h => $" {Line(h.TrimStart('>'))} ")).Append("|\n|");
                text.AppendJoin('|', table.Heads.Select(h => h.StartsWith('>') ? "--:" : "---")).Append("|\n");
                foreach (var row in table.Rows)
                {
                    text.Append('|').AppendJoin('|', row.Select(c => $" {Line(c)} ")).Append("|\n");
                }

                break;
        }
    }

    // What a scenario or the table says is text, and no Markdown.
    private static string Line(string text)
    {
        var line = new StringBuilder();
        foreach (var unit in StyledLine.Clean(text))
        {
            if (unit is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '~' or '&')
            {
                line.Append('\\');
            }

            line.Append(unit);
        }

        return line.ToString();
    }
}

/// <summary>A part of a handout under a heading.</summary>
internal sealed record HandoutPart(string Title, ImmutableArray<HandoutBlock> Blocks);

/// <summary>What stands in a part.</summary>
internal abstract record HandoutBlock
{
    private HandoutBlock()
    {
    }

    /// <summary>A paragraph.</summary>
    public sealed record Words(string Text) : HandoutBlock;

    /// <summary>A heading within the part.</summary>
    public sealed record Heading(string Text) : HandoutBlock;

    /// <summary>A table; heads that start with <c>&gt;</c> are of numbers.</summary>
    public sealed record Table(string Caption, ImmutableArray<string> Heads, ImmutableArray<ImmutableArray<string>> Rows) : HandoutBlock;
}
