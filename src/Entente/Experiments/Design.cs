using System.Collections.Immutable;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Experiments;

/// <summary>Fourth stage: the uncertain numbers of any trial, computed on its own from the trial's number.</summary>
public sealed class Design
{
    private readonly ImmutableArray<UncertainNumber> _numbers;
    private readonly ISampler _sampler;
    private readonly GaussianCopula? _copula;
    private readonly ImmutableArray<int> _correlated;
    private readonly int _replications;

    private Design(ImmutableArray<UncertainNumber> numbers, ISampler sampler, GaussianCopula? copula, ImmutableArray<int> correlated, int replications)
    {
        _numbers = numbers;
        _sampler = sampler;
        _copula = copula;
        _correlated = correlated;
        _replications = replications;
    }

    /// <summary>The design of a run.</summary>
    /// <param name="trials">The number of trials; only <see cref="SamplerKind.LatinHypercube"/> depends on it.</param>
    /// <param name="replications">Trials in a row that share a world, the same uncertain numbers; ≥ 1.</param>
    /// <exception cref="ArgumentException">The scenario has more uncertain numbers than the sampler has dimensions.</exception>
    public static Design For(Plan plan, SamplerKind sampler, ulong seed, long trials, int replications = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replications, 1);
        var names = plan.Uncertain.Select(u => "uncertainties." + u.Name).ToArray();
        ISampler points = sampler switch
        {
            SamplerKind.MonteCarlo => new MonteCarlo(seed, names),
            SamplerKind.LatinHypercube => new LatinHypercube(seed, names, (trials + replications - 1) / replications),
            _ => new Sobol(seed, names),
        };
        var copula = Correlations.Copula(plan.Scenario.Correlations, out var members, out _);
        var positions = plan.Uncertain.Select((u, k) => (u.Name, k)).ToDictionary(u => u.Name, u => u.k, StringComparer.Ordinal);
        return new Design(plan.Uncertain, points, copula, [.. members.Select(m => positions[m.Name])], replications);
    }

    /// <summary>Fills in a trial's uncertain numbers.</summary>
    /// <param name="trial">The trial, from 0.</param>
    /// <param name="values">Shape [uncertain numbers].</param>
    public void Draw(long trial, Span<double> values)
    {
        var world = trial / _replications;
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = _sampler.Uniform(world, k);
        }

        if (_copula is not null)
        {
            Span<double> joint = stackalloc double[_correlated.Length];
            for (var k = 0; k < joint.Length; k++)
            {
                joint[k] = values[_correlated[k]];
            }

            _copula.Apply(joint);
            for (var k = 0; k < joint.Length; k++)
            {
                values[_correlated[k]] = joint[k];
            }
        }

        for (var k = 0; k < values.Length; k++)
        {
            values[k] = _numbers[k].Distribution.Draw(values[k]);
        }
    }
}
