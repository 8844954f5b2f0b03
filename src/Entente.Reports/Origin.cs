using Entente.Evidence;

namespace Entente.Reports;

/// <summary>Where a document comes from: what makes it again, and what its scenario assumes.</summary>
/// <param name="Command">The command line, with the scenario's file without its folder.</param>
/// <param name="Evidence">The scenario with what its numbers rest on.</param>
public sealed record Origin(string Command, EvidenceTable Evidence)
{
    /// <summary>A command line that a POSIX shell takes apart into the same words.</summary>
    public static string CommandLine(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '=' or ':' or ',' or '%' or '+' or '@')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
