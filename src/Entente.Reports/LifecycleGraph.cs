using System.Text;
using Entente.Language;
using Entente.Scenarios;
using Entente.Yaml;

namespace Entente.Reports;

/// <summary>Draws lifecycles as a Mermaid state diagram or a Graphviz graph. What the scenario says is escaped for either.</summary>
public static class LifecycleGraph
{
    private const string Step = "    ";

    /// <summary>A Mermaid diagram of some lifecycles, with a line end.</summary>
    public static string Mermaid(Scenario scenario, IReadOnlyCollection<LifecycleDefinition> lifecycles)
    {
        var lines = lifecycles.Count == 1
            ? MermaidLines(scenario, lifecycles.First())
            : lifecycles.SelectMany(l => Block($"state \"{ForMermaid(l.Lifecycle.Name)}\" as {l.Lifecycle.Name}__", MermaidLines(scenario, l)));
        return Join(["stateDiagram-v2", .. Indented(lines)]);
    }

    /// <summary>A Graphviz graph of some lifecycles, with a line end.</summary>
    public static string Dot(Scenario scenario, IReadOnlyCollection<LifecycleDefinition> lifecycles) => Join(Block(
        "digraph lifecycles",
        ["compound=true;", "node [shape=box, style=rounded];", .. lifecycles.SelectMany(l => Block($"subgraph {ForDot($"cluster_{l.Lifecycle.Name}")}", DotLines(scenario, l)))]));

    private static string Join(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static IEnumerable<string> Indented(IEnumerable<string> lines) => lines.Select(line => Step + line);

    private static IEnumerable<string> Block(string head, IEnumerable<string> lines) => [head + " {", .. Indented(lines), "}"];

    private static IEnumerable<string> MermaidLines(Scenario scenario, LifecycleDefinition definition) =>
    [
        .. MermaidStates(definition, null),
        .. InitialLeaves(definition).Select(leaf => $"[*] --> {Id(definition, leaf.Name)}"),
        .. Edges(scenario, definition).Select(edge => $"{Id(definition, edge.From)} --> {Id(definition, edge.To)} : {ForMermaid(edge.Label)}"),
        .. definition.Lifecycle.States.Where(s => s.Terminal).Select(s => $"{Id(definition, s.Name)} --> [*]"),
    ];

    private static IEnumerable<string> MermaidStates(LifecycleDefinition definition, string? parent) =>
        definition.Lifecycle.States.Where(s => s.Parent == parent).SelectMany(state =>
        {
            var head = $"state \"{ForMermaid(state.Name)}\" as {Id(definition, state.Name)}";
            return state.Leaf < 0 ? Block(head, MermaidStates(definition, state.Name)) : [head];
        });

    private static IEnumerable<string> DotLines(Scenario scenario, LifecycleDefinition definition)
    {
        var name = definition.Lifecycle.Name;
        var start = ForDot($"{name}.");
        return
        [
            $"label={ForDot(name)};",
            .. DotStates(definition, null),
            $"{start} [shape=point, label=\"\"];",
            .. InitialLeaves(definition).Select(leaf => $"{start} -> {ForDot($"{name}.{leaf.Name}")};"),
            .. Edges(scenario, definition).Select(edge => DotEdge(definition, edge)),
        ];
    }

    private static IEnumerable<string> DotStates(LifecycleDefinition definition, string? parent)
    {
        var name = definition.Lifecycle.Name;
        return definition.Lifecycle.States.Where(s => s.Parent == parent).SelectMany(state => state.Leaf < 0
            ? Block($"subgraph {ForDot($"cluster_{name}.{state.Name}")}", [$"label={ForDot(state.Name)};", .. DotStates(definition, state.Name)])
            : [$"{ForDot($"{name}.{state.Name}")} [label={ForDot(state.Name)}{(state.Terminal ? ", peripheries=2" : "")}];"]);
    }

    /// <summary>An edge. Graphviz joins nodes, so a superstate's hangs on one of its leaves and is cut off at its border.</summary>
    private static string DotEdge(LifecycleDefinition definition, (string From, string To, string Label) edge)
    {
        var lifecycle = definition.Lifecycle;
        var (from, to) = (lifecycle.Find(edge.From)!, lifecycle.Find(edge.To)!);
        var tail = from.Leaf < 0 ? $", ltail={ForDot($"cluster_{lifecycle.Name}.{from.Name}")}" : "";
        var head = to.Leaf < 0 ? $", lhead={ForDot($"cluster_{lifecycle.Name}.{to.Name}")}" : "";
        return $"{Leaf(from)} -> {Leaf(to)} [label={ForDot(edge.Label)}{tail}{head}];";

        string Leaf(LifecycleState state) => ForDot($"{lifecycle.Name}.{lifecycle.Leaves[state.Initial].Name}");
    }

    /// <summary>The transitions as they were written, so that a superstate's stays one edge.</summary>
    private static IEnumerable<(string From, string To, string Label)> Edges(Scenario scenario, LifecycleDefinition definition)
    {
        var lifecycle = ((YamlMapping)scenario.Syntax.Root.Find("lifecycles")!).Find(definition.Lifecycle.Name) as YamlMapping;
        foreach (var (name, node) in DocumentText.Section(lifecycle!, "transitions"))
        {
            var parts = new[] { ("when", ""), ("for", "for "), ("chance", "chance "), ("rate", "rate ") }
                .Select(p => DocumentText.Of(node, p.Item1) is { } value ? p.Item2 + value : null).OfType<string>();
            var label = string.Join(", ", parts) is { Length: > 0 } guard ? $"{name}: {guard}" : name;
            foreach (var from in DocumentText.Lines(((YamlMapping)node).Find("from")!))
            {
                yield return (from, DocumentText.Of(node, "to")!, label);
            }
        }
    }

    /// <summary>The leaves that the initial expression can choose, as far as it shows them.</summary>
    public static IEnumerable<LifecycleState> InitialLeaves(LifecycleDefinition definition)
    {
        return Leaves(definition.Initial).Distinct().Select(leaf => definition.Lifecycle.Leaves[leaf]);

        static IEnumerable<int> Leaves(BoundExpr expr) => expr switch
        {
            Constant constant => [(int)constant.Value],
            Choice choice => Leaves(choice.Then).Concat(Leaves(choice.Else)),
            _ => [],
        };
    }

    // Prefixed with the lifecycle: Mermaid has words such as 'end' and 'state' that cannot be names.
    private static string Id(LifecycleDefinition definition, string state) => $"{definition.Lifecycle.Name}__{state}";

    /// <summary>Text for a Mermaid label: what has a meaning there becomes an entity.</summary>
    private static string ForMermaid(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var unit in StyledLine.Clean(text))
        {
            escaped.Append(unit is '"' or '#' or ';' or ':' or '<' or '>' or '{' or '}' or '%' or '`' or '\\' or '&'
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"#{(int)unit};")
                : unit);
        }

        return escaped.ToString();
    }

    private static string ForDot(string text) =>
        $"\"{StyledLine.Clean(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
