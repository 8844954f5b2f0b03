using System.Collections.Immutable;

namespace Entente.Experiments;

/// <summary>What somebody takes the share of an outcome for, before the trials are seen.</summary>
/// <param name="Who">Whose guess it is.</param>
/// <param name="Share">In [0, 1].</param>
public sealed record Guess(string Who, double Share);

/// <summary>A guess beside what came out.</summary>
/// <param name="Miss">The guess less the share of trials.</param>
/// <param name="Brier">Its Brier score over the trials, in [0, 1]: 0 is best.</param>
public sealed record ScoredGuess(string Who, double Share, double Miss, double Brier);

/// <summary>Guesses of an outcome, scored.</summary>
/// <param name="Run">The run they are held against.</param>
/// <param name="Outcome">What came out.</param>
/// <param name="Floor">The Brier score of the share itself: nobody who does not know which trial is which can do better.</param>
/// <param name="Guesses">Best first; equal ones by name.</param>
/// <param name="Yardsticks">Guesses that need no thought: the mean of all, equal odds for every outcome, always, never.</param>
public sealed record GuessResult(
    ExperimentResult Run, OutcomeSummary Outcome, double Floor, ImmutableArray<ScoredGuess> Guesses, ImmutableArray<ScoredGuess> Yardsticks)
{
    /// <summary>Scores guesses against a run.</summary>
    /// <param name="run">The run, with at least one completed trial.</param>
    /// <param name="outcome">One of its outcomes.</param>
    /// <param name="guesses">At least one.</param>
    public static GuessResult Of(ExperimentResult run, string outcome, ImmutableArray<Guess> guesses)
    {
        var found = run.Outcomes.First(o => o.Name == outcome);
        ScoredGuess Score(string who, double share) => new(who, share, share - found.Share, Brier(share, found.Share));
        return new GuessResult(
            run, found, Brier(found.Share, found.Share),
            [.. guesses.Select(g => Score(g.Who, g.Share)).OrderBy(g => g.Brier).ThenBy(g => g.Who, StringComparer.Ordinal)],
            [Score("mean of all guesses", guesses.Average(g => g.Share)), Score("equal odds", 1.0 / run.Outcomes.Length), Score("always", 1), Score("never", 0)]);
    }

    /// <summary>
    /// The mean over trials of (guess - 1)² where the outcome came and guess² where it did not (Brier 1950, for one event), which is the
    /// square of the miss and what the spread of the trials adds: (guess - share)² + share (1 - share), Murphy's 1973 parts for one guess.
    /// </summary>
    private static double Brier(double guess, double share) => ((guess - share) * (guess - share)) + (share * (1 - share));
}
