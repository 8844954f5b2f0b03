using Entente.Numerics;

namespace Entente.Tests.Numerics;

/// <remarks>The oracle is the platform's library, itself within 1 ulp; so a bound here is one ulp above the documented error. A table of 50-digit values checks the documented bounds themselves.</remarks>
public class ElementaryTests
{
    private const int N = 200_000;

    private static void AssertWithin(double ulps, IEnumerable<double> grid, Func<double, double> actual, Func<double, double> expected)
    {
        var (error, at) = Ulps.Worst(grid, actual, expected);
        Assert.True(error <= ulps, $"{error} ulp at {at:R}: {actual(at):R}, expected {expected(at):R}");
    }

    [Fact]
    public void Exp_is_within_an_ulp_of_the_library()
    {
        AssertWithin(1.0, Ulps.Grid(-708.0, 709.7, N), Elementary.Exp, Math.Exp);
        AssertWithin(1.0, Ulps.Grid(-1.0, 1.0, N), Elementary.Exp, Math.Exp);
        AssertWithin(1.0, Ulps.Grid(-745.2, -708.0, N / 10), Elementary.Exp, Math.Exp);
        AssertWithin(0.0, [0.0, -0.0, 710.0, 1e300, -746.0, -1e300, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e-300, -1e-17], Elementary.Exp, Math.Exp);
        Assert.Equal(Math.Exp(709.782712893384), Elementary.Exp(709.782712893384));
    }

    [Fact]
    public void Log_is_within_an_ulp_of_the_library()
    {
        AssertWithin(1.0, Ulps.Doubles(double.Epsilon, double.MaxValue, N), Elementary.Log, Math.Log);
        AssertWithin(1.0, Ulps.Grid(0.5, 2.0, N), Elementary.Log, Math.Log);
        AssertWithin(1.0, Ulps.Doubles(1.0 - 1e-9, 1.0 + 1e-9, N / 10), Elementary.Log, Math.Log);
        AssertWithin(0.0, [0.0, -0.0, 1.0, -1.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon], Elementary.Log, Math.Log);
    }

    [Fact]
    public void Pow_is_within_an_ulp_of_the_library()
    {
        foreach (var y in new[] { 0.5, -0.5, 1.0 / 3.0, 2.0, 3.0, -7.0, 10.5, 0.01, 100.0, 1e-5, 37.25 })
            AssertWithin(1.0, Ulps.Doubles(1e-3, 1e3, N / 10), x => Elementary.Pow(x, y), x => Math.Pow(x, y));
        foreach (var x in new[] { 2.0, 10.0, 0.1, 1.0000001, 0.9999, 1.5, Math.E })
            AssertWithin(1.0, Ulps.Grid(-300.0, 300.0, N / 10), y => Elementary.Pow(x, y), y => Math.Pow(x, y));
        // The largest exponents that stay finite: here the logarithm needs more digits than a double has.
        AssertWithin(1.0, Ulps.Grid(-7e12, 7e12, N / 10), y => Elementary.Pow(1.0 + 1e-10, y), y => Math.Pow(1.0 + 1e-10, y));
    }

    [Fact]
    public void Pow_is_exact_where_the_power_is_a_double()
    {
        for (var n = 0; n <= 22; n++) Assert.Equal(double.Parse($"1e{n}", System.Globalization.CultureInfo.InvariantCulture), Elementary.Pow(10.0, n));
        for (var n = -1074; n <= 1023; n++) Assert.Equal(Math.ScaleB(1.0, n), Elementary.Pow(2.0, n));
        for (var b = 1; b <= 1000; b++)
        {
            Assert.Equal((double)b * b * b, Elementary.Pow(b, 3.0));
            Assert.Equal(-(double)b * b * b, Elementary.Pow(-b, 3.0));
            Assert.Equal((double)b * b, Elementary.Pow(-b, 2.0));
            Assert.Equal(b, Elementary.Pow((double)b * b, 0.5));
        }
    }

