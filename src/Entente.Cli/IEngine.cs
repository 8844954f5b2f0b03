using System.Collections.Immutable;
using Entente.Analyses;
using Entente.Diagnostics;
using Entente.Differences;
using Entente.Evidence;
using Entente.Experiments;
using Entente.Scenarios;
using Entente.Stories;

namespace Entente.Cli;

/// <summary>What the commands ask of the engine. It is an interface so that tests of the commands can have a run fail, crash or be interrupted at will.</summary>
public interface IEngine
{
    /// <summary>Says that a run is to come.</summary>
    void Prepare()
    {
    }

    Loaded Load(IScenarioFiles files, string fileName, ScenarioChoice choice);

    /// <summary>Reads and checks the seed files of a folder.</summary>
    LoadedSeeds LoadSeeds(IScenarioFiles files, IEnumerable<string> names) => Pipeline.LoadSeeds(files, names);

    /// <summary>What every number of a scenario rests on.</summary>
    EvidenceTable Evidence(Scenario scenario, Seeds? seeds) => Pipeline.Evidence(scenario, seeds);

    /// <summary>Warnings about ids without claims and numbers without grounds.</summary>
    ImmutableArray<Diagnostic> CheckEvidence(Scenario scenario, Seeds? seeds, bool always) => Pipeline.CheckEvidence(scenario, seeds, always);

    /// <summary>What the options ask that cannot be done for the scenario.</summary>
    ImmutableArray<Diagnostic> CheckDesign(Scenario scenario, RunOptions options);

    TrialColumns Columns(Scenario scenario);

    ExperimentResult Run(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop);

    /// <summary>Tells one trial of a run.</summary>
    Story Tell(Scenario scenario, RunOptions options, ImmutableArray<Watchable> watched) => Pipeline.Tell(scenario, options, watched);

    /// <summary>Tells one trial under two policies, and where they part.</summary>
    Parting Part(Scenario left, Scenario right, RunOptions options, ImmutableArray<string> watched) => Pipeline.Part(left, right, options, watched);

    /// <summary>How often each event, rule and transition fired.</summary>
    ImmutableArray<Firings> Coverage(Scenario scenario, RunOptions options, CancellationToken stop);

    /// <summary>What speaks against a backtest of the scenario.</summary>
    ImmutableArray<Diagnostic> CheckBacktest(Scenario scenario, RunOptions options);

    BacktestResult Backtest(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop);

    /// <summary>What speaks against a sensitivity analysis of the scenario.</summary>
    ImmutableArray<Diagnostic> CheckSensitivity(Scenario scenario, string of, SensitivityOptions options, RunOptions run) => Pipeline.CheckSensitivity(scenario, of, options, run);

    SensitivityResult Sensitivity(Scenario scenario, string of, SensitivityOptions options, RunOptions run, IRunObserver? observer, CancellationToken stop) =>
        Pipeline.Sensitivity(scenario, of, options, run, observer, stop);

    /// <summary>What speaks against a discovery.</summary>
    ImmutableArray<Diagnostic> CheckDiscovery(Scenario scenario, CaseDefinition cases, DiscoveryOptions options, RunOptions run) => Pipeline.CheckDiscovery(scenario, cases, options, run);

    /// <summary>The boxes of a scenario's trials, or what keeps them from being found.</summary>
    (DiscoveryResult? Result, Diagnostic? Problem) Discover(Scenario scenario, CaseDefinition cases, DiscoveryOptions options, RunOptions run, IRunObserver? observer, CancellationToken stop) =>
        Pipeline.Discover(scenario, cases, options, run, observer, stop);

    /// <summary>What became of a scenario's expectations, or the errors that keep a side from being run.</summary>
    (ImmutableArray<Expected> Judged, ImmutableArray<Diagnostic> Errors) Expect(
        IScenarioFiles files, string fileName, Scenario scenario, RunOptions options, double level, CancellationToken stop);

    /// <summary>What speaks against a comparison of the sides.</summary>
    ImmutableArray<Diagnostic> CheckCompare(ImmutableArray<Scenario> sides, RunOptions options, ComparisonOptions how) => Pipeline.CheckCompare(sides, options, how);

    ComparisonResult Compare(
        ImmutableArray<(string Label, Scenario Scenario)> sides, RunOptions options, ComparisonOptions how, IRunObserver? observer, CancellationToken stop) =>
        Pipeline.Compare(sides, options, how, observer, stop);

    /// <summary>What the variance of a scenario's outcomes and headline measures comes from.</summary>
    ImmutableArray<SplitSummary> Split(Scenario scenario, RunOptions options, int replications, IRunObserver? observer, CancellationToken stop) =>
        Pipeline.Split(scenario, options, replications, observer, stop);

    string Show(Scenario scenario, string stage, RunOptions options);

    /// <summary>What two scenarios say differently.</summary>
    ScenarioDiff Diff(Scenario before, Scenario after) => Pipeline.Diff(before, after);

    /// <summary>How much each change moves each outcome and headline measure.</summary>
    AttributionResult Attribute(ScenarioDiff diff, RunOptions options, Action<long, long>? progress, CancellationToken stop) => Pipeline.Attribute(diff, options, progress, stop);
}

/// <summary>The engine itself.</summary>
internal sealed class PipelineEngine : IEngine
{
    public void Prepare() => Pipeline.Prepare();

    public Loaded Load(IScenarioFiles files, string fileName, ScenarioChoice choice) => Pipeline.Load(files, fileName, choice);

    public ImmutableArray<Diagnostic> CheckDesign(Scenario scenario, RunOptions options) => Pipeline.CheckDesign(scenario, options);

    public TrialColumns Columns(Scenario scenario) => Pipeline.Columns(scenario);

    public ExperimentResult Run(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop) =>
        Pipeline.Run(scenario, options, observer, stop);

    public ImmutableArray<Firings> Coverage(Scenario scenario, RunOptions options, CancellationToken stop) => Pipeline.Coverage(scenario, options, stop);

    public ImmutableArray<Diagnostic> CheckBacktest(Scenario scenario, RunOptions options) => Pipeline.CheckBacktest(scenario, options);

    public BacktestResult Backtest(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop) =>
        Pipeline.Backtest(scenario, options, observer, stop);

    public (ImmutableArray<Expected> Judged, ImmutableArray<Diagnostic> Errors) Expect(
        IScenarioFiles files, string fileName, Scenario scenario, RunOptions options, double level, CancellationToken stop) =>
        Pipeline.Expect(files, fileName, scenario, options, level, stop);

    public string Show(Scenario scenario, string stage, RunOptions options) => Stages.Print(scenario, stage, options);
}
