using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Entente.Scenarios;

namespace Entente.Evidence;

/// <summary>An item with what it rests on.</summary>
/// <param name="Item">The item.</param>
/// <param name="Claims">The claims it names, each once; without its text where no seed file has it.</param>
/// <param name="Strength">The strongest of what it names.</param>
public sealed record GroundedItem(Item Item, ImmutableArray<(string Id, Claim? Claim)> Claims, Strength Strength);

/// <summary>What every number of a scenario rests on.</summary>
public sealed partial record EvidenceTable
{
    private EvidenceTable(Scenario scenario, Seeds? seeds, ImmutableArray<GroundedItem> items)
    {
        Scenario = scenario;
        Seeds = seeds;
        Items = items;
    }

    public Scenario Scenario { get; }

    /// <summary>The claims; null where no seed files were found.</summary>
    public Seeds? Seeds { get; }

    /// <summary>Whatever holds a number or names evidence, by section and name.</summary>
    public ImmutableArray<GroundedItem> Items { get; }

    /// <summary>How many items rest on each strength, the strongest first; every strength is listed.</summary>
    public ImmutableArray<(Strength Strength, int Count)> Totals =>
        [.. Enum.GetValues<Strength>().OrderDescending().Select(s => (s, Items.Count(i => i.Strength == s)))];

    /// <summary>Claims that no item names, by id.</summary>
    public ImmutableArray<Claim> Unused
    {
        get
        {
            var used = Items.SelectMany(i => i.Claims).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
            return [.. (Seeds?.Claims.Values ?? []).Where(c => !used.Contains(c.Id))];
        }
    }

    public static EvidenceTable Of(Scenario scenario, Seeds? seeds) => new(scenario, seeds, [.. ItemReader.Read(scenario).Select(i => Ground(i, seeds))]);

    /// <summary>The items that name a claim.</summary>
    public IEnumerable<GroundedItem> Using(string claim) => Items.Where(i => i.Claims.Any(c => c.Id == claim));

    private static GroundedItem Ground(Item item, Seeds? seeds)
    {
        // A table's sidecar names its source in words; where a word is the id of a claim, it means that claim.
        var meant = item.From is null || seeds is null ? [] : Words().Matches(item.From).Select(m => m.Value).Where(seeds.Claims.ContainsKey);
        ImmutableArray<(string, Claim?)> claims = [.. item.Evidence.Select(e => e.Value).Concat(meant).Distinct(StringComparer.Ordinal).Select(id => (id, seeds?.Claims.GetValueOrDefault(id)))];
        var strength = !claims.IsEmpty ? claims.Max(c => StrengthNames.StrengthOf(c.Item2))
            : item.From is not null ? Strength.Source
            : item.Judgement is not null ? Strength.Judgement
            : Strength.Nothing;
        return new GroundedItem(item, claims, strength);
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