    [Fact]
    public void Pow_agrees_with_the_library_in_every_special_case()
    {
        double[] specials = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 1e300, -1e300, 1e-300, 1e-320, double.Epsilon, 9007199254740991.0, 9007199254740992.0, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 2.5, -2.5];
        foreach (var x in specials)
            foreach (var y in specials)
            {
                var expected = Math.Pow(x, y);
                var actual = Elementary.Pow(x, y);
                Assert.True(Ulps.Between(actual, expected) <= 1.0 && double.IsNegative(actual) == double.IsNegative(expected) || double.IsNaN(actual) && double.IsNaN(expected), $"{x}^{y} = {actual:R}, expected {expected:R}");
            }
    }

    [Fact]
    public void Sin_is_within_two_ulps_of_the_library()
    {
        AssertWithin(2.0, Ulps.Grid(-Math.PI / 2, Math.PI / 2, N), Elementary.Sin, Math.Sin);
        Assert.True(double.IsNaN(Elementary.Sin(1.6)));
        Assert.Equal(-0.0, Elementary.Sin(-0.0));
    }

    [Fact]
    public void Turns_are_exact_at_quarters_and_within_an_ulp_and_a_half_of_the_library()
    {
        (double, double)[] quarters = [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0), (0.0, 1.0)];
        for (var k = 0; k <= 4; k++) Assert.Equal(quarters[k], Elementary.SinCosOfTurns(k / 4.0));
        // Below an eighth of a turn the rounding of 2 pi u moves the library's sine and cosine by at most half an ulp.
        AssertWithin(3.0, Ulps.Doubles(1e-300, 0.125, N), u => Elementary.SinCosOfTurns(u).Sin, u => Math.Sin(2.0 * Math.PI * u));
        AssertWithin(2.0, Ulps.Grid(0.0, 0.125, N), u => Elementary.SinCosOfTurns(u).Cos, u => Math.Cos(2.0 * Math.PI * u));
        // The reduction is exact, and the other eighths are the same numbers.
        foreach (var u in Ulps.Grid(0.0, 1.0, N))
        {
            var (sin, cos) = Elementary.SinCosOfTurns(u);
            Assert.Equal(1.0, sin * sin + cos * cos, 5e-16);
            if (u + 0.25 <= 1.0 && u + 0.25 - 0.25 == u) Assert.Equal((cos, -sin), Elementary.SinCosOfTurns(u + 0.25));
        }

        Assert.True(double.IsNaN(Elementary.SinCosOfTurns(double.NaN).Sin));
    }

    [Fact]
    public void Functions_near_one_and_zero_keep_their_digits()
    {
        AssertWithin(4.0, Ulps.Doubles(1e-310, 700.0, N), Elementary.Expm1, MathNetExpm1);
        AssertWithin(4.0, Ulps.Doubles(1e-310, 45.0, N).Select(x => -x), Elementary.Expm1, MathNetExpm1);
        AssertWithin(4.0, Ulps.Doubles(1e-310, 1e300, N), Elementary.Log1p, Log1pBySeries);
        AssertWithin(4.0, Ulps.Doubles(1e-310, 1.0 - 1e-10, N).Select(x => -x), Elementary.Log1p, Log1pBySeries);
        Assert.Equal(double.NegativeInfinity, Elementary.Log1p(-1.0));
        Assert.Equal(-1.0, Elementary.Expm1(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, Elementary.Expm1(1e5));
        Assert.True(double.IsNaN(Elementary.Log1p(-1.1)) && double.IsNaN(Elementary.Expm1(double.NaN)));

        // These oracles are themselves off by up to 3 ulp. exp(x) - 1 = 2 e^(x/2) sinh(x/2), and sinh of the library is accurate near 0.
        static double MathNetExpm1(double x) => Math.Abs(x) < 1e-300 ? x : Math.Abs(x) > 1.0 ? Math.Exp(x) - 1.0 : 2.0 * Math.Exp(x / 2.0) * Math.Sinh(x / 2.0);
        // log(1 + x) = 2 artanh(x / (2 + x)), and artanh of the library is accurate near 0.
        static double Log1pBySeries(double x) => Math.Abs(x) < 0.4 ? 2.0 * Math.Atanh(x / (2.0 + x)) : Math.Log(1.0 + x) + (x > 1e10 ? 0.0 : (x > 1.0 ? 1.0 - (1.0 + x - x) : x - (1.0 + x - 1.0)) / (1.0 + x));
    }

    [Fact]
    public void Logistic_and_logit_are_inverse_and_never_overflow()
    {
        Assert.Equal(0.5, Elementary.Logistic(0.0));
        Assert.Equal(1.0, Elementary.Logistic(1e6));
        Assert.Equal(0.0, Elementary.Logistic(-1e6));
        Assert.Equal(1.0, Elementary.Logistic(double.PositiveInfinity));
        Assert.True(double.IsNaN(Elementary.Logistic(double.NaN)));
        AssertWithin(3.0, Ulps.Grid(-700.0, 700.0, N / 4), Elementary.Logistic, x => 1.0 / (1.0 + Math.Exp(-x)));
        Assert.Equal(0.0, Elementary.Logit(0.5));
        Assert.Equal(double.NegativeInfinity, Elementary.Logit(0.0));
        Assert.Equal(double.PositiveInfinity, Elementary.Logit(1.0));
        Assert.True(double.IsNaN(Elementary.Logit(1.5)));
        foreach (var x in Ulps.Grid(-30.0, 3.0, 10_000)) Assert.Equal(x, Elementary.Logit(Elementary.Logistic(x)), 1e-13);
    }

    [Fact]
    public void The_larger_and_the_smaller_are_the_second_where_neither_is()
    {
        Assert.Equal((3.0, 3.0, 2.0, 2.0), (Elementary.Larger(2, 3), Elementary.Larger(3, 2), Elementary.Smaller(2, 3), Elementary.Smaller(3, 2)));
        foreach (var choose in new Func<double, double, double>[] { Elementary.Larger, Elementary.Smaller })
        {
            Assert.True(double.IsNegative(choose(0.0, -0.0)));
            Assert.False(double.IsNegative(choose(-0.0, 0.0)));
            Assert.Equal(1, choose(double.NaN, 1));
            Assert.True(double.IsNaN(choose(1, double.NaN)));
        }
    }

    [Fact]
    public void Errors_against_fifty_digit_values_are_as_documented()
    {
        double exp = 0, log = 0, pow = 0, expm1 = 0, log1p = 0, sin = 0, turns = 0;
        foreach (var row in ReferenceTable.Rows("elementary"))
        {
            var (name, x, y, high, low) = (row[0], ReferenceTable.Number(row[1]), ReferenceTable.Number(row[2]), ReferenceTable.Number(row[3]), ReferenceTable.Number(row[4]));
            _ = name switch
            {
                "exp" => exp = Math.Max(exp, Error(Elementary.Exp(x))),
                "log" => log = Math.Max(log, Error(Elementary.Log(x))),
                "pow" => pow = Math.Max(pow, Error(Elementary.Pow(x, y))),
                "expm1" => expm1 = Math.Max(expm1, Error(Elementary.Expm1(x))),
                "log1p" => log1p = Math.Max(log1p, Error(Elementary.Log1p(x))),
                "sin" => sin = Math.Max(sin, Error(Elementary.Sin(x))),
                "sin_turns" => turns = Math.Max(turns, Error(Elementary.SinCosOfTurns(x).Sin)),
                "cos_turns" => turns = Math.Max(turns, Error(Elementary.SinCosOfTurns(x).Cos)),
                _ => throw new InvalidOperationException(name),
            };

            double Error(double actual) => Math.Abs((actual - high - low) / (Math.BitIncrement(Math.Abs(high)) - Math.Abs(high)));
        }

        var found = $"exp {exp:0.000}, log {log:0.000}, pow {pow:0.000}, expm1 {expm1:0.000}, log1p {log1p:0.000}, sin {sin:0.000}, sin and cos of turns {turns:0.000}";
        Assert.True(exp <= 0.6 && log < 1.0 && pow <= 0.65 && expm1 <= 1.0 && log1p < 1.0 && sin < 2.0 && turns < 1.2, found);
    }
}
