using System.Collections.Immutable;
using Entente.Text;

namespace Entente.Evidence;

/// <summary>What kind of support a claim is: how somebody could know it.</summary>
public enum ClaimSort
{
    /// <summary>Somebody reasons that it is so.</summary>
    Argument,

    /// <summary>Somebody who takes part says it, promises it or threatens it.</summary>
    Actor,

    /// <summary>A study gives it with a method.</summary>
    Estimate,

    /// <summary>It happened or was counted, and others can look it up.</summary>
    Observation,
}

/// <summary>A numbered claim, in our own words.</summary>
/// <param name="Id">Its id; it never changes its meaning.</param>
/// <param name="Says">The claim as a sentence.</param>
/// <param name="Sort">What kind of support it is; null where the seed file names none that is known.</param>
/// <param name="Seed">The file it stands in.</param>
/// <param name="Source">That file's text, with <paramref name="Span"/> the place of the id.</param>
public sealed record Claim(string Id, string Says, ClaimSort? Sort, SeedFile Seed, SourceText Source, TextSpan Span)
{
    /// <summary>When it was so, or when it was said.</summary>
    public string? Date { get; init; }

    /// <summary>The figure in it.</summary>
    public string? Figure { get; init; }

    /// <summary>What it can be in a model: a starting value, a rule, a lever…</summary>
    public string? Kind { get; init; }

    /// <summary>Who says or made it, where that is not the author of the seed's subject.</summary>
    public string? By { get; init; }

    /// <summary>The work it stands in.</summary>
    public string? Work { get; init; }

    /// <summary>What of it was read: a repository with its commit, a page, an abstract.</summary>
    public string? Read { get; init; }

    public string? Licence { get; init; }

    /// <summary>What it is used for outside the items that cite it, a table for instance.</summary>
    public string? UsedFor { get; init; }

    /// <summary>What others say against it; null where nobody does.</summary>
    public string? Disputed { get; init; }

    /// <summary>Whether it is background, which no number is expected to cite.</summary>
    public bool IsContext { get; init; }
}

/// <summary>A file of claims.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Written">When the source was written, or null.</param>
/// <param name="Bibliography">Where the source can be found, or null.</param>
/// <param name="Path">What diagnostics call the file.</param>
public sealed record SeedFile(string Id, string Subject, string? Written, string? Bibliography, string Path);

/// <summary>All claims of a folder of seed files.</summary>
/// <param name="Files">The files, by their path.</param>
/// <param name="Claims">The claims, by id.</param>
public sealed record Seeds(ImmutableArray<SeedFile> Files, ImmutableSortedDictionary<string, Claim> Claims);
