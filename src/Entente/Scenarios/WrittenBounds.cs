using Entente.Diagnostics;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Reads bounds that are written in words: at least V, at most V, between V and W.</summary>
internal static class WrittenBounds
{
    private const string Between = "between ";
    private const string And = " and ";

    /// <summary>The interval that a text names; null with a diagnostic where it names none.</summary>
    /// <param name="scalar">The text.</param>
    /// <param name="least">The words before a low end, such as "at least ".</param>
    /// <param name="most">The words before a high end.</param>
    /// <param name="forms">The forms, for the diagnostic.</param>
    /// <param name="value">The number that stands between two places of the text; null where it is none, and then it has said so.</param>
    public static (double Low, double High)? Read(YamlScalar scalar, string least, string most, string forms, DiagnosticBag found, Func<int, int, double?> value)
    {
        double? low = double.NegativeInfinity, high = double.PositiveInfinity;
        var text = scalar.Value;
        if (text.StartsWith(least, StringComparison.Ordinal))
        {
            low = value(least.Length, text.Length);
        }
        else if (text.StartsWith(most, StringComparison.Ordinal))
        {
            high = value(most.Length, text.Length);
        }
        else if (text.StartsWith(Between, StringComparison.Ordinal) && text.IndexOf(And, StringComparison.Ordinal) is var and && and > Between.Length)
        {
            low = value(Between.Length, and);
            high = value(and + And.Length, text.Length);
        }
        else
        {
            found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, text, forms));
            return null;
        }

        if (low is not { } from || high is not { } to)
        {
            return null;
        }

        if (from <= to)
        {
            return (from, to);
        }

        found.Add(Rules.OutOfBounds.At(scalar.Source, scalar.Span, "the first end lies above the second"));
        return null;
    }
}
