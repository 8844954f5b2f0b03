using System.Globalization;

namespace Entente.Sampling;

/// <summary>The words of the checks of distributions: lower case, no full stop.</summary>
internal static class Words
{
    internal static string Number(double x) => x.ToString("R", CultureInfo.InvariantCulture);

    internal static string? Positive(string name, double x) => x > 0.0 ? null : $"{name} must be positive, but is {Number(x)}";

    internal static string? Within(string name, double x, double low, double high) =>
        x >= low && x <= high ? null : $"{name} must be between {Number(low)} and {Number(high)}, but is {Number(x)}";

    internal static string? Below(string lowName, double low, string highName, double high) =>
        low < high ? null : $"{lowName} must be below {highName}, but {Number(low)} is not below {Number(high)}";
}
