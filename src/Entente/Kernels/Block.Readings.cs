using System.Numerics;
using Entente.Numerics;
using Entente.Scenarios;

namespace Entente.Kernels;

public sealed unsafe partial class Block
{
    private void Remember()
    {
        foreach (var memory in _plan.Memories)
        {
            Ensure(memory.Needs);
            memory.Work.Run(_arena);
        }

        foreach (var memory in _plan.Memories)
        {
            Copy(memory.Next, memory.Kept);
            Changed(memory.Leaf);
        }

        foreach (var remembered in _plan.Remembered)
        {
            Copy(remembered.Next, remembered.Kept);
            Changed(remembered.Leaf);
        }

        foreach (var remembered in _plan.Remembered)
        {
            Ensure(remembered.Needs);
            remembered.Work.Run(_arena);
        }
    }

    private void Record(int point)
    {
        var scenario = _plan.Plan.Scenario;
        var last = point == scenario.Clock.Steps;
        for (var m = 0; m < _plan.Measures.Length; m++)
        {
            if (scenario.Measures[m].At != MeasureTime.End || last)
            {
                Measure(m, scenario.Measures[m].At, point, last, Value(_plan.Measures[m]));
            }
        }

        for (var k = 0; k < _plan.Times.Length; k++)
        {
            var holds = Value(_plan.Times[k]);
            for (var lane = 0; lane < _lanes; lane++)
            {
                ref var time = ref _times[(k * _lanes) + lane];
                if (time < 0 && double.IsNaN(holds[lane]))
                {
                    Fail(lane);
                }
                else if (time < 0 && holds[lane] != 0)
                {
                    time = point;
                }
            }
        }

        for (var l = 0; l < _spent.Length; l++)
        {
            var inLeaf = At(_plan.Lifecycles[l].InLeaf, 0);
            for (var k = 0; k < _spent[l].Length; k++)
            {
                _spent[l][k] += inLeaf[k];
            }
        }
    }

    private double* Value(Reading reading)
    {
        Ensure(reading.Needs);
        reading.Work.Run(_arena);
        return At(reading.Column, 0);
    }

    private void Measure(int m, MeasureTime at, int point, bool last, double* values)
    {
        for (var lane = 0; lane < _lanes; lane++)
        {
            var value = values[lane];
            if (!double.IsFinite(value))
            {
                Fail(lane);
            }

            ref var so = ref _measures[(m * _lanes) + lane];
            so = at switch
            {
                MeasureTime.Maximum when point > _first => Elementary.Larger(value, so),
                MeasureTime.Minimum when point > _first => Elementary.Smaller(value, so),
                MeasureTime.Mean => ((point > _first ? so : 0) + value) / (last ? point - _first + 1 : 1),
                _ => value,
            };
            if (_series[m] is { } series)
            {
                series[(point * _lanes) + lane] = value;
            }
        }
    }

    private void Judge()
    {
        Array.Fill(_outcomes, -1);
        var open = _lanes == 64 ? ulong.MaxValue : (1UL << _lanes) - 1;
        for (var o = 0; o < _plan.Outcomes.Length && open != 0; o++)
        {
            var holds = _plan.Outcomes[o] is { } reading ? Value(reading) : null;
            for (var left = open; left != 0; left &= left - 1)
            {
                var lane = BitOperations.TrailingZeroCount(left);
                if (holds is not null && double.IsNaN(holds[lane]))
                {
                    Fail(lane);
                }

                if (holds is null || holds[lane] != 0)
                {
                    _outcomes[lane] = o;
                    open &= ~(1UL << lane);
                }
            }
        }
    }
}
