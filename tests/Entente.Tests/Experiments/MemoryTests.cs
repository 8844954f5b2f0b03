using Entente.Experiments;
using Entente.Planning;
using Entente.Tests.Properties;

namespace Entente.Tests.Experiments;

/// <summary>Alone, since the bytes of a process are counted.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public class MemoryTests
{
    [Fact]
    public void A_tally_of_many_trials_is_no_larger_than_one_of_few()
    {
        // Retained bytes; a value of 8 bytes a trial would add 320,000 for each of six samples. What may still fill up are the last of a thousand buckets.
        var plan = Written.Plan("uncertainties: {u: \"uniform(1, 2)\"}\nmeasures: {u: {is: u, at: each step}}\n");
        // The first run also keeps what the process makes once.
        Retained(plan, 20_000);
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
