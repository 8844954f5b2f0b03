using Entente.Cli;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Reports;
using Entente.Scenarios;
using Entente.Tests.Conformance;

namespace Entente.Tests.Differential;

/// <summary>Whole runs by kernels, whatever they are split into, against the run of the oracle alone.</summary>
public sealed class RunDifferenceTests
{
    private const int Trials = 70;

    private static readonly int[] Batches = [1, 2, 3, 7, 64, 1000];
    private static readonly int[] Threads = [1, 2, 3, 7];
    private static readonly int[] Lanes = [8, 16, 40, 64];

    [Theory]
    [InlineData("rich.yaml", SamplerKind.MonteCarlo)]
    [InlineData("rich.yaml", SamplerKind.LatinHypercube)]
    [InlineData("rich.yaml", SamplerKind.Sobol)]
    [InlineData("failing.yaml", SamplerKind.MonteCarlo)]
    [InlineData("failing.yaml", SamplerKind.LatinHypercube)]
    [InlineData("failing.yaml", SamplerKind.Sobol)]
    public void A_run_by_kernels_is_the_run_of_the_oracle(string file, SamplerKind sampler)
    {
        var (files, name) = DiskFiles.Of(file, SourceTree.Folder("tests/Entente.Tests/Determinism"));
        var rarity = file == "failing.yaml" ? ScenarioChoice.Default with { Settings = [("rarity", "20%")] } : ScenarioChoice.Default;
        var scenario = Pipeline.Load(files, name, rarity).Scenario!;
        var options = new RunOptions { Trials = Trials, Sampler = sampler, Seed = 3, Threads = 1, Kernels = null };
        var expected = Of(scenario, options);
        Assert.Equal(file == "failing.yaml", expected.Trials.Exists(t => t.Contains("a division by zero in ratio[zug], step 3 (2025-Q3)", StringComparison.Ordinal)));
        foreach (var batch in Batches)
        {
            foreach (var threads in Threads)
            {
                // Samplers differ in where the uncertain numbers come from: for one of them it takes all splits, for the others a few.
                foreach (var lanes in sampler == SamplerKind.MonteCarlo || threads == 3 ? Lanes : [])
                {
                    var actual = Of(scenario, options with { BatchLength = batch, Threads = threads, Kernels = new KernelOptions { Lanes = lanes } });
                    Assert.True(expected.Digest == actual.Digest, $"batch {batch}, {threads} threads, {lanes} lanes");
                    Assert.Equal(expected.Result, actual.Result);
                    Assert.Equal(expected.Trials, actual.Trials);
                }
            }
        }
    }

    // The digest, the whole result, and every trial as it was recorded.
    private static (string Digest, string Result, List<string> Trials) Of(Scenario scenario, RunOptions options)
    {
        var seen = new Seen();
        var result = Pipeline.Run(scenario, options, seen, CancellationToken.None);
        return (result.Digest, JsonReport.Of(result), seen.Trials);
    }

    private sealed class Seen : IRunObserver
    {
        public List<string> Trials { get; } = [];

        public bool WantsTrials => true;

        public void Progress(long done, long planned)
        {
        }

        public void Recorded(TrialRecord trial) =>
            Trials.Add(FormattableString.Invariant($"{trial.Trial}: {trial.Outcome} {trial.Failure} {string.Join(' ', trial.Uncertainties.Concat(trial.Measures).Concat(trial.Times).Select(BitConverter.DoubleToInt64Bits))}"));
    }
}
