using System.Collections.Immutable;

namespace Entente.Text;

/// <summary>
/// A value that was written inside another text with quotes, escapes, folds or indentation, and the way back from a
/// place in the value to the place in the file.
/// </summary>
public sealed class EmbeddedText
{
    private readonly ImmutableArray<int> _offsets;
    private readonly bool _isQuoted;

    private EmbeddedText(SourceText source, string value, ImmutableArray<int> offsets, bool isQuoted)
    {
        _isQuoted = isQuoted;
        Source = source;
        Value = value;
        _offsets = offsets;
    }

    public SourceText Source { get; }

    public string Value { get; }

    /// <summary>The place in the file of a stretch of the value.</summary>
    public TextSpan ToFile(TextSpan inValue)
    {
        var start = _offsets[Math.Clamp(inValue.Start, 0, Value.Length)];
        if (inValue.Length == 0)
        {
            return new TextSpan(start, 0);
        }

        var last = _offsets[Math.Clamp(inValue.End - 1, 0, Value.Length)];
        return TextSpan.FromBounds(start, Math.Min(last + (_isQuoted ? WidthAt(Source.Content, last, Source.Content.Length, '"') : 1), Source.Content.Length));
    }

    /// <summary>A stretch of the value as a text of its own.</summary>
    public EmbeddedText Slice(int start, int length) => new(Source, Value.Substring(start, length), _offsets.Slice(start, length + 1), _isQuoted);

    /// <summary>Aligns a value with the raw text it was read from.</summary>
    /// <param name="source">The file.</param>
    /// <param name="raw">Where the raw text stands in the file, quotes included.</param>
    /// <param name="value">The value that the reader made of it.</param>
    /// <remarks>
    /// One rule serves all YAML styles: each unit of the value is looked for from where the last one was found; a folded
    /// line end stands for white space, an escape for the unit it means, and what lies between is quotes or indentation.
    /// A stretch whose last unit is an escape covers the whole of the escape.
    /// </remarks>
    public static EmbeddedText Align(SourceText source, TextSpan raw, string value)
    {
        var text = source.Content;
        var end = Math.Min(raw.End, text.Length);
        var quote = raw.Length > 0 && text[raw.Start] is '"' or '\'' ? text[raw.Start] : '\0';
        var at = quote == '\0' ? raw.Start : raw.Start + 1;
        if (raw.Length > 0 && text[raw.Start] is '|' or '>')
        {
            at = text.IndexOfAny(['\n', '\r'], raw.Start, end - raw.Start) is var lineEnd and >= 0 ? lineEnd + 1 : end;
        }

        var offsets = ImmutableArray.CreateBuilder<int>(value.Length + 1);
        for (var k = 0; k < value.Length; k++)
        {
            if (k > 0 && at >= 2 && char.IsLowSurrogate(value[k]) && offsets[^1] is var first && text[first] == '\\' && quote == '"' && WidthAt(text, first, end, quote) == 10)
            {
                // The second unit of a character that was written as one escape.
                offsets.Add(first);
                continue;
            }

            at = Seek(text, at, end, value[k], quote);
            offsets.Add(Math.Min(at, Math.Max(raw.Start, end - 1)));
            at = Math.Min(end, at + WidthAt(text, at, end, quote));
        }

        offsets.Add(Math.Min(at, end));
        return new EmbeddedText(source, value, offsets.ToImmutable(), quote == '"');
    }

    private static int Seek(string text, int at, int end, char unit, char quote)
    {
        for (var probe = at; probe < end; probe++)
        {
            var found = text[probe];
            if (found == '\\' && quote == '"' && probe + 1 < end && text[probe + 1] is ('\n' or '\r'))
            {
                // A line that goes on: nothing of it is in the value.
                continue;
            }

            if (found == unit || (quote == '"' && found == '\\') || (char.IsWhiteSpace(unit) && char.IsWhiteSpace(found)))
            {
                return probe;
            }

            if (!char.IsWhiteSpace(found))
            {
                break;
            }
        }

        return at;
    }

    private static int WidthAt(string text, int at, int end, char quote)
    {
        if (at >= end)
        {
            return 0;
        }

        return (quote, text[at]) switch
        {
            ('\'', '\'') => 2,
            ('"', '\\') when at + 1 < end => text[at + 1] switch { 'x' => 4, 'u' => 6, 'U' => 10, _ => 2 },
            _ => 1,
        };
    }
}
