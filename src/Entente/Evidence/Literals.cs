using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Evidence;

/// <summary>Finds the numbers that somebody chose: literals other than 0 and 1, which say yes and no, none and all.</summary>
internal static class Literals
{
    /// <summary>The literals in some nodes as they are written, with a percent sign, a rate or a unit of time; each once, in the order in which they stand.</summary>
    public static ImmutableArray<string> Of(IEnumerable<YamlNode> nodes) => [.. nodes.SelectMany(In).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> In(YamlNode node) => node switch
    {
        YamlScalar scalar => In(Lexer.Lex(scalar.Embedded, new DiagnosticBag())),
        YamlSequence list => list.Items.SelectMany(In),
        YamlMapping map => map.Entries.SelectMany(e => In(e.Value)),
        _ => [],
    };

    private static IEnumerable<string> In(ImmutableArray<Token> tokens)
    {
        for (var k = 0; k < tokens.Length; k++)
        {
            var percent = k + 1 < tokens.Length && tokens[k + 1].Text == "%";
            if (tokens[k].Kind == TokenKind.Number && tokens[k].Value / (percent ? 100 : 1) is not (0 or 1))
            {
                yield return (IsSigned(tokens, k) ? "-" : "") + tokens[k].Text + (percent ? "%" : "") + Measured(tokens, k + (percent ? 2 : 1));
            }
        }
    }

    // A minus belongs to the number where nothing stands before it that it could be taken from.
    private static bool IsSigned(ImmutableArray<Token> tokens, int number) =>
        number > 0 && tokens[number - 1].Text == "-"
        && (number == 1 || (tokens[number - 2].Kind == TokenKind.Symbol && tokens[number - 2].Text is not (")" or "]" or "%")));

    private static string Measured(ImmutableArray<Token> tokens, int next)
    {
        if (next + 1 < tokens.Length && tokens[next].Text == "per")
        {
            return $" per {tokens[next + 1].Text}";
        }

        return next < tokens.Length && tokens[next].Kind == TokenKind.Name && (Unit.YearsIn(tokens[next].Text) is not null || tokens[next].Text is "step" or "steps") ? " " + tokens[next].Text : "";
    }
}
