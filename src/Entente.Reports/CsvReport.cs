using System.Globalization;
using CsvHelper;
using Entente.Experiments;

namespace Entente.Reports;

/// <summary>A result as one tidy table: a row a statistic (<c>kind,name,unit,statistic,value</c>).</summary>
public static class CsvReport
{
    /// <summary>The table, lines ended by <c>\n</c>.</summary>
    public static string Of(ExperimentResult result)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CsvText.Configuration))
        {
            Row(csv, "kind", "name", "unit", "statistic", "value");
            foreach (var outcome in result.Outcomes)
            {
                Row(csv, "outcome", outcome.Name, "", "count", CsvText.Number(outcome.Count));
                Rows(csv, "outcome", outcome.Name, "probability", [("share", outcome.Share), ("low", outcome.Low), ("high", outcome.High)]);
            }

            foreach (var measure in result.Measures)
            {
                Row(csv, "measure", measure.Name, "", "count", CsvText.Number(measure.Distribution.Count));
                Rows(csv, "measure", measure.Name, measure.Unit, JsonReport.Statistics(measure.Distribution));
            }

            foreach (var time in result.Times)
            {
                Rows(csv, "time", time.Name, "probability", [("share", time.Share)]);
                Rows(csv, "time", time.Name, "year", [("mean", time.Mean), ("p50", time.P50)]);
            }

            foreach (var split in result.Splits)
            {
                foreach (var (part, value) in CompareJson.Parts(split.Parts).Where(p => p.Part is not null))
                {
                    Rows(csv, part, split.Name, "", CompareJson.Numbers(value!));
                }
            }
        }

        return text.ToString();
    }

    private static void Rows(CsvWriter csv, string kind, string name, string unit, IEnumerable<(string Statistic, double Value)> statistics)
    {
        foreach (var (statistic, value) in statistics)
        {
            Row(csv, kind, name, unit, statistic, CsvText.Number(value));
        }
    }

    private static void Row(CsvWriter csv, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            csv.WriteField(field);
        }

        csv.NextRecord();
    }
}
