using System.Collections.Immutable;
using Entente.Discovery;
using Entente.Experiments;

namespace Entente.Analyses;

/// <summary>Where among the inputs the cases of interest lie.</summary>
/// <param name="Cases">What a case is.</param>
/// <param name="Given">The condition that trials had to meet, or null.</param>
/// <param name="Trials">Trials that were looked at.</param>
/// <param name="Count">Cases among them.</param>
/// <param name="Boxes">The boxes that were found, in the order in which they were.</param>
/// <param name="Tree">The classification tree.</param>
/// <param name="Leaves">Its leaves, the densest first.</param>
/// <param name="Notes">What has to be known to read it: sentences.</param>
public sealed record DiscoveryResult(
    string Cases, string? Given, long Trials, long Count, ImmutableArray<FoundBox> Boxes, Cart Tree, ImmutableArray<FoundLeaf> Leaves, ImmutableArray<string> Notes)
{
    /// <summary>The trials, or null where they were given as a table.</summary>
    public ExperimentResult? Run { get; init; }

    /// <summary>The table's file, or null.</summary>
    public string? Table { get; init; }
}

/// <summary>A box that was found.</summary>
/// <param name="Box">What it catches, as shares of all cases and trials.</param>
/// <param name="Rule">It as an expression of the language.</param>
/// <param name="Limits">Each end of each limit.</param>
/// <param name="Peeling">The boxes of its peeling.</param>
/// <param name="Taken">The box of the peeling that it was made from, from 0.</param>
/// <param name="Dropped">Restrictions of that box that did nothing, as expressions.</param>
public sealed record FoundBox(Box Box, string Rule, ImmutableArray<FoundLimit> Limits, ImmutableArray<Box> Peeling, int Taken, ImmutableArray<string> Dropped);

/// <summary>An end of a limit.</summary>
/// <param name="Condition">It as an expression of the language.</param>
/// <param name="QuasiP">The quasi-p-value of its input's restriction.</param>
/// <param name="Stability">How it fares in resamples.</param>
public sealed record FoundLimit(string Condition, double QuasiP, LimitStability Stability);

/// <summary>A leaf of the tree.</summary>
/// <param name="Rule">It as an expression of the language.</param>
public sealed record FoundLeaf(string Rule, Box Box);
