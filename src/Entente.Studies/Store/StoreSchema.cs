using System.Collections.Immutable;
using Entente.Execution;
using Entente.Scenarios;

namespace Entente.Studies;

/// <summary>A kept number of a trial: its kind, its name and its column in the table of trials.</summary>
/// <param name="Kind"><c>measure</c>, <c>time</c> or <c>uncertainty</c>.</param>
/// <param name="Index">Its place among those of its kind in a trial.</param>
public sealed record KeptColumn(string Kind, string Name, string Column, int Index);

/// <summary>The tables of a store, and the views that answer the usual questions.</summary>
internal static class StoreSchema
{
    public const string Format = "entente-store/1";

    /// <summary>The most kept numbers of a trial: SQLite's limit on columns, less ours.</summary>
    public const int MostColumns = 1_900;

    private const string Tables = """
        CREATE TABLE manifest(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE files(path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE quantities(kind TEXT, name TEXT, position INTEGER NOT NULL, unit TEXT, says TEXT, headline INTEGER, "column" TEXT, PRIMARY KEY(kind, name)) WITHOUT ROWID;
        CREATE TABLE clock(step INTEGER PRIMARY KEY, date TEXT NOT NULL, years REAL NOT NULL);
        CREATE TABLE points(point INTEGER PRIMARY KEY, variant TEXT, role TEXT, "key" TEXT NOT NULL, hash TEXT, trials INTEGER, failed INTEGER, digest TEXT);
        CREATE TABLE settings(point INTEGER, name TEXT, kind TEXT NOT NULL, value TEXT NOT NULL, number REAL, PRIMARY KEY(point, name)) WITHOUT ROWID;
        CREATE TABLE blocks(point INTEGER, first INTEGER, trials INTEGER NOT NULL, failed INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, PRIMARY KEY(point, first)) WITHOUT ROWID;
        CREATE TABLE series_values(point INTEGER, measure TEXT, step INTEGER, trial INTEGER, value REAL, PRIMARY KEY(point, measure, step, trial)) WITHOUT ROWID;
        CREATE TABLE failures(point INTEGER, trial INTEGER, message TEXT NOT NULL, PRIMARY KEY(point, trial)) WITHOUT ROWID;
        CREATE TABLE counts(point INTEGER, kind TEXT, name TEXT, position INTEGER NOT NULL, per_trial INTEGER, count INTEGER NOT NULL, PRIMARY KEY(point, kind, name)) WITHOUT ROWID;
        CREATE TABLE outcomes(point INTEGER, outcome TEXT, count INTEGER NOT NULL, share REAL, low REAL, high REAL, PRIMARY KEY(point, outcome)) WITHOUT ROWID;
        CREATE TABLE measures(point INTEGER, measure TEXT, count INTEGER NOT NULL, mean REAL, sd REAL, se REAL, min REAL, p05 REAL, p25 REAL, p50 REAL, p75 REAL, p95 REAL, max REAL, PRIMARY KEY(point, measure)) WITHOUT ROWID;
        CREATE TABLE times(point INTEGER, time TEXT, count INTEGER NOT NULL, share REAL, mean REAL, p50 REAL, PRIMARY KEY(point, time)) WITHOUT ROWID;
        CREATE TABLE series(point INTEGER, measure TEXT, step INTEGER, mean REAL, p05 REAL, p25 REAL, p50 REAL, p75 REAL, p95 REAL, PRIMARY KEY(point, measure, step)) WITHOUT ROWID;
        CREATE TABLE findings(point INTEGER, position INTEGER, code TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY(point, position)) WITHOUT ROWID;
        CREATE TABLE runs(run INTEGER PRIMARY KEY, started TEXT NOT NULL, seconds REAL NOT NULL, shard TEXT, blocks INTEGER NOT NULL, trials INTEGER NOT NULL, threads INTEGER NOT NULL, runtime TEXT NOT NULL, processor TEXT NOT NULL);
        """;

    /// <summary>Tables that hold what trials gave or say what they are of; equal for equal studies. <c>runs</c> is not among them: it has times and machines.</summary>
    public static ImmutableArray<string> Compared { get; } =
        ["files", "quantities", "clock", "points", "settings", "blocks", "trials", "series_values", "failures", "counts", "outcomes", "measures", "times", "series", "findings"];

