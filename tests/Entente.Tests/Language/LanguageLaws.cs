using Entente.Diagnostics;
using Entente.Language;
using Entente.Scenarios;
using Entente.Tests.Conformance;
using Entente.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Language;

/// <summary>What holds for all expressions.</summary>
public sealed class LanguageLaws
{
    private const string World = """
        format: entente/1
        id: a
        clock: {start: 2025-Q1, step: quarter, steps: 2}
        outcomes: [{name: all, otherwise: true}]
        sets: {s: {members: {A: {n: 1}, B: {n: 2}, C: {n: 0}}}, p: {of: s, where: "x[a] > 1"}}
        data: {y: {is: 3, unit: km}, z: {each: "(a, b) in pairs(s)", values: {}, default: 1}}
        uncertainties: {u: "categorical(one: 0.5, two: 0.5)"}
        levers: {l: {options: {one: 1, two: 2}, default: one}}
        state: {x: {each: a in s, initial: "n[a]"}}
        events: {e: {at: 2025-Q1}}
        rules: {r: {each: a in s, effects: "x[a] += 1"}}
        lifecycles: {m: {initial: up, states: {up: {}, down: {terminal: true}}, transitions: {go: {from: up, to: down}}}}

        """;

    [Fact]
    public void Reading_what_was_written_gives_the_same_expression() => Hold(RandomExpr.Any, 500, expr =>
    {
        var text = ExprText.Of(expr);
        Assert.Equal(text, ExprText.Of(Read(text)));
    });

    [Fact]
    public void Binding_never_throws_and_what_it_binds_can_be_run() => Hold(RandomExpr.Any, 1000, expr =>
    {
        var text = ExprText.Of(expr);
        var loaded = Pipeline.Load(MemoryFiles.Of(("main.yaml", $"{World}derive: {{result: \"{text}\"}}\n")), "main.yaml", ScenarioChoice.Default);
        foreach (var diagnostic in loaded.Diagnostics)
        {
            Places.Check(diagnostic);
        }

        Assert.Equal(loaded.Scenario is null, loaded.Diagnostics.Any(d => d.Severity == Severity.Error));
        if (loaded.Scenario is { } scenario)
        {
            var result = new Entente.Execution.TrialResult(Entente.Planning.Planner.Plan(scenario));
            Entente.Experiments.Design.For(Entente.Planning.Planner.Plan(scenario), Entente.Experiments.SamplerKind.MonteCarlo, 1, 1).Draw(0, result.Uncertain);
            new Entente.Execution.TrialRunner(Entente.Planning.Planner.Plan(scenario), 1).Run(0, result);
            _ = BoundText.Of(scenario.Derived.Single(d => d.Quantity.Name == "result").Formula);
        }
    });

    [Fact]
    public void Reading_any_text_never_throws() => Hold(Gen.Elements(
        "x", " ", "(", ")", "[", "]", ",", ":", "+", "-", "*", "/", "^", "<", "=", "==", "!=", ".", "%", "1", "2e3", "2028-11", "if ", "then ", "else ", "and ", "or ", "not ", "is ", "in ",
        "for ", "where ", "weighted ", "by ", "per ", "year ", "3 steps", "sum(", "pairs(", "$", "🌍", "\0", "é").NonEmptyListOf().Select(string.Concat), 2000, text =>
    {
        var source = new SourceText("a.yaml", text);
        var embedded = EmbeddedText.Align(source, new TextSpan(0, text.Length), text);
        var found = new DiagnosticBag();
        _ = Parser.Expression(embedded, found);
        _ = Parser.Range(embedded, found);
        _ = Parser.Effect(embedded, found);
        Assert.All(found.ToSorted(), Places.Check);
    });

    private static Expr Read(string text)
    {
        var found = new DiagnosticBag();
        var source = new SourceText("a.yaml", text);
        var expr = Parser.Expression(EmbeddedText.Align(source, new TextSpan(0, text.Length), text), found);
        Assert.False(found.HasErrors, string.Concat(found.ToSorted().Select(DiagnosticText.Of)));
        return expr;
    }

    private static void Hold<T>(Gen<T> values, int tests, Action<T> law) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithReplay(20260401, 5).WithMaxTest(tests).WithEndSize(60), Prop.ForAll(values.ToArbitrary(), law));
}
