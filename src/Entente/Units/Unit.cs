using System.Collections.Immutable;
using System.Globalization;

namespace Entente.Units;

/// <summary>
/// What a number counts: a product of dimensions (<c>usd_bn</c>, <c>1/year</c>), a kind of dimensionless number
/// (<c>index</c>, <c>share of gdp</c>), or plain. A plain number fits any unit.
/// </summary>
/// <remarks>Times are held in years; dates are decimal years and called <c>date</c>.</remarks>
public readonly record struct Unit
{
    private readonly string? _text;
    private readonly ImmutableSortedDictionary<string, int>? _powers;

    private Unit(string text, ImmutableSortedDictionary<string, int>? powers)
    {
        _text = text;
        _powers = powers;
    }

    /// <summary>No unit at all: fits any.</summary>
    public static Unit Plain => default;

    public static Unit Time { get; } = Dimension("year");

    public static Unit Rate { get; } = Unit.Plain.Over(Time);

    public static Unit Date { get; } = Dimension("date");

    public bool IsPlain => string.IsNullOrEmpty(_text);

    /// <summary>A kind of dimensionless number, such as an index or a share.</summary>
    public bool IsKind => !IsPlain && _powers is null;

    /// <summary>Plain or a kind: a number without dimension.</summary>
    public bool IsDimensionless => _powers is null;

    /// <summary>Whether reports print it in percent.</summary>
    public bool IsShare => IsKind && (_text!.StartsWith("share", StringComparison.Ordinal) || _text == "probability");

    public bool Equals(Unit other) => string.Equals(_text ?? "", other._text ?? "", StringComparison.Ordinal);

    public override int GetHashCode() => string.GetHashCode(_text ?? "", StringComparison.Ordinal);

    public override string ToString() => _text ?? "";

    /// <summary>Whether numbers of the two units may be added or compared.</summary>
    public bool Fits(Unit other) => IsPlain || other.IsPlain || Equals(other);

    /// <summary>The unit of a sum of the two, which must fit.</summary>
    public Unit Or(Unit other) => IsPlain ? other : this;

    /// <summary>The unit of a product: a kind gives way to a dimension or to itself; two different kinds give a plain number.</summary>
    public Unit Times(Unit other)
    {
        if (IsPlain || other.IsPlain)
        {
            return Or(other);
        }

        if (IsKind && other.IsKind)
        {
            return Equals(other) ? this : Plain;
        }

        return Combine(other, 1);
    }

    /// <summary>The unit of a quotient.</summary>
    public Unit Over(Unit other)
    {
        if (other.IsPlain)
        {
            return this;
        }

        if (IsDimensionless && other.IsDimensionless)
        {
            return Plain;
        }

        return Combine(other, -1);
    }

    /// <summary>The unit of a whole power.</summary>
    public Unit Power(int exponent) =>
        _powers is null ? this : From(_powers.ToImmutableSortedDictionary(p => p.Key, p => p.Value * exponent, StringComparer.Ordinal));

    /// <summary>The unit of a square root, or null where a dimension has an odd power.</summary>
    public Unit? SquareRoot()
    {
        if (_powers is null)
        {
            return this;
        }

        return _powers.Values.All(p => p % 2 == 0)
            ? From(_powers.ToImmutableSortedDictionary(p => p.Key, p => p.Value / 2, StringComparer.Ordinal))
            : null;
    }

    /// <summary>Reads a unit as it is written in scenarios and tables.</summary>
    /// <param name="text">For instance <c>usd_bn</c>, <c>people/km^2</c>, <c>1/year</c>, <c>% of gdp</c>.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="scale">What a written number is multiplied by: 0.01 for <c>%</c>, 1/12 for <c>month</c>.</param>
    public static bool TryParse(string text, out Unit unit, out double scale)
    {
        unit = Plain;
        scale = 1;
        text = text.Trim();
        if (text.StartsWith('%'))
        {
            scale = 0.01;
            var rest = text[1..].Trim();
            unit = Kind(rest.Length == 0 ? "share" : "share " + rest);
            return rest.Length == 0 || IsKindName("share " + rest);
        }

        if (text is "1" or "")
        {
            return text.Length > 0;
        }

        if (IsKindName(text))
        {
            unit = Kind(text);
            return true;
        }

        return TryParseProduct(text, out unit, out scale);
    }

    /// <summary>Years in a unit of time by its name, singular or plural; null if it is none.</summary>
    public static double? YearsIn(string word) => word switch
    {
        "year" or "years" => 1.0,
        "quarter" or "quarters" => 0.25,
        "month" or "months" => 1.0 / 12,
        "week" or "weeks" => 7 / 365.25,
        "day" or "days" => 1 / 365.25,
        _ => null,
    };

    private static bool TryParseProduct(string text, out Unit unit, out double scale)
    {
        unit = Plain;
        scale = 1;
        var powers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var sign = 1;
        var awaited = true;
        foreach (var part in text.Replace("/", " / ", StringComparison.Ordinal).Replace("*", " * ", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part is "/" or "*")
            {
                if (awaited)
                {
                    return false;
                }

                sign = part == "/" ? -1 : 1;
                awaited = true;
                continue;
            }

            awaited = false;

            var caret = part.Split('^');
            var power = sign;
            if (caret.Length > 2 || (caret.Length == 2 && !int.TryParse(caret[1], NumberStyles.None, CultureInfo.InvariantCulture, out power)))
            {
                return false;
            }

            power = caret.Length == 2 ? power * sign : sign;
            if (Math.Abs(power) > 12 || powers.Count > 12)
            {
                return false;
            }

            if (caret[0] == "1")
            {
                continue;
            }

            if (!IsWord(caret[0]))
            {
                return false;
            }

            var name = caret[0];
            if (YearsIn(name) is { } years)
            {
                name = "year";
                for (var i = 0; i < Math.Abs(power); i++)
                {
                    scale = power > 0 ? scale * years : scale / years;
                }
            }

            powers[name] = powers.GetValueOrDefault(name) + power;
        }

        unit = From(powers.ToImmutableSortedDictionary(StringComparer.Ordinal));
        return !awaited;
    }

    private static bool IsKindName(string text) =>
        text is "index" or "probability" or "ratio" or "share" or "score" || (text.StartsWith("share ", StringComparison.Ordinal) && text.Split(' ').All(IsWord));

    private static bool IsWord(string text) => text.Length > 0 && char.IsLetter(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c == '_');

    private static Unit Kind(string name) => new(name, null);

    private static Unit Dimension(string name) => From(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add(name, 1));

    private Unit Combine(Unit other, int sign)
    {
        var powers = (_powers ?? ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal)).ToBuilder();
        foreach (var (name, power) in other._powers ?? ImmutableSortedDictionary<string, int>.Empty)
        {
            powers[name] = powers.GetValueOrDefault(name) + (sign * power);
        }

        return From(powers.ToImmutable());
    }

    private static Unit From(ImmutableSortedDictionary<string, int> powers)
    {
        powers = powers.RemoveRange(powers.Where(p => p.Value == 0).Select(p => p.Key).ToArray());
        if (powers.IsEmpty)
        {
            return Plain;
        }

        static string Factor(string name, int power) =>
            power == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}^{power}");
        var above = string.Join("*", powers.Where(p => p.Value > 0).Select(p => Factor(p.Key, p.Value)));
        var below = string.Join("/", powers.Where(p => p.Value < 0).Select(p => Factor(p.Key, -p.Value)));
        var text = below.Length == 0 ? above : (above.Length == 0 ? "1" : above) + "/" + below;
        return new Unit(text, powers);
    }
}
