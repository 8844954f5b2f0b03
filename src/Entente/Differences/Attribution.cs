using System.Collections.Immutable;
using Entente.Experiments;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Differences;

/// <summary>How much each change moves each outcome and headline measure, from one scenario to another.</summary>
/// <param name="Groups">Changes that were moved together: those that cannot stand without each other are one group.</param>
/// <param name="Items">Outcomes that both have, then headline measures.</param>
/// <param name="Trials">Trials of each scenario between.</param>
/// <param name="LeftOut">Trials that failed in one of them, and count in none.</param>
/// <param name="Scenarios">How many scenarios between the two were run, both included.</param>
/// <param name="Orders">Orders of the groups that were sampled; 0 where all were counted.</param>
public sealed record AttributionResult(
    ImmutableArray<ImmutableArray<Change>> Groups, ImmutableArray<AttributedItem> Items, long Trials, long LeftOut, int Scenarios, int Orders);

/// <summary>An outcome or measure on both sides, and what moved it.</summary>
/// <param name="IsOutcome">Whether it is an outcome's share.</param>
/// <param name="Before">Its mean in the first scenario.</param>
/// <param name="After">Its mean in the second.</param>
/// <param name="Parts">For each group its part of the difference, with a 95% interval; the parts add up to the difference.</param>
public sealed record AttributedItem(string Name, bool IsOutcome, string Unit, double Before, double After, ImmutableArray<AttributedPart> Parts);

/// <param name="Estimate">The Shapley value: the mean, over all orders in which the groups can be changed one after the other, of what changing this one moves.</param>
/// <param name="Low">Low end of the 95% interval; NaN where there is none.</param>
/// <param name="High">High end.</param>
public sealed record AttributedPart(double Estimate, double Low, double High);

/// <summary>Shapley's shares of a difference (Shapley 1953), over scenarios between two that are run with the same chance.</summary>
public static class Attribution
{
    /// <summary>The most groups for which every set of them is run: 256 scenarios.</summary>
    public const int MostCounted = 8;

    /// <summary>Pairs of orders, each with its reverse, that are sampled beyond (Castro, Gómez and Tejada 2009; the reverse as in antithetic sampling).</summary>
    private const int SampledPairs = 12;

    /// <summary>Runs the scenarios between and shares the difference out.</summary>
    /// <param name="diff">Two scenarios of one folder.</param>
    /// <param name="options">Seed, trials and threads of each.</param>
    /// <param name="progress">Is told how many scenarios are done, of how many; or null.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static AttributionResult Of(ScenarioDiff diff, RunOptions options, Action<long, long>? progress, CancellationToken stop)
    {
        var items = ItemsOf(diff);
        var worlds = new Worlds(new Hybrids(diff), items, options, stop);
        var groups = Run(Grouping.Joined([.. diff.Changes.Where(c => c.MovesTrials)]), worlds, options.Seed, progress);
        var isCounted = groups.Length <= MostCounted;
        var parts = isCounted ? Counted(groups, worlds) : Sampled(groups, worlds, options.Seed);
        var (none, all) = (worlds.Of([])!, worlds.Of([.. groups.SelectMany(g => g)])!);
        var complete = Enumerable.Range(0, (int)options.Trials).Where(worlds.IsComplete).ToArray();
        return new AttributionResult(
            groups,
            [
                .. items.Select((item, k) => new AttributedItem(
                    item.Name, item.IsOutcome, item.Unit, complete.Select(t => none[k][t]).DefaultIfEmpty(double.NaN).Average(), complete.Select(t => all[k][t]).DefaultIfEmpty(double.NaN).Average(),
                    [.. parts.Select(p => Part(p[k], complete))])),
            ],
            options.Trials, options.Trials - complete.Length, worlds.Count, isCounted ? 0 : 2 * SampledPairs);
    }

    // Runs every scenario that will be asked for. Where changes cannot stand without others, they become one group, and it begins again.
    private static ImmutableArray<ImmutableArray<Change>> Run(ImmutableArray<ImmutableArray<Change>> groups, Worlds worlds, ulong seed, Action<long, long>? progress)
    {
        while (true)
        {
            var asked = Asked(groups.Length, seed).OrderBy(s => s.Length).ToList();
            var failed = asked.FindIndex(set =>
            {
                var stands = worlds.Of([.. set.SelectMany(g => groups[g])]) is not null;
                progress?.Invoke(worlds.Count, asked.Count);
                return !stands;
            });
            if (failed < 0)
            {
                return groups;
            }

            groups = Grouping.Heal(groups, asked[failed], changes => worlds.Stands(changes));
        }
    }

    private static IEnumerable<int[]> Asked(int groups, ulong seed) =>
        groups <= MostCounted
            ? Enumerable.Range(0, 1 << groups).Select(set => Enumerable.Range(0, groups).Where(g => (set >> g & 1) != 0).ToArray())
            : Orders(groups, seed, SampledPairs).SelectMany(order => Enumerable.Range(0, groups + 1).Select(k => order[..k]));

    // What each trial says of a group's part, one value for each order (or one for all of them); the spread over trials and over orders both count.
    private static AttributedPart Part(double[][] byOrder, int[] complete)
    {
        var byTrial = Significance.OfMean([.. complete.Select(t => byOrder.Average(o => o[t]))]);
        if (byOrder.Length == 1 || complete.Length == 0)
        {
            return new AttributedPart(byTrial.Estimate, byTrial.Low, byTrial.High);
        }

        // An order and its reverse are one draw.
        var pairs = Significance.OfMean([.. byOrder.Chunk(2).Select(pair => pair.Average(o => complete.Average(t => o[t])))]);
        var half = Math.Sqrt(Square(byTrial.High - byTrial.Estimate) + Square(pairs.High - pairs.Estimate));
        return new AttributedPart(byTrial.Estimate, byTrial.Estimate - half, byTrial.Estimate + half);

        static double Square(double x) => x * x;
    }

