using System.Collections.Immutable;
using Entente.Planning;

namespace Entente.Experiments;

/// <summary>Says where trials of one number do not have the same draws on two sides. Draws have addresses, so what both sides draw under one name they share.</summary>
internal static class Pairing
{
    private const int MostNames = 4;

    private static readonly double[] Probes = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99];

    public static ImmutableArray<string> Notes(Plan first, Plan other)
    {
        var notes = new List<string>();
        var ours = other.Uncertain.ToDictionary(u => u.Name, StringComparer.Ordinal);
        var theirs = first.Uncertain.ToDictionary(u => u.Name, StringComparer.Ordinal);
        Say("draws of its own, in no pair", [.. ours.Keys.Where(n => !theirs.ContainsKey(n)), .. other.Addresses.Except(first.Addresses)]);
        Say("does not draw", [.. theirs.Keys.Where(n => !ours.ContainsKey(n)), .. first.Addresses.Except(other.Addresses)]);
        Say("drawn at the same quantile of another distribution", [.. ours.Keys.Where(n => theirs.TryGetValue(n, out var same) && Differ(same, ours[n]))]);
        if (!Correlated(first).SequenceEqual(Correlated(other)))
        {
            notes.Add("uncertainties are correlated otherwise");
        }

        var (a, b) = (first.Scenario.Clock, other.Scenario.Clock);
        if (a != b)
        {
            notes.Add($"another clock ({b.Label(0)} to {b.Label(b.Steps)} by the {b.StepName}): the draws of its steps pair by their number, not by their date");
        }

        return [.. notes];

        void Say(string what, IReadOnlyList<string> names)
        {
            if (names.Count > 0)
            {
                var more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
                notes.Add($"{what}: {string.Join(", ", names.Order(StringComparer.Ordinal).Take(MostNames))}{more}");
            }
        }
    }

    private static bool Differ(UncertainNumber one, UncertainNumber other) => Probes.Any(p => !one.Distribution.Draw(p).Equals(other.Distribution.Draw(p)));

    private static IEnumerable<(string, string, double)> Correlated(Plan plan) => plan.Scenario.Correlations.Select(c => (c.A.Name, c.B.Name, c.Rank));
}
