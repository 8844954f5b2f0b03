using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Entente.Execution;
using Entente.Kernels;
using Entente.Planning;
using Entente.Statistics;

namespace Entente.Experiments;

/// <summary>Fifth stage: runs batches of trials over threads and tallies them.</summary>
public static class Runner
{
    /// <summary>Trials are added in whole blocks of this length while an interval is too wide.</summary>
    public const int Block = 1000;

    /// <summary>Runs what the options ask for.</summary>
    /// <param name="stop">Ends the run after the batches in hand; what was finished is the trials from 0 up to some number.</param>
    /// <param name="each">Is handed every trial, by several threads and in no order; what it is handed is scratch of that thread.</param>
    /// <param name="given">The trials' uncertain numbers, in place of those that the options would draw.</param>
    /// <exception cref="ArgumentException">Trials are to start from a board of another scenario.</exception>
    public static Tally Run(Plan plan, RunOptions options, IRunObserver? observer, CancellationToken stop, Action<TrialResult>? each = null, Design? given = null)
    {
        options.From?.Check(plan);
        var total = new Tally(plan);
        var design = given ?? Design.For(plan, options.Sampler, options.Seed, options.Trials, options.Replications);
        var kernels = KernelsFor(plan, options);
        if (options.OnlyTrial is { } only)
        {
            Range(plan, kernels, design, options, only, only + 1, total, observer, each, stop);
            return total;
        }

        var planned = options.UntilCi is null ? options.Trials : Math.Min(options.MaxTrials, RoundUp(options.Trials));
        for (long done = 0; done < planned;)
        {
            Range(plan, kernels, design, options, done, planned, total, observer, each, stop);
            done = planned;
            if (stop.IsCancellationRequested || options.UntilCi is not { } width)
            {
                break;
            }

            planned = Needed(total.Outcomes, total.Trials - total.Failed, width, done, options.MaxTrials);
        }

        return total;
    }

    /// <summary>Adds the trials from <paramref name="first"/> to before <paramref name="end"/> of the run that the options describe to a tally.</summary>
    internal static void Extend(Plan plan, KernelPlan? kernels, RunOptions options, Tally total, long first, long end, IRunObserver? observer, Action<TrialResult> each, CancellationToken stop) =>
        Range(plan, kernels, Design.For(plan, options.Sampler, options.Seed, options.Trials, options.Replications), options, first, end, total, observer, each, stop);

    // Below some trials the oracle is done before the kernels are compiled. The results are the same.
    internal static KernelPlan? KernelsFor(Plan plan, RunOptions options) =>
        options.Kernels is not { } kernels || options.OnlyTrial is not null || options.Trials < kernels.LeastTrials ? null : KernelPlanner.TryPlan(plan, kernels with { FromBoards = options.From is not null }, out _);

    /// <summary>How many trials there should be in all, after <paramref name="done"/> of them: the same number where the widest outcome interval is narrow enough, or there may be no more.</summary>
    /// <param name="outcomes">How often each outcome came.</param>
    /// <param name="completed">Trials that did not fail.</param>
    /// <param name="width">The widest interval that is allowed, from end to end.</param>
    /// <param name="most">The most trials there may be.</param>
    /// <remarks>It depends on nothing but the trials so far, so it is the same however they were split.</remarks>
    public static long Needed(ReadOnlySpan<long> outcomes, long completed, double width, long done, long most)
    {
        var widest = WidestInterval(outcomes, completed);
        if (widest <= width)
        {
            return Math.Min(most, done);
        }

        // Widths shrink with the square root of the trials; a step at most quadruples them, since the estimate is rough.
        var factor = Math.Min(4, widest / width * (widest / width));
        return Math.Min(most, RoundUp(Math.Max(done + 1, (long)Math.Ceiling(done * factor))));
    }

    /// <summary>The width, from end to end, of the widest outcome interval.</summary>
    public static double WidestInterval(Tally tally) => WidestInterval(tally.Outcomes, tally.Trials - tally.Failed);

