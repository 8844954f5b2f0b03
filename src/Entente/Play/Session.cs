using System.Collections.Immutable;
using System.Globalization;

namespace Entente.Play;

/// <summary>Goes through a journal: to resume a game where it was, or to play it again.</summary>
public static class Session
{
    /// <summary>The games after each line of a journal, with the answers. A game that is resumed takes its odds from the journal; one that is played again computes them.</summary>
    /// <param name="name">What messages call the journal.</param>
    /// <param name="again">Whether odds are computed again and held against those of the journal.</param>
    /// <exception cref="JournalDamagedException">A line leads elsewhere than the journal says.</exception>
    public static IEnumerable<(JournalEntry Entry, Played Played)> Replay(GameTable table, string name, ImmutableArray<JournalEntry> entries, bool again)
    {
        var game = table.Begin();
        foreach (var entry in entries)
        {
            var played = table.Play(game, entry.Line, again ? new OddsSource.Again(entry.Odds) : new OddsSource.Known(entry.Odds));
            if (GamePrint.Of(played.Game) != entry.Print || (again && !SameOdds(played.Odds, entry.Odds)))
            {
                throw new JournalDamagedException(string.Create(
                    CultureInfo.InvariantCulture, $"{name}:{entry.Number + 1}: '{entry.Line}' leads elsewhere than when it was played; was it played with another version?"));
            }

            game = played.Game;
            yield return (entry, played);
        }
    }

    private static bool SameOdds(Odds? one, Odds? other) =>
        one is null || other is null ? one == other : one.Trials == other.Trials && one.Sides.Length == other.Sides.Length && one.Sides.Zip(other.Sides).All(p =>
            p.First.Failed == p.Second.Failed && p.First.Paired == p.Second.Paired && p.First.Counts.SequenceEqual(p.Second.Counts)
            && p.First.Gained.SequenceEqual(p.Second.Gained) && p.First.Lost.SequenceEqual(p.Second.Lost));
}
