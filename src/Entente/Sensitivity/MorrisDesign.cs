using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Sensitivity;

/// <summary>
/// The trials of elementary effects: trajectories through the unit cube that move one input at a time, by half the levels.
/// All trials of a trajectory have one chance.
/// </summary>
/// <remarks>
/// M. D. Morris, Technometrics 33 (1991) 161-174. The levels are the middles of p equal parts, (l + 1/2) / p, and not the
/// ends of the cube, where quantiles can be infinite. Trial s * trajectories + t is step s of trajectory t.
/// </remarks>
public sealed class MorrisDesign : IPairedSampler
{
    private readonly ImmutableArray<int> _inputOf;
    private readonly ImmutableArray<DrawStream> _starts;
    private readonly int[][] _turns;

    /// <param name="inputOf">The input to which each dimension belongs; those of one input move together, each in its own direction. Shape [dimensions].</param>
    /// <param name="names">Names of the dimensions, by which their draws are addressed.</param>
    /// <param name="trajectories">A multiple of <see cref="IPairedSampler.Grain"/>.</param>
    /// <param name="levels">An even number ≥ 2.</param>
    /// <exception cref="ArgumentException">The number of trajectories or levels is not such a number.</exception>
    public MorrisDesign(ulong seed, ImmutableArray<int> inputOf, IEnumerable<string> names, int inputs, int trajectories, int levels = 4)
    {
        if (trajectories <= 0 || trajectories % IPairedSampler.Grain != 0 || levels < 2 || levels % 2 != 0)
        {
            throw new ArgumentException("trajectories or levels have a number that cannot be", nameof(trajectories));
        }

        _inputOf = inputOf;
        _starts = [.. names.Select(name => DrawStream.Named(seed, "morris/" + name))];
        Inputs = inputs;
        Trajectories = trajectories;
        Levels = levels;
        var order = DrawStream.Named(seed, "morris-order");
        _turns = [.. Enumerable.Range(0, trajectories).Select(t => Shuffle.Inverse(Shuffle.Of(inputs, order, t)))];
    }

    public int Inputs { get; }

    public int Trajectories { get; }

    public int Levels { get; }

    /// <summary>How far an input moves, in the unit cube.</summary>
    public const double Delta = 0.5;

    public long Trials => (long)(Inputs + 1) * Trajectories;

    /// <inheritdoc/>
    public long ChanceOf(long trial) => trial % Trajectories;

    /// <inheritdoc/>
    public double Uniform(long trial, int dimension)
    {
        var (step, trajectory) = Math.DivRem(trial, Trajectories);
        var half = Levels / 2;
        var level = Math.Min(half - 1, (int)(_starts[dimension].Uniform(trajectory, 0, 1) * half));
        var hasMoved = step > _turns[trajectory][_inputOf[dimension]];
        return (level + (hasMoved == Rises(trajectory, dimension) ? half : 0) + 0.5) / Levels;
    }

    /// <summary>The effects of each input, one from every trajectory; NaN where a trial failed. Shape [inputs][trajectories].</summary>
    /// <param name="outputs">Shape [<see cref="Trials"/>].</param>
    /// <remarks>The sign is that of a rising input; for an input of several dimensions it is the sign of the difference alone.</remarks>
    public double[][] Effects(double[] outputs)
    {
        var effects = new double[Inputs][];
        for (var k = 0; k < Inputs; k++)
        {
            var first = _inputOf.IndexOf(k);
            var isSingle = _inputOf.LastIndexOf(k) == first;
            effects[k] = new double[Trajectories];
            for (var t = 0; t < Trajectories; t++)
            {
                var step = _turns[t][k];
                var difference = outputs[((step + 1) * Trajectories) + t] - outputs[(step * Trajectories) + t];
                effects[k][t] = (isSingle && !Rises(t, first) ? -difference : difference) / Delta;
            }
        }

        return effects;
    }

    private bool Rises(long trajectory, int dimension) => _starts[dimension].Uniform(trajectory, 0, 2) < 0.5;
}
