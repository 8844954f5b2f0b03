using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Yaml;

namespace Entente;

/// <summary>Prints what each stage of the pipeline makes of a scenario.</summary>
public static class Stages
{
    private const int TrialsShown = 5;

    /// <summary>The stages that can be printed, in their order.</summary>
    public static ImmutableArray<string> Names { get; } = ["read", "bind", "plan", "design", "run", "summarise"];

    /// <summary>The text of a stage.</summary>
    /// <exception cref="ArgumentException">There is no such stage.</exception>
    public static string Print(Scenario scenario, string stage, RunOptions options) => stage switch
    {
        "read" => YamlText.Of(scenario.Syntax.Root),
        "bind" => Bound(scenario),
        "plan" => Planned(Planner.Plan(scenario), options),
        "design" => Drawn(Planner.Plan(scenario), options),
        "run" => Ran(Planner.Plan(scenario), options),
        "summarise" => Summarised(Planner.Plan(scenario), options),
        _ => throw new ArgumentException($"there is no stage '{stage}'", nameof(stage)),
    };

    private static string Bound(Scenario scenario)
    {
        var text = new Lines();
        text.Add($"scenario {scenario.Id}, hash {scenario.Hash[..16]}");
        text.Add($"clock {scenario.Clock.Label(0)}, {scenario.Clock.Steps} steps of a {scenario.Clock.StepName}");
        foreach (var set in scenario.Sets)
        {
            text.Add($"set {set.Name}: {(set.Membership is null ? $"{set.Keys.Length} members" : $"part of {set.Root.Name}")}");
        }

        foreach (var quantity in scenario.Quantities.Where(q => q.Sort is QuantityKind.Data or QuantityKind.Uncertainty or QuantityKind.Lever))
        {
            text.Add($"{quantity.Kind} {quantity.Name}: {quantity.Scope}, {quantity.Type}, in [{R(quantity.Range.Low)}, {R(quantity.Range.High)}]");
        }

        foreach (var state in scenario.States)
        {
            text.Add($"state {state.Quantity.Name}: {state.Quantity.Scope}, {state.Quantity.Type}, in [{R(state.Low)}, {R(state.High)}]");
            text.AddPart("initial", state.Initial);
            text.AddPart("next", state.Next);
            text.AddPart("drift", state.Drift);
            text.AddPart("noise", state.Noise);
        }

        foreach (var derived in scenario.Derived)
        {
            text.Add($"derived {derived.Quantity.Name}: {derived.Quantity.Scope}, {derived.Quantity.Type}");
            text.AddPart("is", derived.Formula);
        }

        foreach (var happening in scenario.Events.Concat(scenario.Rules))
        {
            text.Add($"{happening.Address}{(happening.Range is null ? "" : ": each of " + BoundText.Range(happening.Range))}");
            text.AddPart("when", happening.When);
            text.AddPart("chance", happening.Chance);
            text.AddPart("rate", happening.Rate);
            Effects(text, happening.Effects);
        }

        foreach (var lifecycle in scenario.Lifecycles)
        {
            text.Add($"lifecycle {lifecycle.Lifecycle.Name}: {lifecycle.Lifecycle.Scope}, {string.Join(", ", lifecycle.Lifecycle.Leaves.Select(l => l.Name))}");
            foreach (var transition in lifecycle.Transitions)
            {
                text.Add($"  {transition.Name} to {lifecycle.Lifecycle.Leaves[transition.To].Name}, for {transition.ForSteps}, priority {transition.Priority}");
                text.AddPart("  when", transition.When);
                text.AddPart("  chance", transition.Chance);
                text.AddPart("  rate", transition.Rate);
                Effects(text, transition.Effects);
            }
        }

        foreach (var measure in scenario.Measures)
        {
            text.Add($"measure {measure.Name} at {measure.At}: {BoundText.Of(measure.Expression)}");
        }

        foreach (var time in scenario.Times)
        {
            text.Add($"time to {time.Name}: {BoundText.Of(time.Condition)}");
        }

        foreach (var outcome in scenario.Outcomes)
        {
            text.Add($"outcome {outcome.Name}: {(outcome.When is null ? "otherwise" : BoundText.Of(outcome.When))}");
        }

        return text.ToString();
    }

    private static void Effects(Lines text, ImmutableArray<EffectDefinition> effects)
    {
        foreach (var effect in effects)
        {
            var target = effect.Machine is { } machine ? $"fire {machine.Name}.{effect.Transition}" : $"{effect.Kind.ToString().ToLowerInvariant()} {effect.Target!.Name}: {BoundText.Of(effect.Value)}";
            text.Add("    " + target);
        }
    }

