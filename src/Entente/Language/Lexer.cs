using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Text;

namespace Entente.Language;

/// <summary>Cuts an expression into tokens.</summary>
public static class Lexer
{
    private static readonly string[] Symbols =
        ["+=", "-=", "*=", "<=", ">=", "==", "!=", "+", "-", "*", "/", "^", "<", ">", "=", "(", ")", "[", "]", ",", ":", ".", "%"];

    /// <summary>The tokens, ended by one of kind <see cref="TokenKind.End"/>. What cannot be read is skipped with a diagnostic.</summary>
    public static ImmutableArray<Token> Lex(EmbeddedText text, DiagnosticBag found)
    {
        var tokens = ImmutableArray.CreateBuilder<Token>();
        var value = text.Value;
        var at = 0;
        while (at < value.Length)
        {
            if (char.IsWhiteSpace(value[at]))
            {
                at++;
                continue;
            }

            var length = TryDate(text, at, tokens, found);
            length = length > 0 ? length : TryNumber(text, at, tokens, found);
            length = length > 0 ? length : TryName(text, at, tokens);
            length = length > 0 ? length : TrySymbol(text, at, tokens);
            if (length == 0)
            {
                length = char.IsSurrogatePair(value, at) ? 2 : 1;
                var hint = value[at] switch { '&' => "write 'and'", '|' => "write 'or'", '!' => "write 'not'", '"' or '\'' => "names stand without quotes", _ => null };
                found.Add(Rules.UnexpectedText.At(text.Source, text.ToFile(new(at, length)), "an expression", $"'{value.Substring(at, length)}'") with { Hint = hint });
            }

            at += length;
        }

        tokens.Add(new Token(TokenKind.End, "", text.ToFile(new(value.Length, 0))));
        return tokens.ToImmutable();
    }

    /// <summary>Reads <c>2028-11</c> or <c>2028-Q3</c> as months since year 0; null if it is neither.</summary>
    public static int? DateMonths(string text)
    {
        if (text.Length != 7 || text[4] != '-' || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year))
        {
            return null;
        }

        if (text[5] is 'Q' or 'q' && text[6] is >= '1' and <= '4')
        {
            return (year * 12) + ((text[6] - '1') * 3);
        }

        return int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12
            ? (year * 12) + month - 1
            : null;
    }

    private static int TryDate(EmbeddedText text, int at, ImmutableArray<Token>.Builder tokens, DiagnosticBag found)
    {
        var rest = text.Value.AsSpan(at);
        var shape = rest.Length >= 7 && char.IsAsciiDigit(rest[0]) && char.IsAsciiDigit(rest[1]) && char.IsAsciiDigit(rest[2]) && char.IsAsciiDigit(rest[3])
            && rest[4] == '-' && (rest[5] is 'Q' or 'q' || char.IsAsciiDigit(rest[5])) && char.IsAsciiDigit(rest[6])
            && (rest.Length == 7 || !(char.IsLetterOrDigit(rest[7]) || rest[7] is '.' or '_'));
        if (!shape)
        {
            return 0;
        }

        // A date with a day is no date here; it must not be taken for a subtraction.
        var length = 7;
        while (length < rest.Length && (char.IsAsciiDigit(rest[length]) || (rest[length] == '-' && length + 1 < rest.Length && char.IsAsciiDigit(rest[length + 1]))))
        {
            length++;
        }

        var written = rest[..length].ToString();
        var span = text.ToFile(new(at, length));
        if (DateMonths(written) is not { } months)
        {
            found.Add(Rules.BadDate.At(text.Source, span, written) with { Hint = "dates look like 2028-11 or 2028-Q3; put spaces around a minus" });
            months = 0;
        }

        tokens.Add(new Token(TokenKind.Date, written, span, months));
        return length;
    }

    private static int TryNumber(EmbeddedText text, int at, ImmutableArray<Token>.Builder tokens, DiagnosticBag found)
    {
        var value = text.Value;
        var end = at;
        if (!char.IsAsciiDigit(value[at]) && !(value[at] == '.' && at + 1 < value.Length && char.IsAsciiDigit(value[at + 1])))
        {
            return 0;
        }

        while (end < value.Length && (char.IsAsciiLetterOrDigit(value[end]) || value[end] is '.' or '_'
            || (value[end] is '+' or '-' && value[end - 1] is 'e' or 'E' && char.IsAsciiDigit(value[at]) && !value.AsSpan(at, end - at).ContainsAnyExcept("0123456789._eE"))))
        {
            end++;
        }

        var written = value[at..end];
        var span = text.ToFile(new(at, end - at));
        if (!double.TryParse(written, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
        {
            found.Add(Rules.BadNumber.At(text.Source, span, written) with { Hint = "numbers look like 0.3, 1e-3 or 2%; put a space before a unit of time" });
        }

        tokens.Add(new Token(TokenKind.Number, written, span, number));
        return end - at;
    }

    private static int TryName(EmbeddedText text, int at, ImmutableArray<Token>.Builder tokens)
    {
        var value = text.Value;
        var end = at;
        while (end < value.Length && (char.IsLetter(value[end]) || value[end] == '_' || (end > at && char.IsDigit(value[end]))))
        {
            end++;
        }

        if (end > at)
        {
            tokens.Add(new Token(TokenKind.Name, value[at..end], text.ToFile(new(at, end - at))));
        }

        return end - at;
    }

    private static int TrySymbol(EmbeddedText text, int at, ImmutableArray<Token>.Builder tokens)
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text.Value, at, symbol, 0, symbol.Length) == 0)
            {
                tokens.Add(new Token(TokenKind.Symbol, symbol, text.ToFile(new(at, symbol.Length))));
                return symbol.Length;
            }
        }

        return 0;
    }
}
