using Entente.Language;
using Entente.Scenarios;
using Entente.Yaml;

namespace Entente.Execution;

/// <summary>The words of a scenario for what happens in it: formulas as they are written, sentences, and plain sentences where it has none.</summary>
internal sealed class StoryWords(Scenario scenario)
{
    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);

    /// <summary>The condition of an event or rule as it is written, the filter of its range included; null where there is none.</summary>
    public string? Condition(Happening happening)
    {
        var filter = Text(happening.Address + ".each") is { } each && each.IndexOf(" where ", StringComparison.Ordinal) is var at and >= 0 ? each[(at + " where ".Length)..].Trim() : null;
        var when = Text(happening.Address + ".when");
        return (filter, when) switch
        {
            (null, _) => when,
            (_, null) => filter,
            _ => $"{Whole(filter)} and {Whole(when)}",
        };
    }

    private static string Whole(string condition) => condition.Contains(" or ", StringComparison.Ordinal) || condition.StartsWith("if ", StringComparison.Ordinal) ? $"({condition})" : condition;

    /// <summary>A formula as it is written, on one line; null where it is not.</summary>
    /// <param name="path">Keys with dots between: <c>rules.rearm.rate</c>.</param>
    public string? Text(string path)
    {
        if (!_texts.TryGetValue(path, out var text))
        {
            YamlNode? node = scenario.Syntax.Root;
            foreach (var key in path.Split('.'))
            {
                node = (node as YamlMapping)?.Find(key);
            }

            _texts[path] = text = node is YamlScalar { IsNull: false } scalar ? string.Join(' ', scalar.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : null;
        }

        return text;
    }

    /// <summary>A sentence with the values of this moment.</summary>
    public static string Fill(Sentence sentence, Witness witness) => string.Concat(sentence.Parts.Select(p => p.Text ?? Text(p, witness)));

    /// <summary>What is said of an event or rule that the scenario has no words for.</summary>
    public static string Plain(HappeningSymbol symbol, IReadOnlyList<string> labels) =>
        $"{Capital(symbol.Name)} {(symbol.IsEvent || labels.Count == 0 ? "happens" : "applies to " + string.Join(" and ", labels))}.";

    /// <summary>What is said of a transition that the scenario has no words for.</summary>
    public static string Plain(Lifecycle lifecycle, string from, string to, IReadOnlyList<string> labels) =>
        $"{Capital(lifecycle.Name)}{(labels.Count == 0 ? "" : " of " + string.Join(" and ", labels))} goes from {Spaced(from)} to {Spaced(to)}.";

    private static string Text(SentencePart part, Witness witness)
    {
        var value = witness.Value(part.Value!);
        return part is { Format: { } format, Value.Type.Kind: TypeKind.Number } && double.IsFinite(value)
            ? value.ToString(format, System.Globalization.CultureInfo.InvariantCulture)
            : double.IsNaN(value) ? "–" : ValueText.Of(part.Value!.Type, value);
    }

    private static string Spaced(string name) => name.Replace('_', ' ');

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + Spaced(name)[1..];
}
