using System.Collections.Immutable;

namespace Entente.Studies;

/// <content>Taking over the rows of another store, and comparing with it.</content>
public sealed partial class StudyStore
{
    /// <summary>Takes over all blocks of a shard, in one transaction.</summary>
    internal void Take(string part) => Guarded(() =>
    {
        Execute("ATTACH @p AS part", ("@p", part));
        Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var table in StoreSchema.OfBlocks)
            {
                Execute($"INSERT INTO main.{table} SELECT * FROM part.{table}");
            }

            Execute("INSERT INTO counts SELECT * FROM part.counts WHERE true ON CONFLICT DO UPDATE SET count = count + excluded.count");
            Execute("UPDATE points SET hash = (SELECT p.hash FROM part.points p WHERE p.point = points.point) WHERE point IN (SELECT point FROM part.blocks)");
            Execute("INSERT INTO runs(started, seconds, shard, blocks, trials, threads, runtime, processor) SELECT started, seconds, shard, blocks, trials, threads, runtime, processor FROM part.runs ORDER BY run");
            Execute("COMMIT");
        }
        catch
        {
            Rollback();
            throw;
        }

        Execute("DETACH part");
    });

    /// <summary>The tables in which two stores differ, with how many rows only one of them has; the record of runs is left out.</summary>
    public ImmutableArray<(string Table, long Rows)> DifferencesTo(string other) => Guarded(() =>
    {
        Execute("ATTACH @p AS other", ("@p", other));
        var differences = StoreSchema.Compared.Select(table => (table, (long)Scalar(
            $"SELECT (SELECT count(*) FROM (SELECT * FROM main.{table} EXCEPT SELECT * FROM other.{table})) + (SELECT count(*) FROM (SELECT * FROM other.{table} EXCEPT SELECT * FROM main.{table}))")!)).Where(d => d.Item2 > 0).ToImmutableArray();
        Execute("DETACH other");
        return differences;
    });
}
