using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Language;
using Entente.Planning;
using Entente.Statistics;
using Microsoft.Data.Sqlite;

namespace Entente.Studies;

/// <content>Writing blocks, and summing up points that are complete.</content>
public sealed partial class StudyStore
{
    /// <summary>The outcome of a trial that could not be completed.</summary>
    public const string FailedOutcome = "failed";

    private const double BoundShare = 0.2;

    /// <summary>Sums up a point whose trials are all there.</summary>
    internal void Finish(int point) => Guarded(() =>
    {
        Execute("BEGIN IMMEDIATE");
        Summarise(point);
        Execute("COMMIT");
    });

    private void WriteBlock(BlockResult result, Plan plan, string hash)
    {
        var (point, first, _) = result.Block;
        Execute(
            "INSERT INTO blocks VALUES (@p, @f, @n, @x, @l, @h)", ("@p", point), ("@f", first), ("@n", result.Block.Trials), ("@x", result.Failures.Length),
            ("@l", unchecked((long)result.Digest.Low)), ("@h", unchecked((long)result.Digest.High)));
        Execute("UPDATE points SET hash = @h, trials = NULL, failed = NULL, digest = NULL WHERE point = @p", ("@h", hash), ("@p", point));
        WriteTrials(result, plan);
        WriteSeries(result);
        foreach (var (trial, message) in result.Failures)
        {
            Execute("INSERT INTO failures VALUES (@p, @t, @m)", ("@p", point), ("@t", trial), ("@m", message));
        }

        var counting = Prepared("INSERT INTO counts VALUES ($0, $1, $2, $3, $4, $5) ON CONFLICT DO UPDATE SET count = count + excluded.count", 6);
        foreach (var (position, counted) in PointCounts.Of(plan).Index())
        {
            Run(counting, point, counted.Kind, counted.Name, position, counted.PerTrial, result.Counts[position]);
        }
    }

    private void WriteTrials(BlockResult result, Plan plan)
    {
        var replications = long.Parse(Manifest["replications"], CultureInfo.InvariantCulture);
        var insert = Prepared($"INSERT INTO trials VALUES ({string.Join(", ", Enumerable.Range(0, 5 + Columns.Length).Select(k => $"${k}"))})", 5 + Columns.Length);
        insert.Parameters[0].Value = result.Block.Point;
        for (var row = 0; row < result.Block.Trials; row++)
        {
            var trial = result.Block.First + row;
            insert.Parameters[1].Value = trial;
            insert.Parameters[2].Value = trial / replications;
            insert.Parameters[3].Value = trial % replications;
            insert.Parameters[4].Value = result.Outcomes[row] < 0 ? FailedOutcome : plan.Scenario.Outcomes[result.Outcomes[row]].Name;
            for (var column = 0; column < Columns.Length; column++)
            {
                var value = result.Numbers[(row * Columns.Length) + column];
                insert.Parameters[5 + column].Value = double.IsNaN(value) ? DBNull.Value : value;
            }

            insert.ExecuteNonQuery();
        }
    }

    private void WriteSeries(BlockResult result)
    {
        var insert = Prepared("INSERT INTO series_values VALUES ($0, $1, $2, $3, $4)", 5);
        var trials = result.Outcomes.Length;
        for (var s = 0; s < result.Series.Length; s++)
        {
            var points = result.Series[s].Length / trials;
            for (var step = 0; step < points; step++)
            {
                for (var row = 0; row < trials; row++)
                {
                    if (result.Outcomes[row] >= 0)
                    {
                        Run(insert, result.Block.Point, Series[s], step, result.Block.First + row, result.Series[s][(row * points) + step]);
                    }
                }
            }
        }
    }

