using Entente.Statistics;

namespace Entente.Tests.Statistics;

public class StatisticsTests
{
    [Fact]
    public void Sums_survive_cancellation_and_overflow_on_the_way()
    {
        Assert.Equal(1.0, Sum(1e308, 1e308, 1.0, -1e308, -1e308));
        Assert.Equal(double.PositiveInfinity, Sum(double.MaxValue, double.MaxValue));
        Assert.Equal(double.MaxValue, Sum(double.MaxValue, 1.0));
        Assert.Equal(double.PositiveInfinity, Sum(double.MaxValue, Math.ScaleB(1.0, 970)));
        Assert.Equal(double.Epsilon, Sum(1.0, double.Epsilon, -1.0));
        Assert.Equal(0.0, Sum());
        Assert.Equal(1.0, Sum(Enumerable.Repeat(0.1, 10).ToArray())); // ten times the double 0.1 is nearest to 1
        Assert.Equal(double.NegativeInfinity, Sum(1.0, double.NegativeInfinity));
        Assert.True(double.IsNaN(Sum(double.PositiveInfinity, double.NegativeInfinity)));
        Assert.True(double.IsNaN(Sum(double.NaN, 1.0)));
    }

    private static double Sum(params double[] terms)
    {
        var sum = new ExactSumAccumulator();
        foreach (var x in terms) sum.Add(x);
        return sum.ToDouble();
    }

    [Fact]
    public void Limbs_carry_before_they_overflow()
    {
        var sum = new FixedPointAccumulator(200);
        var expected = System.Numerics.BigInteger.Zero;
        for (var i = 0; i < 3000; i++)
        {
            var (magnitude, negative) = (UInt128.MaxValue >> 22 + i % 7, i % 5 == 0);
            sum.Add(magnitude, i % 90, negative);
            expected += ((System.Numerics.BigInteger)magnitude << i % 90) * (negative ? -1 : 1);
            if (i % 100 == 0) Assert.Equal(expected, sum.ToBigInteger());
        }

        Assert.Equal(expected, sum.ToBigInteger());
    }

    [Fact]
    public void Variance_of_large_numbers_keeps_its_digits()
    {
        var moments = new MomentsAccumulator();
        foreach (var x in new[] { 1e15 + 4.0, 1e15 + 7.0, 1e15 + 13.0, 1e15 + 16.0 }) moments.Add(x);
        Assert.Equal(30.0, moments.Variance);
        Assert.Equal(1e15 + 10.0, moments.Mean);
        Assert.Equal(Math.Sqrt(7.5), moments.StandardError);
        moments.Add(double.NaN);
        Assert.True(double.IsNaN(moments.Mean) && double.IsNaN(moments.Variance) && double.IsNaN(moments.Min));
        Assert.True(double.IsNaN(new MomentsAccumulator().Mean));
    }

