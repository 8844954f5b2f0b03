using System.Collections.Immutable;

namespace Entente.Studies;

/// <summary>Joins the shards of a study into one store, in whatever order they are named. Equal to the store of one process, row for row.</summary>
public static class StudyMerge
{
    /// <summary>Merges stores.</summary>
    /// <param name="parts">Paths of all the shards' stores.</param>
    /// <param name="study">The study they are of, which says what is complete.</param>
    /// <exception cref="StoreException">A part is missing, foreign, there twice or not finished; or the result cannot be written.</exception>
    public static void Merge(IReadOnlyList<string> parts, string path, Study study, Action<int, int>? progress)
    {
        var wanted = StoreManifest.Of(study, null).Remove(StoreManifest.Shard);
        var shards = new SortedDictionary<int, string>();
        var count = 0;
        foreach (var part in parts)
        {
            using var store = StudyStore.OpenRead(part);
            if (StoreManifest.Difference(store.Manifest, wanted, extending: false) is { } difference)
            {
                throw new StoreException($"'{part}' is not a part of this study: {difference}");
            }

            if (store.Shard is not { } text || Shard.Read(text) is not { } shard)
            {
                throw new StoreException($"'{part}' is no shard: it was made without --shard");
            }

            if (count != 0 && count != shard.Count)
            {
                throw new StoreException($"'{part}' is shard {shard}, and the parts before it are of {count}");
            }

            count = shard.Count;
            if (!shards.TryAdd(shard.Index, part))
            {
                throw new StoreException($"'{shards[shard.Index]}' and '{part}' are both shard {shard}");
            }

            var agenda = Agenda.Of(study, store, shard);
            if (!agenda.IsDone)
            {
                var left = agenda.Progress;
                throw new StoreException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{part}' (shard {shard}) is not finished: it has {left.Done} of {left.Planned} trials; run it again to go on"));
            }
        }

        if (Enumerable.Range(1, count).Where(i => !shards.ContainsKey(i)).Select(i => new Shard(i, count).ToString()).ToArray() is { Length: > 0 } missing)
        {
            throw new StoreException($"{(missing.Length == 1 ? "a part is" : "parts are")} missing: shard {string.Join(", ", missing)}");
        }

        if (File.Exists(path))
        {
            throw new StoreException($"'{path}' is there already; a merge makes a new store");
        }

        // Under another name until it is whole, so that a merge that is cut off can be done again.
        var unfinished = path + ".merging";
        File.Delete(unfinished);
        using (var store = StudyStore.Create(unfinished, study, null))
        {
            foreach (var (at, part) in shards.Values.Index())
            {
                store.Take(part);
                progress?.Invoke(at + 1, shards.Count);
            }

            var agenda = Agenda.Of(study, store, null);
            if (!agenda.IsDone)
            {
                throw new StoreException($"the parts together lack {agenda.Progress.Planned - agenda.Progress.Done} trials");
            }

            foreach (var (point, _) in agenda.Unsummarised)
            {
                store.Finish(point);
            }
        }

        File.Move(unfinished, path);
        File.Delete(unfinished + "-journal");
    }
}
