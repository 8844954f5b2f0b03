using Entente.Diagnostics;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Tests.Properties;

/// <summary>Scenarios that are written in a test.</summary>
internal static class Written
{
    /// <summary>A scenario with a clock of quarters, four unless told, and, unless it has its own, one outcome.</summary>
    public static Scenario Scenario(string body, int steps = 4)
    {
        var text = $$"""
            format: entente/1
            id: written
            title: Written in a test
            clock: {start: 2025-Q1, step: quarter, steps: {{steps}}}

            """ + body + (body.Contains("outcomes:", StringComparison.Ordinal) ? "" : "\noutcomes: [{name: done, otherwise: \"true\"}]\n");
        var loaded = Pipeline.Load(new OneFile(text), "written.yaml", new ScenarioChoice(null, []));
        Assert.True(loaded.Scenario is not null, string.Join('\n', loaded.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Message)) + "\n" + text);
        return loaded.Scenario;
    }

    public static Plan Plan(string body, int steps = 4) => Planner.Plan(Scenario(body, steps));

    private sealed class OneFile(string text) : IScenarioFiles
    {
        public FileContent Read(string path, long limit) => path == "written.yaml" ? new FileContent.Found(path, text) : new FileContent.Missing();
    }
}
