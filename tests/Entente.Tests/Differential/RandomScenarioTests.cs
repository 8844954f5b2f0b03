using System.Globalization;
using Entente.Diagnostics;
using Entente.Kernels;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Tests.Conformance;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Entente.Tests.Differential;

/// <summary>Scenarios by chance, by the oracle and by the kernels.</summary>
public sealed class RandomScenarioTests(ITestOutputHelper output)
{
    private static readonly Passes[] Chosen = [Passes.All, Passes.All, Passes.None, .. Twins.AllButOne];

    [Fact]
    public void Kernels_run_any_scenario_to_the_bit() => Hold(seed: 20260401, scenarios: 300);

    [Fact]
    [Trait("Category", "Soak")]
    public void Kernels_run_thousands_of_scenarios_to_the_bit() => Hold(
        seed: ulong.Parse(Environment.GetEnvironmentVariable("ENTENTE_SOAK_SEED") ?? "7", CultureInfo.InvariantCulture),
        scenarios: int.Parse(Environment.GetEnvironmentVariable("ENTENTE_SOAK_SCENARIOS") ?? "5000", CultureInfo.InvariantCulture));

    private void Hold(ulong seed, int scenarios)
    {
        var tally = new Tally();
        Check.One(Config.QuickThrowOnFailure.WithReplay(seed, 9).WithMaxTest(scenarios), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), number =>
        {
            var text = RandomScenario.Text(number);
            if (Difference(text, number, tally) is { } difference)
            {
                var small = Reduction.Of(text, smaller => Difference(smaller, number, null) is not null, 4000);
                Assert.Fail($"scenario {number}: {difference}\nwhich is, made smaller: {Difference(small, number, null)}\n{small}");
            }
        }));
        output.WriteLine(tally.ToString());
        foreach (var (code, count) in tally.Refusals.OrderByDescending(r => r.Value).Take(12))
        {
            output.WriteLine($"{count} x {code}");
        }

        // Not every scenario makes sense, but a test of nonsense only would be none.
        Assert.True(tally.Bound >= 0.7 * scenarios, tally.ToString());
        Assert.True(tally.Planned >= 0.9 * tally.Bound, tally.ToString());
        Assert.True(tally.Completed >= 0.5 * tally.Trials, tally.ToString());
        Assert.True(tally.Trials - tally.Completed >= 0.02 * tally.Trials, tally.ToString());
        Assert.True(tally.GivenUp <= 0.01 * tally.Completed, tally.ToString());
    }

    // What is chosen for the kernels hangs on the number of the scenario alone.
    private static string? Difference(string text, int number, Tally? tally)
    {
        var loaded = Pipeline.Load(MemoryFiles.Of(("main.yaml", text)), "main.yaml", ScenarioChoice.Default);
        if (loaded.Scenario is not { } scenario)
        {
            tally?.Refuse(loaded.Diagnostics.First(d => d.Severity == Severity.Error));
            return null;
        }

        var chance = new Random(number);
        var twins = new Twins(Planner.Plan(scenario), 40, (ulong)number);
        var options = new KernelOptions { Passes = Chosen[chance.Next(Chosen.Length)], Lanes = new[] { 8, 8, 16, 64 }[chance.Next(4)], VectorBits = new[] { 128, 256, 512 }[chance.Next(3)] };
        try
        {
            var (difference, givenUp) = twins.Compare(options);
            tally?.Add(twins.Completed, 40, givenUp);
            return difference;
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            // Made smaller like any other difference.
            return $"the kernels threw {bug}";
        }
    }

    // How much of what was made by chance made sense.
    private sealed class Tally
    {
        public int Bound { get; private set; }

        public int Planned { get; private set; }

        public int Trials { get; private set; }

        public int Completed { get; private set; }

        public int GivenUp { get; private set; }

        public Dictionary<string, int> Refusals { get; } = [];

        public void Refuse(Diagnostic told)
        {
            var what = $"{told.Code} {told.Message}";
            Refusals[what] = Refusals.GetValueOrDefault(what) + 1;
        }

        public void Add(int completed, int trials, int givenUp)
        {
            Bound++;
            Planned += givenUp >= 0 ? 1 : 0;
            Completed += givenUp >= 0 ? completed : 0;
            Trials += givenUp >= 0 ? trials : 0;
            GivenUp += Math.Max(0, givenUp);
        }

        public override string ToString() =>
            $"{Bound} scenarios bound, {Refusals.Values.Sum()} refused, {Planned} run by kernels; {Completed} of {Trials} trials completed, {GivenUp} of them given up by kernels";
    }
}
