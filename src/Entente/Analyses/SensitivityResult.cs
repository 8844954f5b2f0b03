using System.Collections.Immutable;
using Entente.Experiments;
using Entente.Sensitivity;

namespace Entente.Analyses;

/// <summary>What drives one number of the trials.</summary>
/// <param name="Method">How it was analysed.</param>
/// <param name="Of">The number: <c>M</c>, <c>outcome O</c> or <c>time T</c>, or a column.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Given">The condition that trials had to meet, or null.</param>
/// <param name="Rows">Rows of the sample: base rows, trajectories, walks or trials.</param>
/// <param name="Used">Rows that were used, wholly or in part.</param>
/// <param name="Mean">The number's mean over independent trials.</param>
/// <param name="Sd">Its standard deviation.</param>
/// <param name="Names">What the method tells of each input, the one that ranks first.</param>
/// <param name="Inputs">By what ranks them, the largest first.</param>
/// <param name="Pairs">What pairs of inputs have beyond each alone, the largest first.</param>
/// <param name="Notes">What has to be known to read it: sentences.</param>
public sealed record SensitivityResult(
    SensitivityMethod Method, string Of, string Unit, string? Given, long Rows, long Used, double Mean, double Sd, ImmutableArray<string> Names,
    ImmutableArray<InputEffect> Inputs, ImmutableArray<PairEffect> Pairs, ImmutableArray<string> Notes)
{
    /// <summary>Differences between fifths below this are no more than chance makes of an input without effect, in 19 cases of 20.</summary>
    public double Noise { get; init; } = double.NaN;

    /// <summary>The trials, or null where they were given as a table.</summary>
    public ExperimentResult? Run { get; init; }

    /// <summary>The table's file, or null.</summary>
    public string? Table { get; init; }
}

/// <summary>What the method tells of an input.</summary>
/// <param name="Members">Uncertain numbers that are taken as one, where there are several.</param>
/// <param name="Values">One for each of <see cref="SensitivityResult.Names"/>.</param>
/// <param name="IsActive">For PAWN, whether it does more than an input without effect would; else null.</param>
/// <param name="Low">The mean where the input is in its lowest fifth; NaN for several numbers and for chance.</param>
/// <param name="High">The same of its highest fifth.</param>
/// <param name="Correlated">Names of the uncertain numbers it is correlated with.</param>
public sealed record InputEffect(
    string Name, ImmutableArray<string> Members, ImmutableArray<Estimate> Values, bool? IsActive, double Low, double High, ImmutableArray<string> Correlated);

/// <summary>The second-order index of two inputs.</summary>
public sealed record PairEffect(string A, string B, Estimate Index);
