using System.Globalization;
using CsvHelper;
using Entente.Experiments;

namespace Entente.Reports;

/// <summary>A comparison as one tidy table: a row a number (<c>kind,name,side,part,statistic,value</c>).</summary>
public static class CompareCsv
{
    /// <summary>The table, lines ended by <c>\n</c>.</summary>
    public static string Of(ComparisonResult result)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CsvText.Configuration))
        {
            foreach (var head in new[] { "kind", "name", "side", "part", "statistic", "value" })
            {
                csv.WriteField(head);
            }

            csv.NextRecord();
            foreach (var item in result.Items)
            {
                var kind = item.IsOutcome ? "outcome" : "measure";
                for (var s = 0; s < result.Sides.Length; s++)
                {
                    var (side, label) = (item.Sides[s], result.Sides[s].Label);
                    Rows(csv, kind, item.Name, label, "value", CompareJson.Numbers(side));
                    Rows(csv, kind, item.Name, label, "difference", side.Difference is { } d ? CompareJson.Numbers(d) : []);
                    Rows(csv, kind, item.Name, label, "regret", side.Regret is { } r ? CompareJson.Numbers(r) : []);
                    Rows(csv, kind, item.Name, label, "satisfied", side.Satisfied is { } t ? CompareJson.Numbers(t) : []);
                    Rows(csv, kind, item.Name, label, "ranking", [("rank", item.Ranking.Order.IndexOf(s) + 1), ("best", item.Ranking.Best[s])]);
                }

                Rows(csv, kind, item.Name, "", "ranking", [("inTrials", item.Ranking.InTrials), ("inReplicates", item.Ranking.InReplicates)]);
                foreach (var (part, value) in item.Split is { } split ? CompareJson.Parts(split) : [])
                {
                    Rows(csv, kind, item.Name, "", part, value is null ? [] : CompareJson.Numbers(value));
                }
            }

            for (var s = 0; s < result.AllTargets.Length; s++)
            {
                Rows(csv, "targets", "", result.Sides[s].Label, "satisfied", CompareJson.Numbers(result.AllTargets[s]));
            }
        }

        return text.ToString();
    }

    private static void Rows(CsvWriter csv, string kind, string name, string side, string part, IEnumerable<(string Statistic, double Value)> numbers)
    {
        foreach (var (statistic, value) in numbers)
        {
            foreach (var field in new[] { kind, name, side, part, statistic, CsvText.Number(value) })
            {
                csv.WriteField(field);
            }

            csv.NextRecord();
        }
    }
}
