using System.Collections.Immutable;
using Entente.Experiments;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Differences;

/// <summary>Which chance two scenarios share. Draws are looked up by address, so only what has another name, or is drawn from another distribution, is another draw.</summary>
/// <param name="Shared">Uncertain numbers that are the same in every trial that was looked at.</param>
/// <param name="Other">Uncertain numbers that both have and that differ, by name.</param>
/// <param name="OnlyBefore">Names that only the first draws from: uncertain numbers, events, rules, transitions, noise.</param>
/// <param name="OnlyAfter">Names that only the second draws from.</param>
/// <param name="SharedAddresses">Names of events, rules, transitions and noise that both draw from, with the same draws at the same trial, step and member.</param>
public sealed record DrawDifferences(
    int Shared, ImmutableArray<string> Other, ImmutableArray<string> OnlyBefore, ImmutableArray<string> OnlyAfter, int SharedAddresses)
{
    private const int Looks = 64;

    internal static DrawDifferences Of(Scenario before, Scenario after)
    {
        var (one, other) = (Planner.Plan(before), Planner.Plan(after));
        var (own, theirs) = (Drawn(one), Drawn(other));
        var both = own.Keys.Where(theirs.ContainsKey).Order(StringComparer.Ordinal).ToArray();
        var moved = both.Where(name => !own[name].AsSpan().SequenceEqual(theirs[name])).ToImmutableArray();
        return new DrawDifferences(
            both.Length - moved.Length, moved,
            [.. own.Keys.Except(theirs.Keys).Concat(one.Addresses.Except(other.Addresses)).Order(StringComparer.Ordinal)],
            [.. theirs.Keys.Except(own.Keys).Concat(other.Addresses.Except(one.Addresses)).Order(StringComparer.Ordinal)],
            one.Addresses.Intersect(other.Addresses).Count());
    }

    // What each uncertain number is in the first trials.
    private static Dictionary<string, double[]> Drawn(Plan plan)
    {
        var design = Design.For(plan, SamplerKind.MonteCarlo, seed: 1, Looks);
        var numbers = plan.Uncertain.ToDictionary(u => u.Name, _ => new double[Looks], StringComparer.Ordinal);
        var values = new double[plan.Uncertain.Length];
        for (var trial = 0; trial < Looks; trial++)
        {
            design.Draw(trial, values);
            for (var k = 0; k < values.Length; k++)
            {
                numbers[plan.Uncertain[k].Name][trial] = values[k];
            }
        }

        return numbers;
    }
}
