using System.Numerics;
using Entente.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Statistics;

/// <remarks>The laws: merging in any split and any order equals one pass, bit for bit; and results equal exact arithmetic.</remarks>
public class StatisticsProperties
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithReplay(20260401UL, 1UL).WithMaxTest(200);

    /// <summary>Any finite double, awkward ones often: huge, subnormal, cancelling, repeated.</summary>
    private static readonly Gen<double> Number = Gen.OneOf(
        Gen.Elements(0.0, -0.0, 1.0, -1.0, 1e308, -1e308, double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon, 2.2250738585072014e-308, 1e-310, 0.1, 1e16, 1.0 + 2.220446049250313e-16),
        Gen.Choose(-1000, 1000).Select(i => i / 8.0),
        Gen.Choose(int.MinValue, int.MaxValue).SelectMany(high => Gen.Choose(int.MinValue, int.MaxValue).Select(low => BitConverter.Int64BitsToDouble((long)high << 32 | (uint)low))).Where(double.IsFinite));

    private static readonly Arbitrary<(double[] Numbers, int[] Places)> Case = Number.ArrayOf()
        .SelectMany(numbers => Gen.Choose(0, 5).ArrayOf(numbers.Length).Select(places => (numbers, places))).ToArbitrary();

    private static void Holds(Func<double[], int[], bool> law) => Check.One(Fixed, Prop.ForAll(Case, pair => law(pair.Numbers, pair.Places)));

    /// <summary>Six accumulators fed in reverse order by place, then merged in an odd order.</summary>
    private static T SplitAndMerge<T>(double[] numbers, int[] places, Func<T> create, Action<T, double> add, Action<T, T> merge)
    {
        var parts = Enumerable.Range(0, 6).Select(_ => create()).ToArray();
        for (var i = numbers.Length - 1; i >= 0; i--) add(parts[places[i]], numbers[i]);
        merge(parts[4], parts[1]);
        merge(parts[0], parts[5]);
        merge(parts[0], parts[4]);
        merge(parts[3], parts[2]);
        merge(parts[3], parts[0]);
        return parts[3];
    }

    private static BigInteger Units(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = (bits & 0xFFFFFFFFFFFFFL) | (exponent == 0 ? 0 : 1L << 52);
        var magnitude = (BigInteger)mantissa << Math.Max(exponent - 1, 0);
        return bits < 0 ? -magnitude : magnitude;
    }

    /// <summary>The nearest double to a fraction, by comparing with neighbours: slow, and another way than the engine's.</summary>
    private static double Nearest(BigInteger numerator, BigInteger denominator, int exponent)
    {
        if (numerator.IsZero) return 0.0;
        if (numerator.Sign < 0) return -Nearest(-numerator, denominator, exponent);
        // In units of 2^-1075, so that halfway points are integers.
        if (exponent > -1075) numerator <<= exponent + 1075;
        else denominator <<= -1075 - exponent;
        long low = 0, high = BitConverter.DoubleToInt64Bits(double.PositiveInfinity);
        // The largest bit pattern whose upper halfway point is below the fraction, plus one.
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var half = HalfUnitsAt(middle) + HalfUnitsAt(middle + 1);
            var order = (half / 2 * denominator).CompareTo(numerator);
            if (order > 0 || (order == 0 && middle % 2 == 0)) high = middle;
            else low = middle + 1;
        }

        return BitConverter.Int64BitsToDouble(low);

        static BigInteger HalfUnitsAt(long pattern)
        {
            // Infinity counts as 2^1024 here, the number that would come next.
            var exponent = (int)(pattern >> 52);
            var mantissa = (pattern & 0xFFFFFFFFFFFFFL) | (exponent == 0 ? 0 : 1L << 52);
            return (BigInteger)mantissa << (Math.Max(exponent - 1, 0) + 1);
        }
    }

    [Fact]
    public void An_exact_sum_is_the_nearest_double_to_the_true_sum() => Holds((numbers, _) =>
    {
        var sum = new ExactSumAccumulator();
        foreach (var x in numbers) sum.Add(x);
        var exact = numbers.Aggregate(BigInteger.Zero, (total, x) => total + Units(x));
        return sum.ToDouble().Equals(Nearest(exact, 1, -1074)) && sum.ToUnits() == exact;
    });

    [Fact]
    public void Sums_merged_in_any_split_and_order_equal_one_pass() => Holds((numbers, places) =>
    {
        var once = new ExactSumAccumulator();
        foreach (var x in numbers) once.Add(x);
        var merged = SplitAndMerge(numbers, places, () => new ExactSumAccumulator(), (sum, x) => sum.Add(x), (a, b) => a.Merge(b));
        return once.ToDouble().Equals(merged.ToDouble());
    });

    [Fact]
    public void Moments_are_exact_and_rounded_once() => Holds((numbers, _) =>
    {
        var moments = new MomentsAccumulator();
        foreach (var x in numbers) moments.Add(x);
        if (numbers.Length < 2) return double.IsNaN(moments.Variance);
        BigInteger n = numbers.Length;
        var sum = numbers.Aggregate(BigInteger.Zero, (total, x) => total + Units(x));
        var squares = numbers.Aggregate(BigInteger.Zero, (total, x) => total + Units(x) * Units(x));
        return moments.Mean.Equals(Nearest(sum, n, -1074))
            && moments.Variance.Equals(Nearest(n * squares - sum * sum, n * (n - 1), -2148))
            && moments.Min == numbers.Min() && moments.Max == numbers.Max() && moments.Count == numbers.Length;
    });

    [Fact]
    public void Moments_merged_in_any_split_and_order_equal_one_pass() => Holds((numbers, places) =>
    {
        var once = new MomentsAccumulator();
        foreach (var x in numbers) once.Add(x);
        var merged = SplitAndMerge(numbers, places, () => new MomentsAccumulator(), (moments, x) => moments.Add(x), (a, b) => a.Merge(b));
        return Print(once) == Print(merged);

        static string Print(MomentsAccumulator m) => string.Join(' ', new[] { m.Count, m.Sum, m.Mean, m.Variance, m.StandardError, m.Min, m.Max }.Select(BitConverter.DoubleToInt64Bits));
    });

    [Fact]
    public void Sketches_merged_in_any_split_and_order_equal_one_pass() => Holds((numbers, places) =>
    {
        // Each number many times over with small changes, so that some cases pass the exact capacity and some do not.
        foreach (var copies in new[] { 1, 60 })
        {
            var many = numbers.SelectMany(x => Enumerable.Range(0, copies).Select(i => i % 3 == 0 ? x : x * (1.0 - i * 1e-4))).ToArray();
            var where = places.SelectMany(place => Enumerable.Range(0, copies).Select(i => (place + i * i) % 6)).ToArray();
            var once = new QuantileSketch();
            foreach (var x in many) once.Add(x);
            var merged = SplitAndMerge(many, where, () => new QuantileSketch(), (sketch, x) => sketch.Add(x), (a, b) => a.Merge(b));
            if (once.Count != merged.Count || once.IsExact != merged.IsExact || once.Level != merged.Level || once.Pages != merged.Pages || once.Pages > QuantileSketch.MaxPages) return false;
            for (var i = 0; i <= 20; i++)
                if (!once.Quantile(i / 20.0).Equals(merged.Quantile(i / 20.0))) return false;
            var (a, b) = (Histogram.Of(once, 12), Histogram.Of(merged, 12));
            if (!a.Edges.SequenceEqual(b.Edges) || !a.Counts.SequenceEqual(b.Counts) || a.Counts.Sum() != once.Count) return false;
        }

        return true;
    });

    [Fact]
    public void Sketches_of_different_levels_merge_to_that_of_all_values_in_any_order()
    {
        // Each part lies in as many octaves as its place says, from where it says: levels differ, and so do those of parts of parts.
        const int n = 18_000;
        var widths = Gen.Choose(0, 60).ArrayOf(6).SelectMany(octaves => Gen.Choose(-40, 40).ArrayOf(6).Select(starts => (octaves, starts))).ToArbitrary();
        Check.One(Fixed.WithMaxTest(40), Prop.ForAll(widths, part =>
        {
            var places = Enumerable.Range(0, n).Select(i => i % 6).ToArray();
            var values = places.Select((place, i) => (i % 7 == 0 ? -1.0 : 1.0) * Math.ScaleB(1.0 + i * 61_803L % n / (double)n, part.starts[place] + (part.octaves[place] == 0 ? 0 : i / 6 % part.octaves[place]))).ToArray();
            var once = new QuantileSketch();
            once.Add(values);
            var merged = SplitAndMerge(values, places, () => new QuantileSketch(), (sketch, x) => sketch.Add(x), (a, b) => a.Merge(b));
            return once.Level == merged.Level && once.Pages == merged.Pages && once.Pages <= QuantileSketch.MaxPages
                && Enumerable.Range(0, 101).All(i => once.Quantile(i / 100.0).Equals(merged.Quantile(i / 100.0)) && once.CountBelow(values[i]) == merged.CountBelow(values[i]));
        }));
    }

    [Fact]
    public void Digests_merged_in_any_split_and_order_equal_one_pass() => Holds((numbers, places) =>
    {
        var parts = new TrialDigest[6];
        var once = TrialDigest.Empty;
        for (var i = 0; i < numbers.Length; i++) once = once.Add(i, [numbers[i], 1.0]);
        for (var i = numbers.Length - 1; i >= 0; i--) parts[places[i]] = parts[places[i]].Add(i, [numbers[i], 1.0]);
        return once == parts.Reverse().Aggregate((a, b) => a.Merge(b));
    });
}
