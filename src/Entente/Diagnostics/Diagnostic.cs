using Entente.Text;

namespace Entente.Diagnostics;

/// <summary>How grave a diagnostic is. An error stops the pipeline before the trials.</summary>
public enum Severity
{
    /// <summary>Worth knowing about a result.</summary>
    Info,

    /// <summary>Probably not what was meant.</summary>
    Warning,

    /// <summary>The scenario cannot be run.</summary>
    Error,
}

/// <summary>A kind of mistake: what is the same in all its occurrences.</summary>
/// <param name="Code">Stable code such as ENT3001; the first digit names the stage, and a code never changes meaning.</param>
/// <param name="Severity">How grave an occurrence is.</param>
/// <param name="Template">The fact, with placeholders {0}, {1}: lower case, no full stop, the user's words quoted.</param>
public sealed record DiagnosticRule(string Code, Severity Severity, string Template)
{
    private const int Longest = 400;

    /// <summary>An occurrence of this rule at a place.</summary>
    public Diagnostic At(SourceText source, TextSpan span, params object?[] arguments) =>
        new(this, source, span, string.Format(System.Globalization.CultureInfo.InvariantCulture, Template, [.. arguments.Select(a => a is string text ? Plain(text) : a)]));

    // Quoted text is anybody's: it is kept short, and nothing in it may steer a terminal.
    internal static string Plain(string text)
    {
        text = text.Length > Longest ? text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…" : text;
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;
    }

    /// <summary>An occurrence that has no place in a file.</summary>
    public Diagnostic Nowhere(params object?[] arguments) => At(SourceText.None, default, arguments);
}

/// <summary>One mistake or finding: what, where, and what to do next.</summary>
/// <param name="Rule">What kind it is.</param>
/// <param name="Source">The file, or <see cref="SourceText.None"/>.</param>
/// <param name="Span">The text to underline.</param>
/// <param name="Message">The fact.</param>
public sealed record Diagnostic(DiagnosticRule Rule, SourceText Source, TextSpan Span, string Message)
{
    /// <summary>The next step, or null.</summary>
    public string? Hint
    {
        get;
        init => field = value is null ? null : DiagnosticRule.Plain(value);
    }

    public Severity Severity => Rule.Severity;

    public string Code => Rule.Code;

    public LinePosition Start => Source.PositionOf(Span.Start);

    public LinePosition End => Source.PositionOf(Span.End);
}