    private static double WidestInterval(ReadOnlySpan<long> outcomes, long completed)
    {
        var widest = 0.0;
        foreach (var count in outcomes)
        {
            var (low, high) = Intervals.Wilson(count, completed);
            widest = Math.Max(widest, high - low);
        }

        return widest;
    }

    private static long RoundUp(long trials) => (trials + Block - 1) / Block * Block;

    private static void Range(Plan plan, KernelPlan? kernels, Design design, RunOptions options, long first, long end, Tally total, IRunObserver? observer, Action<TrialResult>? each, CancellationToken stop)
    {
        var batches = (end - first + options.BatchLength - 1) / options.BatchLength;
        var threads = (int)Math.Clamp(Math.Min(options.Threads, batches), 1, 1024);
        var work = new Work(first, end, options.BatchLength, observer, each, stop);
        var tallies = Enumerable.Range(0, threads).Select(_ => new Tally(plan, total)).ToArray();
        if (threads == 1)
        {
            work.Do(plan, kernels, design, options, tallies[0]);
        }
        else
        {
            var workers = tallies.Select(tally => new Thread(() => work.Do(plan, kernels, design, options, tally), 16 << 20) { IsBackground = true }).ToArray();
            foreach (var worker in workers)
            {
                worker.Start();
            }

            foreach (var worker in workers)
            {
                worker.Join();
            }
        }

        work.Rethrow();
        foreach (var tally in tallies)
        {
            total.Merge(tally);
        }
    }

    // Hands out batches in order, so that whenever it stops the trials done are the first ones.
    private sealed class Work(long first, long end, int length, IRunObserver? observer, Action<TrialResult>? each, CancellationToken stop)
    {
        private readonly Lock _lock = new();
        private readonly SortedDictionary<long, List<TrialRecord>> _waiting = [];
        private long _next = first;
        private long _toReport = first;
        private long _done = first;
        private ExceptionDispatchInfo? _bug;

        public void Do(Plan plan, KernelPlan? kernels, Design design, RunOptions options, Tally tally)
        {
            try
            {
                using var trials = new Trials(plan, kernels, design, options.Seed, options.From);
                List<TrialRecord>? records = null;
                var done = (TrialResult result) =>
                {
                    tally.Add(result);
                    each?.Invoke(result);
                    records?.Add(RecordOf(plan, result));
                };
                while (Take() is { } start)
                {
                    var stopAt = Math.Min(end, start + length);
                    records = observer is { WantsTrials: true } ? [] : null;
                    trials.Run(start, stopAt, done);
                    Report(start, stopAt, records);
                }
            }
            catch (Exception bug)
            {
                lock (_lock)
                {
                    _bug ??= ExceptionDispatchInfo.Capture(bug);
                }
            }
        }

        public void Rethrow() => _bug?.Throw();

        private long? Take()
        {
            lock (_lock)
            {
                if (_next >= end || stop.IsCancellationRequested || _bug is not null)
                {
                    return null;
                }

                var start = _next;
                _next += length;
                return start;
            }
        }

        private void Report(long start, long stopAt, List<TrialRecord>? records)
        {
            if (observer is null)
            {
                return;
            }

            lock (_lock)
            {
                _done += stopAt - start;
                if (records is not null)
                {
                    _waiting[start] = records;
                    while (_waiting.Remove(_toReport, out var ready))
                    {
                        ready.ForEach(observer.Recorded);
                        _toReport += ready.Count;
                    }
                }

                observer.Progress(_done, end);
            }
        }

        private static TrialRecord RecordOf(Plan plan, TrialResult result)
        {
            var failed = result.Failure is not null;
            return new TrialRecord(
                result.Trial,
                [.. result.Uncertain],
                result.Outcome,
                failed ? [.. result.Measures.Select(_ => double.NaN)] : [.. result.Measures],
                [.. result.Times.Select(t => failed || t < 0 ? double.NaN : t * plan.Scenario.Clock.YearsPerStep)],
                result.Failure);
        }
    }
}
