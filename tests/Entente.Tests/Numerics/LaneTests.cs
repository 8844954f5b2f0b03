using System.Runtime.Intrinsics;
using Entente.Numerics;

namespace Entente.Tests.Numerics;

/// <summary>Every width of vector gives the very bits of the scalar.</summary>
/// <remarks>Any NaN matches any NaN: which of two NaN an operation keeps is the machine's choice.</remarks>
public unsafe class LaneTests
{
    private const int N = 1 << 18;

    private static readonly double[] Specials =
    [
        0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 0.25, 0.75, double.Epsilon, -double.Epsilon, 1e-320, -1e-320,
        2.2250738585072014e-308, 1e-300, -1e-300, 1e-17, 1e300, -1e300, double.MaxValue, double.MinValue, 709.78, 709.79, 720.0, -745.0, -746.0,
        -0.9999999999999999, 9007199254740991.0, -9007199254740993.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 0.7071067811865476, 1.4142135623730951,
    ];

    [Fact] public void Exp() => AssertSame(Elementary.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp);

    [Fact] public void Expm1() => AssertSame(Elementary.Expm1, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1);

    [Fact] public void Log() => AssertSame(Elementary.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log);

    [Fact] public void Log1p() => AssertSame(Elementary.Log1p, VectorMath.Log1p, VectorMath.Log1p, VectorMath.Log1p, VectorMath.Log1p);

    [Fact] public void Logistic() => AssertSame(Elementary.Logistic, VectorMath.Logistic, VectorMath.Logistic, VectorMath.Logistic, VectorMath.Logistic);

    [Fact] public void Logit() => AssertSame(Elementary.Logit, VectorMath.Logit, VectorMath.Logit, VectorMath.Logit, VectorMath.Logit);

    [Fact]
    public void Pow()
    {
        var pairs = Specials.SelectMany(x => Specials.Select(y => (x, y))).Concat(Inputs().Zip(Inputs().Reverse())).Concat(Inputs().Zip(Inputs(), (x, y) => (Math.Abs(x), Math.Clamp(y, -50, 50)))).ToArray();
        var xs = Padded(pairs.Select(p => p.Item1));
        var ys = Padded(pairs.Select(p => p.Item2));
        var expected = xs.Zip(ys, Elementary.Pow).ToArray();
        AssertSame<Vector128<double>>(xs, ys, expected, VectorMath.Pow);
        AssertSame<Vector256<double>>(xs, ys, expected, VectorMath.Pow);
        AssertSame<Vector512<double>>(xs, ys, expected, VectorMath.Pow);
        var result = new double[xs.Length];
        fixed (double* x = xs, y = ys, to = result) VectorMath.Pow(x, y, to, xs.Length);
        AssertSame(xs, expected, result);
    }

    [Fact]
    public void Sine_and_cosine_of_turns()
    {
        var us = Padded(Ulps.Grid(0.0, 1.0, N).Concat(Specials));
        var sines = us.Select(u => Elementary.SinCosOfTurns(u).Sin).ToArray();
        var cosines = us.Select(u => Elementary.SinCosOfTurns(u).Cos).ToArray();
        AssertBoth<Lanes2>();
        AssertBoth<Lanes4>();
        AssertBoth<Lanes8>();

        void AssertBoth<V>()
            where V : unmanaged, ILanes<V>
        {
            AssertSame<V>(us, us, sines, (u, _) => LaneMath.SinCosOfTurns(u).Sin);
            AssertSame<V>(us, us, cosines, (u, _) => LaneMath.SinCosOfTurns(u).Cos);
        }
    }

    [Fact]
    public void The_short_logarithm_is_the_logarithm_of_normal_numbers()
    {
        foreach (var x in Ulps.Doubles(2.3e-308, double.MaxValue, N)) Assert.Equal(Elementary.Log(x), LaneMath.LogOfNormal(new Lane1(x)).Value);
    }

