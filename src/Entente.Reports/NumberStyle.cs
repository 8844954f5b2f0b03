using System.Globalization;

namespace Entente.Reports;

/// <summary>How the numbers of one quantity are printed for people: alike, with the digits that mean something, in no culture but the invariant one.</summary>
/// <param name="Percent">Shares and probabilities print as percent.</param>
/// <param name="Decimals">Digits after the point, 0 to 6.</param>
internal readonly record struct NumberStyle(bool Percent, int Decimals)
{
    private const int MostDecimals = 6;
    private const double Plain = 1e9;

    /// <summary>The style in which a spread of values is at least fifty of the last digit: two or three digits.</summary>
    /// <param name="unit">The quantity's unit.</param>
    /// <param name="spread">How far apart the values lie; where it is 0, <paramref name="size"/> counts.</param>
    /// <param name="size">How large they are.</param>
    public static NumberStyle For(string unit, double spread, double size)
    {
        var percent = IsShare(unit);
        var scale = (IsUsable(spread) ? Math.Abs(spread) : IsUsable(size) ? Math.Abs(size) : 1) * (percent ? 100 : 1);
        return new NumberStyle(percent, Math.Clamp((int)Math.Ceiling(Math.Log10(50 / scale) - 1e-9), 0, MostDecimals));
    }

    /// <summary>Whether a unit is a share or probability, and so prints as percent.</summary>
    public static bool IsShare(string unit) => unit == "probability" || unit == "share" || unit.StartsWith("share ", StringComparison.Ordinal);

    /// <summary>A unit as people say it: times are held in years.</summary>
    public static string UnitText(string unit) => unit switch
    {
        "year" => "years",
        "1/year" => "per year",
        _ when unit.EndsWith("/year", StringComparison.Ordinal) => unit[..^"/year".Length] + " per year",
        _ => unit,
    };

    /// <summary>A share as percent with so many decimals.</summary>
    public static string Share(double value, int decimals = 1) => new NumberStyle(true, decimals).Print(value);

    /// <summary>A share in a legend: whole percents, and a sign of life for what is not quite 0 or 1.</summary>
    public static string RoughShare(double value) => value switch
    {
        > 0 and < 0.005 => "<1%",
        < 1 and > 0.995 => ">99%",
        _ => Share(value, 0),
    };

    /// <summary>A whole number with thousands marked.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A stretch of wall time.</summary>
    public static string Elapsed(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0.9995 } => Invariant($"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 99.95 } => Invariant($"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 99.5 } => Invariant($"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => Invariant($"{(int)time.TotalHours} h {time.Minutes:00} min"),
    };

    public string Print(double value)
    {
        if (double.IsNaN(value))
        {
            return "–";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "∞" : "-∞";
        }

        var scaled = Percent ? value * 100 : value;

        // Adding zero turns the -0 that rounding leaves into 0.
        var digits = Math.Abs(scaled) >= Plain
            ? scaled.ToString("0.00e+0", CultureInfo.InvariantCulture)
            : (Math.Round(scaled, Decimals, MidpointRounding.AwayFromZero) + 0.0).ToString("N" + Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Percent ? digits + "%" : digits;
    }

    private static bool IsUsable(double value) => double.IsFinite(value) && value != 0;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
