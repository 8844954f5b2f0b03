using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Statistics;

namespace Entente.Experiments;

/// <summary>Runs sides with one seed, so that trials of one number have the same chance and the same unknowns, and says how they differ.</summary>
public static class Comparison
{
    /// <summary>The most numbers a comparison keeps: sides times outcomes and measures times trials.</summary>
    public const long MostKept = 20_000_000;

    /// <summary>What speaks against a comparison; empty if nothing.</summary>
    /// <param name="sides">At least two.</param>
    public static ImmutableArray<Diagnostic> Check(ImmutableArray<Scenario> sides, RunOptions options, ComparisonOptions how)
    {
        var measures = Shared(sides).Select(m => m.Name).ToArray();
        var outcomes = SharedOutcomes(sides).ToArray();
        var unknown = how.Measures.Where(n => !measures.Contains(n)).Select(n => Rules.NotShared.Nowhere("measure", n) with { Hint = NearestName.Hint(n, measures) });
        if (how.Settling is { } settling && !measures.Contains(settling.On) && !outcomes.Contains(settling.On))
        {
            string[] known = [.. measures, .. outcomes];
            unknown = unknown.Append(Rules.NotShared.Nowhere("measure or outcome", settling.On) with { Hint = NearestName.Hint(settling.On, known) });
        }

        if (Kept(sides, how).Count == 0)
        {
            unknown = unknown.Append(Rules.NothingShared.Nowhere() with { Hint = "name a measure with --measure" });
        }

        var kept = (Int128)sides.Length * Kept(sides, how).Count * (how.Settling?.MaxTrials ?? options.Trials);
        return [.. unknown, .. kept > MostKept ? [Rules.TooManyCompared.Nowhere(kept, MostKept) with { Hint = "use fewer trials, sides or measures" }] : Array.Empty<Diagnostic>()];
    }

    /// <summary>Runs and compares.</summary>
    /// <param name="sides">At least two, each with what it is called; the first is the one that the others are held against.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ComparisonResult Run(ImmutableArray<(string Label, Scenario Scenario)> sides, RunOptions options, ComparisonOptions how, IRunObserver? observer, CancellationToken stop)
    {
        ImmutableArray<Scenario> scenarios = [.. sides.Select(s => s.Scenario)];
        var kept = Kept(scenarios, how);
        var progress = new Progress(observer, sides.Length, options.Trials * (how.Replications > 1 ? 2 : 1));
        SideRun[] runs = [.. scenarios.Select(s => new SideRun(s, kept, options))];
        var settled = how.Settling is { } settling ? Settle(runs, kept, scenarios[0], settling, options, progress, stop) : null;
        if (settled is null)
        {
            GoTo(runs, options.Trials, progress, stop);
        }

        var trials = runs[0].Tally.Trials;
        return Compare(sides, kept, runs, Split(scenarios, kept, options, how.Replications, progress, stop), options with { Trials = trials }) with { Settled = settled, Sweep = how.Sweep };
    }

    /// <summary>The parts of the variance of a scenario's outcomes and headline measures.</summary>
    /// <param name="options">Its trials are as many as those of the run, to the whole world, and no more than can be kept.</param>
    /// <param name="replications">Trials of a world, ≥ 2.</param>
    /// <returns>Outcomes first; nothing for fewer than three completed worlds.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ImmutableArray<SplitSummary> Split(Scenario scenario, RunOptions options, int replications, IRunObserver? observer, CancellationToken stop)
    {
        var kept = Kept([scenario], new ComparisonOptions());
        options = options with { Trials = Math.Min(options.Trials, MostKept / kept.Count) };
        var parts = Split([scenario], kept, options, replications, new Progress(observer, 1, options.Trials), stop);
        return [.. kept.Zip(parts, (k, p) => p is null ? null : new SplitSummary(k.Name, k.IsOutcome, p)).OfType<SplitSummary>()];
    }

    // Measures of the first side that every other has too, in the same unit.
    private static IEnumerable<MeasureDefinition> Shared(ImmutableArray<Scenario> sides) =>
        sides[0].Measures.Where(m => sides.All(s => s.Measures.Any(o => o.Name == m.Name && o.Unit == m.Unit)));

