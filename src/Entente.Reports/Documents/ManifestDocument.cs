using System.Collections.Immutable;

namespace Entente.Reports.Documents;

/// <summary>What a folder of results says of itself.</summary>
internal sealed record ManifestDocument(string Format, string Scenario, ImmutableArray<FilePart> Files) : Document(Format, Scenario)
{
    /// <summary>The scenario's file, without its folder.</summary>
    public string? File { get; init; }

    public bool Interrupted { get; init; }

    /// <summary>What it ran on.</summary>
    public string? Runtime { get; init; }
}

internal sealed record FilePart(string Name, long Bytes, string Sha256);
