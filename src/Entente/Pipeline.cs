using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Scenarios;

namespace Entente;

/// <summary>A scenario, or what is wrong with it.</summary>
/// <param name="Scenario">Null if any diagnostic is an error.</param>
/// <param name="Diagnostics">By file and place.</param>
public sealed record Loaded(Scenario? Scenario, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>A stand-in for the engine, so that what prints its results can be built.</summary>
public static class Pipeline
{
    public static Loaded Load(IScenarioFiles files, string fileName, ScenarioChoice choice)
    {
        var found = new DiagnosticBag();
        var syntax = ScenarioReader.Read(files, fileName, choice, found);
        var scenario = syntax is null || found.HasErrors ? null : ScenarioBinder.Bind(syntax, found);
        return new Loaded(found.HasErrors ? null : scenario, found.ToSorted());
    }

    public static TrialColumns Columns(Scenario scenario) => throw new NotSupportedException();

    public static ExperimentResult Run(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop) => throw new NotSupportedException();

    public static string Show(Scenario scenario, string stage) => throw new NotSupportedException();
}
