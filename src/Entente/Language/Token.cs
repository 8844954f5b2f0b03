using Entente.Text;

namespace Entente.Language;

/// <summary>The kinds of token.</summary>
public enum TokenKind
{
    End,
    Name,
    Number,
    Date,
    Symbol,
}

/// <summary>A token of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; the symbol or name itself.</param>
/// <param name="Span">Where it stands in the file.</param>
/// <param name="Value">A number's value, or a date's months since year 0.</param>
public readonly record struct Token(TokenKind Kind, string Text, TextSpan Span, double Value = 0)
{
    public bool Is(string text) => Kind is TokenKind.Symbol or TokenKind.Name && Text == text;

    /// <summary>What diagnostics call it.</summary>
    public string Described => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}
