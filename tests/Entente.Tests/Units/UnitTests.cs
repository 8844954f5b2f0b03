using Entente.Units;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Units;

/// <summary>The algebra of units.</summary>
public sealed class UnitTests
{
    private static readonly string[] Written = ["usd_bn", "people", "km", "km^2", "people/km^2", "1/year", "year", "index", "share", "share of gdp", "probability", "1", "usd_bn*people/km/year"];

    [Theory]
    [InlineData("usd_bn", "usd_bn", 1)]
    [InlineData("km*people", "km*people", 1)]
    [InlineData("people*km", "km*people", 1)]
    [InlineData("1/month", "1/year", 12)]
    [InlineData("quarter", "year", 0.25)]
    [InlineData("km/year^2", "km/year^2", 1)]
    [InlineData("%", "share", 0.01)]
    [InlineData("% of gdp", "share of gdp", 0.01)]
    [InlineData("km/km", "", 1)]
    [InlineData("1", "", 1)]
    public void Written_units_are_read(string text, string unit, double scale)
    {
        Assert.True(Unit.TryParse(text, out var read, out var by));
        Assert.Equal(unit, read.ToString());
        Assert.Equal(scale, by, 12);
    }

    [Theory]
    [InlineData("")]
    [InlineData("km/")]
    [InlineData("/km")]
    [InlineData("km**people")]
    [InlineData("km^")]
    [InlineData("km^x")]
    [InlineData("km^99")]
    [InlineData("2km")]
    [InlineData("km+people")]
    public void What_is_no_unit_is_refused(string text) => Assert.False(Unit.TryParse(text, out _, out _));

    [Fact]
    public void Products_commute() => Hold((a, b) => Assert.Equal(a.Times(b), b.Times(a)));

    [Fact]
    public void A_dimension_over_itself_is_plain() => Hold((a, _) => Assert.True(a.Over(a).IsPlain));

    [Fact]
    public void Multiplying_and_dividing_by_a_dimension_cancel() =>
        Hold((a, b) => Assert.True(a.IsDimensionless || b.IsDimensionless || a.Times(b).Over(b) == a));

    [Fact]
    public void The_root_of_a_square_is_the_unit() => Hold((a, _) => Assert.Equal(a, a.Power(2).SquareRoot()));

    [Fact]
    public void Plain_fits_all_and_fitting_is_mutual() => Hold((a, b) =>
    {
        Assert.True(a.Fits(Unit.Plain));
        Assert.Equal(a.Fits(b), b.Fits(a));
    });

    [Fact]
    public void What_is_printed_reads_as_the_same_unit() => Hold((a, b) =>
    {
        var text = a.Times(b).ToString();
        Assert.True(Unit.TryParse(text.Length == 0 ? "1" : text, out var read, out _));
        Assert.Equal(a.Times(b), read);
    });

    private static void Hold(Action<Unit, Unit> law)
    {
        var units = Gen.Elements(Written).Select(w => Unit.TryParse(w, out var unit, out _) ? unit : throw new InvalidOperationException(w));
        var pairs = from a in units from b in units select (a, b);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithReplay(20260401, 11).WithMaxTest(300), Prop.ForAll(pairs.ToArbitrary(), p => law(p.a, p.b)));
    }
}
