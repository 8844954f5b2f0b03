using System.Globalization;

namespace Entente.Tests.Numerics;

/// <summary>Tables computed with mpmath at 50 digits; see the first line of each for how.</summary>
internal static class ReferenceTable
{
    internal static IEnumerable<string[]> Rows(string name) =>
        File.ReadLines(Path.Combine(Directory(), name + ".csv")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(','));

    internal static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Directory([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
