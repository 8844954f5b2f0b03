using System.Globalization;
using Entente.Planning;

namespace Entente.Studies;

/// <content>Holding what is written against what it should be.</content>
public sealed partial class StudyStore
{
    /// <summary>What in a store contradicts the rest of it.</summary>
    internal IReadOnlyList<string> Inconsistencies() => Guarded(() =>
    {
        var wrong = new List<string>();
        if (Scalar("PRAGMA quick_check") is string and not "ok")
        {
            wrong.Add("the file is damaged");
            return wrong;
        }

        wrong.AddRange(Query(
            "SELECT b.point, b.first FROM blocks b WHERE b.trials <> (SELECT count(*) FROM trials t WHERE t.point = b.point AND t.trial >= b.first AND t.trial < b.first + b.trials) LIMIT 3",
            r => string.Create(CultureInfo.InvariantCulture, $"point {r.GetInt64(0)}: the block from trial {r.GetInt64(1)} on has not the trials it should have")));
        var digests = Digests().ToDictionary(d => d.Point, d => d.Digest.ToString());
        wrong.AddRange(Query("SELECT point, digest FROM points WHERE digest IS NOT NULL", r => (Point: r.GetInt32(0), Digest: r.GetString(1))).ToArray()
            .Where(p => digests.GetValueOrDefault(p.Point) != p.Digest)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"point {p.Point}: its digest is not that of its blocks")));
        wrong.AddRange(Query(
            "SELECT o.point, o.outcome FROM outcomes o WHERE o.count <> (SELECT count(*) FROM trials t WHERE t.point = o.point AND t.outcome = o.outcome) LIMIT 3",
            r => string.Create(CultureInfo.InvariantCulture, $"point {r.GetInt64(0)}: the outcome '{r.GetString(1)}' is not as often among the trials as its count says")));
        return wrong;
    });

    /// <summary>In what a trial that was run again differs from the one that is written; null if in nothing.</summary>
    internal string? DifferenceTo(BlockResult again, Plan plan) => Guarded(() =>
    {
        var outcome = again.Outcomes[0] < 0 ? FailedOutcome : plan.Scenario.Outcomes[again.Outcomes[0]].Name;
        using var select = Command(
            $"SELECT outcome{string.Concat(Columns.Select(c => ", " + StoreSchema.Quoted(c.Column)))} FROM trials WHERE point = @p AND trial = @t", [("@p", again.Block.Point), ("@t", again.Block.First)]);
        using (var reader = select.ExecuteReader())
        {
            if (!reader.Read())
            {
                return "it is missing";
            }

            if (reader.GetString(0) != outcome)
            {
                return $"its outcome is '{reader.GetString(0)}', and run again '{outcome}'";
            }

            for (var k = 0; k < Columns.Length; k++)
            {
                var written = reader.IsDBNull(k + 1) ? double.NaN : reader.GetDouble(k + 1);
                if (!written.Equals(again.Numbers[k]))
                {
                    return $"{Columns[k].Kind} {Columns[k].Name} is {Values.Text(written)}, and run again {Values.Text(again.Numbers[k])}";
                }
            }
        }

        for (var s = 0; s < again.Series.Length && again.Outcomes[0] >= 0; s++)
        {
            foreach (var (step, value) in Query("SELECT step, value FROM series_values WHERE point = @p AND measure = @m AND trial = @t ORDER BY step", r => (r.GetInt32(0), r.IsDBNull(1) ? double.NaN : r.GetDouble(1)), ("@p", again.Block.Point), ("@m", Series[s]), ("@t", again.Block.First)))
            {
                if (!value.Equals(again.Series[s][step]))
                {
                    return string.Create(CultureInfo.InvariantCulture, $"series {Series[s]} at step {step} is {Values.Text(value)}, and run again {Values.Text(again.Series[s][step])}");
                }
            }
        }

        return null;
    });
}
