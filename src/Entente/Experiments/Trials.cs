using Entente.Execution;
using Entente.Kernels;
using Entente.Planning;

namespace Entente.Experiments;

/// <summary>Scratch: a thread's trials, by kernels where there are some, else one by one by the oracle. Results are the same.</summary>
/// <param name="from">What stands where they start; null for the beginning.</param>
internal sealed class Trials(Plan plan, KernelPlan? kernels, Design design, ulong seed, Board? from) : IDisposable
{
    private readonly TrialRunner _oracle = new(plan, seed);
    private readonly Block? _block = kernels is null ? null : new Block(kernels, seed);
    private readonly TrialResult _result = new(plan);

    /// <summary>Runs the trials from <paramref name="first"/> to before <paramref name="end"/> and hands each out, in their order.</summary>
    public void Run(long first, long end, Action<TrialResult> done)
    {
        if (_block is null || kernels is null)
        {
            for (var trial = first; trial < end; trial++)
            {
                design.Draw(trial, _result.Uncertain);
                RunByOracle(trial);
                done(_result);
            }

            return;
        }

        for (var start = first; start < end;)
        {
            var stop = design.EndOfRow(start, end);
            RunBlocks(_block, kernels.Lanes, start, stop, done);
            start = stop;
        }
    }

    public void Dispose() => _block?.Dispose();

    // Trials whose chance is in a row.
    private void RunBlocks(Block block, int lanes, long first, long end, Action<TrialResult> done)
    {
        var shift = design.ChanceOf(first) - first;

        // Two trials share a block of chance, so blocks begin at multiples of 8; lanes outside are not handed out.
        for (var start = first & ~7L; start < end; start += lanes)
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                // A Latin hypercube has no more points than the run has trials; lanes beyond them repeat the last.
                design.Draw(Math.Min(start + lane, end - 1), block.Uncertain[lane]);
            }

            block.RunFrom(from, start + shift);
            var to = (int)Math.Min(lanes, end - start);
            for (var lane = (int)Math.Max(0, first - start); lane < to; lane++)
            {
                Take(start + lane, lane);
                done(_result);
            }
        }
    }

    // What failed is run again by the oracle, which knows what to say of it.
    private void Take(long trial, int lane)
    {
        _block!.Uncertain[lane].CopyTo(_result.Uncertain, 0);
        if (_block.HasFailed(lane))
        {
            RunByOracle(trial);
            return;
        }

        _result.Clear(trial);
        _block.Read(lane, _result);
    }

    private void RunByOracle(long trial)
    {
        _oracle.RunFrom(from, design.ChanceOf(trial), _result);
        _result.Trial = trial;
    }
}
