namespace Entente.Studies;

/// <summary>How far a store is, and how it came there.</summary>
/// <param name="Points">Points of the study, and how many of them are finished here.</param>
/// <param name="Runs">Processes that worked on it.</param>
/// <param name="Rate">Trials a second of the last of them; NaN if none.</param>
public sealed record StudyStatus(string Study, string? Shard, (int All, int Finished) Points, StudyProgress Progress, long Failed, long Bytes, long Runs, double Seconds, double Rate, string Digest)
{
    /// <summary>Looks at a store, which somebody may be writing.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static StudyStatus Of(StudyStore store)
    {
        var (study, _) = StoredStudy.Load(store);
        var progress = Agenda.Of(study, store, store.Shard is { } text ? Studies.Shard.Read(text) : null).Progress;
        return store.Guarded(() =>
        {
            var runs = store.Query("SELECT seconds, trials FROM runs ORDER BY run", r => (Seconds: r.GetDouble(0), Trials: r.GetInt64(1))).ToArray();
            return new StudyStatus(
                study.Id, store.Shard, ((int)(long)store.Scalar("SELECT count(*) FROM points")!, (int)(long)store.Scalar("SELECT count(*) FROM points WHERE digest IS NOT NULL")!), progress,
                (long)store.Scalar("SELECT coalesce(sum(failed), 0) FROM blocks")!, new FileInfo(store.FilePath).Length, runs.Length, runs.Sum(r => r.Seconds),
                runs.Length == 0 || runs[^1].Seconds <= 0 ? double.NaN : runs[^1].Trials / runs[^1].Seconds, store.Digest().ToString());
        });
    }
}
