using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Yaml;

namespace Entente.Differences;

/// <summary>Scenarios between two: the first with some of the changes that lead to the second.</summary>
/// <param name="diff">The two, read from one folder.</param>
internal sealed class Hybrids(ScenarioDiff diff)
{
    // A variant of this name holds the settings of levers, whoever they come from.
    private const string Held = "between";

    private readonly YamlMapping _before = diff.Before.Syntax.Root;
    private readonly YamlMapping _after = diff.After.Syntax.Root;

    /// <summary>The scenario with these changes; null where they cannot stand without others.</summary>
    public Scenario? With(IReadOnlyCollection<Change> changes)
    {
        var root = _before;
        foreach (var change in changes.Where(c => c.Section != ScenarioDiff.Settings))
        {
            root = change.Name.Length == 0
                ? Put(root, change.Section, _after.Find(change.Section))
                : Put(root, change.Section, Inner(root, change));
        }

        var found = new DiagnosticBag();
        var syntax = diff.Before.Syntax with { Root = Settings(root, changes), Choice = new ScenarioChoice(Held, []) { Pins = diff.Before.Syntax.Choice.Pins } };
        var scenario = ScenarioBinder.Bind(syntax, found);
        return found.HasErrors ? null : scenario;
    }

    // The section with one entry as the second scenario has it.
    private YamlMapping Inner(YamlMapping root, Change change)
    {
        var section = root.Find(change.Section) as YamlMapping ?? new YamlMapping(_before.Source, _before.Span, []);
        return Put(section, change.Name, (_after.Find(change.Section) as YamlMapping)?.Find(change.Name));
    }

    private static YamlMapping Put(YamlMapping mapping, string key, YamlNode? value)
    {
        var at = mapping.Entries.ToList().FindIndex(e => e.Key.Value == key);
        var entries = at < 0 ? mapping.Entries : mapping.Entries.RemoveAt(at);
        return mapping with { Entries = value is null ? entries : entries.Insert(at < 0 ? entries.Length : at, new YamlEntry(at < 0 ? YamlText.Scalar(key, Held) : mapping.Entries[at].Key, value)) };
    }

    private YamlMapping Settings(YamlMapping root, IReadOnlyCollection<Change> changes)
    {
        var changed = changes.Where(c => c.Section == ScenarioDiff.Settings).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var named = Levers(diff.Before).Keys.Union(Levers(diff.After).Keys).Where(n => (root.Find("levers") as YamlMapping)?.Find(n) is not null);
        var levers = named
            .Select(n => (Name: n, Node: (changed.Contains(n) ? Levers(diff.After) : Levers(diff.Before)).GetValueOrDefault(n)))
            .Where(l => l.Node is not null).Aggregate(Empty(), (map, l) => Put(map, l.Name, l.Node));
        return Put(root, "variants", Put(Empty(), Held, Put(Empty(), "levers", levers)));

        YamlMapping Empty() => new(root.Source, root.Span, []);
    }

    // What a scenario's variant and choice set its levers to, by lever.
    private static Dictionary<string, YamlNode> Levers(Scenario scenario)
    {
        var syntax = scenario.Syntax;
        var variant = syntax.Choice.Variant is { } name ? ((syntax.Root.Find("variants") as YamlMapping)?.Find(name) as YamlMapping)?.Find("levers") as YamlMapping : null;
        var set = (variant?.Entries ?? []).ToDictionary(e => e.Key.Value, e => e.Value, StringComparer.Ordinal);
        foreach (var (lever, value) in syntax.Choice.Settings)
        {
            set[lever] = YamlText.Scalar(value, Held);
        }

        return set;
    }
}
