using System.Globalization;

namespace Entente.Language;

/// <summary>Writes single values for people: shares as percent, members by their label, numbers with three digits that count.</summary>
public static class ValueText
{
    private const int Digits = 3;
    private const int MostDecimals = 9;

    /// <summary>A value of a type, without its unit.</summary>
    public static string Of(ExprType type, double value) => type switch
    {
        { Kind: TypeKind.Condition } => value != 0 ? "yes" : "no",
        { Kind: TypeKind.Member, Set: { } set } => value >= 0 && value < set.Labels.Length ? set.Labels[(int)value] : "nobody",
        { Kind: TypeKind.Option, Options: { } options } => value >= 0 && value < options.Names.Length ? options.Names[(int)value] : "nothing",
        _ when type.Unit.IsShare => Number(value * 100) + "%",
        _ => Number(value),
    };

    /// <summary>A value of a type; times and rates with their unit.</summary>
    public static string WithUnit(ExprType type, double value) => type switch
    {
        { Kind: not TypeKind.Number } => Of(type, value),
        _ when type.Unit == Units.Unit.Time => double.IsInfinity(value) ? "never" : Of(type, value) + (value == 1 ? " year" : " years"),
        _ when type.Unit == Units.Unit.Rate => Of(type, value) + " per year",
        _ => Of(type, value),
    };

    /// <summary>A number with three digits that count, in no culture but the invariant one.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
        }

        // The power of ten is read off after rounding, so that 9.999 is 10.0 and not 10.00.
        var rounded = value.ToString("E2", CultureInfo.InvariantCulture);
        var power = int.Parse(rounded.AsSpan(rounded.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var text = power switch
        {
            >= 9 or < -6 when value != 0 => value.ToString("0.##e+0", CultureInfo.InvariantCulture),
            _ => value.ToString("#,0." + new string('#', Math.Clamp(Digits - 1 - power, 0, MostDecimals)), CultureInfo.InvariantCulture),
        };
        return text is "-0" ? "0" : text;
    }
}
