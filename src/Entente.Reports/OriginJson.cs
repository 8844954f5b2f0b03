using System.Collections.Immutable;
using System.Text.Json;
using Entente.Evidence;
using Entente.Language;
using Entente.Scenarios;
using Entente.Yaml;

namespace Entente.Reports;

/// <summary>The keys <c>command</c> and <c>model</c> of documents: what makes them again, and what a reader needs to know of the scenario to judge them.</summary>
internal static class OriginJson
{
    /// <summary>Writes both; nothing where no origin is known.</summary>
    public static void WriteOrigin(this Utf8JsonWriter json, Origin? origin)
    {
        if (origin is null)
        {
            return;
        }

        var scenario = origin.Evidence.Scenario;
        var root = scenario.Syntax.Root;
        json.WriteString("command", origin.Command);
        json.WriteStartObject("model");
        json.WriteString("summary", scenario.Summary);
        json.WriteObjects("members", scenario.Sets.Where(s => s.Root == s).SelectMany(s => s.Keys.Zip(s.Labels, (key, label) => (Set: s.Name, key, label))), m =>
        {
            json.WriteString("set", m.Set);
            json.WriteString("key", m.key);
            json.WriteString("label", m.label);
        });
        WriteLevers(json, scenario, root);
        WriteUncertainties(json, scenario, root);
        json.WriteObjects("correlations", scenario.Correlations, c =>
        {
            json.WriteStrings("between", [c.A.Name, c.B.Name]);
            json.WriteFinite("rank", c.Rank);
        });
        json.WriteObjects("lifecycles", scenario.Lifecycles, l => WriteLifecycle(json, l, DocumentText.Find(root.Find("lifecycles"), l.Lifecycle.Name)));
        json.WriteObjects("outcomes", (root.Find("outcomes") as YamlSequence)?.Items ?? [], o =>
        {
            json.WriteString("name", DocumentText.Of(o, "name"));
            json.WriteString("when", DocumentText.Of(o, "when"));
        });
        WriteEvidence(json, origin.Evidence);
        json.WriteEndObject();
    }

    private static void WriteLevers(Utf8JsonWriter json, Scenario scenario, YamlMapping root) => json.WriteObjects("levers", scenario.Levers, l =>
    {
        var node = DocumentText.Find(root.Find("levers"), l.Quantity.Name);
        json.WriteString("name", l.Quantity.Name);
        json.WriteString("says", l.Quantity.Says);
        json.WriteString("unit", l.Quantity.Type.Kind == TypeKind.Option ? "" : l.Quantity.Type.Unit.ToString());
        json.WriteString("setting", l.Setting);
        json.WriteString("default", l.Default);
        json.WriteString("choices", DocumentText.Of(node, "options") ?? (DocumentText.Find(node, "range") is { } range ? string.Join(" to ", DocumentText.Lines(range)) : null));
    });

    private static void WriteUncertainties(Utf8JsonWriter json, Scenario scenario, YamlMapping root) => json.WriteObjects("uncertainties", scenario.Uncertainties, u =>
    {
        var node = DocumentText.Find(root.Find("uncertainties"), u.Quantity.Name);
        json.WriteString("name", u.Quantity.Name);
        json.WriteString("says", u.Quantity.Says);
        json.WriteString("unit", u.Quantity.Type.Kind == TypeKind.Option ? "" : u.Quantity.Type.Unit.ToString());
        json.WriteString("each", DocumentText.Of(node, "each"));
        json.WriteString("distribution", DocumentText.Of(node, "distribution") ?? (node is null or YamlMapping ? DocumentText.Of(node, "path") : YamlText.Inline(node)));
    });

    private static void WriteLifecycle(Utf8JsonWriter json, LifecycleDefinition definition, YamlNode? node)
    {
        var lifecycle = definition.Lifecycle;
        json.WriteString("name", lifecycle.Name);
        json.WriteString("says", lifecycle.Says);
        json.WriteString("each", DocumentText.Of(node, "each"));
        json.WriteStrings("initial", [.. LifecycleGraph.InitialLeaves(definition).Select(s => s.Name)]);
        json.WriteObjects("states", lifecycle.States, s =>
        {
            json.WriteString("name", s.Name);
            json.WriteString("in", s.Parent);
            json.WriteBoolean("terminal", s.Terminal);
            json.WriteString("says", s.Says);
        });
        json.WriteObjects("transitions", DocumentText.Section((YamlMapping)node!, "transitions"), t =>
        {
            json.WriteString("name", t.Name);
            json.WriteStrings("from", [.. DocumentText.Lines(DocumentText.Find(t.Node, "from")!)]);
            json.WriteString("to", DocumentText.Of(t.Node, "to"));
            foreach (var key in new[] { "when", "for", "chance", "rate", "says" })
            {
                json.WriteString(key, DocumentText.Of(t.Node, key));
            }
        });
    }

    // What an item rests on by the ids of claims; the claims themselves once, for they are named by many.
    private static void WriteEvidence(Utf8JsonWriter json, EvidenceTable table)
    {
        json.WriteObjects("evidence", table.Items, i =>
        {
            json.WriteString("section", i.Item.Section);
            json.WriteString("name", i.Item.Name);
            json.WriteString("numbers", i.Item.Short);
            json.WriteString("strength", i.Strength.Name());
            json.WriteStrings("claims", [.. i.Claims.Select(c => c.Id)]);
            json.WriteString("judgement", i.Item.Judgement);
            json.WriteString("source", i.Item.From);
        });
        json.WriteObjects("claims", table.Items.SelectMany(i => i.Claims).Select(c => c.Claim).OfType<Claim>().DistinctBy(c => c.Id).OrderBy(c => c.Id, StringComparer.Ordinal), c =>
        {
            json.WriteString("id", c.Id);
            json.WriteString("sort", EvidenceText.Sort(c));
            json.WriteString("says", c.Says);
            json.WriteString("disputed", c.Disputed);
            json.WriteString("date", c.Date);
            json.WriteString("by", c.By);
            json.WriteString("work", c.Work);
            json.WriteString("subject", c.Seed.Subject);
            json.WriteString("bibliography", c.Seed.Bibliography);
        });
    }
}
