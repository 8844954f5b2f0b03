using BenchmarkDotNet.Attributes;
using Entente.Discovery;
using Entente.Sampling;

namespace Entente.Benchmarks;

/// <summary>A box and a tree among 50,000 trials of ten inputs. The answer is checked before anything is timed.</summary>
[MemoryDiagnoser]
public class DiscoveryBenchmarks
{
    private const int Trials = 50_000;
    private const int Inputs = 10;

    private Factor[] _factors = null!;
    private bool[] _cases = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var points = new MonteCarlo(1, Enumerable.Range(0, Inputs + 1).Select(k => "x" + k));
        double[] Column(int k) => [.. Enumerable.Range(0, Trials).Select(t => points.Uniform(t, k))];
        _factors = [.. Enumerable.Range(0, Inputs).Select(k => new Factor("x" + k, Column(k), []))];
        var noise = Column(Inputs);
        _cases = [.. Enumerable.Range(0, Trials).Select(t => (_factors[0].Values[t] > 0.6 && _factors[3].Values[t] < 0.4) || noise[t] < 0.02)];
        if (Prim().MaxBy(b => b.Balance) is not { Coverage: > 0.8, Density: > 0.8 } || Cart().Root.Leaves < 3)
        {
            throw new InvalidOperationException("the planted box was not found");
        }
    }

    [Benchmark]
    public IReadOnlyList<Box> Prim() => Entente.Discovery.Prim.Peel(_factors, _cases, 0.05, 0.02);

    [Benchmark]
    public Cart Cart() => Entente.Discovery.Cart.Of(_factors, _cases, 500, 1);
}
