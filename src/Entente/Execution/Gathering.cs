using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>Scratch: the effects of one phase, gathered cell by cell until the phase ends. Sets apply first, then products, then sums, then bounds.</summary>
public sealed class Gathering(int cells)
{
    private readonly double[] _set = new double[cells];
    private readonly int[] _priority = new int[cells];
    private readonly double[] _product = new double[cells];
    private readonly double[] _sum = new double[cells];
    private readonly PlannedState?[] _owner = new PlannedState?[cells];
    private readonly List<int> _touched = [];

    public bool IsEmpty => _touched.Count == 0;

    /// <summary>Gathers one effect on a cell.</summary>
    public void Add(PlannedState state, int at, EffectKind kind, double value, int priority)
    {
        if (_owner[at] is null)
        {
            _owner[at] = state;
            _touched.Add(at);
            _priority[at] = int.MinValue;
            _product[at] = 1;
            _sum[at] = -0.0; // the identity of addition: it leaves a negative zero as it is
        }

        switch (kind)
        {
            case EffectKind.Set when priority >= _priority[at]:
                _set[at] = value;
                _priority[at] = priority;
                break;
            case EffectKind.Multiply:
                _product[at] *= value;
                break;
            case EffectKind.Add:
                _sum[at] += value;
                break;
        }
    }

    /// <summary>Hands out every touched cell with its new value before bounds, and forgets.</summary>
    public void Drain(double[] values, Action<PlannedState, int, double> assign)
    {
        foreach (var at in _touched)
        {
            var value = _priority[at] == int.MinValue ? values[at] : _set[at];
            assign(_owner[at]!, at, (value * _product[at]) + _sum[at]);
            _owner[at] = null;
        }

        _touched.Clear();
    }

    public void Clear()
    {
        foreach (var at in _touched)
        {
            _owner[at] = null;
        }

        _touched.Clear();
    }
}
