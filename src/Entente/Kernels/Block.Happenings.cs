using System.Numerics;
using Entente.Language;

namespace Entente.Kernels;

public sealed unsafe partial class Block
{
    private void Happen(HappeningWork[] happenings, int phase)
    {
        BeginPhase(phase);
        var clock = _plan.Plan.Scenario.Clock;
        var from = clock.StartMonths + (_step * clock.MonthsPerStep);
        foreach (var work in happenings)
        {
            var happening = work.Planned.Definition;
            if (from < happening.From || from >= happening.Until || (happening.At is { } at && (at < from || at >= from + clock.MonthsPerStep)))
            {
                continue;
            }

            if (work.Uniforms is { } uniforms)
            {
                Draw(uniforms);
            }

            Ensure(work.Needs);
            var count = work.Attempt.Run(_arena, _reportsAt);
            for (var k = 0; k < count; k++)
            {
                Fire(work, (int)_reports[2 * k], (ulong)_reports[(2 * k) + 1]);
            }

            foreach (var state in work.AtOnce ?? [])
            {
                Touch(state);
            }
        }

        EndPhase(_step);
    }

    private void Fire(HappeningWork work, int row, ulong bits)
    {
        var cell = work.Cells[row];
        if (work.Clocks is { } clocks)
        {
            Wind(clocks, cell, bits, _step + 1);
        }

        foreach (var draw in work.Draws)
        {
            bits = Draw(draw, work, row, cell, bits);
        }

        if (bits == 0)
        {
            return;
        }

        _firedNow.Add((work, cell, bits));
        Count(work.Firings, 0, bits);
        Gather(work.Effects, cell, bits);
    }

    private ulong Draw(DrawWork draw, HappeningWork work, int row, int cell, ulong bits)
    {
        Ensure(draw.Needs);
        if (draw.FirstRows[row + 1] > draw.FirstRows[row])
        {
            draw.Work.RunRows(_arena, draw.FirstRows[row], draw.FirstRows[row + 1] - draw.FirstRows[row]);
        }

        var found = 0UL;
        var lanes = At(draw.Column, 0);
        for (var left = bits; left != 0; left &= left - 1)
        {
            var lane = BitOperations.TrailingZeroCount(left);
            var uniform = _streams[draw.Stream].Uniform(_firstTrial + lane, _step, work.Planned.Entities[cell]);
            var value = draw.Draw is NumberDraw number ? Quantile(number.Distribution, draw, lane, uniform) : Pick(draw, row, lane, uniform);
            if (draw.Draw is NumberDraw || value >= 0)
            {
                lanes[lane] = value;
                found |= 1UL << lane;
            }
        }

        Changed(_plan.Cells.LeafOfDraws);
        return found;
    }

    private double Quantile(BoundDistribution distribution, DrawWork draw, int lane, double uniform)
    {
        if (distribution is FixedDistribution ready)
        {
            return ready.Distribution.Quantile(uniform);
        }

        var family = ((FamilyDistribution)distribution).Family;
        Span<double> parameters = stackalloc double[draw.Parameters.Length];
        for (var k = 0; k < parameters.Length; k++)
        {
            parameters[k] = At(draw.Parameters[k], 0)[lane];
        }

        if (family.Check(parameters) is not null)
        {
            Fail(lane);
            return 0;
        }

        return family.Quantile(parameters, uniform);
    }

    private double Pick(DrawWork draw, int row, int lane, double uniform)
    {
        var total = 0.0;
        foreach (var member in draw.Candidates[row])
        {
            var weight = At(draw.Weights!, member)[lane];
            if (double.IsNaN(weight))
            {
                Fail(lane);
                return -1;
            }

            total += weight;
        }

        var upTo = 0.0;
        var last = -1;
        foreach (var member in draw.Candidates[row])
        {
            var weight = At(draw.Weights!, member)[lane];
            if (weight > 0)
            {
                last = member;
                upTo += weight;
                if (uniform * total < upTo)
                {
                    return member;
                }
            }
        }

        return last;
    }
}
