using Entente.Cli;
using Entente.Experiments;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Tests.Determinism;

/// <summary>What a run keeps. These run alone: the heap belongs to the whole process.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class AloneCollection;

[Collection("Alone")]
public sealed class MemoryTests : IDisposable
{
    private readonly ScenarioCopy _copy = ScenarioCopy.OfTests();

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void A_tally_of_many_trials_is_no_larger_than_one_of_few()
    {
        // Retained bytes; a value of 8 bytes a trial would add 320,000. What may still fill up are the last of a thousand buckets.
        var (files, name) = DiskFiles.Of("failing.yaml", _copy.Folder);
        var plan = Planner.Plan(Pipeline.Load(files, name, ScenarioChoice.Default).Scenario!);
        Assert.InRange(Retained(plan, 60_000) - Retained(plan, 20_000), -100_000, 100_000);
    }

    private static long Retained(Plan plan, int trials)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tally = Runner.Run(plan, new RunOptions { Trials = trials, Threads = 1 }, null, CancellationToken.None);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal(trials, tally.Trials);
        return after - before;
    }
}
