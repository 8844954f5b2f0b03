using System.Collections.Immutable;
using System.Globalization;

namespace Entente.Studies;

/// <summary>A store's points as policies over worlds: what somebody decides against what nobody knows.</summary>
/// <param name="Policies">A policy is a variant with its settings of levers; in the order of the points.</param>
/// <param name="Values">
/// Mean over the replications of a world, NaN where a trial of it failed. A world is a draw of the uncertainties, with the values that the design gives
/// them; it is the same for all policies. Shape [policies][worlds].
/// </param>
public sealed record PolicyTable(ImmutableArray<string> Policies, double[][] Values)
{
    /// <summary>Reads the table of a measure or of an outcome's share.</summary>
    /// <param name="column">The measure's column among those of the trials; null for the outcome.</param>
    /// <param name="outcome">The outcome whose share is read, where there is no column.</param>
    internal static PolicyTable Of(StudyStore store, string? column, string outcome)
    {
        var policies = new List<string>();
        var worlds = new Dictionary<(string Drawn, long World), int>();
        var cells = new Dictionary<(int Policy, int World), double>();
        var points = store.Query("SELECT point, coalesce(variant, '') FROM points ORDER BY point", r => (Point: r.GetInt64(0), Variant: r.GetString(1)));
        foreach (var (point, variant) in points.ToList())
        {
            var settings = store.Query("SELECT name, kind, value FROM settings WHERE point = @p ORDER BY name", r => (Name: r.GetString(0), Kind: r.GetString(1), Value: r.GetString(2)), ("@p", point)).ToList();
            var decided = string.Join(", ", new[] { variant }.Where(v => v.Length > 0).Concat(settings.Where(s => s.Kind == "lever").Select(s => $"{s.Name}={s.Value}")));
            var label = decided.Length > 0 ? decided : "as it stands";
            var drawn = string.Join(", ", settings.Where(s => s.Kind != "lever").Select(s => $"{s.Name}={s.Value}"));
            if (!policies.Contains(label))
            {
                policies.Add(label);
            }

            // A world in which a trial failed says nothing.
            var value = column is null ? "outcome = @o" : StoreSchema.Quoted(column);
            foreach (var (world, mean) in store.Query(
                $"SELECT world, CASE WHEN sum(outcome = @f) > 0 OR count({value}) < count(*) THEN NULL ELSE avg({value}) END FROM trials WHERE point = @p GROUP BY world",
                r => (r.GetInt64(0), r.IsDBNull(1) ? double.NaN : r.GetDouble(1)), ("@p", point), ("@o", outcome), ("@f", StudyStore.FailedOutcome)))
            {
                if (!worlds.TryGetValue((drawn, world), out var w))
                {
                    worlds[(drawn, world)] = w = worlds.Count;
                }

                cells[(policies.IndexOf(label), w)] = mean;
            }
        }

        return new PolicyTable(
            [.. policies],
            [.. policies.Select((_, p) => Enumerable.Range(0, worlds.Count).Select(w => cells.GetValueOrDefault((p, w), double.NaN)).ToArray())]);
    }
}
