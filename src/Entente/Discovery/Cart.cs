using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Discovery;

/// <summary>A classification tree of the cases: grown by Gini's index, pruned by cost and complexity.</summary>
/// <param name="Root">The pruned tree.</param>
/// <param name="Penalty">The impurity a trial that a split had to save.</param>
/// <param name="Error">The mean squared error of the densities on trials left out, by cross validation: Brier's score.</param>
/// <param name="ErrorOfNone">The same of a tree without splits.</param>
/// <remarks>
/// L. Breiman, J. H. Friedman, R. A. Olshen, C. J. Stone, Classification and Regression Trees (1984). Ten folds, drawn by
/// address; the smallest tree within one standard error of the best. Trees are judged by squared error and not by
/// misclassification, since cases are often rare. Options are split as their densities order them, which is exact for two classes.
/// </remarks>
public sealed record Cart(TreeNode Root, double Penalty, double Error, double ErrorOfNone)
{
    /// <summary>How deep a tree may grow.</summary>
    public const int MostDepth = 6;

    private const int Folds = 10;

    /// <summary>Grows and prunes a tree.</summary>
    /// <param name="factors">Inputs.</param>
    /// <param name="cases">Whether a trial is of interest. Shape [n].</param>
    /// <param name="leastLeaf">The fewest trials of a leaf, ≥ 1.</param>
    public static Cart Of(IReadOnlyList<Factor> factors, bool[] cases, int leastLeaf, ulong seed, int threads = 1)
    {
        int[][] sorted = [.. factors.Select(f => f.Sorted())];
        var all = Growing.Grow(factors, sorted, cases, _ => true, leastLeaf, MostDepth);
        var penalties = Penalties(all, cases.Length);
        var stream = DrawStream.Named(seed, "cart-folds");
        var foldOf = Enumerable.Range(0, cases.Length).Select(r => Math.Min(Folds - 1, (int)(stream.Uniform(0, 0, (ulong)r + 1) * Folds))).ToArray();
        var squares = new double[Folds][][];
        Parallel.For(0, Folds, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, fold =>
        {
            var rows = Enumerable.Range(0, cases.Length).Where(r => foldOf[r] == fold).ToArray();
            var tree = Growing.Grow(factors, sorted, cases, r => foldOf[r] != fold, leastLeaf, MostDepth);
            squares[fold] =
            [
                .. penalties.Select(p =>
                {
                    var pruned = Prune(tree, p * (cases.Length - rows.Length));
                    return rows.Select(r => (cases[r] ? 1 : 0) - (tree.Count == 0 ? 0 : pruned.Find(factors, r).Density)).Select(e => e * e).ToArray();
                }),
            ];
        });
        var errors = penalties.Select((_, p) => Moments([.. squares.SelectMany(s => s[p])])).ToArray();
        var best = Enumerable.Range(0, errors.Length).MinBy(p => errors[p].Mean);
        var chosen = Enumerable.Range(0, errors.Length).Last(p => errors[p].Mean <= errors[best].Mean + errors[best].Error);
        return new Cart(Prune(all, penalties[chosen] * cases.Length), penalties[chosen], errors[chosen].Mean, errors[^1].Mean);
    }

    // Between two steps of the sequence of pruned trees, the geometric mean of both stands for the range; the last prunes everything.
    private static ImmutableArray<double> Penalties(TreeNode root, int n)
    {
        var steps = new List<double> { 0 };
        for (var tree = root; !tree.IsLeaf;)
        {
            var weakest = Weakest(tree);
            tree = Prune(tree, weakest);
            steps.Add(weakest / Math.Max(1, n));
        }

        return [.. steps.Zip(steps.Skip(1), (a, b) => Math.Sqrt(a * b)), double.PositiveInfinity];
    }

    private static double Weakest(TreeNode node) =>
        node.IsLeaf ? double.PositiveInfinity : Math.Min(Gain(node), Math.Min(Weakest(node.First!), Weakest(node.Second!)));

    // What its leaves save, for each of them beyond one.
    private static double Gain(TreeNode node) => (node.Impurity - LeafImpurity(node)) / (node.Leaves - 1);

    private static double LeafImpurity(TreeNode node) => node.IsLeaf ? node.Impurity : LeafImpurity(node.First!) + LeafImpurity(node.Second!);

    private static TreeNode Prune(TreeNode node, double penalty)
    {
        if (node.IsLeaf)
        {
            return node;
        }

        var pruned = node with { First = Prune(node.First!, penalty), Second = Prune(node.Second!, penalty) };
        return Gain(pruned) <= penalty ? node with { Yes = null, No = null, First = null, Second = null } : pruned;
    }

    private static (double Mean, double Error) Moments(double[] values)
    {
        if (values.Length < 2)
        {
            return (values.Length == 0 ? 0 : values[0], 0);
        }

        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length));
    }
}
