using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Entente.Execution;
using Entente.Planning;
using Entente.Statistics;
using Microsoft.Data.Sqlite;

namespace Entente.Studies;

/// <summary>Scratch: the results of a study in one SQLite file, open. One process writes at a time; others may read meanwhile.</summary>
/// <remarks>Every block of trials is one transaction, so that whatever ends the process, whole blocks are there and nothing else.</remarks>
public sealed partial class StudyStore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly FileStream? _lock;
    private Func<double>? _seconds;
    private Action? _begin;
    private long? _run;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    private StudyStore(string path, SqliteConnection connection, FileStream? held)
    {
        FilePath = path;
        _connection = connection;
        _lock = held;
    }

    /// <summary>For tests: the most pages a store that this thread opens may have; null for as many as the disk holds.</summary>
    [field: ThreadStatic]
    internal static int? MostPages { get; set; }

    public string FilePath { get; }

    /// <summary>The entries of the manifest.</summary>
    public ImmutableSortedDictionary<string, string> Manifest { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What is kept of each trial, in the order of the columns.</summary>
    public ImmutableArray<KeptColumn> Columns { get; private set; } = [];

    /// <summary>The measures of which every trial's path is kept.</summary>
    public ImmutableArray<string> Series { get; private set; } = [];

    public string? Shard => Manifest.GetValueOrDefault(StoreManifest.Shard, "") is { Length: > 0 } shard ? shard : null;

    /// <summary>Opens a store to read it.</summary>
    /// <exception cref="StoreException">There is none, or it cannot be read.</exception>
    public static StudyStore OpenRead(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreException(Directory.Exists(path) ? $"'{path}' is a folder" : $"there is no '{path}'");
        }

        // Not read-only: whoever comes first after a process was killed has to roll back what it left half done.
        return Guarded(path, () =>
        {
            var store = Filled(new StudyStore(path, Connect(path, SqliteOpenMode.ReadWrite), null));
            store.Execute("PRAGMA query_only = ON");
            return store;
        });
    }

    /// <summary>Opens a store to go on with it.</summary>
    /// <exception cref="StoreException">There is none, somebody else writes to it, or it cannot be written.</exception>
    public static StudyStore OpenWrite(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreException($"there is no '{path}'");
        }

        var held = Hold(path);
        try
        {
            return Guarded(path, () =>
            {
                var store = Filled(new StudyStore(path, Connect(path, SqliteOpenMode.ReadWrite), held));
                store.Execute("PRAGMA journal_mode = PERSIST; PRAGMA synchronous = NORMAL; ");
                store.Execute("BEGIN IMMEDIATE; COMMIT;");
                if (MostPages is { } most)
                {
                    store.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {most}"));
                }

                return store;
            });
        }
        catch
        {
            Release(held);
            throw;
        }
    }

    /// <summary>Makes a store. It has its name only when it is whole, so a store without a manifest is not ours.</summary>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public static StudyStore Create(string path, Study study, Shard? shard)
    {
        var columns = StoreSchema.ColumnsOf(study.Keep, study.Scenario, Pipeline.Columns(study.Scenario).Uncertainties);
        if (columns.Length > StoreSchema.MostColumns)
        {
            throw new StoreException($"a store keeps at most {StoreSchema.MostColumns} numbers of a trial, and the study asks for {columns.Length}: name fewer under 'keep'");
        }

        var held = Hold(path);
        var part = path + ".new";
        try
        {
            Guarded(path, () =>
            {
                File.Delete(part);
                using (var store = new StudyStore(part, Connect(part, SqliteOpenMode.ReadWriteCreate), null))
                {
                    store.Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = PERSIST;");
                    store.Execute("BEGIN");
                    store.Execute(StoreSchema.Of(columns, study.Factors));
                    store.Describe(study, shard, columns);
                    store.AddPoints(study.Points.Index().Select(p => (p.Index, p.Item)));
                    store.Execute("COMMIT");
                }

                File.Move(part, path, overwrite: true);
                File.Delete(part + "-journal");
                return true;
            });
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not StoreException))
        {
            Release(held);
            throw new StoreException($"cannot write '{path}': {e.Message}", e);
        }
        catch
        {
            Release(held);
            throw;
        }

        Release(held);
        return OpenWrite(path);
    }

    /// <summary>The points as policies over worlds, for a measure that is kept or an outcome's share.</summary>
    /// <param name="measure">A kept measure, or null.</param>
    /// <param name="outcome">The outcome, where no measure is named.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public PolicyTable Policies(string? measure, string outcome) =>
        Guarded(() => PolicyTable.Of(this, measure is null ? null : Columns.First(c => c.Kind == "measure" && c.Name == measure).Column, outcome));

    /// <summary>Writes a block in one transaction.</summary>
    /// <param name="finish">Whether it is the last of its point here; the point is then summarised.</param>
    public void Write(BlockResult result, Plan plan, string hash, bool finish) => Guarded(() =>
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            WriteBlock(result, plan, hash);
            NoteRun(result.Block.Trials);
            if (finish)
            {
                Summarise(result.Block.Point);
            }

            Execute("COMMIT");
        }
        catch
        {
            Rollback();
            throw;
        }
    });

    /// <summary>The trials that are there, by point: neighbouring blocks joined, in order.</summary>
    public ILookup<int, (long First, long End)> Present() => Guarded(() =>
    {
        var spans = new List<(int Point, long First, long End)>();
        foreach (var (point, first, trials) in Query("SELECT point, first, trials FROM blocks ORDER BY point, first", r => (r.GetInt32(0), r.GetInt64(1), r.GetInt64(2))))
        {
            if (spans.Count > 0 && spans[^1].Point == point && spans[^1].End == first)
            {
                spans[^1] = (point, spans[^1].First, first + trials);
            }
            else
            {
                spans.Add((point, first, first + trials));
            }
        }

        return spans.ToLookup(s => s.Point, s => (s.First, s.End));
    });

    /// <summary>The points by what they are, and whether each was summarised. Where several are alike they stand in their order.</summary>
    public ILookup<string, (int Point, bool Finished)> Points() => Guarded(() =>
        Query("SELECT point, \"key\", digest IS NOT NULL FROM points ORDER BY point", r => (Key: r.GetString(1), Point: r.GetInt32(0), Finished: r.GetBoolean(2))).ToLookup(p => p.Key, p => (p.Point, p.Finished), StringComparer.Ordinal));

    /// <summary>How often each outcome came in a point's trials before a number.</summary>
    public (long[] Outcomes, long Failed) OutcomesBefore(int point, long end, ImmutableArray<string> names) => Guarded(() =>
    {
        var counts = new long[names.Length];
        long failed = 0;
        foreach (var (outcome, count) in Query($"SELECT outcome, count(*) FROM trials WHERE point = {point} AND trial < {end} GROUP BY outcome", r => (r.GetString(0), r.GetInt64(1))))
        {
            if (names.IndexOf(outcome) is var index and >= 0)
            {
                counts[index] = count;
            }
            else
            {
                failed += count;
            }
        }

        return (counts, failed);
    });

    /// <summary>The digest of all trials, the same in whatever order and parts they came.</summary>
    public TrialDigest Digest() => Guarded(() =>
    {
        var digest = TrialDigest.Empty;
        foreach (var (point, of) in Digests())
        {
            digest = digest.Add(point, [BitConverter.UInt64BitsToDouble(of.Low), BitConverter.UInt64BitsToDouble(of.High), of.Count]);
        }

        return digest;
    });

    /// <summary>The digest of each point's trials that are there: what a run of that point alone has.</summary>
    public IReadOnlyList<(int Point, TrialDigest Digest)> Digests() => Guarded(() =>
        Query("SELECT point, low, high, trials FROM blocks ORDER BY point", r => (Point: r.GetInt32(0), Digest: new TrialDigest((ulong)r.GetInt64(1), (ulong)r.GetInt64(2), r.GetInt64(3))))
            .GroupBy(b => b.Point).Select(g => (g.Key, g.Aggregate(TrialDigest.Empty, (sum, b) => sum.Merge(b.Digest)))).ToArray());

    /// <summary>The files that the store's study and scenario were read from; the study's stands under <c>study:</c> and its name.</summary>
    public Dictionary<string, string> Files() => Guarded(() => Query("SELECT path, content FROM files", r => (r.GetString(0), r.GetString(1))).ToDictionary(f => f.Item1, f => f.Item2, StringComparer.Ordinal));

    /// <summary>Notes that a process works on the store from now on; every block that is written brings the note up to date.</summary>
    /// <param name="seconds">Seconds since it began.</param>
    public void BeginRun(DateTimeOffset started, Func<double> seconds, int threads, string runtime, string processor)
    {
        _seconds = seconds;
        _begin = () =>
        {
            Execute(
                "INSERT INTO runs(started, seconds, shard, blocks, trials, threads, runtime, processor) VALUES (@a, 0, @c, 0, 0, @f, @g, @h)",
                ("@a", started.ToString("O", CultureInfo.InvariantCulture)), ("@c", Shard), ("@f", threads), ("@g", runtime), ("@h", processor));
            _run = (long)Scalar("SELECT last_insert_rowid()")!;
        };
    }

    /// <summary>Makes room for what an extended study asks for more: new points, and new trials of points that were finished.</summary>
    public void Extend(Study study, IEnumerable<StudyPoint> added) => Guarded(() =>
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            var next = (int)(long)Scalar("SELECT coalesce(max(point), -1) + 1 FROM points")!;
            foreach (var (key, value) in StoreManifest.Of(study, null))
            {
                Execute("INSERT OR REPLACE INTO manifest VALUES (@k, @v)", ("@k", key), ("@v", value));
            }

            Execute("DELETE FROM files WHERE path = 'study:' || @p", ("@p", Manifest["study_file"]));
            AddFile("study:" + study.File.Name, study.File.Content);
            AddPoints(added.Index().Select(p => (next + p.Index, p.Item)));
            Execute("COMMIT");
        }
        catch
        {
            Rollback();
            throw;
        }

        Fill();
    });

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        if (_lock is not null && _connection.State == System.Data.ConnectionState.Open)
        {
            try
            {
                Execute("PRAGMA journal_mode = DELETE");
            }
            catch (SqliteException)
            {
                // The journal's file stays, and the next process uses it.
            }
        }

        _connection.Dispose();
        if (_lock is not null)
        {
            Release(_lock);
        }
    }

    internal IEnumerable<T> Query<T>(string sql, Func<SqliteDataReader, T> row, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return row(reader);
        }
    }

    /// <summary>The columns of a table or view, with their types.</summary>
    internal IReadOnlyList<(string Name, string Type)> ColumnsOf(string table) => [.. Query("SELECT name, type FROM pragma_table_info(@t)", r => (r.GetString(0), r.GetString(1)), ("@t", table))];

    internal object? Scalar(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar() is var value and not DBNull ? value : null;
    }

    internal void Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    internal void Rollback()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // A full disk has rolled back already.
        }
    }

    internal T Guarded<T>(Func<T> work) => Guarded(FilePath, work);

    internal void Guarded(Action work) => Guarded(FilePath, () =>
    {
        work();
        return true;
    });

    private void NoteRun(long trials)
    {
        // A run that writes nothing is none.
        _begin?.Invoke();
        _begin = null;
        if (_run is { } run)
        {
            Execute("UPDATE runs SET seconds = @s, blocks = blocks + 1, trials = trials + @n WHERE run = @r", ("@s", _seconds!()), ("@n", trials), ("@r", run));
        }
    }

    private static T Guarded<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw StoreException.Of(path, error);
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // The lock is the system's, so it goes with the process, whatever ends it.
    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new StoreException($"cannot write to '{path}': no such folder, or no permission", e);
        }
        catch (IOException e)
        {
            // On Linux a lock that another has, too, arrives as an IOException.
            throw new StoreException(
                e.HResult == 11 || e.Message.Contains("being used", StringComparison.Ordinal) ? $"'{path}' is in use by another process" : $"cannot write to '{path}': {e.Message}", e);
        }
    }

    private static void Release(FileStream held)
    {
        held.Dispose();
        try
        {
            File.Delete(held.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty file that stays behind does no harm.
        }
    }

    private static StudyStore Filled(StudyStore store)
    {
        try
        {
            store.Fill();
            return store;
        }
        catch
        {
            store._connection.Dispose();
            throw;
        }
    }

    private void Fill()
    {
        if (Scalar("SELECT count(*) FROM sqlite_schema WHERE name IN ('manifest', 'trials', 'blocks')") is not 3L)
        {
            throw new StoreException($"'{FilePath}' is no store of a study");
        }

        Manifest = Query("SELECT key, value FROM manifest", r => (r.GetString(0), r.GetString(1))).ToImmutableSortedDictionary(e => e.Item1, e => e.Item2, StringComparer.Ordinal);
        if (Manifest.GetValueOrDefault("format", "") is var format && format != StoreSchema.Format)
        {
            throw new StoreException($"'{FilePath}' has the format '{format}', and this version reads '{StoreSchema.Format}'");
        }

        Columns = [.. Query("SELECT kind, name, \"column\", position FROM quantities WHERE \"column\" IS NOT NULL", r => new KeptColumn(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3)))
            .OrderBy(c => c.Kind switch { "measure" => 0, "time" => 1, _ => 2 }).ThenBy(c => c.Index)];
        Series = [.. Query("SELECT name FROM quantities WHERE kind = 'series' ORDER BY position", r => r.GetString(0))];
    }

    private void Describe(Study study, Shard? shard, ImmutableArray<KeptColumn> columns)
    {
        foreach (var (key, value) in StoreManifest.Of(study, shard))
        {
            Execute("INSERT INTO manifest VALUES (@k, @v)", ("@k", key), ("@v", value));
        }

        foreach (var (path, source) in study.Scenario.Syntax.Folder.Files)
        {
            AddFile(path, source.Content);
        }

        AddFile("study:" + study.File.Name, study.File.Content);
        var scenario = study.Scenario;
        AddQuantities("outcome", scenario.Outcomes.Select(o => (o.Name, (string?)null, o.Says, false)), columns);
        AddQuantities("measure", scenario.Measures.Select(m => (m.Name, (string?)m.Unit.ToString(), m.Says, m.Headline)), columns);
        AddQuantities("time", scenario.Times.Select(t => (t.Name, (string?)"year", t.Says, t.Headline)), columns);
        AddQuantities("uncertainty", Pipeline.Columns(scenario).Uncertainties.Select(u => (u, (string?)null, (string?)null, false)), columns);
        AddQuantities("series", scenario.Measures.Where(m => study.Keep.Series.Contains(m.Name)).Select(m => (m.Name, (string?)m.Unit.ToString(), m.Says, m.Headline)), columns);
        for (var step = 0; step <= scenario.Clock.Steps; step++)
        {
            Execute("INSERT INTO clock VALUES (@s, @d, @y)", ("@s", step), ("@d", scenario.Clock.Label(step)), ("@y", step * scenario.Clock.MonthsPerStep / 12.0));
        }
    }

    private void AddQuantities(string kind, IEnumerable<(string Name, string? Unit, string? Says, bool Headline)> quantities, ImmutableArray<KeptColumn> columns)
    {
        foreach (var (position, (name, unit, says, headline)) in quantities.Index())
        {
            Execute(
                "INSERT INTO quantities VALUES (@k, @n, @p, @u, @s, @h, @c)", ("@k", kind), ("@n", name), ("@p", position), ("@u", unit), ("@s", says), ("@h", headline ? 1 : 0),
                ("@c", columns.FirstOrDefault(c => c.Kind == kind && c.Name == name)?.Column));
        }
    }

    private void AddFile(string path, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        Execute("INSERT INTO files VALUES (@p, @b, @h, @c)", ("@p", path), ("@b", bytes.Length), ("@h", Convert.ToHexStringLower(SHA256.HashData(bytes))), ("@c", content));
    }

    private void AddPoints(IEnumerable<(int Point, StudyPoint Of)> points)
    {
        foreach (var (point, of) in points)
        {
            Run(Prepared("INSERT INTO points(point, variant, role, \"key\") VALUES ($0, $1, $2, $3)", 4), point, of.Choice.Variant, of.Role, of.Key);
            foreach (var (name, value, kind) in of.Choice.Settings.Select(s => (s.Lever, s.Value, "lever")).Concat(of.Choice.Pins.Select(p => (p.Uncertainty, p.Value, "uncertainty"))))
            {
                Run(Prepared("INSERT INTO settings VALUES ($0, $1, $2, $3, $4)", 5), point, name, kind, value, Values.Number(value));
            }
        }
    }

    private SqliteCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are ours; what users write is bound as parameters, or quoted where it is a name.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
