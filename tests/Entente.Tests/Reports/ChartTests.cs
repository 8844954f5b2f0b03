using Entente.Reports.Charts;

namespace Entente.Tests.Reports;

public class ChartTests
{
    [Theory]
    [InlineData(0.297, 0.824, new[] { 0.2, 0.4, 0.6, 0.8, 1.0 })]
    [InlineData(0, 0.4841, new[] { 0, 0.1, 0.2, 0.3, 0.4, 0.5 })]
    [InlineData(0.01, 0.98, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1.0 })]
    [InlineData(-3, 3, new[] { -4.0, -2, 0, 2, 4 })]
    [InlineData(2, 2, new[] { 1.8, 1.9, 2.0, 2.1, 2.2 })]
    [InlineData(0, 0, new[] { -1, -0.5, 0, 0.5, 1 })]
    [InlineData(double.NaN, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1.0 })]
    public void Ticks_are_round_and_span_the_range(double low, double high, double[] ticks)
    {
        var found = Ticks.Of(low, high, 5).Values;
        Assert.Equal(ticks.Length, found.Length);
        Assert.All(ticks.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Theory]
    [InlineData(1e-300, 2e-300)]
    [InlineData(-1e300, 1e300)]
    [InlineData(1, 1.0000001)]
    [InlineData(-5e-8, 1e9)]
    public void Ticks_exist_for_every_finite_range(double low, double high)
    {
        var ticks = Ticks.Of(low, high, 5);
        Assert.InRange(ticks.Values.Length, 2, 6);
        Assert.True(ticks.Low <= low + (ticks.Step * 1e-6));
        Assert.True(ticks.High >= high - (ticks.Step * 1e-6));
    }

    [Theory]
    [InlineData(0.5, 0.4, 0.6, "████├┼┤")]
    [InlineData(0.5, 0.3, 0.7, "███├─┼─┤")]
    [InlineData(0.5, 0.49, 0.51, "████├┤")]
    [InlineData(0, 0, 0.01, "│")]
    [InlineData(0, 0, 0.3, "├──┤")]
    [InlineData(1, 1, 1, "█████████│")]
    [InlineData(double.NaN, double.NaN, double.NaN, "")]
    public void A_bar_carries_its_interval_as_an_error_bar(double share, double low, double high, string bar) =>
        Assert.Equal(bar, string.Concat(Bars.WithInterval(share, low, high, 10, 1).Segments.Select(s => s.Text)));

    [Fact]
    public void A_sparkline_shows_everything_above_zero() => Assert.Equal(" ▁▄█", Bars.Spark([0, 1e-9, 0.5, 1], 4, 1));

    [Fact]
    public void A_histogram_joins_bins_to_fit() => Assert.Equal("▄█", Bars.Histogram([1, 1, 2, 2], 2));

    [Fact]
    public void A_stack_fills_its_width_whatever_the_rounding() =>
        Assert.Equal("███▒▒▒▒░░░", string.Concat(Bars.Stack([1 / 3.0, 1 / 3.0, 1 / 3.0], 10, coloured: false).Segments.Select(s => s.Text)));

    [Theory]
    [InlineData(8, " ───━━━│●━─          ")]
    [InlineData(19, " ───━━━│━━─        ● ")]
    [InlineData(double.NaN, " ───━━━│━━─          ")]
    public void An_interval_lies_around_its_median_with_the_mark_where_it_belongs(double mark, string row)
    {
        var lines = Intervals(new IntervalRow("a", 1, 4, 7, 9, 10, mark), new IntervalRow("b", 0, 0, 0, 0, 20, 20));
        Assert.Equal("a  " + row, lines[0]);
        Assert.Equal(["   ┴─────────┴─────────┴", "   0        10        20"], lines[2..]);
    }

    [Fact]
    public void An_interval_of_nothing_known_is_empty() =>
        Assert.Equal("a  ", Intervals(new IntervalRow("a", double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN))[0].TrimEnd() + "  ");

    private static List<string> Intervals(params IntervalRow[] rows) =>
        [.. IntervalChart.Draw(rows, "", 24, coloured: false).Select(l => string.Concat(l.Segments.Select(s => s.Text)))];
}