    [Fact]
    public void Operations_of_every_width_are_those_of_one_lane()
    {
        AssertSameOperations<Lanes2>();
        AssertSameOperations<Lanes4>();
        AssertSameOperations<Lanes8>();

        static void AssertSameOperations<V>()
            where V : unmanaged, ILanes<V>
        {
            for (var turn = 0; turn < Specials.Length; turn++)
            {
                var xs = Padded(Specials.Skip(turn).Concat(Specials.Take(turn)));
                var ys = Padded(Specials.Skip(turn * 7 % Specials.Length).Concat(Specials.Take(turn * 7 % Specials.Length)));
                for (var operation = 0; operation < 27; operation++)
                {
                    var expected = new double[xs.Length];
                    for (var i = 0; i < xs.Length; i++) expected[i] = Apply<Lane1>(operation, new(xs[i]), new(ys[i]), new(xs[i])).Value;
                    AssertSame<V>(xs, ys, expected, (x, y) => Apply(operation, x, y, x));
                }
            }
        }

        static V Apply<V>(int operation, V a, V b, V c)
            where V : unmanaged, ILanes<V> => operation switch
            {
                0 => a + b,
                1 => a - b,
                2 => a * b,
                3 => a / b,
                4 => -a,
                5 => a & b,
                6 => a | b,
                7 => a ^ b,
                8 => ~a,
                9 => a < b,
                10 => a > b,
                11 => a <= b,
                12 => a >= b,
                13 => V.Equal(a, b),
                14 => V.Select(a < b, b, c + 1.0),
                15 => V.Min(a, b),
                16 => V.Max(a, b),
                17 => V.Abs(a),
                18 => V.Sqrt(a),
                19 => V.FusedMultiplyAdd(a, b, c * 3.0),
                20 => V.Floor(a),
                21 => V.Ceiling(a),
                22 => V.Round(a),
                23 => V.AddBits(a, b),
                24 => V.SubtractBits(a, b),
                25 => V.MultiplyLowHalves(a, b),
                _ => V.ShiftLeft(V.ShiftRight(a, 17), 5),
            };
    }

    private delegate void ArrayFunction(double* x, double* result, int count);

    private static void AssertSame(
        Func<double, double> scalar, Func<Vector128<double>, Vector128<double>> by2, Func<Vector256<double>, Vector256<double>> by4, Func<Vector512<double>, Vector512<double>> by8, ArrayFunction array)
    {
        var xs = Padded(Inputs());
        var expected = xs.Select(scalar).ToArray();
        AssertSame<Vector128<double>>(xs, xs, expected, (x, _) => by2(x));
        AssertSame<Vector256<double>>(xs, xs, expected, (x, _) => by4(x));
        AssertSame<Vector512<double>>(xs, xs, expected, (x, _) => by8(x));
        var result = new double[xs.Length];
        fixed (double* x = xs, to = result) array(x, to, xs.Length);
        AssertSame(xs, expected, result);
    }

    private static void AssertSame<V>(double[] xs, double[] ys, double[] expected, Func<V, V, V> function)
        where V : unmanaged
    {
        var actual = new double[xs.Length];
        for (var i = 0; i < xs.Length; i += sizeof(V) / sizeof(double))
            fixed (double* x = &xs[i], y = &ys[i], to = &actual[i]) *(V*)to = function(*(V*)x, *(V*)y);
        AssertSame(xs, expected, actual);
    }

    private static void AssertSame(double[] xs, double[] expected, double[] actual)
    {
        for (var i = 0; i < xs.Length; i++)
            Assert.True(Same(expected[i], actual[i]), $"at {xs[i]:R}: {actual[i]:R}, but the scalar gives {expected[i]:R}");
    }

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || double.IsNaN(a) && double.IsNaN(b);

    /// <summary>Special values, all magnitudes of both signs, and the ranges where the answers are ordinary.</summary>
    private static IEnumerable<double> Inputs() =>
        Specials
            .Concat(Ulps.Doubles(double.Epsilon, double.MaxValue, N / 8)).Concat(Ulps.Doubles(double.Epsilon, double.MaxValue, N / 8).Select(x => -x))
            .Concat(Ulps.Grid(-760.0, 760.0, N / 4)).Concat(Ulps.Grid(-2.0, 2.0, N / 2));

    private static double[] Padded(IEnumerable<double> values)
    {
        var list = values.ToList();
        list.AddRange(Enumerable.Repeat(0.3, 16 - list.Count % 8));
        return [.. list];
    }
}
