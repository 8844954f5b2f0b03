using Entente.Diagnostics;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Tests.Properties;

/// <summary>Scenarios that are written in a test.</summary>
internal static class Written
{
    /// <summary>A scenario with a clock of quarters, four unless told, and, unless it has its own, one outcome.</summary>
    public static Scenario Scenario(string body, int steps = 4, ScenarioChoice? choice = null)
    {
        var loaded = Load(body, choice ?? ScenarioChoice.Default, steps);
        Assert.True(loaded.Scenario is not null, string.Join('\n', loaded.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Message)) + "\n" + body);
        return loaded.Scenario;
    }

    public static Loaded Load(string body, ScenarioChoice choice, int steps = 4)
    {
        var text = $$"""
            format: entente/1
            id: written
            title: Written in a test
            clock: {start: 2025-Q1, step: quarter, steps: {{steps}}}

            """ + body + (body.Contains("outcomes:", StringComparison.Ordinal) ? "" : "\noutcomes: [{name: done, otherwise: \"true\"}]\n");
        return Pipeline.Load(new OneFile(text), "written.yaml", choice);
    }

    public static Plan Plan(string body, int steps = 4, ScenarioChoice? choice = null) => Planner.Plan(Scenario(body, steps, choice));

    private sealed class OneFile(string text) : IScenarioFiles
    {
        public FileContent Read(string path, long limit) => path == "written.yaml" ? new FileContent.Found(path, text) : new FileContent.Missing();
    }
}
