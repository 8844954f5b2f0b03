using System.Globalization;
using Entente.Diagnostics;
using Entente.Execution;
using Entente.Experiments;
using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;
using YamlDotNet.RepresentationModel;

namespace Entente.Tests.Conformance;

/// <summary>Every case of the files beside this one, through the whole pipeline.</summary>
public sealed class ConformanceTests
{
    private static readonly Dictionary<string, Case> Cases = Case.All().ToDictionary(c => $"{c.Suite}: {c.Name}", StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_means_what_it_says(string name)
    {
        var wanted = Cases[name];
        if (wanted.Text("expr") is { } expr)
        {
            Expression(wanted, expr);
        }
        else
        {
            Document(wanted);
        }
    }

    /// <summary>Every rule that a scenario's text can break has a case with its code, its place and its hint.</summary>
    [Fact]
    public void Every_rule_of_a_scenarios_text_has_a_case()
    {
        var told = Cases.Values.SelectMany(c => c.Expected).Select(e => Case.TextOf(e, "code")).ToHashSet();
        var silent = Rules.All.Where(r => r.Code[3] is >= '1' and <= '4' && !told.Contains(r.Code)).Select(r => r.Code);
        Assert.Empty(silent);
        var vague = Cases.Values.SelectMany(c => c.Expected).Where(e => Case.TextOf(e, "at") is null && Case.TextOf(e, "place") is null).Select(e => Case.TextOf(e, "code"));
        Assert.Equal(["ENT4001"], vague);
    }

    private static void Expression(Case wanted, string expr)
    {
        var quoted = expr.Replace("'", "''", StringComparison.Ordinal);
        var derive = $"derive: {{result: '{quoted}'}}";
        var loaded = Pipeline.Load(wanted.Files(derive), "main.yaml", wanted.Choice);
        Told(wanted, loaded);
        if (loaded.Scenario is not { } scenario)
        {
            return;
        }

        var type = scenario.Derived.Single(d => d.Quantity.Name == "result").Quantity.Type;
        if (wanted.Text("type") is { } unit)
        {
            Assert.Equal(unit, type.Kind == TypeKind.Condition ? "condition" : type.Unit.IsPlain ? "plain" : type.Unit.ToString());
        }

        var measure = type.Kind == TypeKind.Condition ? "if result then 1 else 0" : "result";
        var measured = Pipeline.Load(wanted.Files($"{derive}\nmeasures: {{result: {measure}}}"), "main.yaml", wanted.Choice);
        var trial = Trial(measured.Scenario!, 0);
        Failure(wanted, trial);
        if (trial.Failure is null)
        {
            var value = wanted.Text("value") switch { "true" => "1", "false" => "0", var other => other! };
            Near(double.Parse(value, CultureInfo.InvariantCulture), trial.Measures.Single());
        }
    }

    private static void Document(Case wanted)
    {
        var loaded = Pipeline.Load(wanted.Files(), "main.yaml", wanted.Choice);
        if (loaded.Scenario is not null && wanted.Text("sampler") == "sobol")
        {
            loaded = loaded with { Diagnostics = Pipeline.CheckDesign(loaded.Scenario, new RunOptions { Sampler = SamplerKind.Sobol }) };
        }

        if (wanted.Find("seeds") is not null || wanted.Text("evidence") is not null)
        {
            loaded = loaded with { Diagnostics = [.. loaded.Diagnostics, .. Evidence(wanted, loaded.Scenario)] };
        }

        Told(wanted, loaded);
        if (loaded.Scenario is not { } scenario || loaded.Diagnostics.Any(d => d.Severity == Severity.Error))
        {
            return;
        }

        var trial = Trial(scenario, int.Parse(wanted.Text("trial") ?? "0", CultureInfo.InvariantCulture));
        Failure(wanted, trial);
        foreach (var (name, value) in wanted.Map("measures"))
        {
            var m = scenario.Measures.Select(d => d.Name).ToList().IndexOf(name);
            Assert.True(m >= 0, $"no measure {name}");
            double[] numbers = value is YamlSequenceNode ? trial.Series[m]! : [trial.Measures[m]];
            var expected = value is YamlSequenceNode list ? list.Select(Number).ToArray() : [Number(value)];
            Assert.Equal(expected.Length, numbers.Length);
            foreach (var (one, other) in expected.Zip(numbers))
            {
                Near(one, other, $"{name}: {string.Join(", ", numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)))}");
            }
        }

        foreach (var (name, value) in wanted.Map("times"))
        {
            var t = scenario.Times.Select(d => d.Name).ToList().IndexOf(name);
            var expected = ((YamlScalarNode)value).Value == "never" ? -1 : (int)Number(value);
            Assert.Equal(expected, trial.Times[t]);
        }

        foreach (var (name, value) in wanted.Map("fired"))
        {
            var names = scenario.Events.Concat(scenario.Rules).Select(h => h.Symbol.Name).ToList();
            Assert.Equal((long)Number(value), trial.Counts.Fired[names.IndexOf(name)]);
        }

        if (wanted.Text("outcome") is { } outcome)
        {
            Assert.Equal(outcome, scenario.Outcomes[trial.Outcome].Name);
        }
    }

    // What 'check' asks beyond loading: seed files that are right, known ids, and no number without grounds.
    private static IEnumerable<Diagnostic> Evidence(Case wanted, Scenario? scenario)
    {
        var seeds = wanted.Find("seeds") is null ? null : Pipeline.LoadSeeds(wanted.Files(), wanted.Map("files").Select(f => f.Key).Where(f => f.StartsWith("seeds/", StringComparison.Ordinal)));
        return [.. seeds?.Diagnostics ?? [], .. scenario is null ? [] : Pipeline.CheckEvidence(scenario, seeds?.Seeds, wanted.Text("evidence") == "always")];
    }

    private static void Told(Case wanted, Loaded loaded)
    {
        var text = string.Concat(loaded.Diagnostics.Select(DiagnosticText.Of));
        Assert.True(wanted.Expected.Length == loaded.Diagnostics.Length, $"expected {wanted.Expected.Length} diagnostics\n{text}");
        foreach (var (expected, diagnostic) in wanted.Expected.Zip(loaded.Diagnostics))
        {
            var place = $"{diagnostic.Start.Line}:{diagnostic.Start.Column}";
            Assert.True(Case.TextOf(expected, "code") == diagnostic.Code, text);
            Same(expected, "at", Underlined(diagnostic), text);
            Same(expected, "place", place, text);
            Same(expected, "in", diagnostic.Source.Path, text);
            Within(expected, "message", diagnostic.Message);
            Within(expected, "hint", diagnostic.Hint ?? "");
            Places.Check(diagnostic);
        }
    }

    private static string Underlined(Diagnostic diagnostic) => diagnostic.Source.Content.Substring(diagnostic.Span.Start, diagnostic.Span.Length);

    private static void Same(YamlMappingNode expected, string key, string actual, string text)
    {
        if (Case.TextOf(expected, key) is { } wanted)
        {
            Assert.True(wanted == actual, $"{key} should be '{wanted}' and is '{actual}'\n{text}");
        }
    }

    private static void Within(YamlMappingNode expected, string key, string actual)
    {
        if (Case.TextOf(expected, key) is { } wanted)
        {
            Assert.Contains(wanted, actual, StringComparison.Ordinal);
        }
    }

    private static void Failure(Case wanted, TrialResult trial)
    {
        if (wanted.Text("failure") is { } failure)
        {
            Assert.Contains(failure, trial.Failure, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(trial.Failure);
        }
    }

    private static TrialResult Trial(Scenario scenario, long trial)
    {
        var plan = Planner.Plan(scenario);
        var result = new TrialResult(plan);
        Design.For(plan, SamplerKind.MonteCarlo, 1, 1).Draw(trial, result.Uncertain);
        var runner = new TrialRunner(plan, 1);
        runner.Run(trial, result);

        // One runner runs many trials: what it did before must not show.
        var first = result.Measures.ToArray();
        runner.Run(trial, result);
        Assert.Equal(first, result.Measures);
        return result;
    }

    private static double Number(YamlNode node) => double.Parse(((YamlScalarNode)node).Value!, CultureInfo.InvariantCulture);

    private static void Near(double expected, double actual, string? what = null) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"expected {expected:R}, is {actual:R} {what}");
}
