using BenchmarkDotNet.Attributes;
using Entente.Diagnostics;
using Entente.Execution;
using Entente.Experiments;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Benchmarks;

/// <summary>One scenario, checked before anything is timed.</summary>
[MemoryDiagnoser]
public abstract class StageBenchmarks
{
    [ParamsSource(nameof(Names))]
    public string Scenario { get; set; } = "";

    public static IEnumerable<string> Names => Shipped.Names;

    [GlobalSetup]
    public void SetUp()
    {
        Shipped.Check(Scenario);
        Prepare();
    }

    protected abstract void Prepare();
}

/// <summary>Text to tree, once a run.</summary>
public class ReadBenchmarks : StageBenchmarks
{
    [Benchmark]
    public ScenarioSyntax Read() => Shipped.Syntax(Scenario);

    protected override void Prepare()
    {
    }
}

/// <summary>Tree to checked scenario, once a run.</summary>
public class BindBenchmarks : StageBenchmarks
{
    private ScenarioSyntax _syntax = null!;

    [Benchmark]
    public Scenario? Bind() => ScenarioBinder.Bind(_syntax, new DiagnosticBag());

    protected override void Prepare() => _syntax = Shipped.Syntax(Scenario);
}

/// <summary>Scenario to plan, once a run.</summary>
public class PlanBenchmarks : StageBenchmarks
{
    private Scenario _scenario = null!;

    [Benchmark]
    public Plan Plan() => Planner.Plan(_scenario);

    protected override void Prepare() => _scenario = Shipped.Scenario(Scenario);
}

/// <summary>The uncertain numbers of a trial, by sampler.</summary>
public class DrawBenchmarks : StageBenchmarks
{
    private Design _design = null!;
    private double[] _values = [];

    [Params(SamplerKind.MonteCarlo, SamplerKind.LatinHypercube, SamplerKind.Sobol)]
    public SamplerKind Sampler { get; set; }

    [Benchmark(OperationsPerInvoke = Shipped.Trials)]
    public double Draw()
    {
        for (var trial = 0; trial < Shipped.Trials; trial++)
        {
            _design.Draw(trial, _values);
        }

        return _values[0];
    }

    protected override void Prepare()
    {
        var plan = Shipped.Plan(Scenario);
        _design = Design.For(plan, Sampler, 1, Shipped.Trials);
        _values = new double[plan.Uncertain.Length];
    }
}

/// <summary>The steps of a trial.</summary>
public class RunBenchmarks : StageBenchmarks
{
    private Design _design = null!;
    private TrialRunner _runner = null!;
    private TrialResult _result = null!;

    [Benchmark(OperationsPerInvoke = Shipped.Trials)]
    public int Run()
    {
        for (var trial = 0; trial < Shipped.Trials; trial++)
        {
            _design.Draw(trial, _result.Uncertain);
            _runner.Run(trial, _result);
        }

        return _result.Outcome;
    }

    protected override void Prepare()
    {
        var plan = Shipped.Plan(Scenario);
        _design = Design.For(plan, SamplerKind.MonteCarlo, 1, Shipped.Trials);
        _runner = new TrialRunner(plan, 1);
        _result = new TrialResult(plan);
    }
}

/// <summary>Adding a trial to a tally, and the summary of all.</summary>
public class SummariseBenchmarks : StageBenchmarks
{
    private Plan _plan = null!;
    private TrialResult[] _results = [];

    [Benchmark(OperationsPerInvoke = Shipped.Trials)]
    public ExperimentResult Summarise()
    {
        var tally = new Tally(_plan);
        foreach (var result in _results)
        {
            tally.Add(result);
        }

        return Summariser.Summarise(_plan, Shipped.Options, tally);
    }

    protected override void Prepare()
    {
        _plan = Shipped.Plan(Scenario);
        var design = Design.For(_plan, SamplerKind.MonteCarlo, 1, Shipped.Trials);
        var runner = new TrialRunner(_plan, 1);
        _results = [.. Enumerable.Range(0, Shipped.Trials).Select(trial =>
        {
            var result = new TrialResult(_plan);
            design.Draw(trial, result.Uncertain);
            runner.Run(trial, result);
            return result;
        })];
    }
}

/// <summary>From files to a result.</summary>
public class EndToEndBenchmarks : StageBenchmarks
{
    [Benchmark(OperationsPerInvoke = Shipped.Trials)]
    public ExperimentResult EndToEnd()
    {
        var (files, name) = Shipped.Files(Scenario);
        return Pipeline.Run(Pipeline.Load(files, name, Shipped.Choice).Scenario!, Shipped.Options, null, CancellationToken.None);
    }

    protected override void Prepare()
    {
    }
}
