using System.Collections.Immutable;
using System.Globalization;
using Entente.Sampling;

namespace Entente.Studies;

/// <summary>Designs over the unit cube: rows of coordinates, one for each factor, each row with its role.</summary>
internal static class UnitDesigns
{
    /// <summary>A row of a design.</summary>
    /// <param name="U">Coordinates. In (0, 1) but for Morris, whose levels include the ends.</param>
    internal readonly record struct Row(double[] U, string? Role);

    public static ImmutableArray<Row> LatinHypercube(ulong seed, ImmutableArray<string> names, int points) => Sampled(new LatinHypercube(seed, Streams(names), points), names.Length, points);

    public static ImmutableArray<Row> Sobol(ulong seed, ImmutableArray<string> names, int points) => Sampled(new Sobol(seed, Streams(names)), names.Length, points);

    /// <summary>For each base point: A, then A with each coordinate of B, with <paramref name="secondOrder"/> also B with each of A, and B.</summary>
    /// <remarks>A. Saltelli, Computer Physics Communications 145 (2002) 280-297. A and B are the two halves of one Sobol point.</remarks>
    public static ImmutableArray<Row> Saltelli(ulong seed, ImmutableArray<string> names, int points, bool secondOrder)
    {
        var sampler = new Sobol(seed, Streams(names).Concat(names.Select(n => "study/B/" + n)));
        var rows = ImmutableArray.CreateBuilder<Row>();
        for (var p = 0; p < points; p++)
        {
            double[] a = [.. names.Select((_, k) => sampler.Uniform(p, k))];
            double[] b = [.. names.Select((_, k) => sampler.Uniform(p, names.Length + k))];
            rows.Add(new Row(a, Role("A", p)));
            for (var k = 0; k < names.Length; k++)
            {
                rows.Add(new Row(With(a, k, b[k]), Role("AB " + names[k], p)));
            }

            for (var k = 0; secondOrder && k < names.Length; k++)
            {
                rows.Add(new Row(With(b, k, a[k]), Role("BA " + names[k], p)));
            }

            rows.Add(new Row(b, Role("B", p)));
        }

        return rows.ToImmutable();
    }

    /// <summary>Trajectories over a grid of even levels: from a random point each coordinate is moved once, by half the levels, in a random order.</summary>
    /// <remarks>M. D. Morris, Technometrics 33 (1991) 161-174, with delta = p / (2 (p - 1)) for p levels.</remarks>
    public static ImmutableArray<Row> Morris(ulong seed, ImmutableArray<string> names, int trajectories, int levels)
    {
        var start = names.Select(n => DrawStream.Named(seed, "study/start/" + n)).ToArray();
        var order = names.Select(n => DrawStream.Named(seed, "study/order/" + n)).ToArray();
        var rows = ImmutableArray.CreateBuilder<Row>();
        for (var t = 0; t < trajectories; t++)
        {
            int[] at = [.. start.Select(s => (int)(s.Uniform(t, 0, 0) * levels))];
            rows.Add(new Row(Point(at), Role("trajectory", t)));
            foreach (var k in Enumerable.Range(0, names.Length).OrderBy(k => order[k].Uniform(t, 0, 0)).ThenBy(k => k))
            {
                at[k] += at[k] < levels / 2 ? levels / 2 : -levels / 2;
                rows.Add(new Row(Point(at), Role("trajectory " + names[k], t)));
            }
        }

        return rows.ToImmutable();

        double[] Point(int[] at) => [.. at.Select(i => (double)i / (levels - 1))];
    }

    private static ImmutableArray<Row> Sampled(ISampler sampler, int factors, int points) =>
        [.. Enumerable.Range(0, points).Select(p => new Row([.. Enumerable.Range(0, factors).Select(k => sampler.Uniform(p, k))], null))];

    private static IEnumerable<string> Streams(ImmutableArray<string> names) => names.Select(n => "study/" + n);

    private static double[] With(double[] point, int k, double value)
    {
        double[] moved = [.. point];
        moved[k] = value;
        return moved;
    }

    private static string Role(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what} {number}");
}
