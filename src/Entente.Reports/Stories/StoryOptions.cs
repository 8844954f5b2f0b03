using Entente.Evidence;
using Entente.Stories;

namespace Entente.Reports.Stories;

/// <summary>How a story is told.</summary>
public sealed record StoryOptions
{
    /// <summary>Whether everything is told one by one and with every number.</summary>
    public bool Full { get; init; }

    /// <summary>How the trial was chosen; null where it was named.</summary>
    public ChosenTrial? Chosen { get; init; }

    /// <summary>The evidence to name; null for none.</summary>
    public EvidenceTable? Evidence { get; init; }
}
