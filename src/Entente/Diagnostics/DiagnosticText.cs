using System.Globalization;
using System.Text;

namespace Entente.Diagnostics;

/// <summary>Lays a diagnostic out as text: what, where, the line underlined, and a hint.</summary>
public static class DiagnosticText
{
    private const int Widest = 160;

    /// <summary>The text of one diagnostic, lines ended by <c>\n</c>, without colour.</summary>
    public static string Of(Diagnostic diagnostic)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Name(diagnostic.Severity)} {diagnostic.Code}: {diagnostic.Message}\n");
        if (diagnostic.Source.Path.Length > 0)
        {
            AppendPlace(text, diagnostic);
        }

        if (diagnostic.Hint is { } hint)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Margin(diagnostic)} = hint: {hint}\n");
        }

        return text.ToString();
    }

    /// <summary>The lower-case name of a severity, as it is printed and written to JSON.</summary>
    public static string Name(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };

    private static void AppendPlace(StringBuilder text, Diagnostic diagnostic)
    {
        var start = diagnostic.Start;
        var end = diagnostic.End;
        var margin = Margin(diagnostic);
        text.Append(CultureInfo.InvariantCulture, $"{margin}--> {diagnostic.Source.Path}:{start.Line}:{start.Column}\n");
        var line = diagnostic.Source.Line(start.Line).Replace('\t', ' ');
        if (line.Any(c => char.IsControl(c)))
        {
            return;
        }

        var from = start.Column - 1;
        var length = Math.Max(1, (end.Line == start.Line ? end.Column - 1 : line.Length) - from);
        if (line.Length > Widest)
        {
            var cut = Math.Max(0, Math.Min(from - 40, line.Length - Widest));
            line = line.Substring(cut, Math.Min(Widest, line.Length - cut));
            from -= cut;
        }

        length = Math.Max(1, Math.Min(length, line.Length - from));
        text.Append(CultureInfo.InvariantCulture, $"{margin} |\n{start.Line} | {line}\n{margin} | {new string(' ', from)}{new string('^', length)}\n");
    }

    // As wide as the line's number, so that all bars stand in one column.
    private static string Margin(Diagnostic diagnostic) =>
        new(' ', diagnostic.Source.Path.Length > 0 ? diagnostic.Start.Line.ToString(CultureInfo.InvariantCulture).Length : 1);
}
