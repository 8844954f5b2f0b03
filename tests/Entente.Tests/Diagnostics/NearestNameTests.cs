using Entente.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Diagnostics;

/// <summary>The name that somebody probably meant.</summary>
public sealed class NearestNameTests
{
    private static readonly string[] Known = ["cohesion", "commitment", "spending", "threat", "trust", "x", "us_posture", "größe"];

    [Theory]
    [InlineData("cohesoin", "cohesion")]
    [InlineData("Cohesion", "cohesion")]
    [InlineData("usposture", "us_posture")]
    [InlineData("tust", "trust")]
    [InlineData("grösse", "größe")]
    [InlineData("nothing_like_it", null)]
    [InlineData("y", null)]
    [InlineData("", null)]
    public void Of_gives_what_is_close(string written, string? meant) => Assert.Equal(meant, NearestName.Of(written, Known));

    [Fact]
    public void A_known_name_is_its_own_nearest() =>
        Check(Gen.Elements(Known).Select(k => (k, Known)), p => Assert.Equal(p.Item1, NearestName.Of(p.Item1, p.Item2)));

    [Fact]
    public void The_order_of_the_known_names_does_not_matter() =>
        Check(from name in Word from known in Gen.NonEmptyListOf(Word) select (name, known.ToArray()), p => Assert.Equal(NearestName.Of(p.Item1, p.Item2), NearestName.Of(p.Item1, p.Item2.Reverse())));

    [Fact]
    public void One_slip_in_a_long_name_is_found() => Check(
        from name in Gen.Elements(Known.Where(k => k.Length > 5).ToArray()) from at in Gen.Choose(0, 4) select (name.Remove(at, 1), new[] { name }),
        p => Assert.Equal(p.Item2[0], NearestName.Of(p.Item1, p.Item2)));

    [Fact]
    public void Very_long_names_are_not_compared() => Assert.Null(NearestName.Of(new string('a', 1_000_000), [new string('a', 999_999)]));

    private static Gen<string> Word => Gen.Elements('a', 'b', 'c', '_', 'é').NonEmptyListOf().Select(string.Concat);

    private static void Check<T>(Gen<T> values, Action<T> law) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithReplay(20260401, 9).WithMaxTest(300), Prop.ForAll(values.ToArbitrary(), law));
}
