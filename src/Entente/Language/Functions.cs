using System.Collections.Immutable;
using Entente.Numerics;

namespace Entente.Language;

/// <summary>How a function treats units.</summary>
public enum UnitRule
{
    /// <summary>Arguments without dimension; the value is a plain number.</summary>
    Dimensionless,

    /// <summary>Arguments of one unit; the value has it too.</summary>
    Same,

    /// <summary>The value has the square root of the unit.</summary>
    Root,
}

/// <summary>A function of numbers: the one row that the checker, the evaluator, the kernels and the reference read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Names of its parameters; a last one that ends in … stands for one or more.</param>
/// <param name="Units">How it treats units.</param>
/// <param name="Says">What it gives; lower case.</param>
/// <param name="Example">An expression that is true.</param>
/// <param name="Apply">The function. NaN means that the arguments are outside its domain, which fails the trial.</param>
/// <param name="Lanes">The same for many trials at once: the same bits, and the domain told by <see cref="ILaneOperations.Require"/>. Arguments are not NaN.</param>
public sealed record Function(
    string Name, ImmutableArray<string> Parameters, UnitRule Units, string Says, string Example, Func<ReadOnlySpan<double>, double> Apply,
    Func<ILaneOperations, ImmutableArray<LaneValue>, LaneValue> Lanes)
{
    public bool IsVariadic => Parameters[^1].EndsWith('…');

    /// <summary>How it is called, such as <c>clamp(x, low, high)</c>.</summary>
    public string Signature => $"{Name}({string.Join(", ", Parameters)})";
}

/// <summary>All functions of numbers.</summary>
public static class Functions
{
    public static ImmutableArray<Function> All { get; } =
    [
        new("abs", ["x"], UnitRule.Same, "x without its sign", "abs(-2) == 2",
            a => Math.Abs(a[0]),
            (on, a) => on.Abs(a[0])),
        new("ceil", ["x"], UnitRule.Same, "the least whole number that is not below x", "ceil(1.2) == 2",
            a => Math.Ceiling(a[0]),
            (on, a) => on.Ceiling(a[0])),
        new("clamp", ["x", "low", "high"], UnitRule.Same, "x, or the nearer end of [low, high]", "clamp(3, 0, 1) == 1",
            Clamped,
            (on, a) => on.Min(on.Max(a[0], a[1]), a[2])),
        new("exp", ["x"], UnitRule.Dimensionless, "e to the power x", "exp(0) == 1",
            a => Elementary.Exp(a[0]),
            (on, a) => on.Exp(a[0])),
        new("floor", ["x"], UnitRule.Same, "the greatest whole number that is not above x", "floor(1.8) == 1",
            a => Math.Floor(a[0]),
            (on, a) => on.Floor(a[0])),
        new("log", ["x"], UnitRule.Dimensionless, "the natural logarithm; x > 0", "log(1) == 0",
            a => a[0] > 0 ? Elementary.Log(a[0]) : double.NaN,
            (on, a) => Within(on, on.IsLess(on.Number(0), a[0]), on.Log(a[0]))),
        new("logistic", ["x"], UnitRule.Dimensionless, "1 / (1 + exp(-x))", "logistic(0) == 0.5",
            a => Elementary.Logistic(a[0]),
            (on, a) => on.Logistic(a[0])),
        new("logit", ["p"], UnitRule.Dimensionless, "log(p / (1 - p)); 0 < p < 1", "logit(0.5) == 0",
            a => a[0] is > 0 and < 1 ? Elementary.Logit(a[0]) : double.NaN,
            (on, a) => Within(on, on.IsLess(on.Number(0), a[0]), Within(on, on.IsLess(a[0], on.Number(1)), on.Logit(a[0])))),
        new("max", ["x", "y…"], UnitRule.Same, "the largest", "max(1, 3, 2) == 3",
            Largest,
            (on, a) => Enumerable.Aggregate(a, on.Max)),
        new("min", ["x", "y…"], UnitRule.Same, "the smallest", "min(1, 3, 2) == 1",
            Smallest,
            (on, a) => Enumerable.Aggregate(a, on.Min)),
        new("round", ["x"], UnitRule.Same, "the nearest whole number, halves to the even one", "round(2.5) == 2",
            a => Math.Round(a[0]),
            (on, a) => on.Round(a[0])),
        new("sqrt", ["x"], UnitRule.Root, "the square root; x >= 0", "sqrt(9) == 3",
            a => Math.Sqrt(a[0]),
            (on, a) => Within(on, on.IsAtMost(on.Number(0), a[0]), on.Sqrt(a[0]))),
    ];

    public static Function? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    private static double Clamped(ReadOnlySpan<double> values) =>
        HasNaN(values) ? double.NaN : Elementary.Smaller(Elementary.Larger(values[0], values[1]), values[2]);

    private static double Largest(ReadOnlySpan<double> values) => HasNaN(values) ? double.NaN : Best(values, Elementary.Larger);

    private static double Smallest(ReadOnlySpan<double> values) => HasNaN(values) ? double.NaN : Best(values, Elementary.Smaller);

    // Larger and Smaller may lose a NaN.
    private static bool HasNaN(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }

    private static LaneValue Within(ILaneOperations on, LaneValue domain, LaneValue value)
    {
        on.Require(domain);
        return value;
    }

    private static double Best(ReadOnlySpan<double> values, Func<double, double, double> better)
    {
        var best = values[0];
        foreach (var value in values[1..])
        {
            best = better(best, value);
        }

        return best;
    }
}