    // Shape [groups][items][1][trials].
    private static double[][][][] Counted(ImmutableArray<ImmutableArray<Change>> groups, Worlds worlds)
    {
        var parts = groups.Select(_ => worlds.Empty(1)).ToArray();
        foreach (var set in Asked(groups.Length, 0))
        {
            var values = worlds.Of([.. set.SelectMany(g => groups[g])])!;
            for (var g = 0; g < groups.Length; g++)
            {
                // A set of s groups stands before the next one in s! (n - s - 1)! of n! orders.
                Add(parts[g], values, 0, set.Contains(g) ? Weight(set.Length - 1, groups.Length) : -Weight(set.Length, groups.Length));
            }
        }

        return parts;
    }

    // Shape [groups][items][orders][trials].
    private static double[][][][] Sampled(ImmutableArray<ImmutableArray<Change>> groups, Worlds worlds, ulong seed)
    {
        var parts = groups.Select(_ => worlds.Empty(2 * SampledPairs)).ToArray();
        var orders = Orders(groups.Length, seed, SampledPairs);
        for (var o = 0; o < orders.Length; o++)
        {
            for (var k = 0; k < groups.Length; k++)
            {
                Add(parts[orders[o][k]], worlds.Of([.. orders[o][..(k + 1)].SelectMany(g => groups[g])])!, o, 1);
                Add(parts[orders[o][k]], worlds.Of([.. orders[o][..k].SelectMany(g => groups[g])])!, o, -1);
            }
        }

        return parts;
    }

    /// <summary>Orders of so many things, each followed by its reverse; drawn by address.</summary>
    internal static int[][] Orders(int groups, ulong seed, int pairs)
    {
        var stream = DrawStream.Named(seed, "diff.orders");
        return
        [
            .. Enumerable.Range(0, pairs).SelectMany(pair =>
            {
                int[] order = [.. Enumerable.Range(0, groups).OrderBy(g => stream.Uniform(pair, g, 0))];
                return new[] { order, [.. order.Reverse()] };
            }),
        ];
    }

    private static void Add(double[][][] to, double[][] values, int order, double weight)
    {
        for (var k = 0; k < values.Length; k++)
        {
            for (var t = 0; t < values[k].Length; t++)
            {
                to[k][order][t] += weight * values[k][t];
            }
        }
    }

    private static double Weight(int before, int groups)
    {
        var weight = 1.0 / groups;
        for (var k = 1; k <= before; k++)
        {
            weight *= (double)k / (groups - k);
        }

        return weight;
    }

    private static ImmutableArray<Watched> ItemsOf(ScenarioDiff diff) =>
    [
        .. diff.Before.Outcomes.Where(o => diff.After.Outcomes.Any(p => p.Name == o.Name)).Select(o => new Watched(o.Name, true, "probability")),
        .. diff.Before.Measures.Where(m => m.Headline && diff.After.Measures.Any(p => p.Name == m.Name && p.Unit == m.Unit)).Select(m => new Watched(m.Name, false, m.Unit.ToString())),
    ];

    private sealed record Watched(string Name, bool IsOutcome, string Unit);

    // What the scenarios between give, trial by trial; each is run once.
    private sealed class Worlds(Hybrids hybrids, ImmutableArray<Watched> items, RunOptions options, CancellationToken stop)
    {
        private readonly Dictionary<string, double[][]> _known = new(StringComparer.Ordinal);
        private readonly bool[] _failed = new bool[options.Trials];

        public int Count => _known.Count;

        public bool IsComplete(int trial) => !_failed[trial];

        /// <summary>Zeros. Shape [items][orders][trials].</summary>
        public double[][][] Empty(int orders) => [.. items.Select(_ => Enumerable.Range(0, orders).Select(_ => new double[options.Trials]).ToArray())];

        public bool Stands(IReadOnlyCollection<Change> changes) => hybrids.With(changes) is not null;

        /// <summary>The values with these changes; null where they cannot stand without others. Shape [items][trials]; 0 where a trial failed.</summary>
        public double[][]? Of(IReadOnlyCollection<Change> changes)
        {
            var key = string.Join('\n', changes.Select(c => c.Label).Order(StringComparer.Ordinal));
            if (_known.TryGetValue(key, out var known))
            {
                return known;
            }

            if (hybrids.With(changes) is not { } scenario)
            {
                return null;
            }

            var values = items.Select(_ => new double[options.Trials]).ToArray();
            var reads = items.Select(i => Reader(i, scenario)).ToArray();
            Runner.Run(Planner.Plan(scenario), options, null, stop, trial =>
            {
                // A trial writes to its own places, so threads do not meet.
                if (trial.Failure is not null)
                {
                    _failed[trial.Trial] = true;
                    return;
                }

                for (var k = 0; k < reads.Length; k++)
                {
                    values[k][trial.Trial] = reads[k](trial);
                }
            });
            stop.ThrowIfCancellationRequested();
            return _known[key] = values;
        }

        private static Func<Execution.TrialResult, double> Reader(Watched item, Scenario scenario)
        {
            var at = item.IsOutcome
                ? scenario.Outcomes.ToList().FindIndex(o => o.Name == item.Name)
                : scenario.Measures.ToList().FindIndex(m => m.Name == item.Name);
            return item.IsOutcome ? trial => trial.Outcome == at ? 1 : 0 : trial => trial.Measures[at];
        }
    }
}
