using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Scenarios;

namespace Entente;

/// <summary>What is chosen of a scenario before it is bound.</summary>
public sealed record ScenarioChoice(string? Variant, ImmutableArray<(string Lever, string Value)> Settings);

/// <summary>A scenario, or what is wrong with it.</summary>
/// <param name="Scenario">Null if any diagnostic is an error.</param>
/// <param name="Diagnostics">By file and place.</param>
public sealed record Loaded(Scenario? Scenario, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>A stand-in for the engine, so that what prints its results can be built.</summary>
public static class Pipeline
{
    public static Loaded Load(IScenarioFiles files, string fileName, ScenarioChoice choice) => throw new NotSupportedException();

    public static TrialColumns Columns(Scenario scenario) => throw new NotSupportedException();

    public static ExperimentResult Run(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop) => throw new NotSupportedException();

    public static string Show(Scenario scenario, string stage) => throw new NotSupportedException();
}
