using System.Text;

namespace Entente.Reports;

/// <summary>Text of a scenario as Markdown that reads as it was written: nothing in it is markup or HTML.</summary>
internal static class MarkdownText
{
    private const string Special = "\\`*[]#|~>";

    /// <summary>Escapes everything that could mean something; line ends become blanks.</summary>
    public static string Escape(string text)
    {
        var clean = StyledLine.Clean(text);
        var escaped = new StringBuilder(clean.Length + 8);
        for (var at = 0; at < clean.Length; at++)
        {
            var unit = clean[at];
            switch (unit)
            {
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '&':
                    escaped.Append("&amp;");
                    break;
                default:
                    escaped.Append(MeansSomething(clean, at) ? "\\" : "").Append(unit);
                    break;
            }
        }

        return escaped.ToString();
    }

    // Points and signs mean something at the beginning of a line only; escaping them everywhere would make the text hard to read.
    private static bool MeansSomething(string text, int at) => text[at] switch
    {
        '-' or '+' => at == 0 && !IsDigit(text, 1),
        '.' or ')' => at > 0 && text[..at].All(char.IsAsciiDigit) && (at + 1 == text.Length || text[at + 1] == ' '),
        '!' => at + 1 < text.Length && text[at + 1] == '[',
        '_' => at == 0 || at == text.Length - 1 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at + 1]),
        var unit => Special.Contains(unit, StringComparison.Ordinal),
    };

    private static bool IsDigit(string text, int at) => at < text.Length && char.IsAsciiDigit(text[at]);
}
