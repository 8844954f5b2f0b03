using System.Collections.Immutable;

namespace Entente.Discovery;

/// <summary>A part of the trials in a classification tree, with the parts it is split into.</summary>
/// <param name="Count">Trials in it.</param>
/// <param name="Cases">Trials of interest in it.</param>
/// <param name="Yes">What a trial of the first branch meets, or null for a leaf.</param>
/// <param name="No">The opposite: what a trial of the second branch meets.</param>
public sealed record TreeNode(long Count, long Cases, Limit? Yes, Limit? No, TreeNode? First, TreeNode? Second)
{
    public bool IsLeaf => Yes is null;

    public double Density => (double)Cases / Count;

    /// <summary>The sum over its trials of the squared distance from the density: half of Gini's index times the count.</summary>
    internal double Impurity => Cases * (1 - Density);

    public int Leaves => IsLeaf ? 1 : First!.Leaves + Second!.Leaves;

    /// <summary>The leaf that a trial falls into.</summary>
    public TreeNode Find(IReadOnlyList<Factor> factors, int row) =>
        IsLeaf ? this : (Yes!.Holds(factors[Yes.Input].Values[row], factors[Yes.Input].IsOption) ? First! : Second!).Find(factors, row);

    /// <summary>The leaves, each with its limits, the first branch first.</summary>
    public IEnumerable<(TreeNode Leaf, ImmutableArray<Limit> Limits)> Parts() => Parts([]);

    private IEnumerable<(TreeNode Leaf, ImmutableArray<Limit> Limits)> Parts(ImmutableArray<Limit> limits) =>
        IsLeaf ? [(this, limits)] : First!.Parts(With(limits, Yes!)).Concat(Second!.Parts(With(limits, No!)));

    private static ImmutableArray<Limit> With(ImmutableArray<Limit> limits, Limit also)
    {
        var at = limits.ToList().FindIndex(l => l.Input == also.Input);
        return at < 0
            ? limits.Add(also)
            : limits.SetItem(at, new Limit(also.Input, Math.Max(limits[at].Low, also.Low), Math.Min(limits[at].High, also.High), limits[at].Options & also.Options));
    }
}