    /// <summary>Tables that blocks of trials write.</summary>
    public static ImmutableArray<string> OfBlocks { get; } = ["blocks", "trials", "series_values", "failures"];

    /// <summary>What an export writes, in this order.</summary>
    public static ImmutableArray<string> Exported { get; } =
        ["manifest", "quantities", "clock", "points", "settings", "design", "outcomes", "measures", "times", "series", "findings", "counts", "failures", "runs", "trials", "series_values"];

    /// <summary>The statements that make an empty store.</summary>
    public static string Of(ImmutableArray<KeptColumn> columns, ImmutableArray<Factor> factors)
    {
        var numbers = string.Concat(columns.Select(c => $", {Quoted(c.Column)} REAL"));
        var trials = $"CREATE TABLE trials(point INTEGER, trial INTEGER, world INTEGER NOT NULL, replication INTEGER NOT NULL, outcome TEXT NOT NULL{numbers}, PRIMARY KEY(point, trial)) WITHOUT ROWID;\n";
        return Tables + trials + DesignView(factors) + """
            CREATE VIEW outcome_shares AS SELECT d.*, o.outcome, o.count, o.share, o.low, o.high FROM outcomes o JOIN design d USING (point);
            CREATE VIEW measure_summary AS SELECT d.*, m.measure, q.unit, m.count, m.mean, m.mean - 1.959964 * m.se AS low, m.mean + 1.959964 * m.se AS high,
              m.sd, m.p05, m.p25, m.p50, m.p75, m.p95 FROM measures m JOIN design d USING (point) JOIN quantities q ON q.kind = 'measure' AND q.name = m.measure;
            CREATE VIEW time_summary AS SELECT d.*, t.time, t.count, t.share, t.mean, t.p50 FROM times t JOIN design d USING (point);
            CREATE VIEW fans AS SELECT d.*, s.measure, c.date, c.years, s.mean, s.p05, s.p25, s.p50, s.p75, s.p95 FROM series s JOIN design d USING (point) JOIN clock c USING (step);
            CREATE VIEW worlds AS SELECT point, world, count(*) AS replications, outcome, count(*) * 1.0 / (SELECT count(*) FROM trials u WHERE u.point = t.point AND u.world = t.world) AS share
              FROM trials t GROUP BY point, world, outcome;
            CREATE VIEW progress AS SELECT p.point, p.variant, coalesce(sum(b.trials), 0) AS trials, coalesce(sum(b.failed), 0) AS failed, p.digest IS NOT NULL AS finished
              FROM points p LEFT JOIN blocks b USING (point) GROUP BY p.point;
            """;
    }

    /// <summary>Points with a column for each factor: a number where it has one, else the option's name.</summary>
    public static string DesignView(ImmutableArray<Factor> factors)
    {
        var taken = new HashSet<string>(["point", "variant", "role"], StringComparer.OrdinalIgnoreCase);
        var columns = factors.Select(f => $", (SELECT coalesce(s.number, s.value) FROM settings s WHERE s.point = p.point AND s.name = {Text(f.Name)}) AS {Quoted(Free(taken, "setting", f.Name))}");
        return $"CREATE VIEW design AS SELECT p.point, p.variant, p.role{string.Concat(columns)} FROM points p;\n";
    }

    /// <summary>The columns of what is kept. SQLite's names ignore case; a name that is taken gets its kind before it.</summary>
    public static ImmutableArray<KeptColumn> ColumnsOf(Keep keep, Scenario scenario, ImmutableArray<string> drawn)
    {
        var taken = new HashSet<string>(["point", "trial", "world", "replication", "outcome"], StringComparer.OrdinalIgnoreCase);
        return
        [
            .. scenario.Measures.Index().Where(m => keep.Measures.Contains(m.Item.Name)).Select(m => Kept("measure", m.Item.Name, m.Index)),
            .. scenario.Times.Index().Where(t => keep.Times.Contains(t.Item.Name)).Select(t => Kept("time", t.Item.Name, t.Index)),
            .. drawn.Index().Where(u => keep.Uncertainties.Contains(u.Item)).Select(u => Kept("uncertainty", u.Item, u.Index)),
        ];

        KeptColumn Kept(string kind, string name, int index) => new(kind, name, Free(taken, kind, name), index);
    }

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Free(HashSet<string> taken, string kind, string name)
    {
        while (!taken.Add(name))
        {
            name = $"{kind}.{name}";
        }

        return name;
    }
}
