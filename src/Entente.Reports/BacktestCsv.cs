using System.Globalization;
using CsvHelper;
using Entente.Experiments;

namespace Entente.Reports;

/// <summary>A backtest as one tidy table: a row a number (<c>series,kind,name,date,statistic,value</c>).</summary>
public static class BacktestCsv
{
    /// <summary>The table, lines ended by <c>\n</c>.</summary>
    public static string Of(BacktestResult result)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CsvText.Configuration))
        {
            Row(csv, "series", "kind", "name", "date", "statistic", "value");
            foreach (var series in result.Series)
            {
                foreach (var forecast in series.Forecasts)
                {
                    Row(csv, series.Name, "forecast", forecast.Name, "", "points", CsvText.Number(forecast.Points));
                    foreach (var (name, value) in BacktestJson.Scores(forecast))
                    {
                        Row(csv, series.Name, "forecast", forecast.Name, "", name, CsvText.Number(value));
                    }
                }

                foreach (var point in series.Points)
                {
                    foreach (var (name, value) in BacktestJson.Numbers(point))
                    {
                        Row(csv, series.Name, "point", point.Member ?? "", point.Date, name, CsvText.Number(value));
                    }
                }
            }
        }

        return text.ToString();
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
