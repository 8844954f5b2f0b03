using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Entente.Evidence;

namespace Entente.Reports;

/// <summary>The evidence of a scenario for programs: as JSON, or as one tidy table.</summary>
public static class EvidenceData
{
    private const string Format = "entente-evidence/1";

    /// <summary>Every item, as a JSON object with a line end.</summary>
    public static string ItemsJson(EvidenceTable table) => Json(table, json =>
    {
        json.WriteStartObject("totals");
        foreach (var (strength, count) in table.Totals)
        {
            json.WriteNumber(strength.Name(), count);
        }

        json.WriteEndObject();
        json.WriteObjects("items", table.Items, i => WriteItem(json, i));
    });

    /// <summary>The claims that no item names, as a JSON object with a line end.</summary>
    public static string UnusedJson(EvidenceTable table) => Json(table, json => json.WriteObjects("unused", table.Unused, c => WriteClaim(json, c)));

    /// <summary>One claim and the items that name it, as a JSON object with a line end.</summary>
    public static string ClaimJson(EvidenceTable table, Claim claim) => Json(table, json =>
    {
        json.WriteStartObject("claim");
        WriteClaim(json, claim);
        json.WriteEndObject();
        json.WriteObjects("items", table.Using(claim.Id), i => WriteItem(json, i));
    });

    /// <summary>A row for each claim of each item; an item without claims has one row with blanks for them.</summary>
    public static string ItemsCsv(EvidenceTable table) => Csv(
        ["section", "name", "numbers", "strength", "inherited", "claim", "sort", "disputed", "judgement", "source"],
        table.Items.SelectMany(i => i.Claims.Select(c => ((string Id, Claim? Claim)?)c).DefaultIfEmpty(null).Select(c => Row(i, c))));

    /// <summary>A row for each claim that no item names.</summary>
    public static string UnusedCsv(EvidenceTable table) => Csv(
        ["claim", "sort", "disputed", "context", "says", "seed"],
        table.Unused.Select(c => new[] { c.Id, EvidenceText.Sort(c), YesNo(c.Disputed is not null), YesNo(c.IsContext), c.Says, c.Seed.Id }));

    /// <summary>A row for each item that names a claim.</summary>
    public static string ClaimCsv(EvidenceTable table, Claim claim) => Csv(
        ["claim", "says", "section", "name", "numbers"],
        table.Using(claim.Id).Select(i => new[] { claim.Id, claim.Says, i.Item.Section, i.Item.Name, i.Item.Short }));

    private static string[] Row(GroundedItem grounded, (string Id, Claim? Claim)? named)
    {
        var item = grounded.Item;
        return
        [
            item.Section, item.Name, item.Short, grounded.Strength.Name(), YesNo(item.IsInherited), named?.Id ?? "",
            named?.Claim is { } claim ? EvidenceText.Sort(claim) : "", named?.Claim is { } known ? YesNo(known.Disputed is not null) : "", item.Judgement ?? "", item.From ?? "",
        ];
    }

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Json(EvidenceTable table, Action<Utf8JsonWriter> content) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("scenario", table.Scenario.Id);
        json.WriteString("variant", table.Scenario.Choice.Variant);
        json.WriteString("hash", table.Scenario.Hash);
        json.WriteWhole("claims", table.Seeds?.Claims.Count);
        content(json);
        json.WriteEndObject();
    });

    private static void WriteItem(Utf8JsonWriter json, GroundedItem grounded)
    {
        var item = grounded.Item;
        json.WriteString("section", item.Section);
        json.WriteString("name", item.Name);
        json.WriteStrings("numbers", item.Numbers);
        json.WriteString("table", item.Table);
        json.WriteString("strength", grounded.Strength.Name());
        json.WriteBoolean("inherited", item.IsInherited);
        json.WriteObjects("claims", grounded.Claims, c =>
        {
            json.WriteString("id", c.Id);
            json.WriteString("sort", c.Claim is null ? null : EvidenceText.Sort(c.Claim));
            json.WriteString("disputed", c.Claim?.Disputed);
            json.WriteString("says", c.Claim?.Says);
        });
        json.WriteString("judgement", item.Judgement);
        json.WriteString("source", item.From);
    }

    private static void WriteClaim(Utf8JsonWriter json, Claim claim)
    {
        json.WriteString("id", claim.Id);
        json.WriteString("sort", EvidenceText.Sort(claim));
        json.WriteString("says", claim.Says);
        json.WriteString("disputed", claim.Disputed);
        json.WriteBoolean("context", claim.IsContext);
        json.WriteString("kind", claim.Kind);
        json.WriteString("date", claim.Date);
        json.WriteString("figure", claim.Figure);
        json.WriteString("by", claim.By);
        json.WriteString("work", claim.Work);
        json.WriteString("read", claim.Read);
        json.WriteString("licence", claim.Licence);
        json.WriteString("used_for", claim.UsedFor);
        json.WriteStartObject("seed");
        json.WriteString("id", claim.Seed.Id);
        json.WriteString("subject", claim.Seed.Subject);
        json.WriteString("written", claim.Seed.Written);
        json.WriteString("bibliography", claim.Seed.Bibliography);
        json.WriteString("file", claim.Seed.Path);
        json.WriteEndObject();
    }

    private static string Csv(string[] head, IEnumerable<string[]> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CsvText.Configuration))
        {
            foreach (var row in rows.Prepend(head))
            {
                foreach (var field in row)
                {
                    csv.WriteField(field);
                }

                csv.NextRecord();
            }
        }

        return text.ToString();
    }
}
