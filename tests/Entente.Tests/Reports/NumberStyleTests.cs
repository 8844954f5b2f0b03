using Entente.Reports;

namespace Entente.Tests.Reports;

public class NumberStyleTests
{
    [Theory]
    [InlineData("index", 0.3, 0.5, 0.51234, "0.512")]
    [InlineData("index", 0.5, 0.5, 0.51234, "0.51")]
    [InlineData("usd_bn", 2300, 3000, 1834.21, "1,834")]
    [InlineData("usd_bn", 23, 3000, 1834.21, "1,834.2")]
    [InlineData("usd_bn", 60, 3000, 1834.21, "1,834")]
    [InlineData("share of gdp", 0.02, 0.03, 0.0312, "3.12%")]
    [InlineData("probability", 0.5, 0.5, 0.4, "40%")]
    [InlineData("probability", 0.4, 0.5, 0.4, "40.0%")]
    [InlineData("shared", 0.02, 0.03, 0.0312, "0.0312")]
    [InlineData("", 0, 0, 0, "0.00")]
    [InlineData("", 0, 0.25, 0.25, "0.250")]
    [InlineData("", 1, 1, double.NaN, "–")]
    [InlineData("", double.NaN, double.NaN, 2, "2.00")]
    [InlineData("", 1, 1, double.PositiveInfinity, "∞")]
    [InlineData("", 1e12, 1e12, 1.25e12, "1.25e+12")]
    [InlineData("", 10, 10, -0.01, "0.0")]
    public void Values_print_with_the_digits_that_mean_something(string unit, double spread, double size, double value, string printed) =>
        Assert.Equal(printed, NumberStyle.For(unit, spread, size).Print(value));

    [Theory]
    [InlineData(0, "0%")]
    [InlineData(0.001, "<1%")]
    [InlineData(0.005, "1%")]
    [InlineData(0.9999, ">99%")]
    [InlineData(1, "100%")]
    public void A_rough_share_never_hides_what_happened(double share, string printed) => Assert.Equal(printed, NumberStyle.RoughShare(share));

    [Theory]
    [InlineData("year", "years")]
    [InlineData("1/year", "per year")]
    [InlineData("usd_bn/year", "usd_bn per year")]
    [InlineData("times", "times")]
    public void Times_are_said_in_years(string unit, string said) => Assert.Equal(said, NumberStyle.UnitText(unit));

    [Theory]
    [InlineData(45, "45 ms")]
    [InlineData(999.6, "1.0 s")]
    [InlineData(3210, "3.2 s")]
    [InlineData(99_960, "1 min 39 s")]
    [InlineData(3_725_000, "62 min 05 s")]
    [InlineData(7_384_000, "2 h 03 min")]
    public void Elapsed_times_print_in_the_unit_that_fits(double milliseconds, string printed) =>
        Assert.Equal(printed, NumberStyle.Elapsed(TimeSpan.FromMilliseconds(milliseconds)));
}
