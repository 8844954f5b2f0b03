using System.Text;

namespace Entente.Reports.Html;

/// <summary>Text as HTML, in content and in attributes between double quotes.</summary>
internal static class Escaping
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// Appends text so that it means itself. What HTML has no character for (controls, halves of surrogate pairs) and what would
    /// turn the order of the words around it (the embeddings, overrides and isolates of bidirectional text) becomes U+FFFD.
    /// </summary>
    public static void Write(string text, StringBuilder html)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            switch (unit)
            {
                case '&':
                    html.Append("&amp;");
                    break;
                case '<':
                    html.Append("&lt;");
                    break;
                case '>':
                    html.Append("&gt;");
                    break;
                case '"':
                    html.Append("&quot;");
                    break;
                case '\'':
                    html.Append("&#39;");
                    break;
                case '\n' or '\t':
                    html.Append(unit);
                    break;
                default:
                    if (char.IsHighSurrogate(unit) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    {
                        html.Append(unit).Append(text[++i]);
                    }
                    else
                    {
                        html.Append(IsUnsafe(unit) ? Replacement : unit);
                    }

                    break;
            }
        }
    }

    private static bool IsUnsafe(char unit) =>
        char.IsControl(unit) || char.IsSurrogate(unit) || unit is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF';
}
