using Entente.Tests.Statistical;

namespace Entente.Tests.Experiments;

/// <summary><c>check --coverage</c> on scenarios in which it is certain what fires.</summary>
public sealed class CoverageTests : IDisposable
{
    private const string Base = """
        format: entente/1
        id: covered
        clock: {start: 2025-Q1, step: quarter, steps: 4}
        levers: {open: {options: [no_way, yes_please], default: no_way}}
        state: {x: {initial: 0}}
        events: {dawn: {at: 2025-Q1, effects: "x += 1"}}
        rules:
          never: {when: x < 0, effects: "x += 1" RARE}
          opened: {when: open is yes_please, effects: "x += 1"}
        lifecycles: {m: {initial: a, states: {a: {}, b: {terminal: true}}, transitions: {go: {from: a, to: b, when: x > 0}}}}
        outcomes: [{name: all, otherwise: true}]

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("entente-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_fires_in_no_run_fails_the_check()
    {
        Write("one.yaml", Base.Replace(" RARE", "", StringComparison.Ordinal));
        var (code, printed, said) = Check("one.yaml");
        Assert.Equal(1, code);
        Assert.Contains("ENT6008: rule 'never' never fired in 1 runs of 40 trials", printed, StringComparison.Ordinal);
        Assert.Contains("rule 'opened' never fired", printed, StringComparison.Ordinal);
        Assert.Contains("coverage: 2 of 4 events, rules and transitions fired in 1 runs of 40 trials", printed, StringComparison.Ordinal);
        Assert.Empty(said);
    }

    [Fact]
    public void A_variant_that_fires_it_and_a_reason_are_enough()
    {
        Write("one.yaml", Base.Replace(" RARE", ", rare: x begins at 0 and only grows", StringComparison.Ordinal) + "variants: {wide: {levers: {open: yes_please}}}\n");
        var (code, printed, _) = Check("one.yaml");
        Assert.Equal(0, code);
        Assert.Contains("ENT6009: rule 'never' never fired, and is said to be rare: x begins at 0 and only grows", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("opened", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_scenario_that_fires_it_is_enough()
    {
        Write("one.yaml", Base.Replace(" RARE", ", rare: x only grows", StringComparison.Ordinal));
        Write("two.yaml", "extends: one.yaml\nid: two\nlevers: {open: {default: yes_please}}\n");
        Assert.Equal(1, Check("one.yaml").Code);
        Assert.Equal(0, Check("one.yaml", "two.yaml").Code);
    }

    [Fact]
    public void Trials_without_coverage_are_refused()
    {
        Write("one.yaml", Base.Replace(" RARE", "", StringComparison.Ordinal));
        Assert.Equal(2, ExactRun.Invoke(_folder.FullName, ["check", "one.yaml", "--trials", "5"]).Code);
    }

    private (int Code, string Printed, string Said) Check(params string[] files) =>
        ExactRun.Invoke(_folder.FullName, ["check", .. files, "--coverage", "--trials", "40"]);

    private void Write(string name, string text) => File.WriteAllText(Path.Join(_folder.FullName, name), text);
}
