using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Play;

/// <summary>Scratch: a scenario under some settings of its levers, ready to run: laid out, compiled, with the runners of the game's own trial.</summary>
internal sealed class Setup
{
    private readonly Lazy<KernelPlan?> _kernels;

    public Setup(Scenario scenario, ulong seed, KernelOptions? kernels)
    {
        Plan = Planner.ForPlay(scenario);
        Design = Design.For(Plan, SamplerKind.MonteCarlo, seed, 1);
        Story = new StoryRecorder(Plan);
        Teller = new TrialRunner(Plan, seed, Story);
        Hand = new TrialRunner(Plan, seed);
        _kernels = new Lazy<KernelPlan?>(() => kernels is null ? null : KernelPlanner.TryPlan(Plan, kernels with { FromBoards = true }, out _));
    }

    public Plan Plan { get; }

    public Scenario Scenario => Plan.Scenario;

    public Design Design { get; }

    /// <summary>Compiled when odds are asked for; null where only the oracle can run it.</summary>
    public KernelPlan? Kernels => _kernels.Value;

    /// <summary>Takes the game's steps and listens to what happens.</summary>
    public TrialRunner Teller { get; }

    public StoryRecorder Story { get; }

    /// <summary>Changes boards and reads them.</summary>
    public TrialRunner Hand { get; }

    /// <summary>A result with the uncertain numbers of the game's own trial under these settings.</summary>
    public TrialResult Drawn()
    {
        var result = new TrialResult(Plan);
        Design.Draw(Game.Trial, result.Uncertain);
        return result;
    }
}
