using System.Collections.Immutable;
using Entente.Cli;
using Entente.Diagnostics;
using Entente.Evidence;
using Entente.Experiments;
using Entente.Scenarios;
using Entente.Tests.Reports;

namespace Entente.Tests.Cli;

/// <summary>Runs commands in process, with an engine that does as it is told.</summary>
internal sealed class TestHost : IEngine, IDisposable
{
    public TestHost() => Directory.CreateDirectory(Folder);

    /// <summary>A folder of its own, removed afterwards.</summary>
    public string Folder { get; } = Path.Join(Path.GetTempPath(), "entente-tests-" + Guid.NewGuid().ToString("N"));

    public StringWriter Error { get; } = new(System.Globalization.CultureInfo.InvariantCulture);

    public TextWriter Out { get; set; } = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);

    public CancellationTokenSource Stop { get; } = new();

    public ImmutableArray<Diagnostic> Diagnostics { get; set; } = [];

    public bool IsTerminal { get; set; }

    /// <summary>What is typed.</summary>
    public string Typed { get; set; } = "";

    public Func<RunOptions, IRunObserver?, CancellationToken, ExperimentResult> Runs { get; set; } = (options, _, _) => SampleResults.Full with { Trials = options.Trials };

    /// <summary>What the engine was asked for last.</summary>
    public RunOptions? Asked { get; private set; }

    public ScenarioChoice? Chosen { get; private set; }

    public string Printed => Out.ToString()!;

    public string Said => Error.ToString();

    public int Invoke(params string[] args) => EntenteCommand.Invoke(args, new CommandHost
    {
        In = new StringReader(Typed),
        Out = Out,
        Error = Error,
        Folder = Folder,
        Engine = this,
        Stop = Stop.Token,
        OutIsTerminal = IsTerminal,
        ErrorIsTerminal = IsTerminal,
    });

    public Loaded Load(IScenarioFiles files, string fileName, ScenarioChoice choice)
    {
        Chosen = choice;
        var isWrong = Diagnostics.Any(d => d.Severity == Severity.Error);
        return new Loaded(isWrong ? null : SampleScenario.Bound with { Variants = [] }, Diagnostics);
    }

    public ImmutableArray<Diagnostic> CheckDesign(Scenario scenario, RunOptions options) =>
        options.Sampler == SamplerKind.Sobol && options.Trials == 13 ? [Rules.TooManyDimensions.Nowhere(10, 13)] : [];

    public ImmutableArray<Diagnostic> CheckEvidence(Scenario scenario, Seeds? seeds, bool always) => [];

    public TrialColumns Columns(Scenario scenario) => new(["growth"], ["held", "failure"], ["cohesion"], ["first_probe"]);

    public ExperimentResult Run(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop)
    {
        Asked = options;
        return Runs(options, observer, stop);
    }

    public ImmutableArray<Firings> Coverage(Scenario scenario, RunOptions options, CancellationToken stop) => Pipeline.Coverage(scenario, options, stop);

    public ImmutableArray<Diagnostic> CheckBacktest(Scenario scenario, RunOptions options) => CheckDesign(scenario, options) is { IsEmpty: false } impossible ? impossible : Pipeline.CheckBacktest(scenario, options);

    public BacktestResult Backtest(Scenario scenario, RunOptions options, IRunObserver? observer, CancellationToken stop) => Pipeline.Backtest(scenario, options, observer, stop);

    public (ImmutableArray<Expected> Judged, ImmutableArray<Diagnostic> Errors) Expect(
        IScenarioFiles files, string fileName, Scenario scenario, RunOptions options, double level, CancellationToken stop) =>
        Pipeline.Expect(files, fileName, scenario, options, level, stop);

    public string Show(Scenario scenario, string stage, RunOptions options) => $"the stage {stage}\n";

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        Stop.Dispose();
        Error.Dispose();
    }
}
