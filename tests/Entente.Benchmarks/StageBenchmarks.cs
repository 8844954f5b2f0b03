using BenchmarkDotNet.Attributes;
using Entente.Diagnostics;
using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
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

/// <summary>Plan to kernels, once for each setting of the levers in a process; the code of equal kernels is found again.</summary>
public class CompileBenchmarks : StageBenchmarks
{
    private Plan _plan = null!;

    [Benchmark]
    public KernelPlan? Compile() => KernelPlanner.TryPlan(_plan, new KernelOptions(), out _);

    protected override void Prepare() => _plan = Shipped.Plan(Scenario);
}

/// <summary>The steps of a trial, its draws included: by the evaluator, and by kernels.</summary>
public class RunBenchmarks : StageBenchmarks
{
    private Design _design = null!;
    private TrialRunner _runner = null!;
    private TrialResult _result = null!;
    private Block _block = null!;

    [Benchmark(Baseline = true, OperationsPerInvoke = Shipped.Trials)]
    public int Evaluator()
    {
        for (var trial = 0; trial < Shipped.Trials; trial++)
        {
            _design.Draw(trial, _result.Uncertain);
            _runner.Run(trial, _result);
        }

        return _result.Outcome;
    }

    [Benchmark(OperationsPerInvoke = Shipped.Trials)]
    public int Kernels()
    {
        var lanes = _block.Uncertain.Length;
        for (var start = 0; start < Shipped.Trials; start += lanes)
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                _design.Draw(start + lane, _block.Uncertain[lane]);
            }

            _block.Run(start);
            for (var lane = 0; lane < lanes; lane++)
            {
                _block.Read(lane, _result);
            }
        }

        return _result.Outcome;
    }

    [GlobalCleanup]
    public void CleanUp() => _block.Dispose();

    protected override void Prepare()
    {
        var plan = Shipped.Plan(Scenario);
        _design = Design.For(plan, SamplerKind.MonteCarlo, 1, Shipped.Trials);
        _runner = new TrialRunner(plan, 1);
        _result = new TrialResult(plan);
        _block = new Block(KernelPlanner.TryPlan(plan, new KernelOptions(), out var reason) ?? throw new InvalidOperationException(reason), 1);
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
