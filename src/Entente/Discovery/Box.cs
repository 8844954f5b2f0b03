using System.Collections.Immutable;
using Entente.Numerics;
using Entente.Statistics;

namespace Entente.Discovery;

/// <summary>A box among the inputs and what it catches.</summary>
/// <param name="Limits">One for each restricted input, in the order of the inputs.</param>
/// <param name="Inside">Trials in it.</param>
/// <param name="Cases">Trials of interest in it.</param>
/// <param name="All">Trials in all.</param>
/// <param name="AllCases">Trials of interest in all.</param>
public sealed record Box(ImmutableArray<Limit> Limits, long Inside, long Cases, long All, long AllCases)
{
    /// <summary>The share of the cases that it catches.</summary>
    public double Coverage => AllCases == 0 ? double.NaN : (double)Cases / AllCases;

    /// <summary>The share of its trials that are cases.</summary>
    public double Density => Inside == 0 ? double.NaN : (double)Cases / Inside;

    /// <summary>The share of all trials that are in it.</summary>
    public double Mass => All == 0 ? double.NaN : (double)Inside / All;

    /// <summary>How many inputs it restricts.</summary>
    public int Dimensions => Limits.Length;

    /// <summary>The 95% interval of its density, as if it had not been looked for.</summary>
    public (double Low, double High) DensityInterval => Intervals.Wilson(Cases, Inside);

    /// <summary>How much of the way from the density of all trials to 1 its density goes; not above 1, and 0 for everything.</summary>
    public double Gain => AllCases >= All ? 0 : (Density - ((double)AllCases / All)) / (1 - ((double)AllCases / All));

    /// <summary>The harmonic mean of coverage and gain, in [0, 1].</summary>
    public double Balance => Gain > 0 && Coverage > 0 ? 2 * Coverage * Gain / (Coverage + Gain) : 0;

    /// <summary>Whether a trial is in it.</summary>
    public bool Contains(IReadOnlyList<Factor> factors, int row) => Limits.All(l => l.Holds(factors[l.Input].Values[row], factors[l.Input].IsOption));

    /// <summary>Counts what limits catch.</summary>
    public static Box Of(IEnumerable<Limit> limits, IReadOnlyList<Factor> factors, bool[] cases)
    {
        ImmutableArray<Limit> restricting = [.. limits.Where(l => l.Restricts(factors[l.Input])).OrderBy(l => l.Input)];
        var box = new Box(restricting, 0, 0, cases.Length, cases.LongCount(c => c));
        var (inside, caught) = (0L, 0L);
        for (var row = 0; row < cases.Length; row++)
        {
            if (box.Contains(factors, row))
            {
                inside++;
                caught += cases[row] ? 1 : 0;
            }
        }

        return box with { Inside = inside, Cases = caught };
    }

    /// <summary>
    /// For each limit: the chance that the box would have as many cases or more if this input were not restricted, and cases
    /// then fell into its part as they fall into the rest. Small for a restriction that does something.
    /// </summary>
    /// <remarks>The quasi-p-value of B. P. Bryant, R. J. Lempert, Technological Forecasting and Social Change 77 (2010) 34-49: it is not a p-value, since the box was chosen.</remarks>
    public ImmutableArray<double> QuasiP(IReadOnlyList<Factor> factors, bool[] cases) =>
    [
        .. Limits.Select(limit =>
        {
            var without = Of(Limits.Remove(limit), factors, cases);
            return Cases == 0 ? 1 : SpecialFunctions.BetaRegularized(Cases, Inside - Cases + 1, without.Density);
        }),
    ];
}
