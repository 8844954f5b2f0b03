using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Entente.Tests.Html;

/// <summary>Reads a page of ours as a tree: it is written so that an XML reader takes it, but for the document type and the one void element.</summary>
internal static partial class PageReader
{
    public static XElement Read(string html)
    {
        Assert.StartsWith("<!DOCTYPE html>\n", html, StringComparison.Ordinal);
        return XElement.Parse(Void().Replace(html[16..], "<meta$1/>"), LoadOptions.PreserveWhitespace);
    }

    public static IEnumerable<XElement> All(this XElement page, params string[] names) => page.DescendantsAndSelf().Where(e => names.Contains(e.Name.LocalName));

    /// <summary>What must be so of any page, whatever it shows.</summary>
    public static void Judge(XElement page)
    {
        Assert.Single(page.All("h1"));
        Assert.Single(page.All("main"));

        // Nothing that fetches or runs, and no link but to a place on the page.
        Assert.Empty(page.All("script", "link", "img", "image", "use", "iframe", "object", "embed", "form", "base", "foreignObject", "animate", "set"));
        Assert.All(page.DescendantsAndSelf().Attributes(), a => Assert.DoesNotMatch("^(on|src|style|xlink)", a.Name.LocalName));
        var ids = page.DescendantsAndSelf().Attributes("id").Select(a => a.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(page.DescendantsAndSelf().Attributes("href"), a => Assert.Contains(a.Value.TrimStart('#'), ids));
        Assert.All(page.DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName is "aria-labelledby" or "aria-describedby"), a => Assert.Contains(a.Value, ids));

        // Headings go down by one.
        var levels = page.All("h1", "h2", "h3", "h4", "h5", "h6").Select(h => h.Name.LocalName[1] - '0').ToList();
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));

        // A chart has a name, a description, a caption and a table; a table has as many cells in each row as in its head.
        Assert.All(page.All("figure"), f => Assert.True(f.All("figcaption").Any() && f.All("table").Any()));
        Assert.All(page.All("figure").SelectMany(f => f.Elements("svg")), s => Assert.True(s.Attribute("role")?.Value == "img" && s.Element("title")!.Value.Length > 0 && s.Element("desc")!.Value.Length > 0));
        Assert.All(page.All("table"), t =>
        {
            var columns = t.Element("thead")!.Descendants("th").ToList();
            Assert.All(columns, c => Assert.NotEmpty(c.Value));
            Assert.All(t.Element("tbody")!.Elements("tr"), r => Assert.Equal(columns.Count, r.Elements().Count()));
        });

        // Every coordinate is a number.
        string[] lengths = ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height"];
        Assert.All(page.All("svg").DescendantsAndSelf().Attributes().Where(a => lengths.Contains(a.Name.LocalName)), a => Assert.Matches(@"^-?\d+(\.\d+)?$", a.Value));
        Assert.All(page.All("path").Attributes("d"), a => Assert.Matches(@"^[MLQHVZ\d. -]*$", a.Value));
    }

    [GeneratedRegex("<meta([^>]*)>")]
    private static partial Regex Void();
}
