using Entente.Diagnostics;
using Entente.Kernels;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Tests.Conformance;

namespace Entente.Tests.Differential;

/// <summary>Every case of the language that runs a trial, by the kernels too, its trial among neighbours.</summary>
public sealed class ConformanceDifferenceTests
{
    private static readonly KernelOptions[] Settings = [.. Twins.Product([Passes.All, Passes.None], [8, 64], [128, 256, 512])];

    private static readonly Lazy<(string Suite, string Name, Plan Plan, int Trial)[]> Cases = new(() => [.. Case.All().SelectMany(Plans)]);

    public static TheoryData<string> Suites => [.. Case.All().Select(c => c.Suite).Distinct()];

    [Theory]
    [MemberData(nameof(Suites))]
    public void Kernels_mean_what_a_case_says(string suite) => Agree(suite, Settings);

    [Theory]
    [Trait("Category", "Soak")]
    [MemberData(nameof(Suites))]
    public void Kernels_mean_what_a_case_says_without_any_one_pass(string suite) => Agree(suite, Twins.Product(Twins.AllButOne, [8, 16, 64], [128, 256, 512]));

    [Fact]
    public void Most_cases_run() => Assert.True(Cases.Value.Length > 250, $"{Cases.Value.Length} plans");

    private static void Agree(string suite, IEnumerable<KernelOptions> settings)
    {
        foreach (var one in Cases.Value.Where(c => c.Suite == suite))
        {
            Agree(one, settings);
        }
    }

    private static void Agree((string Suite, string Name, Plan Plan, int Trial) one, IEnumerable<KernelOptions> settings)
    {
        var twins = new Twins(one.Plan, Math.Max(24, one.Trial + 1));
        foreach (var options in settings)
        {
            var (difference, givenUp) = twins.Compare(options);
            Assert.True(difference is null, $"{one.Suite}: {one.Name}: {difference}");
            Assert.True(givenUp <= 0, $"{one.Suite}: {one.Name}: the kernels give up {givenUp} trials that the oracle completes");
        }
    }

    // What ConformanceTests runs of a case.
    private static IEnumerable<(string Suite, string Name, Plan Plan, int Trial)> Plans(Case one)
    {
        var extra = "";
        if (one.Text("expr") is { } expr)
        {
            var derive = $"derive: {{result: '{expr.Replace("'", "''", StringComparison.Ordinal)}'}}";
            var loaded = Pipeline.Load(one.Files(derive), "main.yaml", one.Choice);
            var isCondition = loaded.Scenario?.Derived.Single(d => d.Quantity.Name == "result").Quantity.Type.Kind == Entente.Language.TypeKind.Condition;
            extra = $"{derive}\nmeasures: {{result: {(isCondition ? "if result then 1 else 0" : "result")}}}";
        }

        var whole = Pipeline.Load(one.Files(extra), "main.yaml", one.Choice);
        if (whole.Scenario is { } scenario && !whole.Diagnostics.Any(d => d.Severity == Severity.Error))
        {
            yield return (one.Suite, one.Name, Planner.Plan(scenario), int.Parse(one.Text("trial") ?? "0", System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