    private static IEnumerable<string> SharedOutcomes(ImmutableArray<Scenario> sides) => sides[0].Outcomes.Select(o => o.Name).Where(n => sides.All(s => s.Outcomes.Any(o => o.Name == n)));

    private static List<(bool IsOutcome, string Name)> Kept(ImmutableArray<Scenario> sides, ComparisonOptions how)
    {
        var isWanted = (MeasureDefinition m) => how.Measures.IsEmpty ? m.Headline || m.Target is not null || m.Name == how.Settling?.On : how.Measures.Contains(m.Name) || m.Name == how.Settling?.On;
        return [.. SharedOutcomes(sides).Select(n => (true, n)), .. Shared(sides).Where(isWanted).Select(m => (false, m.Name))];
    }

    private static Settled Settle(
        SideRun[] runs, List<(bool IsOutcome, string Name)> kept, Scenario scenario, Settling settling, RunOptions options, Progress progress, CancellationToken stop)
    {
        var on = kept.FindLastIndex(k => k.Name == settling.On);
        var isHigherFirst = kept[on].IsOutcome || scenario.Measures.First(m => m.Name == settling.On).Better != "lower";
        var planned = Settled.Plan(options.Trials, settling.MaxTrials);
        Settled? settled = null;
        for (var look = 0; look < planned.Length && settled is not { IsCertain: true }; look++)
        {
            progress.Planned = planned[look];
            GoTo(runs, planned[look], progress, stop);
            settled = Settled.Look(settling, planned, look + 1, [.. runs.Select(r => r.Values[on])], isHigherFirst);
        }

        return settled!;
    }

    private static void GoTo(SideRun[] runs, long trials, Progress progress, CancellationToken stop)
    {
        foreach (var run in runs)
        {
            var before = run.Tally.Trials;
            progress.Begin(before);
            run.GoTo(trials, progress, stop);
            progress.End(trials - before);
        }
    }

    // Trials of each world stand together, and worlds have the same number on all sides.
    private static VarianceParts?[] Split(
        ImmutableArray<Scenario> scenarios, List<(bool IsOutcome, string Name)> kept, RunOptions options, int replications, Progress progress, CancellationToken stop)
    {
        if (replications < 2)
        {
            return new VarianceParts?[kept.Count];
        }

        var nested = options with { Replications = replications, Trials = Math.Max(1, options.Trials / replications) * replications };
        SideRun[] runs = [.. scenarios.Select(s => new SideRun(s, kept, nested))];
        GoTo(runs, nested.Trials, progress, stop);
        return [.. kept.Select((_, k) => VarianceParts.Of([.. runs.Select(r => r.Values[k])], replications))];
    }

