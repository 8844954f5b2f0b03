using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Second stage: a document becomes a checked scenario. First every name is declared, then everything is bound.</summary>
public static class ScenarioBinder
{
    /// <summary>Binds a document; null where anything in it is an error.</summary>
    public static Scenario? Bind(ScenarioSyntax syntax, DiagnosticBag found)
    {
        if (Fields.Read(syntax.Root, Shapes.Scenario, null, found) is not { } root)
        {
            return null;
        }

        root.Scalar("format");
        var context = new BindingContext(syntax, ReadClock(root, found), found);
        var tables = new TableData(context);
        var choices = new ChoiceBinder(context);
        var quantities = new QuantityBinder(context, choices);
        var effects = new EffectBinder(context);
        var happenings = new HappeningBinder(context, effects);
        var lifecycles = new LifecycleBinder(context, effects);
        var reports = new ReportBinder(context);

        Declare(root, "sets", new SetBinder(context, tables).Declare, context);
        Declare(root, "data", new DataBinder(context, tables).Declare, context);
        Declare(root, "levers", choices.DeclareLevers, context);
        Declare(root, "uncertainties", choices.DeclareUncertainties, context);
        Declare(root, "state", quantities.DeclareStates, context);
        Declare(root, "derive", quantities.DeclareDerived, context);
        Declare(root, "events", entries => happenings.Declare(entries, areEvents: true), context);
        Declare(root, "rules", entries => happenings.Declare(entries, areEvents: false), context);
        Declare(root, "lifecycles", lifecycles.Declare, context);

        context.OpenConstants();
        var levers = choices.BindLevers(VariantLevers(root, syntax.Choice.Variant));
        var uncertainties = choices.BindUncertainties();
        var correlations = choices.BindCorrelations(root.Items("correlations"));
        context.SettleAll();
        var states = quantities.BindStates();
        var events = happenings.Bind(events: true);
        var rules = happenings.Bind(events: false);
        var machines = lifecycles.Bind();
        var (measures, times) = reports.Measures(root.Entries("measures"));
        var play = new PlayBinder(context, effects, measures, times).Bind(root);
        effects.CheckFired(machines);
        var outcomes = reports.Outcomes(root);
        var observed = new ObservedBinder(context, tables).Bind(root.Entries("observed"));
        var variants = reports.Variants(root.Entries("variants"));
        var expectations = new ExpectationBinder(context, choices, measures, times, outcomes).Bind(root);
        InitialCycles.Check(context, states, machines);
        SetConflicts.Check(events, machines, found);
        SetConflicts.Check(rules, machines, found);
        SetConflicts.Check(machines, found);
        if (found.HasErrors)
        {
            return null;
        }

        UnusedNames.Check(context, states, uncertainties, events.AddRange(rules), machines, [.. measures.Select(m => m.Expression), .. times.Select(t => t.Condition), .. outcomes.Select(o => o.When), .. observed.SelectMany(o => new[] { o.Of, o.RankWith }), .. expectations.Select(e => e.Condition), .. PlayBinder.Expressions(play)]);
        var size = new WorldSize(context.CellCount, context.MachineCount, context.EnteredCount, context.HappeningCount, context.MemoryCount, context.EffectCount);
        var constants = new double[size.Cells];
        foreach (var (at, value) in context.Values)
        {
            constants[at] = value;
        }

        return new Scenario
        {
            Syntax = syntax,
            Id = root.Text("id")!,
            Title = root.Text("title") ?? root.Text("id")!,
            Summary = root.Text("summary"),
            Hash = ScenarioHash.Of(syntax),
            Choice = syntax.Choice,
            Clock = context.Clock,
            Sets = [.. context.Symbols.OfType<MemberSet>()],
            Quantities = [.. context.Quantities],
            Constants = [.. constants],
            Uncertainties = uncertainties,
            Correlations = correlations,
            Levers = levers,
            States = states,
            Derived = context.Derived,
            Events = events,
            Rules = rules,
            Lifecycles = machines,
            Measures = measures,
            Times = times,
            Outcomes = outcomes,
            Observed = observed,
            Variants = variants,
            Expectations = expectations,
            Play = play,
            Remembered = context.Remembered,
            Memories = context.Memories,
            Size = size,
        };
    }

    private static void Declare(Fields root, string section, Action<ImmutableArray<YamlEntry>> declare, BindingContext context)
    {
        var entries = root.Entries(section);
        declare(entries);
        context.NoteBroken(entries);
    }

    private static Clock ReadClock(Fields root, DiagnosticBag found)
    {
        var key = root.Node.Entries.FirstOrDefault(e => e.Key.Value == "clock")?.Key;
        if (root.Find("clock") is not { } node || Fields.Read(node, Shapes.Clock, key, found) is not { } fields)
        {
            return new Clock(2025 * 12, 3, 40);
        }

        var months = fields.Text("step") switch { "month" => 1, "year" => 12, _ => 3 };
        return new Clock(fields.Date("start") ?? 2025 * 12, months, fields.Integer("steps", 1, 10_000) ?? 1);
    }

    private static YamlMapping? VariantLevers(Fields root, string? variant) =>
        variant is null ? null : ((root.Find("variants") as YamlMapping)?.Find(variant) as YamlMapping)?.Find("levers") as YamlMapping;
}
