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
        return Of(plan, points, areIndependent: true, replications);
    }

    /// <summary>A design of given points.</summary>
    /// <param name="points">A point of the unit cube for every trial, its dimensions in the order of <see cref="Plan.Uncertain"/>.</param>
    /// <param name="areIndependent">Whether the scenario's correlations are still to be laid over the points.</param>
    /// <param name="replications">Trials in a row that share a point, ≥ 1.</param>
    public static Design Of(Plan plan, ISampler points, bool areIndependent, int replications = 1)
    {
        var (copula, correlated) = areIndependent ? Dependence(plan) : (null, []);
        return new Design(plan.Uncertain, points, copula, correlated, replications);
    }

    /// <summary>How some of a plan's uncertain numbers are correlated, and which; null where none are.</summary>
    internal static (GaussianCopula? Copula, ImmutableArray<int> Correlated) Dependence(Plan plan)
    {
        var copula = Correlations.Copula(plan.Scenario.Correlations, out var members, out _);
        var positions = plan.Uncertain.Select((u, k) => (u.Name, k)).ToDictionary(u => u.Name, u => u.k, StringComparer.Ordinal);
        return (copula, [.. members.Select(m => positions[m.Name])]);
    }

    /// <summary>The number by which a trial's chance is addressed; its own, unless the points say otherwise.</summary>
    internal long ChanceOf(long trial) => _sampler is IPairedSampler paired ? paired.ChanceOf(trial) : trial;

    /// <summary>Where the trials end that follow a trial and have their chance in a row with it.</summary>
    internal long EndOfRow(long trial, long end)
    {
        if (_sampler is not IPairedSampler)
        {
            return end;
        }

        var shift = ChanceOf(trial) - trial;
        do
        {
            trial = Math.Min(end, (trial / IPairedSampler.Grain * IPairedSampler.Grain) + IPairedSampler.Grain);
        }
        while (trial < end && ChanceOf(trial) - trial == shift);
        return trial;
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
