using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Entente.Experiments;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Studies;

/// <summary>Holds a store against itself and against trials that are run anew.</summary>
public static class StudyVerifier
{
    /// <summary>Verifies a store.</summary>
    /// <param name="trials">How many trials are run again.</param>
    /// <param name="pick">Decides which.</param>
    /// <returns>What differs, worst first; empty where all is the same. And how many trials were run.</returns>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static (ImmutableArray<string> Differences, int Trials) Verify(StudyStore store, int trials, ulong pick, CancellationToken stop)
    {
        var wrong = ImmutableArray.CreateBuilder<string>();
        foreach (var (path, sha, content) in store.Guarded(() => store.Query("SELECT path, sha256, content FROM files", r => (r.GetString(0), r.GetString(1), r.GetString(2))).ToArray()))
        {
            if (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))) != sha)
            {
                wrong.Add($"the file '{path}' is not the one whose hash was noted");
            }
        }

        if (wrong.Count > 0)
        {
            return (wrong.ToImmutable(), 0);
        }

        var (study, load) = StoredStudy.Load(store);
        if (StoreManifest.Difference(store.Manifest, StoreManifest.Of(study, store.Shard is { } shard ? Shard.Read(shard) : null), extending: false) is { } difference)
        {
            wrong.Add(difference);
        }

        wrong.AddRange(store.Inconsistencies());
        var run = 0;
        if (wrong.Count == 0)
        {
            foreach (var group in Pick(store, trials, pick).GroupBy(t => t.Point))
            {
                var point = study.Points[PointOf(study, store, group.Key)];
                var work = PointWork.Of(point, load, study.Options);
                using var worker = new BlockWorker(work, store.Columns, store.Series, study.Options);
                foreach (var (_, trial) in group)
                {
                    stop.ThrowIfCancellationRequested();
                    run++;
                    if (store.DifferenceTo(worker.Run(new Block(group.Key, trial, trial + 1)), work.Plan) is { } found)
                    {
                        wrong.Add($"point {group.Key.ToString(CultureInfo.InvariantCulture)} ({point.Text}), trial {trial.ToString(CultureInfo.InvariantCulture)}: {found}");
                    }
                }
            }
        }

        return (wrong.ToImmutable(), run);
    }

    private static int PointOf(Study study, StudyStore store, int id)
    {
        foreach (var group in store.Points())
        {
            if (group.Index().FirstOrDefault(p => p.Item.Point == id) is { Item.Point: var point, Index: var use } && point == id && group.Any(p => p.Point == id))
            {
                return study.Points.Index().Where(p => p.Item.Key == group.Key).ElementAt(use).Index;
            }
        }

        throw new StoreException($"'{store.FilePath}' has trials of a point that the study does not have");
    }

    // Each trial that is there has the same chance.
    private static IEnumerable<(int Point, long Trial)> Pick(StudyStore store, int trials, ulong seed)
    {
        var spans = store.Present().SelectMany(p => p.Select(s => (Point: p.Key, s.First, s.End))).ToArray();
        var all = spans.Sum(s => s.End - s.First);
        var stream = DrawStream.Named(seed, "verify");
        var picked = new SortedSet<(int, long)>();
        for (long draw = 0; picked.Count < Math.Min(trials, all) && draw < 100L * trials; draw++)
        {
            var at = (long)(stream.Uniform(draw, 0, 0) * all);
            foreach (var (point, first, end) in spans)
            {
                if (at < end - first)
                {
                    picked.Add((point, first + at));
                    break;
                }

                at -= end - first;
            }
        }

        return picked;
    }
}
