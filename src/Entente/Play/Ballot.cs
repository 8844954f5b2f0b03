using System.Collections.Immutable;
using Entente.Execution;
using Entente.Language;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Play;

/// <summary>What a member says.</summary>
public enum Voice
{
    Yes,
    No,
    Abstain,
}

/// <summary>A member's vote.</summary>
/// <param name="Propensity">The chance of a yes, in this model, as things stood.</param>
/// <param name="IsGiven">Whether the table gave it; else it was drawn by the propensity.</param>
public sealed record Voiced(string Key, string Label, double Propensity, Voice Voice, bool IsGiven);

/// <summary>What became of a threshold.</summary>
/// <param name="Yes">The weight that said yes.</param>
/// <param name="Whole">The weight that counts.</param>
public sealed record Counted(Threshold Threshold, double Yes, double Whole, bool Met);

/// <summary>A vote that was taken.</summary>
/// <param name="Passed">Whether all thresholds were met.</param>
public sealed record Ballot(string Institution, string Motion, string? Says, ImmutableArray<Voiced> Voices, ImmutableArray<Counted> Counts, bool Passed)
{
    /// <summary>Takes a vote on a board.</summary>
    /// <param name="read">Evaluates on the board.</param>
    /// <param name="given">Votes the table gives, by key.</param>
    /// <param name="point">The board's point, which addresses the draws.</param>
    /// <exception cref="TrialFailedException">A propensity is no probability, or a weight is none.</exception>
    internal static Ballot Take(VoteDefinition vote, MotionDefinition motion, ReferenceEvaluator read, IReadOnlyDictionary<string, Voice> given, ulong seed, int point)
    {
        var set = vote.Members.Set;
        var stream = DrawStream.Named(seed, $"votes.{vote.Name}.{motion.Name}");
        var voices = ImmutableArray.CreateBuilder<Voiced>();
        var weights = vote.Thresholds.Select(_ => new List<double>()).ToArray();
        read.ForEach(vote.Members, (i, _) =>
        {
            var key = set.Keys[i];
            var chance = read.Value(motion.Yes);
            if (chance is not (>= 0 and <= 1))
            {
                throw new TrialFailedException($"the chance that {key} says yes is {ReferenceEvaluator.Text(chance)}, outside [0, 1],", vote.Name);
            }

            var drawn = stream.Uniform(Game.Trial, point, StableHash.Of(key)) < chance ? Voice.Yes : Voice.No;
            voices.Add(new Voiced(key, set.Labels[i], chance, given.TryGetValue(key, out var voice) ? voice : drawn, given.ContainsKey(key)));
            for (var t = 0; t < weights.Length; t++)
            {
                var weight = vote.Thresholds[t].Weight is { } expr ? read.Value(expr) : 1;
                weights[t].Add(weight >= 0 && double.IsFinite(weight) ? weight : throw new TrialFailedException($"the weight of {key} is {ReferenceEvaluator.Text(weight)}", vote.Name));
            }
        });
        ImmutableArray<Counted> counts = [.. vote.Thresholds.Select((t, k) => Count(t, voices, weights[k], vote.AbstainersStandAside))];
        return new Ballot(vote.Name, motion.Name, motion.Says, voices.ToImmutable(), counts, voices.Count > 0 && counts.All(c => c.Met));
    }

    // Both sums go through the members in their order, so that all of them saying yes is the whole, to the bit.
    private static Counted Count(Threshold threshold, IReadOnlyList<Voiced> voices, List<double> weights, bool aside)
    {
        var (yes, whole) = (0.0, 0.0);
        for (var k = 0; k < weights.Count; k++)
        {
            yes += voices[k].Voice == Voice.Yes ? weights[k] : 0;
            whole += aside && voices[k].Voice == Voice.Abstain ? 0 : weights[k];
        }

        // A share such as 55% of 20 is not a number that binary fractions can say: a hair less is enough.
        var needed = threshold.Kind == ThresholdKind.Least ? threshold.Value : threshold.Value * whole;
        var hair = 1e-12 * Math.Max(needed, 1);
        return new Counted(threshold, yes, whole, threshold.Kind == ThresholdKind.Over ? yes > needed + hair : yes >= needed - hair && whole > 0);
    }
}
