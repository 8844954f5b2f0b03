using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Binds <c>says</c> templates: text with <c>{expression}</c> or <c>{expression:format}</c>.</summary>
internal sealed class SentenceBinder(BindingContext context)
{
    public Sentence? Bind(YamlScalar? scalar, Locals locals)
    {
        if (scalar is null)
        {
            return null;
        }

        var text = scalar.Embedded;
        var parts = ImmutableArray.CreateBuilder<SentencePart>();
        var plain = new StringBuilder();
        for (var at = 0; at < text.Value.Length; at++)
        {
            var unit = text.Value[at];
            if (unit is '{' or '}' && at + 1 < text.Value.Length && text.Value[at + 1] == unit)
            {
                plain.Append(unit);
                at++;
            }
            else if (unit == '{')
            {
                var end = text.Value.IndexOf('}', at);
                if (end < 0)
                {
                    Report(text, at, "this brace is not closed");
                    return null;
                }

                if (plain.Length > 0)
                {
                    parts.Add(new SentencePart(plain.ToString(), null, null));
                    plain.Clear();
                }

                if (Hole(text, at + 1, end, locals) is not { } hole)
                {
                    return null;
                }

                parts.Add(hole);
                at = end;
            }
            else if (unit == '}')
            {
                Report(text, at, "this brace was not opened");
                return null;
            }
            else
            {
                plain.Append(unit);
            }
        }

        if (plain.Length > 0)
        {
            parts.Add(new SentencePart(plain.ToString(), null, null));
        }

        return new Sentence(parts.ToImmutable());
    }

    private SentencePart? Hole(EmbeddedText text, int start, int end, Locals locals)
    {
        var depth = 0;
        var colon = -1;
        for (var at = start; at < end && colon < 0; at++)
        {
            depth += text.Value[at] switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
            colon = text.Value[at] == ':' && depth == 0 ? at : -1;
        }

        var format = colon < 0 ? null : text.Value[(colon + 1)..end].Trim();
        var expression = text.Slice(start, (colon < 0 ? end : colon) - start);
        var bound = context.Binder(text.Source).Bind(Parser.Expression(expression, context.Found), locals);
        if (bound.Type.IsError)
        {
            return null;
        }

        if (format is not null)
        {
            try
            {
                _ = 1.5.ToString(format, CultureInfo.InvariantCulture);
            }
            catch (FormatException)
            {
                Report(text, colon, $"'{format}' is not a number format");
                return null;
            }
        }

        return new SentencePart(null, bound, format);
    }

    private void Report(EmbeddedText text, int at, string what) =>
        context.Found.Add(Rules.BadTemplate.At(text.Source, text.ToFile(new TextSpan(at, 1)), what) with { Hint = "braces stand around expressions; {{ and }} are braces" });
}
