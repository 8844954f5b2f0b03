using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Scenarios;

namespace Entente.Studies;

/// <summary>How far a study is.</summary>
/// <param name="Done">Trials that are written, those of earlier runs too.</param>
/// <param name="Planned">Trials that are known to be wanted; with a rule of stopping it may grow.</param>
/// <param name="Written">Trials that this run wrote.</param>
public readonly record struct StudyProgress(long Done, long Planned, long Written);

/// <summary>What a run of a study came to.</summary>
/// <param name="Complete">Whether nothing is left to do here.</param>
public sealed record StudyRunResult(bool Complete, int Blocks, long Trials, StudyProgress Progress);

/// <summary>A point of a study whose scenario cannot be loaded after all.</summary>
public sealed class PointRefusedException(StudyPoint point, ImmutableArray<Diagnostic> diagnostics) : Exception($"the point '{point.Text}' cannot be run")
{
    public ImmutableArray<Diagnostic> Diagnostics { get; } = diagnostics;
}

/// <summary>Runs the blocks of a study that its store lacks: threads compute them, one writes them.</summary>
public static class StudyRun
{
    /// <param name="load">Loads the scenario with a choice.</param>
    /// <param name="options">Threads and kernels; what decides numbers is the study's.</param>
    /// <param name="progress">Told after each block that was written.</param>
    /// <param name="stop">Ends the run after the blocks in hand.</param>
    /// <exception cref="StoreException">The store cannot be written; what was written stays.</exception>
    /// <exception cref="PointRefusedException">A point cannot be loaded.</exception>
    public static StudyRunResult Run(Study study, StudyStore store, Shard? shard, Func<ScenarioChoice, Loaded> load, RunOptions options, Action<StudyProgress>? progress, CancellationToken stop)
    {
        options = study.Options with { Threads = options.Threads, Kernels = options.Kernels };
        var agenda = Agenda.Of(study, store, shard);
        foreach (var (point, _) in agenda.Unsummarised)
        {
            store.Finish(point);
        }

        progress?.Invoke(agenda.Progress);
        var threads = Math.Clamp(options.Threads, 1, 1024);
        using var broken = new CancellationTokenSource();
        var works = new PointWorks(study, agenda, load, options);
        using var results = new BlockingCollection<(BlockResult Result, PointWork Work)>(threads * 2);
        ExceptionDispatchInfo? bug = null;
        var working = threads;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Compute, 16 << 20) { IsBackground = true }).ToArray();
        foreach (var worker in workers)
        {
            worker.Start();
        }

        try
        {
            foreach (var (result, work) in results.GetConsumingEnumerable(CancellationToken.None))
            {
                var finish = agenda.Wrote(result);
                store.Write(result, work.Plan, work.Hash, finish);
                works.Release(result.Block.Point, finish);
                progress?.Invoke(agenda.Progress);
            }
        }
        finally
        {
            broken.Cancel();
            agenda.Stop();
            foreach (var worker in workers)
            {
                worker.Join();
            }
        }

        bug?.Throw();
        return new StudyRunResult(agenda.IsDone, agenda.BlocksWritten, agenda.Progress.Written, agenda.Progress);

        void Compute()
        {
            BlockWorker? worker = null;
            try
            {
                while (agenda.Take(stop) is { } block)
                {
                    var work = works.Of(block.Point);
                    if (worker?.Work != work)
                    {
                        worker?.Dispose();
                        worker = new BlockWorker(work, store.Columns, store.Series, options);
                    }

                    results.Add((worker.Run(block), work), broken.Token);
                }
            }
            catch (OperationCanceledException) when (broken.IsCancellationRequested)
            {
                // Nobody takes results any more.
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref bug, ExceptionDispatchInfo.Capture(e), null);
                broken.Cancel();
                agenda.Stop();
            }
            finally
            {
                worker?.Dispose();
                if (Interlocked.Decrement(ref working) == 0)
                {
                    results.CompleteAdding();
                }
            }
        }
    }
}
