using System.Collections.Immutable;
using Entente.Analyses;
using Entente.Diagnostics;
using Entente.Differences;
using Entente.Evidence;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Stories;

namespace Entente;

/// <summary>A scenario that was loaded, or why it could not be.</summary>
/// <param name="Scenario">Null if any diagnostic is an error.</param>
/// <param name="Diagnostics">All that was found, by place.</param>
public sealed record Loaded(Scenario? Scenario, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>Seed files that were read, or why they could not be.</summary>
/// <param name="Seeds">Null if any diagnostic is an error.</param>
/// <param name="Diagnostics">All that was found, by place.</param>
public sealed record LoadedSeeds(Seeds? Seeds, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>The table of contents: every stage from text to result, in order. Each changes the type of what it is given.</summary>
public static class Pipeline
{
    /// <summary>Says that a run is to come, so that what it needs can be made ready while its scenario is loaded. It changes no result.</summary>
    public static void Prepare() => WarmUp.Start();

    /// <summary>Reads and binds a scenario.</summary>
    /// <param name="files">Where its files are.</param>
    /// <param name="fileName">The scenario's file in its folder.</param>
    /// <param name="choice">The variant and lever settings wanted.</param>
    public static Loaded Load(IScenarioFiles files, string fileName, ScenarioChoice choice)
    {
        var found = new DiagnosticBag();
        var syntax = ScenarioReader.Read(files, fileName, choice, found);
        var scenario = syntax is null ? null : ScenarioBinder.Bind(syntax, found);
        return new Loaded(found.HasErrors ? null : scenario, found.ToSorted());
    }

    /// <summary>Runs a scenario's trials and summarises them.</summary>
    /// <param name="stop">Ends the run early; the result is then of the trials from 0 that were finished.</param>
    public static ExperimentResult Run(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop)
    {
        var plan = Planner.Plan(scenario);
        var tally = Runner.Run(plan, options, observer, stop);
        return Summariser.Summarise(plan, options, tally);
    }

    /// <summary>Runs a scenario's trials and says how often each event, rule and transition fired.</summary>
    public static ImmutableArray<Firings> Coverage(Scenario scenario, RunOptions options, CancellationToken stop)
    {
        var plan = Planner.Plan(scenario);
        return Experiments.Coverage.Of(plan, Runner.Run(plan, options, null, stop));
    }

    /// <summary>Runs a scenario's trials and holds them against its records.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BacktestResult Backtest(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop) =>
        Experiments.Backtest.Run(scenario, options, observer, stop);

    /// <summary>What speaks against a backtest of a scenario, as diagnostics; empty if nothing.</summary>
    public static ImmutableArray<Diagnostic> CheckBacktest(Scenario scenario, RunOptions options) =>
        [.. CheckDesign(scenario, options), .. Experiments.Backtest.Check(scenario, options.Trials)];

    /// <summary>What speaks against a sensitivity analysis of a scenario, as diagnostics; empty if nothing.</summary>
    public static ImmutableArray<Diagnostic> CheckSensitivity(Scenario scenario, string of, SensitivityOptions options, RunOptions run) => SensitivityAnalysis.Check(scenario, of, options, run);

    /// <summary>Runs the trials of a sensitivity analysis, and says what drives one of their numbers.</summary>
    /// <param name="of">A measure, <c>outcome NAME</c> or <c>time NAME</c>.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SensitivityResult Sensitivity(Scenario scenario, string of, SensitivityOptions options, RunOptions run, IRunObserver? observer, CancellationToken stop) =>
        SensitivityAnalysis.Run(scenario, of, options, run, observer, stop);

    /// <summary>What speaks against a discovery, as diagnostics; empty if nothing.</summary>
    public static ImmutableArray<Diagnostic> CheckDiscovery(Scenario scenario, CaseDefinition cases, DiscoveryOptions options, RunOptions run) => DiscoveryAnalysis.Check(scenario, cases, options, run);

    /// <summary>Runs a scenario's trials, and says under which inputs cases of interest come about; or why it cannot be said.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static (DiscoveryResult? Result, Diagnostic? Problem) Discover(Scenario scenario, CaseDefinition cases, DiscoveryOptions options, RunOptions run, IRunObserver? observer, CancellationToken stop) =>
        DiscoveryAnalysis.Run(scenario, cases, options, run, observer, stop);

    /// <summary>Runs sides with the same chance and says how they differ.</summary>
    /// <param name="sides">At least two, each with what it is called.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ComparisonResult Compare(
        ImmutableArray<(string Label, Scenario Scenario)> sides, RunOptions options, ComparisonOptions how, IRunObserver? observer, CancellationToken stop) =>
        Comparison.Run(sides, options, how, observer, stop);

    /// <summary>Runs worlds of a scenario several times each and says what the variance of its outcomes and headline measures comes from.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ImmutableArray<SplitSummary> Split(Scenario scenario, RunOptions options, int replications, IRunObserver? observer, CancellationToken stop) =>
        Comparison.Split(scenario, options, replications, observer, stop);

    /// <summary>What speaks against a comparison, as diagnostics; empty if nothing.</summary>
    public static ImmutableArray<Diagnostic> CheckCompare(ImmutableArray<Scenario> sides, RunOptions options, ComparisonOptions how) =>
        [.. sides.SelectMany(s => CheckDesign(s, options)).DistinctBy(d => d.Message), .. Comparison.Check(sides, options, how)];

    /// <summary>Judges what a scenario expects of its results.</summary>
    /// <param name="files">Where its files are: each side of a comparison is loaded anew.</param>
    /// <param name="fileName">The scenario's file in its folder.</param>
    /// <param name="scenario">The scenario as it stands.</param>
    /// <param name="level">The chance of failing by accident that is allowed to each expectation, in (0, 1).</param>
    /// <returns>One judgement an expectation; or none, with the errors that keep a side from being run.</returns>
    public static (ImmutableArray<Expected> Judged, ImmutableArray<Diagnostic> Errors) Expect(
        IScenarioFiles files, string fileName, Scenario scenario, RunOptions options, double level, CancellationToken stop)
    {
        var sides = Expectations.ChoicesOf(scenario.Expectations).ToDictionary(
            choice => choice.Key, choice => Load(files, fileName, choice with { Expects = scenario.Choice.Expects }), StringComparer.Ordinal);
        var errors = sides.Values.SelectMany(s => s.Diagnostics).Where(d => d.Severity == Severity.Error).DistinctBy(d => (d.Code, d.Source.Path, d.Span, d.Message)).ToImmutableArray();
        return errors.IsEmpty ? (Expectations.Judge(scenario.Expectations, choice => sides[choice.Key].Scenario!, options, level, stop), []) : ([], errors);
    }

    /// <summary>Tells one trial of a run.</summary>
    /// <param name="options">The run; <see cref="RunOptions.OnlyTrial"/> says which trial.</param>
    /// <param name="watched">What is to be followed over time.</param>
    public static Story Tell(Scenario scenario, RunOptions options, ImmutableArray<Watchable> watched) => Storyteller.Tell(scenario, options, watched);

    /// <summary>Tells one trial under two policies with the same dice, and where the two part.</summary>
    /// <param name="watched">What is to be followed over time, by name.</param>
    /// <exception cref="ArgumentException">The two have other sets or another clock.</exception>
    public static Parting Part(Scenario left, Scenario right, RunOptions options, ImmutableArray<string> watched) => PartingFinder.Find(left, right, options, watched);

    /// <summary>What two scenarios say differently, and which draws are others.</summary>
    public static ScenarioDiff Diff(Scenario before, Scenario after) => ScenarioDiff.Of(before, after);

    /// <summary>How much each change moves each outcome and headline measure.</summary>
    /// <param name="diff">Two scenarios of one folder.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static AttributionResult Attribute(ScenarioDiff diff, RunOptions options, Action<long, long>? progress, CancellationToken stop) =>
        Attribution.Of(diff, options, progress, stop);

    /// <summary>The names of the numbers that a run records for each trial.</summary>
    public static TrialColumns Columns(Scenario scenario) => new(
        [.. Planner.Plan(scenario).Uncertain.Select(u => u.Name)],
        [.. scenario.Outcomes.Select(o => o.Name)],
        [.. scenario.Measures.Select(m => m.Name)],
        [.. scenario.Times.Select(t => t.Name)]);

    /// <summary>What a sampler cannot do for a scenario, as diagnostics; empty if it can.</summary>
    public static ImmutableArray<Diagnostic> CheckDesign(Scenario scenario, RunOptions options)
    {
        var dimensions = Planner.Plan(scenario).Uncertain.Length;
        return options.Sampler == SamplerKind.Sobol && dimensions > Sampling.Sobol.MaxDimensions
            ? [Rules.TooManyDimensions.Nowhere(Sampling.Sobol.MaxDimensions, dimensions) with { Hint = "use --sampler lhs" }]
            : [];
    }

    /// <summary>Reads and checks the seed files of a folder.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="names">Names of the seed files in it.</param>
    public static LoadedSeeds LoadSeeds(IScenarioFiles files, IEnumerable<string> names)
    {
        var found = new DiagnosticBag();
        var seeds = SeedReader.Read(files, names, found);
        return new LoadedSeeds(found.HasErrors ? null : seeds, found.ToSorted());
    }

    /// <summary>What every number of a scenario rests on.</summary>
    /// <param name="seeds">The claims; null where there are no seed files, and ids then stay what they are.</param>
    public static EvidenceTable Evidence(Scenario scenario, Seeds? seeds) => EvidenceTable.Of(scenario, seeds);

    /// <summary>Warnings about ids that no seed file has, and about numbers that nothing is said for.</summary>
    /// <param name="seeds">The claims; null where there are none: no id is unknown then.</param>
    /// <param name="always">Whether numbers are asked for even where the scenario uses neither <c>evidence</c> nor <c>judgement</c>.</param>
    public static ImmutableArray<Diagnostic> CheckEvidence(Scenario scenario, Seeds? seeds, bool always)
    {
        var found = new DiagnosticBag();
        EvidenceCheck.Check(Evidence(scenario, seeds), always, found);
        return found.ToSorted();
    }
}
