using System.Collections.Immutable;
using Entente.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Entente.Sampling;

/// <summary>Rank correlations between uniform numbers, by way of correlated normal scores.</summary>
/// <remarks>
/// A Spearman rank correlation rho is the Pearson correlation 2 sin(pi rho / 6) of the scores (W. H. Kruskal, JASA 53
/// (1958) 814-861). Dimensions without a correlation to an earlier one keep their numbers bit for bit, and the others
/// change only with dimensions of their own connected group.
/// </remarks>
public sealed class GaussianCopula
{
    // Below this a pivot counts as zero: perfect correlation is allowed, and rounding must not refuse it.
    private const double Tolerance = 1e-10;

    private readonly ImmutableArray<Row> _rows;

    private GaussianCopula(int dimensions, ImmutableArray<Row> rows)
    {
        Dimensions = dimensions;
        _rows = rows;
    }

    /// <summary>The length of the points that <see cref="Apply"/> takes.</summary>
    public int Dimensions { get; }

    /// <summary>The copula with the given rank correlations and none between other pairs; null if no distribution has them.</summary>
    /// <param name="n">The number of dimensions.</param>
    /// <param name="pairs">Pairs of different dimensions in [0, n), each pair at most once, in any order; ranks in [-1, 1].</param>
    /// <param name="worstPair">If null is returned: the given pair that contributes most to the contradiction, the one to mend.</param>
    /// <exception cref="ArgumentException">A pair repeats or is out of range.</exception>
    public static GaussianCopula? TryCreate(int n, ImmutableArray<(int A, int B, double Rank)> pairs, out (int A, int B) worstPair)
    {
        worstPair = default;
        var matrix = ToPearson(n, pairs);
        var factor = Factorise(matrix, n);
        if (factor is null)
        {
            worstPair = FindWorst(matrix, n, pairs);
            return null;
        }

        return new GaussianCopula(n, RowsOf(factor));
    }

    /// <summary>The same dependence with the dimensions in another order, in which each is drawn given those before it.</summary>
    /// <param name="order">Which dimension comes first, second and so on: a permutation.</param>
    public GaussianCopula Reordered(ImmutableArray<int> order)
    {
        var factor = new double[Dimensions, Dimensions];
        for (var i = 0; i < Dimensions; i++) factor[i, i] = 1.0;
        foreach (var (place, terms) in _rows)
        {
            factor[place, place] = 0.0;
            foreach (var (at, weight) in terms) factor[place, at] = weight;
        }

        var pearson = new double[Dimensions, Dimensions];
        for (var i = 0; i < Dimensions; i++)
            for (var j = 0; j < Dimensions; j++)
                for (var k = 0; k < Dimensions; k++) pearson[i, j] += factor[order[i], k] * factor[order[j], k];

        return new GaussianCopula(Dimensions, RowsOf(Factorise(pearson, Dimensions)!));
    }

    /// <summary>Turns independent uniform numbers into correlated ones, each still uniform.</summary>
    /// <param name="uniforms">In (0, 1), before and after. Shape [<see cref="Dimensions"/>].</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public void Apply(Span<double> uniforms)
    {
        if (uniforms.Length != Dimensions) throw new ArgumentException($"the point has {uniforms.Length} coordinates, but the copula {Dimensions}", nameof(uniforms));
        // From the last row up: a row reads only places at or before its own, which are still untouched.
        for (var i = _rows.Length - 1; i >= 0; i--)
        {
            var sum = 0.0;
            foreach (var (place, weight) in _rows[i].Terms) sum += weight * SpecialFunctions.NormalQuantile(uniforms[place]);
            uniforms[_rows[i].Place] = UnitInterval.Clamp(SpecialFunctions.NormalCdf(sum));
        }
    }

    private static ImmutableArray<Row> RowsOf(double[,] factor)
    {
        var rows = ImmutableArray.CreateBuilder<Row>();
        for (var i = 0; i < factor.GetLength(0); i++)
        {
            var terms = ImmutableArray.CreateBuilder<(int, double)>();
            for (var j = 0; j <= i; j++)
                if (factor[i, j] != 0.0) terms.Add((j, factor[i, j]));
            if (terms is not [(var only, 1.0)] || only != i) rows.Add(new Row(i, terms.ToImmutable()));
        }

        return rows.ToImmutable();
    }

    private static double[,] ToPearson(int n, ImmutableArray<(int A, int B, double Rank)> pairs)
    {
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++) matrix[i, i] = 1.0;
        var seen = new HashSet<(int, int)>();
        foreach (var (a, b, rank) in pairs)
        {
            if ((uint)a >= n || (uint)b >= n || a == b) throw new ArgumentException($"({a}, {b}) is not a pair of different dimensions below {n}", nameof(pairs));
            if (!(rank >= -1.0 && rank <= 1.0)) throw new ArgumentException($"a rank correlation must be between -1 and 1, but is {Words.Number(rank)}", nameof(pairs));
            if (!seen.Add((Math.Min(a, b), Math.Max(a, b)))) throw new ArgumentException($"the pair ({a}, {b}) is given twice", nameof(pairs));
            // At the ends the sine of pi / 6 would round.
            var pearson = Math.Abs(rank) == 1.0 ? rank : 2.0 * Elementary.Sin(rank * 0.5235987755982989);
            matrix[a, b] = matrix[b, a] = pearson;
        }

        return matrix;
    }

    /// <summary>The lower Cholesky factor, zero pivots allowed; null if the matrix is not positive semi-definite.</summary>
    private static double[,]? Factorise(double[,] matrix, int n)
    {
        var factor = new double[n, n];
        for (var j = 0; j < n; j++)
        {
            var pivot = matrix[j, j];
            for (var k = 0; k < j; k++) pivot -= factor[j, k] * factor[j, k];
            if (pivot < -Tolerance) return null;
            var root = pivot > Tolerance ? Math.Sqrt(pivot) : 0.0;
            factor[j, j] = root;
            for (var i = j + 1; i < n; i++)
            {
                var rest = matrix[i, j];
                for (var k = 0; k < j; k++) rest -= factor[i, k] * factor[j, k];
                if (root > 0.0) factor[i, j] = rest / root;
                // Without variance of its own, a score cannot covary with anything beyond its explained part.
                else if (Math.Abs(rest) > 1e-5) return null;
            }
        }

        return factor;
    }

    /// <summary>The pair with the largest product of places in the eigenvector of the smallest eigenvalue.</summary>
    /// <remarks>Serves a message only, so its last bits do not matter.</remarks>
    private static (int A, int B) FindWorst(double[,] matrix, int n, ImmutableArray<(int A, int B, double Rank)> pairs)
    {
        var eigen = Matrix<double>.Build.DenseOfArray(matrix).Evd(Symmetricity.Symmetric);
        var smallest = 0;
        for (var i = 1; i < n; i++)
            if (eigen.EigenValues[i].Real < eigen.EigenValues[smallest].Real) smallest = i;
        var vector = eigen.EigenVectors.Column(smallest);
        // Rounded, so that ties fall to the first pair given, on every machine.
        var worst = pairs.MaxBy(pair => Math.Round(Math.Abs(vector[pair.A] * vector[pair.B] * matrix[pair.A, pair.B]), 6));
        return (worst.A, worst.B);
    }

    private readonly record struct Row(int Place, ImmutableArray<(int Place, double Weight)> Terms);
}
