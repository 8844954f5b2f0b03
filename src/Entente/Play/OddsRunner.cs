using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Entente.Execution;
using Entente.Experiments;

namespace Entente.Play;

/// <summary>Runs the trials that odds are made of, over threads, in batches until the budget is used up.</summary>
internal static class OddsRunner
{
    // Small, so that an answer is late by no more than some milliseconds; a multiple of 8, since trials share their chance.
    private const int Batch = 16;

    /// <summary>Trials that are run in any case: with fewer, an interval says nothing.</summary>
    private const int Least = 64;

    /// <param name="sides">The settings and the board from which each side goes on. All run the same trials.</param>
    public static Odds Run(ImmutableArray<(Setup Setup, Board? Board)> sides, ulong seed, int threads, Budget budget)
    {
        var work = new Work(sides, seed, budget);
        var workers = Enumerable.Range(1, Math.Max(0, (int)Math.Min(threads, (budget.Trials + Batch - 1) / Batch) - 1)).Select(k => new Thread(() => work.Do(k), 16 << 20) { IsBackground = true }).ToArray();
        foreach (var worker in workers)
        {
            worker.Start();
        }

        work.Do(0);
        foreach (var worker in workers)
        {
            worker.Join();
        }

        return work.Counted();
    }

    private sealed class Work(ImmutableArray<(Setup Setup, Board? Board)> sides, ulong seed, Budget budget)
    {
        private readonly Lock _lock = new();
        private readonly long[] _failed = new long[sides.Length];
        private readonly long[] _paired = new long[sides.Length];
        private readonly long[][] _counts = Table(sides);
        private readonly long[][] _gained = Table(sides);
        private readonly long[][] _lost = Table(sides);
        private long _next;
        private ExceptionDispatchInfo? _bug;

        public void Do(int worker)
        {
            try
            {
                // Each worker begins with another side, so that no two wait for the same one to be compiled.
                var trials = new Trials[sides.Length];
                for (var k = 0; k < sides.Length; k++)
                {
                    var (setup, board) = sides[(k + worker) % sides.Length];
                    trials[(k + worker) % sides.Length] = new Trials(setup.Plan, setup.Kernels, setup.Design, seed, board);
                }

                try
                {
                    var ends = sides.Select(_ => new int[Batch]).ToArray();
                    while (Take() is { } first)
                    {
                        var end = Math.Min(budget.Trials, first + Batch);
                        for (var side = 0; side < sides.Length; side++)
                        {
                            trials[side].Run(first, end, result => ends[side][result.Trial - first] = result.Failure is null ? result.Outcome : -1);
                        }

                        Count(ends, (int)(end - first));
                    }
                }
                finally
                {
                    Array.ForEach(trials, t => t.Dispose());
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

        public Odds Counted()
        {
            _bug?.Throw();
            return new Odds(Math.Min(_next, budget.Trials), [.. sides.Select((_, s) => new OddsSide(_failed[s], [.. _counts[s]], _paired[s], [.. _gained[s]], [.. _lost[s]]))]);
        }

        // Handed out in order and always finished: what was run is the trials from 0 up to some number.
        private long? Take()
        {
            lock (_lock)
            {
                if (_next >= budget.Trials || (_next >= Least && budget.Stop.IsCancellationRequested) || _bug is not null)
                {
                    return null;
                }

                _next += Batch;
                return _next - Batch;
            }
        }

        private void Count(int[][] ends, int count)
        {
            lock (_lock)
            {
                for (var side = 0; side < ends.Length; side++)
                {
                    for (var k = 0; k < count; k++)
                    {
                        Count(side, ends[0][k], ends[side][k]);
                    }
                }
            }
        }

        private void Count(int side, int first, int end)
        {
            if (end < 0)
            {
                _failed[side]++;
                return;
            }

            _counts[side][end]++;
            if (first < 0)
            {
                return;
            }

            _paired[side]++;
            if (first != end)
            {
                _gained[side][end]++;
                _lost[side][first]++;
            }
        }

        private static long[][] Table(ImmutableArray<(Setup Setup, Board? Board)> sides) => [.. sides.Select(s => new long[s.Setup.Plan.Scenario.Outcomes.Length])];
    }
}
