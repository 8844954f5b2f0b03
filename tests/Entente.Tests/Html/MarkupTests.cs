using Entente.Reports.Html;

namespace Entente.Tests.Html;

public class MarkupTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("a & b &amp; c", "a &amp; b &amp;amp; c")]
    [InlineData("\" onload=\"x' y", "&quot; onload=&quot;x&#39; y")]
    [InlineData("a\u0000b\u001b[31m\r\u0085", "a\uFFFDb\uFFFD[31m\uFFFD\uFFFD")]
    [InlineData("left \u202Eright\u202C \u2066isolate\u2069", "left \uFFFDright\uFFFD \uFFFDisolate\uFFFD")]
    [InlineData("\u200Fשלום two\nlines\tand", "\u200Fשלום two\nlines\tand")]
    public void Text_means_itself(string text, string html)
    {
        Assert.Equal($"<b>{html}</b>", Tag.Of("b", text).ToString());
        Assert.Equal($"<b title=\"{html}\"></b>", Tag.Of("b").With("title", text).ToString());
    }

    // Not a row of the above: halves of characters do not survive the way to a row.
    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("<b>\uD83D\uDE00 \uFFFD \uFFFD</b>", Tag.Of("b", "\uD83D\uDE00 \uD83D \uDE00").ToString());

    [Fact]
    public void Nothing_is_nothing_however_it_is_put_together()
    {
        Assert.True(Markup.Of("", Markup.None, Markup.Of()).IsNone);
        Assert.False(Markup.Of("", "x").IsNone);
        Assert.Equal("", Markup.None.ToString());
    }

    [Fact]
    public void Coordinates_are_short_and_of_no_culture() =>
        Assert.Equal(["1234.57", "0", "-0.5", "3"], Golden.Culture.In("de-DE", () => new[] { 1234.5678, -0.001, -0.5, 3 }.Select(Svg.Number).ToArray()));

    [Theory]
    [InlineData("short", 100, "short")]
    [InlineData("mmmmmmmmmm", 60, "mmmm…")]
    [InlineData("anything", 0, "…")]
    public void Text_is_cut_to_the_room_there_is(string text, double room, string cut) => Assert.Equal(cut, Svg.Fit(text, room));
}
