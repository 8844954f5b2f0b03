using System.Collections.Immutable;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Evidence;

/// <summary>
/// A part of a scenario that can hold numbers: a quantity, an event, a rule, a lifecycle, each of its states and transitions, a
/// measure, an outcome, a correlation, a set, a variant.
/// </summary>
/// <param name="Section">The key of its section: <c>state</c>, <c>rules</c>… A column of a set's table is data.</param>
/// <param name="Name">Its name in the section, with dots within: <c>order.transitions.strain</c>.</param>
/// <param name="Source">The file that names it, with <paramref name="Span"/> the place of the name.</param>
public sealed record Item(string Section, string Name, SourceText Source, TextSpan Span)
{
    /// <summary>The literals in its own text other than 0 and 1, as they are written.</summary>
    public ImmutableArray<string> Numbers { get; init; } = [];

    /// <summary>Numbers that stand in a table: <c>38 values of data/actors.csv</c>; null where none does.</summary>
    public string? Table { get; init; }

    /// <summary>A distribution as it is written, where that is the best short form of the numbers; else null.</summary>
    public string? Distribution { get; init; }

    /// <summary>The ids of the claims it names, with their places.</summary>
    public ImmutableArray<YamlScalar> Evidence { get; init; } = [];

    /// <summary>Why its numbers were chosen where no claim says so, or null.</summary>
    public string? Judgement { get; init; }

    /// <summary>Where its figures come from, as free text, or null.</summary>
    public string? From { get; init; }

    /// <summary>Whether evidence and judgement are those of the lifecycle it is a part of.</summary>
    public bool IsInherited { get; init; }

    public bool HasNumbers => !Numbers.IsEmpty || Table is not null;

    /// <summary>Whether it says anything of why its numbers are what they are.</summary>
    public bool IsGrounded => !Evidence.IsEmpty || Judgement is not null || From is not null;

    /// <summary>The numbers on one line; empty where there are none.</summary>
    public string Short => Table ?? (Numbers.IsEmpty ? "" : Distribution ?? string.Join(", ", Numbers));
}
