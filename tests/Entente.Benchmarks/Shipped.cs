using System.Runtime.CompilerServices;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Benchmarks;

/// <summary>The scenarios that we ship, as every benchmark takes them.</summary>
internal static class Shipped
{
    /// <summary>Trials in one operation.</summary>
    public const int Trials = 32;

    public static IEnumerable<string> Names => ["baseline.yaml", "us-drawdown.yaml"];

    public static RunOptions Options { get; } = new() { Trials = Trials, Threads = 1, BatchLength = Trials, Kernels = new() { LeastTrials = 1 } };

    public static ScenarioChoice Choice { get; } = new(null, []);

    public static (IScenarioFiles Files, string Name) Files(string name) => (new FolderFiles(Folder()), name);

    public static ScenarioSyntax Syntax(string name)
    {
        var (files, file) = Files(name);
        return ScenarioReader.Read(files, file, Choice, new DiagnosticBag()) ?? throw new InvalidOperationException($"{name} cannot be read");
    }

    public static Scenario Scenario(string name)
    {
        var found = new DiagnosticBag();
        var scenario = ScenarioBinder.Bind(Syntax(name), found);
        return found.HasErrors || scenario is null ? throw new InvalidOperationException($"{name}: {found.ToSorted()[0].Message}") : scenario;
    }

    public static Plan Plan(string name) => Planner.Plan(Scenario(name));

    /// <summary>A fast wrong answer must not count: kernels and evaluator agree, and no trial fails.</summary>
    public static void Check(string name)
    {
        var scenario = Scenario(name);
        var one = Pipeline.Run(scenario, Options, null, CancellationToken.None);
        var two = Pipeline.Run(scenario, Options with { Threads = 2, BatchLength = 3, Kernels = null }, null, CancellationToken.None);
        if (one.Failed > 0 || one.Digest != two.Digest)
        {
            throw new InvalidOperationException($"{name} is wrong before it is fast: {one.Failed} failed, digests {one.Digest} and {two.Digest}");
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Join(Path.GetDirectoryName(here), "../../scenarios");
}
