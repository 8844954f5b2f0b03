using System.Collections.Immutable;
using Entente.Sampling;

namespace Entente.Sensitivity;

/// <summary>
/// The trials of Sobol indices: two base samples A and B, and for each input a copy of A with this input from B (and, for
/// second order, of B with this input from A). Chance can be one of the inputs.
/// </summary>
/// <remarks>A. Saltelli, Computer Physics Communications 145 (2002) 280-297. Blocks come in the order A, B, AB of each input, BA of each input.</remarks>
public sealed class SaltelliDesign : IPairedSampler
{
    private readonly ISampler _base;
    private readonly ImmutableArray<int> _inputOf;
    private readonly int _chance;

    /// <param name="points">The points of A in the first dimensions and of B in as many more; trials from 0 to rows - 1.</param>
    /// <param name="inputOf">The input to which each dimension belongs: dimensions of one input change together. Shape [dimensions].</param>
    /// <param name="inputs">Number of inputs; the last is chance if it has no dimension.</param>
    /// <param name="rows">Rows of a base sample, a multiple of <see cref="IPairedSampler.Grain"/>.</param>
    /// <param name="second">Whether second-order indices are wanted.</param>
    /// <exception cref="ArgumentException">The number of rows is no such multiple.</exception>
    public SaltelliDesign(ISampler points, ImmutableArray<int> inputOf, int inputs, int rows, bool second)
    {
        if (rows <= 0 || rows % IPairedSampler.Grain != 0)
        {
            throw new ArgumentException("the rows are no multiple of the grain", nameof(rows));
        }

        _base = points;
        _inputOf = inputOf;
        _chance = inputOf.Contains(inputs - 1) ? -1 : inputs - 1;
        Inputs = inputs;
        Rows = rows;
        Blocks = 2 + (second ? 2 * inputs : inputs);
    }

    public int Inputs { get; }

    public int Rows { get; }

    /// <summary>Blocks of <see cref="Rows"/> trials.</summary>
    public int Blocks { get; }

    public long Trials => (long)Blocks * Rows;

    /// <inheritdoc/>
    public long ChanceOf(long trial)
    {
        var (block, row) = Math.DivRem(trial, Rows);
        return IsFromB(block, _chance) ? Rows + row : row;
    }

    /// <inheritdoc/>
    public double Uniform(long trial, int dimension)
    {
        var (block, row) = Math.DivRem(trial, Rows);
        return _base.Uniform(row, IsFromB(block, _inputOf[dimension]) ? _inputOf.Length + dimension : dimension);
    }

    /// <summary>The outputs of a block. Shape [rows].</summary>
    public double[] Block(double[] outputs, int block) => outputs[(block * Rows)..((block + 1) * Rows)];

    /// <summary>The indices from the outputs of all trials.</summary>
    /// <param name="outputs">NaN for failed trials. Shape [<see cref="Trials"/>].</param>
    public SobolIndices Indices(double[] outputs, int resamples, ulong seed, int threads) => SobolIndices.Of(
        Block(outputs, 0),
        Block(outputs, 1),
        [.. Enumerable.Range(2, Inputs).Select(k => Block(outputs, k))],
        Blocks == 2 + Inputs ? null : [.. Enumerable.Range(2 + Inputs, Inputs).Select(k => Block(outputs, k))],
        resamples, seed, threads);

    private bool IsFromB(long block, int input) => block switch
    {
        0 => false,
        1 => true,
        _ when block < 2 + Inputs => block - 2 == input,
        _ => block - 2 - Inputs != input,
    };
}
