using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Discovery;
using Entente.Experiments;
using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Analyses;

/// <summary>Runs a scenario's trials, and says under which inputs the cases of interest come about.</summary>
public static class DiscoveryAnalysis
{
    /// <summary>The fewest trials and cases that are looked at.</summary>
    public const int FewestCases = 10;

    private const double NeedlessAbove = 0.05;

    /// <summary>What speaks against a discovery; empty if nothing.</summary>
    public static ImmutableArray<Diagnostic> Check(Scenario scenario, CaseDefinition cases, DiscoveryOptions options, RunOptions run)
    {
        // What holds for slices holds here: ordinary trials, whose inputs are kept.
        var found = SensitivityAnalysis.Check(scenario, cases.Of, new SensitivityOptions { Method = SensitivityMethod.Binned, Inputs = options.Inputs, Given = options.Given }, run);
        var many = SensitivityAnalysis.PlanOf(scenario).Scenario.Quantities.FirstOrDefault(q => q.Sort is QuantityKind.Uncertainty or QuantityKind.Lever && q.Type.Options?.Names.Length > Factor.MostOptions);
        return many is null ? found : found.Add(Rules.NotForMethod.At(many.Source, many.Span, $"'{many.Name}' has more than {Factor.MostOptions} options"));
    }

    /// <summary>Runs the trials and looks for boxes.</summary>
    /// <returns>The result, or what kept it from being found: too few cases.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static (DiscoveryResult? Result, Diagnostic? Problem) Run(Scenario scenario, CaseDefinition cases, DiscoveryOptions options, RunOptions run, IRunObserver? observer, CancellationToken stop)
    {
        var plan = SensitivityAnalysis.PlanOf(scenario);
        var subject = Subject.Find(plan.Scenario, cases.Of, out _)!;
        var sample = Sample.Run(plan, subject, run, null, _ => true, options.Given, observer, stop);
        var rows = sample.Rows;
        var factors = plan.Uncertain.Select((u, k) => (u.Name, k))
            .Where(u => options.Inputs.IsEmpty || options.Inputs.Any(w => u.Name == w || u.Name.StartsWith(w + "[", StringComparison.Ordinal) || u.Name.StartsWith(w + "@", StringComparison.Ordinal)))
            .Select(u => new Factor(u.Name, [.. rows.Select(r => sample.Numbers[r]![u.k])], OptionsOf(plan, u.Name))).ToArray();
        var (result, problem) = Find(factors, [.. rows.Select(r => cases.Holds(sample.Outputs[r]))], cases.Text, options, run.Seed, run.Threads);
        if (result is null)
        {
            return (null, problem);
        }

        ImmutableArray<string> failures = sample.Tally.Failed == 0
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"{sample.Tally.Failed} of {sample.Tally.Trials} trials failed; they are left out.")];
        ImmutableArray<string> paths = plan.Uncertain.Any(u => u.Name.Contains('@', StringComparison.Ordinal))
            ? ["A name with '@' is an uncertainty's value at a date, which no expression can name."]
            : [];
        return (result with { Run = Summariser.Summarise(plan, run, sample.Tally), Notes = [.. result.Notes, .. failures, .. paths] }, null);
    }

    /// <summary>Looks for boxes among given trials.</summary>
    /// <param name="cases">Shape [n].</param>
    /// <param name="text">What a case is.</param>
    public static (DiscoveryResult? Result, Diagnostic? Problem) Find(Factor[] factors, bool[] cases, string text, DiscoveryOptions options, ulong seed, int threads)
    {
        var count = cases.Count(c => c);
        if (count < FewestCases || cases.Length - count < FewestCases)
        {
            var hint = count < FewestCases ? "take more --trials, or a milder threshold" : "take more --trials, or a stricter threshold";
            return (null, Rules.NothingMeets.Nowhere(count, cases.Length, text) with { Hint = hint });
        }

        var boxes = ImmutableArray.CreateBuilder<FoundBox>();
        var left = Enumerable.Range(0, cases.Length).ToArray();
        for (var b = 0; b < options.Boxes; b++)
        {
            Factor[] there = left.Length == cases.Length ? factors : [.. factors.Select(f => f with { Values = [.. left.Select(r => f.Values[r])] })];
            bool[] of = [.. left.Select(r => cases[r])];
            if (of.Count(c => c) < FewestCases || One(there, of, options, b == 0 ? options.Take : null, seed, threads) is not { } found)
            {
                break;
            }

            boxes.Add(found with { Box = found.Box with { All = cases.Length, AllCases = count } });
            left = [.. left.Where(r => !found.Box.Contains(factors, r))];
        }

        var tree = Cart.Of(factors, cases, Math.Max(10, cases.Length / 100), seed, threads);
        var leaves = tree.Root.Parts()
            .Select(p => new FoundLeaf(RuleText.Of(p.Limits, factors), new Box([.. p.Limits], p.Leaf.Count, p.Leaf.Cases, cases.Length, count)))
            .OrderByDescending(l => l.Box.Density).ThenByDescending(l => l.Box.Cases);
        string[] notes =
        [
            .. boxes.Count == 0 ? ["No box is denser than all trials together."] : Array.Empty<string>(),
            "Quasi-p-values and intervals take the box as given and not as looked for, so they are too sure.",
        ];
        return (new DiscoveryResult(text, options.Given, cases.Length, count, boxes.ToImmutable(), tree, [.. leaves], [.. notes]), null);
    }

    private static FoundBox? One(Factor[] factors, bool[] cases, DiscoveryOptions options, int? take, ulong seed, int threads)
    {
        var peeling = Prim.Peel(factors, cases, options.Alpha, options.LeastMass);
        var taken = take is { } asked ? Math.Min(asked, peeling.Length - 1) : Enumerable.Range(0, peeling.Length).MaxBy(b => peeling[b].Balance);
        if (peeling[taken].Dimensions == 0)
        {
            return null;
        }

        var box = Prim.Paste(peeling[taken], factors, cases, options.Alpha / 5);
        var dropped = new List<string>();
        while (box.Dimensions > 1)
        {
            var p = box.QuasiP(factors, cases);
            var worst = Enumerable.Range(0, p.Length).MaxBy(k => p[k]);
            if (!(p[worst] > NeedlessAbove))
            {
                break;
            }

            dropped.Add(RuleText.Of([box.Limits[worst]], factors));
            box = Box.Of(box.Limits.RemoveAt(worst), factors, cases);
        }

        var quasi = box.QuasiP(factors, cases);
        var stable = LimitStability.Of(box, factors, cases, options.Alpha, options.LeastMass, options.Resamples, seed, threads);
        var limits = stable.Select(s => new FoundLimit(s.Condition, quasi[box.Limits.ToList().FindIndex(l => l.Input == s.Input)], s));
        return new FoundBox(box, RuleText.Of(box.Limits, factors), [.. limits], peeling, taken, [.. dropped]);
    }

    private static ImmutableArray<string> OptionsOf(Plan plan, string name)
    {
        var at = name.IndexOfAny(['[', '@']);
        var quantity = plan.Scenario.Quantities.First(q => q.Name == (at < 0 ? name : name[..at]));
        return quantity.Type.Options?.Names ?? [];
    }
}