    private static string Planned(Plan plan, RunOptions options)
    {
        var text = new Lines();
        var size = plan.Scenario.Size;
        text.Add($"world: {size.Cells} cells, {size.Machines} machines, {size.Happenings} happenings, {size.Memories} memories");
        text.Add($"uncertain numbers: {plan.Uncertain.Length}; paths: {plan.Paths.Length}; draw addresses: {plan.Addresses.Length}");
        text.Add("each step:");
        foreach (var happening in plan.Events)
        {
            text.Add($"  1 {happening.Definition.Address}");
        }

        foreach (var happening in plan.Rules)
        {
            text.Add($"  2 {happening.Definition.Address} over {happening.Entities.Length}");
        }

        foreach (var state in plan.States)
        {
            text.Add($"  3 {state.Noise.Address} over {state.Entities.Length}");
        }

        foreach (var lifecycle in plan.Lifecycles)
        {
            foreach (var (exits, leaf) in lifecycle.Exits.Select((e, k) => (e, lifecycle.Definition.Lifecycle.Leaves[k].Name)))
            {
                text.Add($"  4 lifecycles.{lifecycle.Definition.Lifecycle.Name} in {leaf}: {(exits.IsEmpty ? "stays" : string.Join(", ", exits.Select(e => e.Transition.Name)))}");
            }
        }

        var kernels = KernelPlanner.TryPlan(plan, options.Kernels ?? new KernelOptions(), out var reason);
        return text + (kernels is null ? $"no kernels: {reason}\n" : KernelPlanText.Of(kernels));
    }

    private static string Drawn(Plan plan, RunOptions options)
    {
        var text = new Lines();
        var design = Design.For(plan, options.Sampler, options.Seed, options.Trials);
        var rows = new List<double[]>();
        for (var trial = 0; trial < Math.Min(TrialsShown, options.Trials); trial++)
        {
            var values = new double[plan.Uncertain.Length];
            design.Draw(trial, values);
            rows.Add(values);
        }

        for (var k = 0; k < plan.Uncertain.Length; k++)
        {
            text.Add($"{plan.Uncertain[k].Name}: {string.Join(", ", rows.Select(r => R(r[k])))}");
        }

        return text.ToString();
    }

    private static string Ran(Plan plan, RunOptions options)
    {
        var text = new Lines();
        var design = Design.For(plan, options.Sampler, options.Seed, options.Trials);
        var runner = new TrialRunner(plan, options.Seed);
        var result = new TrialResult(plan);
        for (var trial = 0; trial < Math.Min(TrialsShown, options.Trials); trial++)
        {
            design.Draw(trial, result.Uncertain);
            runner.Run(trial, result);
            text.Add($"trial {trial}: {(result.Failure is { } failure ? "failed, " + failure : plan.Scenario.Outcomes[result.Outcome].Name)}");
            foreach (var (measure, value) in plan.Scenario.Measures.Zip(result.Measures))
            {
                text.Add($"  {measure.Name} = {R(value)}");
            }

            foreach (var (time, point) in plan.Scenario.Times.Zip(result.Times))
            {
                text.Add($"  {time.Name}: {(point < 0 ? "never" : plan.Scenario.Clock.Label(point))}");
            }
        }

        return text.ToString();
    }

    private static string Summarised(Plan plan, RunOptions options)
    {
        var text = new Lines();
        var result = Summariser.Summarise(plan, options, Runner.Run(plan, options, null, CancellationToken.None));
        text.Add($"{result.Trials} trials, {result.Failed} failed, digest {result.Digest}");
        foreach (var outcome in result.Outcomes)
        {
            text.Add($"outcome {outcome.Name}: {R(outcome.Share)} [{R(outcome.Low)}, {R(outcome.High)}]");
        }

        foreach (var measure in result.Measures)
        {
            text.Add($"measure {measure.Name}: mean {R(measure.Distribution.Mean)}, sd {R(measure.Distribution.Sd)}, median {R(measure.Distribution.P50)}");
        }

        foreach (var time in result.Times)
        {
            text.Add($"time {time.Name}: {R(time.Share)} of trials, mean {R(time.Mean)} years");
        }

        return text.ToString();
    }

    private static string R(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Lines
    {
        private readonly StringBuilder _text = new();

        public void Add(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        public void Add(string line) => _text.Append(line).Append('\n');

        public void AddPart(string name, BoundExpr? expr)
        {
            if (expr is not null)
            {
                Add($"  {name} = {BoundText.Of(expr)}");
            }
        }

        public override string ToString() => _text.ToString();
    }
}
