using System.Collections.Immutable;
using Entente.Diagnostics;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Writes diagnostics: as text with the place underlined, or as JSON for editors.</summary>
public static class DiagnosticsReport
{
    /// <summary>Writes diagnostics one after the other, a blank line between them.</summary>
    public static void Write(IEnumerable<Diagnostic> diagnostics, IAnsiConsole console)
    {
        var first = true;
        foreach (var diagnostic in diagnostics)
        {
            var lines = Lines(diagnostic);
            console.Write(new StyledLines(first ? lines : lines.Prepend(new StyledLine())));
            first = false;
        }
    }

    /// <summary>The diagnostics as a JSON object, with a line end.</summary>
    /// <param name="diagnostics">The diagnostics.</param>
    /// <param name="expectations">What was expected and judged, if that was asked for.</param>
    public static string ToJson(IEnumerable<Diagnostic> diagnostics, ExpectationReport? expectations = null) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteObjects("diagnostics", diagnostics, d =>
        {
            var placed = d.Source.Path.Length > 0;
            json.WriteString("code", d.Code);
            json.WriteString("severity", DiagnosticText.Name(d.Severity));
            json.WriteString("file", placed ? d.Source.Path : null);
            json.WriteWhole("line", placed ? d.Start.Line : null);
            json.WriteWhole("column", placed ? d.Start.Column : null);
            json.WriteWhole("endLine", placed ? d.End.Line : null);
            json.WriteWhole("endColumn", placed ? d.End.Column : null);
            json.WriteString("message", d.Message);
            json.WriteString("hint", d.Hint);
        });
        expectations?.WriteTo(json);
        json.WriteEndObject();
    });

    /// <summary>"2 errors, 1 warning in europe.yaml", or "europe.yaml: ok".</summary>
    /// <param name="shown">How many of them were shown with an earlier file.</param>
    public static string Summary(string file, ImmutableArray<Diagnostic> diagnostics, int shown = 0)
    {
        var errors = diagnostics.Count(d => d.Severity == Severity.Error);
        var warnings = diagnostics.Count(d => d.Severity == Severity.Warning);
        var parts = new[] { Count(errors, "error"), Count(warnings, "warning") }.OfType<string>().ToArray();
        var name = StyledLine.Clean(file);
        var earlier = shown == 0 ? "" : shown == diagnostics.Length ? ", shown above" : $", {NumberStyle.Count(shown)} of them shown above";
        return parts.Length == 0 ? $"{name}: ok" : $"{string.Join(", ", parts)} in {name}{earlier}";
    }

    internal static Style LookOf(Severity severity) => severity switch
    {
        Severity.Error => Look.Error,
        Severity.Warning => Look.Warning,
        _ => Look.Info,
    };

    private static string? Count(int count, string noun) => count switch
    {
        0 => null,
        1 => $"1 {noun}",
        _ => $"{NumberStyle.Count(count)} {noun}s",
    };

    // Colours what DiagnosticText has laid out, so that there is one layout and the plain text stays the reference.
    private static IEnumerable<StyledLine> Lines(Diagnostic diagnostic)
    {
        var look = LookOf(diagnostic.Severity);
        var text = DiagnosticText.Of(diagnostic).TrimEnd('\n').Split('\n');
        var head = $"{DiagnosticText.Name(diagnostic.Severity)} {diagnostic.Code}";
        yield return StyledLine.Of(head, look).Add(StyledLine.Clean(text[0][head.Length..]), Look.Strong);
        foreach (var line in text.Skip(1).Select(StyledLine.Clean))
        {
            var bar = line.IndexOf('|', StringComparison.Ordinal);
            if (line.StartsWith("  = ", StringComparison.Ordinal))
            {
                yield return StyledLine.Of("  = ", Look.Quiet).Add(line[4..], Look.Info);
            }
            else if (line.StartsWith(" --> ", StringComparison.Ordinal) || bar < 0)
            {
                yield return StyledLine.Of(line, Look.Quiet);
            }
            else
            {
                var underlines = line[..bar].Trim().Length == 0;
                yield return StyledLine.Of(line[..(bar + 1)], Look.Quiet).Add(line[(bar + 1)..], underlines ? look : Look.Plain);
            }
        }
    }
}
