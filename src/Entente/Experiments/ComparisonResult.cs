using System.Collections.Immutable;

namespace Entente.Experiments;

/// <summary>Sides that were run with the same chance, trial by trial, and how they differ: pure data, the same on any machine.</summary>
public sealed record ComparisonResult
{
    /// <summary>The first is the one that the others are held against.</summary>
    public required ImmutableArray<ComparedSide> Sides { get; init; }

    /// <summary>Outcomes in the order of the first side, then measures by name.</summary>
    public required ImmutableArray<ComparedItem> Items { get; init; }

    /// <summary>Trials of a side.</summary>
    public required long Trials { get; init; }

    /// <summary>Trials that were completed on every side.</summary>
    public required long Together { get; init; }

    /// <summary>The measures that say which way is better, by name, and which sides no other beats on all of them; empty without such measures.</summary>
    public required ImmutableArray<string> ParetoOver { get; init; }

    /// <summary>Share of trials that meet all targets, a side; empty without targets.</summary>
    public required ImmutableArray<CountedShare> AllTargets { get; init; }

    /// <summary>What became of the wish for a certain order; null without one.</summary>
    public Settled? Settled { get; init; }

    /// <summary>The lever whose settings the sides are, or null.</summary>
    public LeverSweep? Sweep { get; init; }
}

/// <summary>A side of a comparison.</summary>
/// <param name="Label">What it is called: a variant, a scenario or settings.</param>
/// <param name="Run">Its trials by themselves: what <c>run</c> would say of them.</param>
/// <param name="Notes">Where its trials are not those of the first side under other choices.</param>
/// <param name="Dominated">The first side that is as good on all measures that say what is better, and better on one, by their means; -1 for none.</param>
/// <param name="Unbeaten">Share of the bootstrap's replicates in which no side is.</param>
public sealed record ComparedSide(string Label, ExperimentResult Run, ImmutableArray<string> Notes, int Dominated, double Unbeaten);

/// <summary>An outcome or measure on all sides.</summary>
/// <param name="IsOutcome">Whether it is an outcome: its number is 1 where it was the trial's and 0 elsewhere, its mean a share.</param>
/// <param name="Better"><c>higher</c>, <c>lower</c> or null.</param>
/// <param name="Target">What is good enough, or null.</param>
/// <param name="Sides">In the order of the sides.</param>
/// <param name="Ranking">The order of the sides by their means.</param>
/// <param name="Split">What its variance comes from; null where it was left whole.</param>
public sealed record ComparedItem(
    string Name, bool IsOutcome, string Unit, string? Says, string? Better, (double Low, double High)? Target, ImmutableArray<SideValue> Sides, Ranking Ranking, VarianceParts? Split);

/// <summary>What a side gave.</summary>
/// <param name="Mean">Over its completed trials; NaN without any.</param>
/// <param name="Low">Low end of the 95% interval of the mean: Wilson's for an outcome, Student's for a measure.</param>
/// <param name="High">High end.</param>
/// <param name="Difference">From the first side; null for the first.</param>
/// <param name="Regret">What it loses against the best side of the same trial; null where nothing says what is better.</param>
/// <param name="Satisfied">Share of its completed trials that meet the target; null without one.</param>
public sealed record SideValue(double Mean, double Low, double High, PairedDifference? Difference, Regret? Regret, CountedShare? Satisfied);

/// <summary>A share of trials with its 95% interval (Wilson's).</summary>
public sealed record CountedShare(long Count, long Trials, double Share, double Low, double High)
{
    internal static CountedShare Of(long count, long trials)
    {
        var (low, high) = Statistics.Intervals.Wilson(count, trials);
        return new CountedShare(count, trials, trials == 0 ? double.NaN : (double)count / trials, low, high);
    }
}
