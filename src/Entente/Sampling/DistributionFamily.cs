using System.Collections.Immutable;

namespace Entente.Sampling;

/// <summary>A parameter of a distribution family: its name in the language and what it means.</summary>
public sealed record DistributionParameter(string Name, string Description);

/// <summary>One row of <see cref="Distributions"/>: a distribution with a fixed list of parameters.</summary>
/// <remarks>
/// Parameters are passed in the order of <see cref="Parameters"/>, with as many values. Only <see cref="Check"/> may be
/// called with values that it refuses.
/// </remarks>
public sealed class DistributionFamily
{
    private readonly CheckFunction _check;
    private readonly PointFunction _quantile;
    private readonly TailFunction? _tails;
    private readonly PointFunction _cdf;
    private readonly MeanFunction _mean;
    private readonly SupportFunction _support;

    internal DistributionFamily(
        string name,
        string summary,
        ImmutableArray<DistributionParameter> parameters,
        string example,
        CheckFunction check,
        PointFunction? quantile,
        PointFunction cdf,
        MeanFunction mean,
        SupportFunction support,
        TailFunction? tails = null)
    {
        Name = name;
        Summary = summary;
        Parameters = parameters;
        Example = example;
        _check = check;
        _tails = tails;
        _quantile = quantile ?? ((p, at) => tails!(p, at, 1.0 - at));
        _cdf = cdf;
        _mean = mean;
        _support = support;
    }

    internal delegate string? CheckFunction(ReadOnlySpan<double> p);

    internal delegate double PointFunction(ReadOnlySpan<double> p, double at);

    /// <summary>The quantile by both tails, the chance of less and the chance of more, for families that search for it.</summary>
    internal delegate double TailFunction(ReadOnlySpan<double> p, double lower, double upper);

    internal delegate double MeanFunction(ReadOnlySpan<double> p);

    internal delegate (double Low, double High) SupportFunction(ReadOnlySpan<double> p);

    /// <summary>The name in the language, such as <c>truncated_normal</c>.</summary>
    public string Name { get; }

    /// <summary>One sentence for the reference.</summary>
    public string Summary { get; }

    /// <summary>The parameters in order.</summary>
    public ImmutableArray<DistributionParameter> Parameters { get; }

    /// <summary>An example as it is written in a scenario.</summary>
    public string Example { get; }

    /// <summary>What is wrong with the parameters, in lower case and without a full stop; null if nothing is.</summary>
    public string? Check(ReadOnlySpan<double> parameters)
    {
        if (parameters.Length != Parameters.Length)
            return $"{Name} takes {Parameters.Length} parameters, but {parameters.Length} are given";
        for (var i = 0; i < parameters.Length; i++)
            if (!double.IsFinite(parameters[i])) return $"{Parameters[i].Name} must be a finite number, but is {Words.Number(parameters[i])}";
        return _check(parameters);
    }

    /// <summary>The smallest x with Cdf(x) at least p, up to rounding; the ends of the support at 0 and 1; NaN outside [0, 1].</summary>
    public double Quantile(ReadOnlySpan<double> parameters, double p)
    {
        if (!(p >= 0.0 && p <= 1.0)) return double.NaN;
        var (low, high) = _support(parameters);
        if (p == 0.0) return low;
        if (p == 1.0) return high;
        return Math.Min(Math.Max(_quantile(parameters, p), low), high);
    }

    /// <summary>Whether the quantile is searched for, so that a fixed distribution is drawn from a <see cref="QuantileTable"/>.</summary>
    internal bool IsSearched => _tails is not null;

    /// <summary><see cref="Quantile"/> of a family that <see cref="IsSearched"/>, by both tails: neither loses digits near the ends.</summary>
    internal double QuantileByTails(ReadOnlySpan<double> parameters, double lower, double upper)
    {
        var (low, high) = _support(parameters);
        return Math.Min(Math.Max(_tails!(parameters, lower, upper), low), high);
    }

    /// <summary>The chance of a value at most <paramref name="x"/>, in [0, 1]; NaN for NaN.</summary>
    public double Cdf(ReadOnlySpan<double> parameters, double x)
    {
        if (double.IsNaN(x)) return x;
        var (low, high) = _support(parameters);
        if (x <= low) return 0.0;
        if (x >= high) return 1.0;
        return _cdf(parameters, x);
    }

    /// <summary>The mean; NaN where there is none.</summary>
    public double Mean(ReadOnlySpan<double> parameters) => _mean(parameters);

    /// <summary>The smallest and the largest possible value; infinite where there is none.</summary>
    public (double Low, double High) Support(ReadOnlySpan<double> parameters) => _support(parameters);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
