using System.Collections.Immutable;
using System.Globalization;
using Entente.Experiments;
using Entente.Scenarios;

namespace Entente.Play;

/// <summary>The first line of a journal: which game it is.</summary>
/// <param name="Version">The engine's version.</param>
/// <param name="File">The scenario's file as it was typed.</param>
/// <param name="Scenario">The scenario's id.</param>
/// <param name="Hash">Its hash under the choice.</param>
/// <param name="Parts">The hashes of its parts.</param>
/// <param name="Choice">Variant, settings and pins that the game starts with.</param>
/// <param name="Pledge">The seed, whose hash is announced before the game.</param>
public sealed record JournalHead(
    string Version, string File, string Scenario, string Hash, ImmutableSortedDictionary<string, string> Parts, ScenarioChoice Choice, SeedPledge Pledge)
{
    public static JournalHead Of(string file, Scenario scenario, SeedPledge pledge) =>
        new(EngineVersion.Current, file, scenario.Id, scenario.Hash, ScenarioHash.Parts(scenario.Syntax), scenario.Choice, pledge);

    /// <summary>What keeps a journal from going on with a scenario, named; null if nothing does.</summary>
    public string? DifferenceFrom(Scenario scenario)
    {
        if (scenario.Hash == Hash)
        {
            return null;
        }

        var own = ScenarioHash.Parts(scenario.Syntax);
        var parts = Parts.Keys.Union(own.Keys).Where(k => Parts.GetValueOrDefault(k) != own.GetValueOrDefault(k)).Order(StringComparer.Ordinal).ToArray();
        var what = scenario.Choice.Key != Choice.Key ? "variant, settings or pins differ" : parts.Length switch
        {
            0 => "its settings differ",
            1 => $"'{parts[0]}' differs",
            <= 8 => $"{string.Join(", ", parts[..^1].Select(p => $"'{p}'"))} and '{parts[^1]}' differ",
            _ => string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", parts[..8].Select(p => $"'{p}'"))} and {parts.Length - 8} more parts differ"),
        };
        return $"it was played with {(scenario.Id == Scenario ? "another state of " : "")}'{Scenario}', hash {Hash[..12]}; this is '{scenario.Id}', hash {scenario.Hash[..12]}: {what}";
    }
}

/// <summary>A line that was typed, and what it led to.</summary>
/// <param name="Number">From 1; the head is line 0.</param>
/// <param name="Line">As it was typed.</param>
/// <param name="Odds">What was computed for it, or null.</param>
/// <param name="Print">Where the game stood afterwards, by <see cref="GamePrint"/>.</param>
public sealed record JournalEntry(int Number, string Line, Odds? Odds, string Print);

/// <summary>A journal that was read.</summary>
/// <param name="Head">Which game it is; null where not even the first line was whole.</param>
/// <param name="Entries">What was typed, in its order.</param>
/// <param name="Length">Bytes that are sound; what follows was torn off in the writing.</param>
/// <param name="LastHash">The hash of the last sound line, from which the next one goes on; empty before the first.</param>
/// <param name="Torn">Bytes after the sound ones.</param>
public sealed record Journal(JournalHead? Head, ImmutableArray<JournalEntry> Entries, long Length, string LastHash, long Torn);

/// <summary>A journal was changed or damaged. The message names the file and the line.</summary>
public sealed class JournalDamagedException(string message) : Exception(message);
