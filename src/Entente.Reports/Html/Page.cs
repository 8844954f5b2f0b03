using System.Collections.Immutable;
using System.Reflection;
using System.Text;

namespace Entente.Reports.Html;

/// <summary>
/// A document of one file that needs no network and no script: style sheet inside, light and dark, for screens from 400 pixels on and for
/// A4. A policy in its head forbids a browser to fetch anything, whatever a scenario's text contains.
/// </summary>
/// <param name="Title">The one first heading, and the window's title.</param>
/// <param name="Sections">What it holds, listed as contents if there are several.</param>
internal sealed record Page(string Title, ImmutableArray<Section> Sections)
{
    private static readonly string Style = ReadStyle();

    /// <summary>A word or two above the title: what sort of document it is.</summary>
    public string? Kicker { get; init; }

    /// <summary>What stands between the title and the contents.</summary>
    public Markup Lead { get; init; } = Markup.None;

    /// <summary>The last lines.</summary>
    public Markup Foot { get; init; } = Markup.None;

    /// <summary>The whole file, with <c>\n</c> line ends.</summary>
    public string Write()
    {
        var head = Tag.Of(
            "head",
            Tag.Of("meta").With("charset", "utf-8"),
            Tag.Of("meta").With("http-equiv", "Content-Security-Policy").With("content", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"),
            Tag.Of("meta").With("name", "viewport").With("content", "width=device-width, initial-scale=1"),
            Tag.Of("meta").With("name", "color-scheme").With("content", "light dark"),
            Tag.Of("title", Title),
            new StyleSheet());
        var header = Tag.Of("header", Kicker is null ? Markup.None : Tag.P(Kicker).Class("kicker"), Tag.Of("h1", Title), Lead);
        var body = Tag.Of("body", header, Contents(), Tag.Of("main", Sections.Select(s => s.At(2))), Tag.Of("footer", Foot));
        return "<!DOCTYPE html>\n" + Tag.Of("html", head, body).With("lang", "en");
    }

    private Markup Contents() => Sections.Length < 2 ? Markup.None : Tag.Of("nav", Entries(Sections)).With("aria-label", "Contents");

    private static Element Entries(ImmutableArray<Section> sections) =>
        Tag.List(sections.Select(s => Markup.Of(Tag.Of("a", s.Title).With("href", "#" + s.Id), s.Parts.IsEmpty ? Markup.None : Entries(s.Parts))));

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Entente.Reports.Html.page.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private sealed record StyleSheet : Markup
    {
        protected override void WriteTo(StringBuilder text) => text.Append("<style>\n").Append(Style).Append("</style>\n");
    }
}

/// <summary>Makes anchors of names.</summary>
internal static class Anchor
{
    /// <summary>Letters, digits, hyphens and underscores as they are, anything else as a hyphen.</summary>
    public static string Of(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-'));
}

/// <summary>A part of a page under a heading.</summary>
/// <param name="Id">Its anchor, unique on the page, of letters, digits and hyphens.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Content">What stands under it, before its parts.</param>
internal sealed record Section(string Id, string Title, Markup Content)
{
    /// <summary>Sections within it, one level down.</summary>
    public ImmutableArray<Section> Parts { get; init; } = [];

    /// <summary>The section with a heading of a level, 2 or more.</summary>
    public Element At(int level) => Tag.Of(
        "section",
        [Tag.Of("h" + Svg.Number(Math.Min(level, 6)), Title).Id(Id), Content, .. Parts.Select(p => p.At(level + 1))]).Class($"level-{Svg.Number(level)}");
}