    private static ComparisonResult Compare(
        ImmutableArray<(string Label, Scenario Scenario)> sides, List<(bool IsOutcome, string Name)> kept, SideRun[] runs, VarianceParts?[] splits, RunOptions options)
    {
        var trials = (int)options.Trials;
        var together = Enumerable.Range(0, trials).Where(t => runs.All(r => !double.IsNaN(r.Values[0][t]))).ToArray();
        var definitions = kept.Select(k => k.IsOutcome ? null : sides[0].Scenario.Measures.First(m => m.Name == k.Name)).ToArray();

        // Shape [kept][sides][trials together].
        double[][][] common = [.. kept.Select((_, k) => runs.Select(r => together.Select(t => r.Values[k][t]).ToArray()).ToArray())];
        var replicates = Bootstrap.Means([.. common.SelectMany(c => c)], options.Seed);
        double[][] MeansIn(int k, IEnumerable<double[]> from) => [.. from.Select(r => r[(k * runs.Length)..((k + 1) * runs.Length)])];

        ImmutableArray<ComparedItem> items =
        [
            .. kept.Select((item, k) =>
            {
                var measure = definitions[k];
                var regrets = measure?.Better is { } better ? Regret.Of(common[k], better == "higher") : default;
                var values = runs.Select((run, s) => Value(run.Values[k], s == 0 ? null : runs[0].Values[k], item.IsOutcome, measure?.Target) with { Regret = regrets.IsDefault ? null : regrets[s] });
                return new ComparedItem(
                    item.Name, item.IsOutcome, item.IsOutcome ? "probability" : measure!.Unit.ToString(), item.IsOutcome ? sides[0].Scenario.Outcomes.First(o => o.Name == item.Name).Says : measure!.Says,
                    measure?.Better, measure?.Target, [.. values], Ranking.Of(common[k], measure?.Better != "lower", MeansIn(k, replicates)), splits[k]);
            }),
        ];
        int[] counts = [.. Enumerable.Range(0, items.Length).Where(k => items[k].Better is not null)];
        var dominators = Pareto.Dominators([.. counts.Select(k => Signed(items[k], [.. items[k].Sides.Select((_, s) => common[k][s].Length == 0 ? double.NaN : Mean(common[k][s]))]))]);
        var unbeaten = new long[runs.Length];
        foreach (var replicate in replicates)
        {
            var beaten = Pareto.Dominators([.. counts.Select(k => Signed(items[k], replicate[(k * runs.Length)..((k + 1) * runs.Length)]))]);
            for (var s = 0; s < beaten.Length; s++)
            {
                unbeaten[s] += beaten[s] < 0 ? 1 : 0;
            }
        }

        var targeted = Enumerable.Range(0, items.Length).Where(k => items[k].Target is not null).ToArray();
        return new ComparisonResult
        {
            Sides =
            [
                .. runs.Select((run, s) => new ComparedSide(
                    sides[s].Label, Summariser.Summarise(run.Plan, options, run.Tally), s == 0 ? [] : Pairing.Notes(runs[0].Plan, run.Plan),
                    counts.Length == 0 ? -1 : dominators[s], counts.Length == 0 || together.Length == 0 ? double.NaN : (double)unbeaten[s] / replicates.Length)),
            ],
            Items = items,
            Trials = trials,
            Together = together.Length,
            ParetoOver = [.. counts.Select(k => items[k].Name)],
            AllTargets = targeted.Length == 0 ? [] : [.. runs.Select(run => Satisfied(run, [.. targeted.Select(k => (k, items[k].Target!.Value))]))],
        };
    }

    private static double[] Signed(ComparedItem item, double[] means) => item.Better == "higher" ? means : [.. means.Select(m => -m)];

    private static double Mean(double[] values)
    {
        var moments = new MomentsAccumulator();
        moments.Add(values);
        return moments.Mean;
    }

    private static SideValue Value(double[] values, double[]? first, bool isOutcome, (double Low, double High)? target)
    {
        double[] completed = [.. values.Where(v => !double.IsNaN(v))];
        var told = isOutcome ? Significance.OfShare(completed.LongCount(v => v > 0), completed.Length) : Significance.OfMean(completed);
        return new SideValue(
            told.Estimate, told.Low, told.High, first is null ? null : PairedDifference.Of(values, first, isOutcome), null,
            target is var (low, high) ? CountedShare.Of(completed.LongCount(v => v >= low && v <= high), completed.Length) : null);
    }

    private static CountedShare Satisfied(SideRun run, (int Item, (double Low, double High) Target)[] targets)
    {
        long met = 0, completed = 0;
        for (var t = 0; t < run.Values[0].Length; t++)
        {
            if (!double.IsNaN(run.Values[0][t]))
            {
                completed++;
                met += targets.All(k => run.Values[k.Item][t] >= k.Target.Low && run.Values[k.Item][t] <= k.Target.High) ? 1 : 0;
            }
        }

        return CountedShare.Of(met, completed);
    }

    // Runs follow one another, and look like one to whoever watches.
    private sealed class Progress(IRunObserver? observer, int sides, long planned) : IRunObserver
    {
        private long _done;
        private long _ownBefore;

        public long Planned { private get; set; } = planned;

        public bool WantsTrials => false;

        /// <param name="before">Trials that the run to come has done before.</param>
        public void Begin(long before) => _ownBefore = before;

        public void End(long done) => _done += done;

        void IRunObserver.Progress(long done, long ofThem) => observer?.Progress(Math.Min(_done + done - _ownBefore, Planned * sides), Planned * sides);

        public void Recorded(TrialRecord trial)
        {
        }
    }
}
