using System.Collections.Immutable;

namespace Entente.Diagnostics;

/// <summary>Collects what a check finds. It only grows; asking it is for the end of a stage.</summary>
public sealed class DiagnosticBag
{
    /// <summary>How many diagnostics a check reports; what is beyond is counted.</summary>
    public const int Limit = 100;

    private readonly HashSet<Diagnostic> _seen = [];
    private readonly List<Diagnostic> _found = [];

    public bool HasErrors { get; private set; }

    public void Add(Diagnostic diagnostic)
    {
        if (_seen.Add(diagnostic))
        {
            _found.Add(diagnostic);
            HasErrors |= diagnostic.Severity == Severity.Error;
        }
    }

    /// <summary>What was found by file, place and code; at most <see cref="Limit"/>, then one line that says how many more.</summary>
    public ImmutableArray<Diagnostic> ToSorted()
    {
        var sorted = _found
            .OrderBy(d => d.Source.Path, StringComparer.Ordinal)
            .ThenBy(d => d.Span.Start)
            .ThenBy(d => d.Span.Length)
            .ThenBy(d => d.Code, StringComparer.Ordinal)
            .ThenBy(d => d.Message, StringComparer.Ordinal)
            .ToList();
        if (sorted.Count <= Limit)
        {
            return [.. sorted];
        }

        // Errors must not be cut off by a flood of warnings before them.
        var kept = sorted.OrderByDescending(d => d.Severity == Severity.Error).Take(Limit).ToHashSet();
        return [.. sorted.Where(kept.Contains), Rules.TooMany.Nowhere(sorted.Count - Limit)];
    }
}
