using System.Collections.Immutable;

namespace Entente.Differences;

/// <summary>What became of an item from one scenario to another.</summary>
public enum ChangeKind
{
    /// <summary>Only the second has it.</summary>
    Added,

    /// <summary>Only the first has it.</summary>
    Removed,

    /// <summary>Both have it, and it says something else.</summary>
    Changed,
}

/// <summary>An item that differs: a quantity, rule, event, lifecycle, measure, a whole list such as the outcomes, or a lever's setting.</summary>
/// <param name="Section">The key of its section; <c>settings</c> for what a lever is set to.</param>
/// <param name="Name">Its name in the section; empty for a section that is one item.</param>
/// <param name="Parts">What differs in it; one part where it was added or removed as a whole.</param>
public sealed record Change(string Section, string Name, ChangeKind Kind, ImmutableArray<ChangedPart> Parts)
{
    /// <summary>The name with its section.</summary>
    public string Label => Name.Length == 0 ? Section : $"{Section}.{Name}";

    /// <summary>Whether trials can tell the difference: sentences, evidence, records and the table of players change no number.</summary>
    public bool MovesTrials { get; init; }
}

/// <summary>A part of an item that differs.</summary>
/// <param name="Path">Its keys, with dots between; empty for the item itself.</param>
/// <param name="Before">As it was written, on one line; null where it was not there.</param>
/// <param name="After">As it is written, on one line; null where it is not there any more.</param>
public sealed record ChangedPart(string Path, string? Before, string? After);
