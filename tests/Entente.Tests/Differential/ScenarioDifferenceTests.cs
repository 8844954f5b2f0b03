using Entente.Cli;
using Entente.Kernels;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Tests.Conformance;

namespace Entente.Tests.Differential;

/// <summary>Every scenario of this repository, by the oracle and by the kernels.</summary>
public sealed class ScenarioDifferenceTests
{
    private static readonly Passes[] AllOrNone = [Passes.All, Passes.None];

    public static TheoryData<string> Shipped => [.. Scenarios("scenarios")];

    public static TheoryData<string> Tests => [.. Scenarios("tests/Entente.Tests/Determinism"), .. Scenarios("tests/Entente.Tests/Statistical")];

    public static TheoryData<string> Every => [.. Scenarios("scenarios"), .. Scenarios("tests/Entente.Tests/Determinism"), .. Scenarios("tests/Entente.Tests/Statistical")];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Kernels_run_a_shipped_scenario_to_the_bit(string file) => Agree(file, 32,
    [
        new KernelOptions(),
        new KernelOptions { Passes = Passes.None, Lanes = 8 },
        new KernelOptions { Lanes = 64, VectorBits = 128 },
    ]);

    [Theory]
    [MemberData(nameof(Tests))]
    public void Kernels_run_a_scenario_of_the_tests_to_the_bit(string file) => Agree(file, 72,
    [
        .. Twins.Product([Passes.All], [8, 64], [128, 256, 512]),
        .. Twins.Product([Passes.None], [16], [128, 512]),
    ]);

    [Fact]
    public void Kernels_run_the_richest_scenario_to_the_bit_without_any_one_pass() =>
        Agree("tests/Entente.Tests/Determinism/rich.yaml", 72, Twins.Product(Twins.AllButOne, [16], [256]));

    [Theory]
    [Trait("Category", "Soak")]
    [MemberData(nameof(Every))]
    public void Kernels_run_every_scenario_to_the_bit_whatever_is_chosen(string file) =>
        Agree(file, 200, Twins.Product(AllOrNone.Concat(Twins.AllButOne), [8, 16, 64], [128, 256, 512]));

    [Theory]
    [Trait("Category", "Soak")]
    [MemberData(nameof(Every))]
    public void Kernels_run_every_variant_to_the_bit(string file)
    {
        foreach (var variant in Load(file, null)!.Variants)
        {
            var twins = new Twins(Planner.Plan(Load(file, variant.Name)!), 64);
            Assert.Equal(0, twins.Agree(new KernelOptions()));
        }
    }

    private static void Agree(string file, int trials, IEnumerable<KernelOptions> options)
    {
        var twins = new Twins(Planner.Plan(Load(file, null)!), trials);
        foreach (var one in options)
        {
            // None of these gives up a trial that the oracle can finish.
            Assert.Equal(0, twins.Agree(one));
        }
    }

    private static Scenario? Load(string file, string? variant)
    {
        var (files, name) = DiskFiles.Of(Path.GetFileName(file), SourceTree.Folder(Path.GetDirectoryName(file)!));
        return Pipeline.Load(files, name, new ScenarioChoice(variant, [])).Scenario;
    }

    // Files that only serve as a base have no outcomes and are no scenarios.
    private static IEnumerable<string> Scenarios(string folder) =>
        Directory.EnumerateFiles(SourceTree.Folder(folder), "*.yaml").Order(StringComparer.Ordinal).Select(f => $"{folder}/{Path.GetFileName(f)}").Where(f => Load(f, null) is not null);
}