    [Fact]
    public void A_small_sketch_gives_type_seven_quantiles()
    {
        var sketch = new QuantileSketch();
        Assert.True(double.IsNaN(sketch.Quantile(0.5)));
        foreach (var x in new[] { 3.0, 1.0, 4.0, 2.0, double.NaN }) sketch.Add(x);
        Assert.Equal((4L, 1L), (sketch.Count, sketch.NaNCount));
        Assert.Equal(1.0, sketch.Quantile(0.0));
        Assert.Equal(2.5, sketch.Quantile(0.5));
        Assert.Equal(3.25, sketch.Quantile(0.75));
        Assert.Equal(4.0, sketch.Quantile(1.0));
        Assert.Equal((1.0, 4.0), (sketch.Min, sketch.Max));
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Quantile(1.1));
    }

    [Fact]
    public void A_large_sketch_is_within_its_relative_error()
    {
        const int n = 100_000;
        var sketch = new QuantileSketch();
        var values = new double[n];
        for (var i = 0; i < n; i++)
        {
            var u = (i * 61_803L % n + 0.5) / n;
            values[i] = Math.Exp(8.0 * u) - 20.0; // both signs, many powers of two
            sketch.Add(values[i]);
        }

        Assert.False(sketch.IsExact);
        Array.Sort(values);
        for (var i = 0; i <= 1000; i++)
        {
            var position = (n - 1) * (i / 1000.0);
            var rank = (int)position;
            // The error bound holds for each of the two order statistics.
            var (low, high) = (values[rank], values[Math.Min(rank + 1, n - 1)]);
            var exact = low + (high - low) * (position - rank);
            Assert.InRange(sketch.Quantile(i / 1000.0), exact - Math.Max(Math.Abs(low), Math.Abs(high)) / 1024.0, exact + Math.Max(Math.Abs(low), Math.Abs(high)) / 1024.0);
        }

        Assert.Equal((values[0], values[^1]), (sketch.Min, sketch.Max));
    }

    [Fact]
    public void A_large_sketch_is_exact_for_atoms_and_small_integers()
    {
        var sketch = new QuantileSketch();
        for (var i = 0; i < 10_000; i++) sketch.Add(i % 5 == 0 ? -0.0 : i % 100);
        Assert.Equal(0.0, sketch.Quantile(0.1));
        Assert.Equal(99.0, sketch.Quantile(1.0));
        var sorted = Enumerable.Range(0, 10_000).Select(i => i % 5 == 0 ? 0.0 : i % 100).Order().ToArray();
        for (var i = 0; i < 9_999; i += 7) Assert.Equal(sorted[i], sketch.Quantile(i / 9_999.0), 1e-9);
        Assert.Equal(2000, sketch.CountBelow(0.5));
    }

    [Fact]
    public void A_sketch_of_any_million_doubles_keeps_no_more_pages_than_it_may()
    {
        // Every exponent of both signs, mantissas spread evenly, zeros, subnormals, the ends and infinities among them; then all of one sign.
        var sketch = new QuantileSketch();
        for (var i = 0L; i < 1_000_000; i++)
        {
            sketch.Add((i % 1000) switch
            {
                0 => 0.0,
                1 => double.Epsilon * i,
                2 => double.MaxValue,
                3 => double.MinValue,
                4 => double.PositiveInfinity,
                5 => double.NegativeInfinity,
                _ => BitConverter.Int64BitsToDouble(i * unchecked((long)0x9E3779B97F4A7C15)) is var x && double.IsFinite(x) ? x : 1.0,
            });
            if (i % 4096 == 0) Assert.InRange(sketch.Pages, 0, QuantileSketch.MaxPages);
        }

        Assert.InRange(sketch.Pages, 0, QuantileSketch.MaxPages);
        Assert.Equal(10, sketch.Level);
        Assert.Equal(1_000_000, sketch.Count);
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (sketch.Min, sketch.Max));
        Assert.Equal((double.MinValue, double.MaxValue), (sketch.SmallestFinite, sketch.LargestFinite));
        Assert.Equal(1000, sketch.CountBelow(double.MinValue));
        Assert.Equal(1_000_000, Histogram.Of(sketch, 20).Counts.Sum());
    }

    [Theory]
    [InlineData(1.0, 0)] // values of one octave
    [InlineData(4.0, 0)]
    [InlineData(5.0, 1)]
    [InlineData(16.0, 2)]
    [InlineData(300.0, 7)]
    public void A_sketch_is_as_coarse_as_the_octaves_of_its_values_ask_and_no_coarser(double octaves, int level)
    {
        const int n = 200_000;
        var sketch = new QuantileSketch();
        var values = Enumerable.Range(0, n).Select(i => Math.Pow(2.0, octaves * ((i * 61_803L % n) / (double)n) - 1.0)).ToArray();
        Array.ForEach(values, sketch.Add);
        Assert.Equal(level, sketch.Level);

        Array.Sort(values);
        for (var rank = 0; rank < n; rank += 37) Assert.InRange(sketch.Quantile(rank / (n - 1.0)) / values[rank], 1.0 - Math.ScaleB(1.0, level - 10), 1.0 + Math.ScaleB(1.0, level - 10));
    }

    [Fact]
    public void Histograms_have_nice_edges_and_lose_nothing()
    {
        var sketch = new QuantileSketch();
        for (var i = 0; i < 5_000; i++) sketch.Add(i / 5_000.0);
        var histogram = Histogram.Of(sketch, 10);
        Assert.Equal([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], histogram.Edges.ToArray());
        Assert.Equal(5_000, histogram.Counts.Sum());
        Assert.All(histogram.Counts, count => Assert.InRange(count, 499, 501));

        Assert.Equal([0.0, 2.0, 4.0, 6.0], Of(5, 0.0, 1.0, 3.0, 5.5).Edges.ToArray());
        Assert.Equal([0.0, 5.0, 10.0], Of(2, 0.0, 10.0).Edges.ToArray());
        Assert.Equal([1L, 1L], Of(2, 0.0, 10.0).Counts.ToArray());
        Assert.Empty(Of(5).Counts);
        Assert.Equal([3L], Of(5, 7.0, 7.0, 7.0).Counts.ToArray());
        Assert.Equal(4, Of(5, double.NegativeInfinity, 1.0, 2.0, double.PositiveInfinity).Counts.Sum());
        foreach (var (low, high) in new[] { (-1.7e308, 1.7e308), (0.0, double.Epsilon), (1.0, Math.BitIncrement(1.0)), (1e300, 1.0000001e300), (-3e-310, 5e-310), (123456.0, 123457.0) })
        {
            var wide = Of(20, low, high);
            Assert.Equal(2, wide.Counts.Sum());
            Assert.True(wide.Edges[0] <= low && wide.Edges[^1] >= high && wide.Counts.Length <= 20);
            Assert.True(wide.Edges.Zip(wide.Edges.Skip(1)).All(pair => pair.First < pair.Second));
        }

        static Histogram Of(int bins, params double[] values)
        {
            var sketch = new QuantileSketch();
            foreach (var x in values) sketch.Add(x);
            return Histogram.Of(sketch, bins);
        }
    }

    [Fact]
    public void Wilson_gives_the_textbook_interval()
    {
        Assert.Equal((0.0, 1.0), Intervals.Wilson(0, 0));
        var (low, high) = Intervals.Wilson(10, 100);
        Assert.Equal(0.05522913, low, 1e-7); // SciPy 1.10.1: binomtest(10, 100).proportion_ci(method="wilson")
        Assert.Equal(0.17436566, high, 1e-7);
        Assert.Equal(0.0, Intervals.Wilson(0, 10).Low);
        Assert.Equal(0.27753280, Intervals.Wilson(0, 10).High, 1e-7);
        Assert.Equal(1.0, Intervals.Wilson(10, 10).High);
        Assert.True(Intervals.Wilson(10, 100, 0.99).Low < low);
        Assert.Throws<ArgumentOutOfRangeException>(() => Intervals.Wilson(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Intervals.Wilson(1, 2, 1.0));
    }

    [Fact]
    public void A_digest_sees_every_bit_place_and_trial()
    {
        var digests = new List<TrialDigest>
        {
            TrialDigest.Empty, TrialDigest.Of(0, []), TrialDigest.Of(1, []), TrialDigest.Of(0, [0.0]), TrialDigest.Of(0, [-0.0]), TrialDigest.Of(1, [0.0]),
            TrialDigest.Of(0, [0.0, 0.0]), TrialDigest.Of(0, [1.0, 2.0]), TrialDigest.Of(0, [2.0, 1.0]), TrialDigest.Of(0, [1.0, Math.BitIncrement(2.0)]),
            TrialDigest.Of(0, [1.0]).Add(1, [2.0]), TrialDigest.Of(0, [2.0]).Add(1, [1.0]), TrialDigest.Of(0, [1.0]).Add(0, [1.0]),
        };
        for (var bit = 0; bit < 64; bit++) digests.Add(TrialDigest.Of(5, [BitConverter.Int64BitsToDouble(1L << bit), 3.0]));
        Assert.Equal(digests.Count, digests.Select(digest => digest.ToString()).Distinct().Count());
        Assert.All(digests, digest => Assert.Matches("^[0-9a-f]{32}$", digest.ToString()));
    }

    [Fact]
    public void A_bit_of_input_moves_half_the_bits_of_a_digest()
    {
        // 128 output bits over 64 input bits and 50 trials: 409,600 coins; 4.9 standard errors is a false-alarm rate of 1e-6.
        var moved = 0L;
        for (var trial = 0; trial < 50; trial++)
        {
            var plain = TrialDigest.Of(trial, [1.5, 2.5]);
            for (var bit = 0; bit < 64; bit++)
            {
                var other = TrialDigest.Of(trial, [1.5, BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(2.5) ^ 1L << bit)]);
                moved += System.Numerics.BitOperations.PopCount(plain.Low ^ other.Low) + System.Numerics.BitOperations.PopCount(plain.High ^ other.High);
            }
        }

        const double n = 409_600.0;
        Assert.InRange(moved, n / 2.0 - 4.9 * Math.Sqrt(n / 4.0), n / 2.0 + 4.9 * Math.Sqrt(n / 4.0));
    }
}