    /// <summary>Sums up a point from its trials, with the numbers that a run of it has. Memory does not grow with the trials.</summary>
    internal void Summarise(int point)
    {
        foreach (var table in new[] { "outcomes", "measures", "times", "series", "findings" })
        {
            Execute($"DELETE FROM {table} WHERE point = @p", ("@p", point));
        }

        var digest = TrialDigest.Empty;
        long failed = 0;
        foreach (var (low, high, trials, lost) in Query("SELECT low, high, trials, failed FROM blocks WHERE point = @p", r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3)), ("@p", point)))
        {
            digest = digest.Merge(new TrialDigest((ulong)low, (ulong)high, trials));
            failed += lost;
        }

        Execute("UPDATE points SET trials = @n, failed = @x, digest = @d WHERE point = @p", ("@n", digest.Count), ("@x", failed), ("@d", digest.ToString()), ("@p", point));
        var samples = Columns.Select(_ => new Sample()).ToArray();
        var outcomes = Query("SELECT name FROM quantities WHERE kind = 'outcome' ORDER BY position", r => r.GetString(0)).ToDictionary(n => n, _ => 0L, StringComparer.Ordinal);
        using (var select = Command($"SELECT outcome{string.Concat(Columns.Select(c => ", " + StoreSchema.Quoted(c.Column)))} FROM trials WHERE point = @p", [("@p", point)]))
        using (var reader = select.ExecuteReader())
        {
            while (reader.Read())
            {
                var outcome = reader.GetString(0);
                if (outcome == FailedOutcome && !outcomes.ContainsKey(outcome))
                {
                    continue;
                }

                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                for (var column = 0; column < samples.Length; column++)
                {
                    if (!reader.IsDBNull(column + 1))
                    {
                        samples[column].Add(reader.GetDouble(column + 1));
                    }
                }
            }
        }

        var completed = digest.Count - failed;
        foreach (var (outcome, count) in outcomes)
        {
            var (low, high) = Intervals.Wilson(count, completed);
            Execute("INSERT INTO outcomes VALUES (@p, @o, @c, @s, @l, @h)", ("@p", point), ("@o", outcome), ("@c", count), ("@s", completed == 0 ? null : (double)count / completed), ("@l", low), ("@h", high));
        }

        foreach (var (column, sample) in Columns.Zip(samples))
        {
            var d = Summariser.Of(sample);
            if (column.Kind == "measure")
            {
                Run(Prepared("INSERT INTO measures VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", 13), point, column.Name, d.Count, d.Mean, d.Sd, d.Se, d.Min, d.P05, d.P25, d.P50, d.P75, d.P95, d.Max);
            }
            else if (column.Kind == "time")
            {
                Run(Prepared("INSERT INTO times VALUES ($0, $1, $2, $3, $4, $5)", 6), point, column.Name, d.Count, completed == 0 ? double.NaN : (double)d.Count / completed, d.Mean, d.P50);
            }
        }

        SummariseSeries(point);
        Review(point, digest.Count, failed, outcomes);
    }

    private void SummariseSeries(int point)
    {
        foreach (var measure in Series)
        {
            Sample? sample = null;
            var at = -1;
            foreach (var (step, value) in Query("SELECT step, value FROM series_values WHERE point = @p AND measure = @m ORDER BY step", r => (r.GetInt32(0), r.IsDBNull(1) ? double.NaN : r.GetDouble(1)), ("@p", point), ("@m", measure)))
            {
                if (step != at)
                {
                    Close();
                    (at, sample) = (step, new Sample());
                }

                sample!.Add(value);
            }

            Close();

            void Close()
            {
                if (sample is not null)
                {
                    var d = Summariser.Of(sample);
                    Run(Prepared("INSERT INTO series VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)", 9), point, measure, at, d.Mean, d.P05, d.P25, d.P50, d.P75, d.P95);
                }
            }
        }
    }

    // What a run of the point would say of it, as far as it can be told from what is kept.
    private void Review(int point, long trials, long failed, Dictionary<string, long> outcomes)
    {
        var found = new List<Diagnostic>();
        if (failed > 0 && Query("SELECT trial, message FROM failures WHERE point = @p ORDER BY trial LIMIT 1", r => (r.GetInt64(0), r.GetString(1)), ("@p", point)).FirstOrDefault() is { Item2: not null } first)
        {
            found.Add(Rules.TrialsFailed.Nowhere(failed, trials, first.Item1, first.Item2));
        }

        if (failed < trials)
        {
            found.AddRange(outcomes.Where(o => o.Value == 0).Select(o => Rules.OutcomeNever.Nowhere(o.Key)));
            foreach (var (kind, name, perTrial, count) in Query("SELECT kind, name, per_trial, count FROM counts WHERE point = @p ORDER BY position", r => (r.GetString(0), r.GetString(1), r.IsDBNull(2) ? 0 : r.GetInt64(2), r.GetInt64(3)), ("@p", point)).ToArray())
            {
                var share = perTrial == 0 ? 0 : count / ((double)perTrial * (trials - failed));
                if (kind == "bound" && share >= BoundShare)
                {
                    found.Add(Rules.ClampHit.Nowhere(name, (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%"));
                }
                else if (kind == "state" && count == 0 && name.IndexOf('.', StringComparison.Ordinal) is var dot)
                {
                    found.Add(Rules.StateNever.Nowhere(name[..dot], name[(dot + 1)..]));
                }
                else if (kind is "event" or "rule" or "transition" && count == 0)
                {
                    found.Add(Rules.NeverFired.Nowhere(kind, name));
                }
            }

            found.AddRange(Query(
                "SELECT m.measure, m.min FROM measures m JOIN quantities q ON q.kind = 'measure' AND q.name = m.measure WHERE m.point = @p AND m.count > 1 AND m.min = m.max ORDER BY q.position",
                r => Rules.ConstantMeasure.Nowhere(r.GetString(0), ReferenceEvaluator.Text(r.GetDouble(1))), ("@p", point)));
        }

        foreach (var (position, finding) in found.OrderByDescending(f => f.Severity).Index())
        {
            Run(Prepared("INSERT INTO findings VALUES ($0, $1, $2, $3, $4)", 5), point, position, finding.Code, DiagnosticText.Name(finding.Severity), finding.Message);
        }
    }

    private SqliteCommand Prepared(string sql, int parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = Command(sql, [.. Enumerable.Range(0, parameters).Select(k => ($"${k}", (object?)null))]);
            command.Prepare();
            _prepared[sql] = command;
        }

        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var k = 0; k < values.Length; k++)
        {
            command.Parameters[k].Value = values[k] is null or double.NaN ? DBNull.Value : values[k];
        }

        command.ExecuteNonQuery();
    }
}
