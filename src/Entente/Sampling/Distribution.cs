namespace Entente.Sampling;

/// <summary>A checked probability distribution of one number.</summary>
/// <remarks>
/// Immutable. Every kind has a static <c>Check</c> that says what is wrong with its parts, in lower case and without a
/// full stop; the constructors throw <see cref="ArgumentException"/> with the same words.
/// </remarks>
public abstract record Distribution
{
    /// <summary>The mean; NaN where there is none.</summary>
    public abstract double Mean { get; }

    /// <summary>The smallest and the largest possible value; infinite where there is none.</summary>
    public abstract (double Low, double High) Support { get; }

    /// <summary>The smallest x with Cdf(x) at least <paramref name="p"/>, up to rounding; the ends of the support at 0 and 1; NaN outside [0, 1]. Never falls as p grows, up to rounding.</summary>
    public abstract double Quantile(double p);

    /// <summary>The value that a uniform number in (0, 1) stands for: <see cref="Quantile"/>, or a table of it that is faster.</summary>
    /// <remarks>Off by less than 1e-7 of the standard deviation, or of the distance to the median where that is more (measured).</remarks>
    public virtual double Draw(double uniform) => Quantile(uniform);

    /// <summary>The chance of a value at most <paramref name="x"/>, in [0, 1]; NaN for NaN.</summary>
    public abstract double Cdf(double x);

    /// <summary>For constructors: a failed check is a mistake of the caller.</summary>
    private protected static void Require(string? problem)
    {
        if (problem is not null) throw new ArgumentException(problem);
    }
}
