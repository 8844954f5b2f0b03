using System.Runtime.Intrinsics;
using Entente.Numerics;
using Entente.Sampling;

namespace Entente.Tests.Sampling;

/// <summary>Draws of many trials at once are the draws of each.</summary>
public unsafe class LaneDrawsTests
{
    private static readonly ulong Key = DrawStream.Named(20260401, "lanes").Key;

    /// <remarks>The largest step reaches the top bit of the counter; the last trials carry into its upper half.</remarks>
    public static TheoryData<long, int, int, int> Addresses => new()
    {
        { 0, 0, 1, 8 }, { 0, 3, 2, 8 }, { 8, 0, 3, 8 }, { 64, 7, 5, 16 }, { 4096, 1, 3, 24 }, { 1 << 20, 2, 7, 64 }, { 512, 5, 300, 8 }, { 128, 9, 37, 64 },
        { 24, (1 << 24) - 1, 4, 64 }, { (1L << 33) - 32, 12, 3, 64 }, { (1L << 40) - 64, (1 << 24) - 1, 2, 64 },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Every_width_gives_the_bits_of_the_scalar(long firstTrial, int step, int count, int lanes)
    {
        var entities = Enumerable.Range(0, count).Select(i => i == 0 ? 0UL : StableHash.Mix((ulong)i)).ToArray();
        var stream = new DrawStream(Key);
        AssertSame<UniformDraw>(stream.Uniform);
        AssertSame<NormalDraw>(stream.Normal);
        AssertSame<ExponentialDraw>(stream.Exponential);

        void AssertSame<D>(Func<long, int, ulong, double> scalar)
            where D : struct, IDraw
        {
            var expected = entities.SelectMany(entity => Enumerable.Range(0, lanes).Select(lane => scalar(firstTrial + lane, step, entity))).ToArray();
            var actual = new double[expected.Length];
            fixed (ulong* e = entities)
            fixed (double* to = actual)
            {
                LaneDraws.FillByEight<D>(Key, new(firstTrial, step, e, count, to, lanes));
                AssertEqualAndClear(expected, actual);
                LaneDraws.FillByFour<D>(Key, new(firstTrial, step, e, count, to, lanes));
                AssertEqualAndClear(expected, actual);
                LaneDraws.FillByOne<D>(Key, new(firstTrial, step, e, count, to, lanes));
                AssertEqualAndClear(expected, actual);
            }
        }
    }

    [Fact]
    public void Each_kind_of_draw_is_found_by_its_name()
    {
        var stream = new DrawStream(Key);
        var entities = new ulong[] { 5, 6 };
        var to = new double[32];
        fixed (ulong* e = entities)
        fixed (double* d = to)
        {
            LaneDraws.Uniforms(Key, 16, 2, e, 2, d, 16);
            AssertEqualAndClear(Expected(stream.Uniform), to);
            LaneDraws.Normals(Key, 16, 2, e, 2, d, 16);
            AssertEqualAndClear(Expected(stream.Normal), to);
            LaneDraws.Exponentials(Key, 16, 2, e, 2, d, 16);
            AssertEqualAndClear(Expected(stream.Exponential), to);
            LaneDraws.Uniforms(Key, 16, 2, 5, d, 16);
            LaneDraws.Uniforms(Key, 16, 2, 6, d + 16, 16);
            AssertEqualAndClear(Expected(stream.Uniform), to);
            LaneDraws.Normals(Key, 16, 2, 5, d, 16);
            LaneDraws.Normals(Key, 16, 2, 6, d + 16, 16);
            AssertEqualAndClear(Expected(stream.Normal), to);
            LaneDraws.Exponentials(Key, 16, 2, 5, d, 16);
            LaneDraws.Exponentials(Key, 16, 2, 6, d + 16, 16);
            AssertEqualAndClear(Expected(stream.Exponential), to);
            LaneDraws.Uniforms(Key, 16, 2, e, 0, d, 16);
            Assert.All(to, x => Assert.Equal(0.0, x));
        }

        double[] Expected(Func<long, int, ulong, double> scalar) => [.. entities.SelectMany(entity => Enumerable.Range(16, 16).Select(trial => scalar(trial, 2, entity)))];
    }

    [Theory]
    [InlineData(-8, 0, 8)]
    [InlineData(4, 0, 8)]
    [InlineData(1L << 40, 0, 8)]
    [InlineData((1L << 40) - 8, 0, 16)]
    [InlineData(0, -1, 8)]
    [InlineData(0, 1 << 24, 8)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, 12)]
    public void Addresses_out_of_range_are_refused(long firstTrial, int step, int lanes)
    {
        var to = new double[64];
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            fixed (double* d = to) LaneDraws.Uniforms(Key, firstTrial, step, 1, d, lanes);
        });
    }

    [Fact]
    public void Philox_blocks_of_every_width_are_those_of_the_scalar()
    {
        // Among them the published answers that PhiloxTests compares.
        AssertSame<Lane1>();
        AssertSame<Lanes2>();
        AssertSame<Lanes4>();
        AssertSame<Lanes8>();

        static void AssertSame<V>()
            where V : unmanaged, ILanes<V>
        {
            var schedule = stackalloc long[Philox.ScheduleLength];
            foreach (var key in new[] { 0UL, ulong.MaxValue, 0x299f31d0a4093822UL, Key })
            {
                Philox.Schedule(key, schedule);
                foreach (var (counterLow, counterHigh) in new[] { (0UL, 0UL), (ulong.MaxValue, ulong.MaxValue), (0x85a308d3243f6a88UL, 0x0370734413198a2eUL), (1UL << 40, 7UL) })
                {
                    var (low, high) = (V.OfBits((long)counterLow), V.OfBits((long)counterHigh));
                    var (otherLow, otherHigh) = (high, low);
                    Philox.Blocks(schedule, ref low, ref high, ref otherLow, ref otherHigh);
                    for (var lane = 0; lane < sizeof(V) / 8; lane++)
                    {
                        Assert.Equal(Philox.Block(key, counterLow, counterHigh), (((ulong*)&low)[lane], ((ulong*)&high)[lane]));
                        Assert.Equal(Philox.Block(key, counterHigh, counterLow), (((ulong*)&otherLow)[lane], ((ulong*)&otherHigh)[lane]));
                    }
                }
            }
        }
    }

    [Fact]
    public void The_unit_interval_of_lanes_is_the_unit_interval()
    {
        foreach (var bits in Enumerable.Range(0, 100_000).Select(i => StableHash.Mix((ulong)i)).Concat(new[] { 0UL, ulong.MaxValue, 4095UL, 4096UL, 1UL << 63 }))
            Assert.Equal(UnitInterval.FromBits(bits), UnitInterval.FromBits(Lane1.OfBits((long)bits)).Value);
    }

    private static void AssertEqualAndClear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), actual.Select(BitConverter.DoubleToInt64Bits));
        Array.Clear(actual);
    }
}
