using System.Collections.Immutable;
using Entente.Numerics;
using Entente.Statistics;

namespace Entente.Play;

/// <summary>How trials end that go on from a board: counts of one or several sides that share their dice.</summary>
/// <param name="Trials">Trials of each side, from trial 0 of the game's seed on.</param>
/// <param name="Sides">The first is what the others are compared with.</param>
public sealed record Odds(long Trials, ImmutableArray<OddsSide> Sides)
{
    /// <summary>How often an outcome comes from a side's board, with its 95% interval (Wilson).</summary>
    public Share ShareOf(int side, int outcome)
    {
        var counted = Trials - Sides[side].Failed;
        var (low, high) = Intervals.Wilson(Sides[side].Counts[outcome], counted);
        return new Share(counted == 0 ? double.NaN : Sides[side].Counts[outcome] / (double)counted, low, high);
    }

    /// <summary>How much more often an outcome comes on a side than on the first, over the trials that failed on neither; 95% interval.</summary>
    /// <remarks>Paired: D. G. Bonett and R. M. Price, Journal of Educational and Behavioral Statistics 37 (2012) 479-488, the adjusted Wald interval.</remarks>
    public Share DifferenceOf(int side, int outcome)
    {
        var (gained, lost) = (Sides[side].Gained[outcome], Sides[side].Lost[outcome]);
        var n = Sides[side].Paired;
        if (n == 0)
        {
            return new Share(double.NaN, -1, 1);
        }

        var (up, down) = ((gained + 1.0) / (n + 2), (lost + 1.0) / (n + 2));
        var half = -SpecialFunctions.NormalQuantile(0.025) * Math.Sqrt(Math.Max(0, up + down - ((up - down) * (up - down))) / (n + 2));
        return new Share((gained - lost) / (double)n, Math.Max(-1, up - down - half), Math.Min(1, up - down + half));
    }
}

/// <summary>The counts of one side.</summary>
/// <param name="Failed">Trials that failed.</param>
/// <param name="Counts">Trials that ended in each outcome.</param>
/// <param name="Paired">Trials that failed neither here nor on the first side.</param>
/// <param name="Gained">Of those, by outcome: how many end so here and not on the first side.</param>
/// <param name="Lost">How many end so on the first side and not here.</param>
public sealed record OddsSide(long Failed, ImmutableArray<long> Counts, long Paired, ImmutableArray<long> Gained, ImmutableArray<long> Lost);

/// <summary>A share, or a difference of shares, with its 95% interval.</summary>
public readonly record struct Share(double Value, double Low, double High);
