using System.Collections.Immutable;
using Entente.Evidence;
using Entente.Execution;

namespace Entente.Reports.Stories;

/// <summary>On what evidence the things of a story rest.</summary>
/// <param name="table">What every number of the scenario rests on; null where nobody asks.</param>
internal sealed class StoryEvidence(EvidenceTable? table)
{
    private readonly ILookup<(string Section, string Name), GroundedItem> _items =
        (table?.Items ?? []).ToLookup(i => (i.Item.Section, i.Item.Name));

    /// <summary>The ids of the claims behind something that happened, or that it is a judgement; empty where nobody asks.</summary>
    public string Of(Happened happened)
    {
        var item = Item(happened);
        return table is null ? ""
            : item is null || (item.Claims.IsEmpty && item.Item.Judgement is null) ? "no evidence"
            : item.Claims.IsEmpty ? "a judgement: " + item.Item.Judgement
            : string.Join(", ", item.Claims.Select(c => c.Id));
    }

    /// <summary>The claims behind a story, each once, by id; without its text where no seed file has it.</summary>
    public ImmutableArray<(string Id, Claim? Claim)> Claims(IEnumerable<Happened> happened) =>
        [.. happened.Select(Item).OfType<GroundedItem>().SelectMany(i => i.Claims).DistinctBy(c => c.Id).OrderBy(c => c.Id, StringComparer.Ordinal)];

    private GroundedItem? Item(Happened happened)
    {
        var section = happened.Kind switch { HappenedKind.Event => "events", HappenedKind.Rule => "rules", _ => "lifecycles" };
        return _items[(section, happened.Lifecycle is { } lifecycle ? $"{lifecycle}.transitions.{happened.Name}" : happened.Name)].FirstOrDefault();
    }
}
