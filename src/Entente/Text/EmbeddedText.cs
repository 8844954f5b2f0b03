using System.Collections.Immutable;

namespace Entente.Text;

/// <summary>
/// A value that was written inside another text with quotes, escapes, folds or indentation, and the way back from a
/// place in the value to the place in the file.
/// </summary>
public sealed class EmbeddedText
{
    private readonly ImmutableArray<int> _offsets;

    private EmbeddedText(SourceText source, string value, ImmutableArray<int> offsets)
    {
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
        var end = inValue.Length == 0 ? start : _offsets[Math.Clamp(inValue.End - 1, 0, Value.Length)] + 1;
        return TextSpan.FromBounds(start, end);
    }

    /// <summary>A stretch of the value as a text of its own.</summary>
    public EmbeddedText Slice(int start, int length) => new(Source, Value.Substring(start, length), _offsets.Slice(start, length + 1));

    /// <summary>Aligns a value with the raw text it was read from.</summary>
    /// <param name="source">The file.</param>
    /// <param name="raw">Where the raw text stands in the file, quotes included.</param>
    /// <param name="value">The value that the reader made of it.</param>
    /// <remarks>
    /// One rule serves all YAML styles: each unit of the value is looked for from where the last one was found; a folded
    /// line end stands for white space, an escape for the unit it means, and what lies between is quotes or indentation.
    /// </remarks>
    public static EmbeddedText Align(SourceText source, TextSpan raw, string value)
    {
        var text = source.Content;
        var end = Math.Min(raw.End, text.Length);
        var quote = raw.Length > 0 && text[raw.Start] is '"' or '\'' ? text[raw.Start] : '\0';
        var at = quote == '\0' ? raw.Start : raw.Start + 1;
        if (raw.Length > 0 && text[raw.Start] is '|' or '>')
        {
            at = text.IndexOf('\n', raw.Start, end - raw.Start) is var lineEnd and >= 0 ? lineEnd + 1 : end;
        }

        var offsets = ImmutableArray.CreateBuilder<int>(value.Length + 1);
        foreach (var unit in value)
        {
            at = Seek(text, at, end, unit, quote);
            offsets.Add(Math.Min(at, Math.Max(raw.Start, end - 1)));
            at = Math.Min(end, at + WidthAt(text, at, end, quote));
        }

        offsets.Add(Math.Min(at, end));
        return new EmbeddedText(source, value, offsets.ToImmutable());
    }

    private static int Seek(string text, int at, int end, char unit, char quote)
    {
        for (var probe = at; probe < end; probe++)
        {
            var found = text[probe];
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
