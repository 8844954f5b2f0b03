using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>A mapping read against its shape: unknown, missing and misshapen keys have been reported.</summary>
public sealed class Fields
{
    private readonly YamlMapping _mapping;
    private readonly Shape _shape;
    private readonly DiagnosticBag _found;

    private Fields(YamlMapping mapping, Shape shape, string name, DiagnosticBag found)
    {
        _mapping = mapping;
        _shape = shape;
        _found = found;
        Name = name;
    }

    /// <summary>What this mapping describes, as diagnostics call it.</summary>
    public string Name { get; }

    public YamlMapping Node => _mapping;

    /// <summary>Reads a mapping.</summary>
    /// <param name="node">The node; anything but a mapping is reported.</param>
    /// <param name="shape">Its keys.</param>
    /// <param name="owner">The key it stands behind, to underline what lacks something; null for a whole document.</param>
    /// <param name="found">Takes the diagnostics.</param>
    public static Fields? Read(YamlNode node, Shape shape, YamlScalar? owner, DiagnosticBag found)
    {
        if (node is YamlScalar { IsNull: true } empty)
        {
            node = new YamlMapping(empty.Source, empty.Span, []);
        }

        if (node is not YamlMapping mapping)
        {
            found.Add(Rules.WrongShape.At(node.Source, node.Span, $"{shape.What} as a mapping", node.Shape));
            return null;
        }

        foreach (var entry in mapping.Entries)
        {
            if (shape.Find(entry.Key.Value) is null)
            {
                // Inside { } a comma ends a value, and the rest of a sentence becomes a key without value.
                var hint = entry.Value is YamlScalar { IsNull: true, Value: "" } && entry.Key.Value.Contains(' ', StringComparison.Ordinal)
                    ? "inside { }, put quotes around a text that has a comma"
                    : NearestName.Hint(entry.Key.Value, [.. shape.Keys.Select(k => k.Name)]);
                found.Add(Rules.UnknownKey.At(entry.Key.Source, entry.Key.Span, entry.Key.Value, shape.What) with { Hint = hint });
            }
        }

        var name = owner is null ? shape.What : $"'{owner.Value}'";
        foreach (var key in shape.Keys.Where(k => k.Required && (mapping.Find(k.Name) is null or YamlScalar { IsNull: true })))
        {
            var at = owner?.Span ?? new TextSpan(mapping.Span.Start, 0);
            found.Add(Rules.MissingKey.At(owner?.Source ?? mapping.Source, at, name, key.Name) with { Hint = key.Says });
        }

        return new Fields(mapping, shape, name, found);
    }

    /// <summary>The node behind a key, or null where it is missing or empty.</summary>
    public YamlNode? Find(string key) => _mapping.Find(key) is { } node and not YamlScalar { IsNull: true } ? node : null;

    public bool Has(string key) => Find(key) is not null;

    /// <summary>A scalar, or null with a diagnostic if something else stands there.</summary>
    public YamlScalar? Scalar(string key, string expected = "a text")
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlScalar scalar:
                var words = _shape.Find(key)!.Words;
                if (!words.IsEmpty && !words.Contains(scalar.Value))
                {
                    var rule = key == "format" ? Rules.BadFormat.At(scalar.Source, scalar.Span, scalar.Value)
                        : Rules.BadValue.At(scalar.Source, scalar.Span, scalar.Value, $"one of {string.Join(", ", words)}");
                    _found.Add(rule with { Hint = NearestName.Hint(scalar.Value, words) });
                    return null;
                }

                return scalar;
            case var other:
                _found.Add(Rules.WrongShape.At(other.Source, other.Span, expected, other.Shape));
                return null;
        }
    }

    public string? Text(string key) => Scalar(key)?.Value;

    public bool Flag(string key)
    {
        var scalar = Scalar(key, "true or false");
        switch (scalar?.Value)
        {
            case null or "false" or "no":
                return false;
            case "true" or "yes":
                return true;
            default:
                _found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, scalar.Value, "true or false"));
                return false;
        }
    }

    public int? Integer(string key, int low, int high)
    {
        if (Scalar(key, "a whole number") is not { } scalar)
        {
            return null;
        }

        if (int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high)
        {
            return value;
        }

        _found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, scalar.Value, $"a whole number from {low} to {high}"));
        return null;
    }

    /// <summary>A date in months since year 0.</summary>
    public int? Date(string key) => Scalar(key, "a date") is { } scalar ? Date(scalar, _found) : null;

    public static int? Date(YamlScalar scalar, DiagnosticBag found)
    {
        if (Lexer.DateMonths(scalar.Value) is { } months)
        {
            return months;
        }

        found.Add(Rules.BadDate.At(scalar.Source, scalar.Span, scalar.Value) with { Hint = "dates look like 2028-11 or 2028-Q3" });
        return null;
    }

    /// <summary>A text or a list of texts.</summary>
    public ImmutableArray<YamlScalar> Texts(string key) => Find(key) switch
    {
        null => [],
        YamlScalar one => [one],
        YamlSequence many => [.. many.Items.Select(Item).OfType<YamlScalar>()],
        var other => Report(other),
    };

    private YamlScalar? Item(YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } scalar)
        {
            return scalar;
        }

        _found.Add(Rules.WrongShape.At(node.Source, node.Span, "a text", node.Shape));
        return null;
    }

    private ImmutableArray<YamlScalar> Report(YamlNode other)
    {
        _found.Add(Rules.WrongShape.At(other.Source, other.Span, "a text or a list", other.Shape));
        return [];
    }

    /// <summary>The entries of a mapping, in the order of their keys; names are checked.</summary>
    public ImmutableArray<YamlEntry> Entries(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlMapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    CheckName(entry.Key, _found);
                }

                return [.. mapping.Entries.Where(e => IsName(e.Key.Value)).OrderBy(e => e.Key.Value, StringComparer.Ordinal)];
            case var other:
                _found.Add(Rules.WrongShape.At(other.Source, other.Span, "a mapping", other.Shape));
                return [];
        }
    }

    public ImmutableArray<YamlNode> Items(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlSequence sequence:
                return sequence.Items;
            case var other:
                _found.Add(Rules.WrongShape.At(other.Source, other.Span, "a list", other.Shape));
                return [];
        }
    }

    /// <summary>Whether a text is a name: letters, digits and _, a letter first, and no word of the language.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && char.IsLetter(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c == '_') && !Parser.ReservedWords.Contains(text);

    public static bool CheckName(YamlScalar key, DiagnosticBag found)
    {
        if (IsName(key.Value))
        {
            return true;
        }

        var reserved = Parser.ReservedWords.Contains(key.Value);
        found.Add(Rules.BadName.At(key.Source, key.Span, key.Value) with { Hint = reserved ? "the expression language uses this word" : null });
        return false;
    }

    /// <summary>Reports two keys that exclude each other.</summary>
    public void Exclude(string one, string other)
    {
        if (Has(one) && Find(other) is { } second)
        {
            _found.Add(Rules.KeysExclude.At(second.Source, second.Span, Name, one, other));
        }
    }
}
