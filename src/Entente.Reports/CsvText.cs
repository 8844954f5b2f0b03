using System.Globalization;
using CsvHelper.Configuration;

namespace Entente.Reports;

/// <summary>CSV as all reports write it: commas, <c>\n</c>, quotes where they are needed, no culture but the invariant one.</summary>
internal static class CsvText
{
    public static CsvConfiguration Configuration { get; } = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <summary>A number that reads back as the same bits; blank for NaN, which R, pandas and SQL all take for missing.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
