using Entente.Sampling;

namespace Entente.Tests.Sampling;

public class PhiloxTests
{
    /// <remarks>The known answers for philox4x32 with 10 rounds of Random123 (file kat_vectors).</remarks>
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU)]
    [InlineData(0x299f31d0a4093822UL, 0x85a308d3243f6a88UL, 0x0370734413198a2eUL, 0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U)]
    public void Block_gives_the_published_answers(ulong key, ulong low, ulong high, uint r0, uint r1, uint r2, uint r3)
    {
        Assert.Equal((r0 | (ulong)r1 << 32, r2 | (ulong)r3 << 32), Philox.Block(key, low, high));
    }

    [Fact]
    public void A_draw_depends_on_every_part_of_its_address()
    {
        var stream = DrawStream.Named(1, "a");
        double[] draws =
        [
            stream.Uniform(0, 0, 0), stream.Uniform(1, 0, 0), stream.Uniform(0, 1, 0), stream.Uniform(0, 0, 1), stream.Uniform(0, 0, ulong.MaxValue),
            stream.Uniform((1L << 40) - 1, 0, 0), stream.Uniform(0, (1 << 24) - 1, 0), DrawStream.Named(1, "b").Uniform(0, 0, 0), DrawStream.Named(2, "a").Uniform(0, 0, 0),
        ];
        Assert.Equal(draws.Length, draws.Distinct().Count());
        Assert.All(draws, draw => Assert.InRange(draw, double.Epsilon, 1.0 - 1e-16));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Uniform(-1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Uniform(1L << 40, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Uniform(0, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Uniform(0, 1 << 24, 0));
    }

    [Fact]
    public void The_unit_interval_is_open_and_symmetric()
    {
        Assert.Equal(Math.ScaleB(1.0, -53), UnitInterval.FromBits(0));
        Assert.Equal(1.0 - Math.ScaleB(1.0, -53), UnitInterval.FromBits(ulong.MaxValue));
        Assert.Equal(UnitInterval.Smallest, UnitInterval.FromBits(0));
        Assert.Equal(UnitInterval.Largest, UnitInterval.FromBits(ulong.MaxValue));
        Assert.Equal(0.5, (UnitInterval.FromBits(1UL << 63) + UnitInterval.FromBits((1UL << 63) - 1)) / 2.0);
    }

    [Fact]
    public void Hashes_are_the_same_in_every_process()
    {
        // Pinned: a change would move every draw of every scenario.
        Assert.Equal(0x0UL, StableHash.Mix(0));
        Assert.Equal("02c0bdbf481420f8 3766b69c5702e812 081a5c1377856b73 f2826f98653e9e57", $"{StableHash.Of("a"):x16} {StableHash.Of("Ententé"):x16} {StableHash.Combine(1, 2):x16} {StableHash.Combine(2, 1):x16}");
        Assert.Equal(StableHash.Mix(0xCBF29CE484222325UL), StableHash.Of(""));
        // FNV-1a's published 64-bit answer for "foobar", before the finaliser.
        Assert.Equal(StableHash.Mix(0x85944171f73967e8UL), StableHash.Of("foobar"));
    }

    [Fact]
    public void Draws_are_pinned()
    {
        // Also computed apart, in Python with 40 digits. A change of these is a change of every published result: it belongs in the change log.
        var stream = DrawStream.Named(20260401, "pinned");
        Assert.Equal("0.02496202426890204 2.6536952551042683 0.9656398175104549 -0.5819800422196919 0.03496437401911413", $"{stream.Uniform(3, 5, 7):R} {stream.Normal(3, 5, 7):R} {stream.Uniform(7, 5, 7):R} {stream.Normal(7, 5, 7):R} {stream.Exponential(7, 5, 7):R}");
    }
}
