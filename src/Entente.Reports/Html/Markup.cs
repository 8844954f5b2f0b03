using System.Collections.Immutable;
using System.Text;

namespace Entente.Reports.Html;

/// <summary>
/// A piece of HTML or inline SVG that cannot change. Whatever a scenario says enters as text or as the value of an attribute and
/// is escaped when it is written; nothing but the style sheet of a page is ever written as it stands.
/// </summary>
internal abstract record Markup
{
    /// <summary>Nothing.</summary>
    public static readonly Markup None = new Fragment([]);

    public bool IsNone => ReferenceEquals(this, None);

    public static implicit operator Markup(string? text) => string.IsNullOrEmpty(text) ? None : new Words(text);

    /// <summary>Pieces beside each other.</summary>
    public static Markup Of(IEnumerable<Markup> parts) => parts.Where(p => !p.IsNone).ToImmutableArray() is { IsEmpty: false } some ? new Fragment(some) : None;

    /// <summary>Pieces beside each other.</summary>
    public static Markup Of(params ReadOnlySpan<Markup> parts) => Of((IEnumerable<Markup>)parts.ToArray());

    /// <summary>The bytes of it as text.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        WriteTo(text);
        return text.ToString();
    }

    protected abstract void WriteTo(StringBuilder text);

    private protected static void Write(Markup part, StringBuilder text) => part.WriteTo(text);

    private sealed record Words(string Text) : Markup
    {
        protected override void WriteTo(StringBuilder text) => Escaping.Write(Text, text);
    }

    private sealed record Fragment(ImmutableArray<Markup> Parts) : Markup
    {
        protected override void WriteTo(StringBuilder text)
        {
            foreach (var part in Parts)
            {
                Write(part, text);
            }
        }
    }
}

/// <summary>An element with its attributes and content.</summary>
/// <param name="Name">Of our own choosing, never from a scenario; so are the attributes' names.</param>
internal sealed record Element(string Name, ImmutableArray<(string Name, string Value)> Attributes, ImmutableArray<Markup> Children) : Markup
{
    // Whoever reads the source finds a line for each of these.
    private static readonly ImmutableHashSet<string> Blocks =
    [
        "html", "head", "body", "meta", "title", "style", "header", "nav", "main", "article", "section", "footer", "h1", "h2", "h3", "h4", "h5", "p", "ul", "ol", "li", "dl", "dt", "dd",
        "figure", "figcaption", "details", "summary", "table", "thead", "tbody", "tr", "svg", "div",
    ];

    /// <summary>The element with an attribute; without it where the value is null.</summary>
    public Element With(string name, string? value) => value is null ? this : this with { Attributes = Attributes.Add((name, value)) };

    /// <summary>The element with a length or coordinate, to a hundredth.</summary>
    public Element With(string name, double value) => With(name, Svg.Number(value));

    public Element Class(string? name) => With("class", name);

    public Element Id(string? id) => With("id", id);

    public Element Add(params ReadOnlySpan<Markup> children) => this with { Children = [.. Children, .. children] };

    public Element Add(IEnumerable<Markup> children) => this with { Children = [.. Children, .. children] };

    protected override void WriteTo(StringBuilder text)
    {
        text.Append('<').Append(Name);
        foreach (var (name, value) in Attributes)
        {
            text.Append(' ').Append(name).Append("=\"");
            Escaping.Write(value, text);
            text.Append('"');
        }

        text.Append('>');
        if (Name != "meta")
        {
            foreach (var child in Children)
            {
                Write(child, text);
            }

            text.Append("</").Append(Name).Append('>');
        }

        if (Blocks.Contains(Name))
        {
            text.Append('\n');
        }
    }
}

/// <summary>Makes elements.</summary>
internal static class Tag
{
    public static Element Of(string name, params ReadOnlySpan<Markup> children) => new(name, [], [.. children]);

    public static Element Of(string name, IEnumerable<Markup> children) => new(name, [], [.. children]);

    public static Element P(params ReadOnlySpan<Markup> children) => Of("p", children);

    public static Element Span(string? kind, params ReadOnlySpan<Markup> children) => Of("span", children).Class(kind);

    public static Element Div(string? kind, params ReadOnlySpan<Markup> children) => Of("div", children).Class(kind);

    /// <summary>A name, a formula, a command: what is typed as it stands.</summary>
    public static Element Code(string text) => Of("code", text);

    /// <summary>Foreign text within a line of ours: its direction of writing stays its own.</summary>
    public static Element Said(string text) => Of("bdi", text);

    public static Element List(IEnumerable<Markup> items) => Of("ul", items.Select(i => (Markup)Of("li", i)));

    /// <summary>Terms and what they are.</summary>
    public static Element Facts(IEnumerable<(string Term, Markup Value)> facts) =>
        Of("dl", facts.Select(f => (Markup)Div(null, Of("dt", f.Term), Of("dd", f.Value)))).Class("facts");
}
