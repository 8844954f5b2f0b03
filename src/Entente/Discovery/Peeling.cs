using System.Numerics;

namespace Entente.Discovery;

/// <summary>Scratch: a box that is being peeled, with its rows in the order of every input.</summary>
internal sealed class Peeling
{
    private readonly IReadOnlyList<Factor> _factors;
    private readonly bool[] _cases;
    private readonly int[]? _weights;
    private readonly int[][] _sorted;
    private readonly bool[] _isIn;
    private readonly Limit[] _limits;
    private readonly long _allCases;
    private int _rows;
    private long _inside;
    private long _caught;

    public Peeling(IReadOnlyList<Factor> factors, int[][] sorted, bool[] cases, int[]? weights)
    {
        _factors = factors;
        _cases = cases;
        _weights = weights;
        _sorted = [.. sorted.Select(rows => weights is null ? (int[])rows.Clone() : rows.Where(r => weights[r] > 0).ToArray())];
        _isIn = Enumerable.Repeat(true, cases.Length).ToArray();
        _limits = [.. Enumerable.Range(0, factors.Count).Select(Limit.Open)];
        _rows = weights is null ? cases.Length : weights.Count(w => w > 0);
        for (var row = 0; row < cases.Length; row++)
        {
            _inside += WeightOf(row);
            _caught += cases[row] ? WeightOf(row) : 0;
        }

        All = _inside;
        _allCases = _caught;
    }

    public long All { get; }

    public Box Box() => new([.. _limits.Where(l => l.Restricts(_factors[l.Input]))], _inside, _caught, All, _allCases);

    /// <summary>Takes off the best slice; false if there is none that leaves enough and does not thin the cases.</summary>
    public bool Step(double alpha, long least)
    {
        if (_caught == 0 || _caught == _inside)
        {
            return false;
        }

        var best = new Slice(-1, Limit.Open(0), 0, 0);
        for (var input = 0; input < _factors.Count; input++)
        {
            foreach (var slice in _factors[input].IsOption ? Options(input) : Ends(input, alpha))
            {
                if (slice.Removed > 0 && _inside - slice.Removed >= least && IsBetter(slice, best))
                {
                    best = slice;
                }
            }
        }

        if (best.Input < 0 || Compare(_caught - best.Cases, _inside - best.Removed, _caught, _inside) < 0)
        {
            return false;
        }

        Remove(best);
        return true;
    }

    private bool IsBetter(Slice slice, Slice best)
    {
        if (best.Input < 0)
        {
            return true;
        }

        var order = Compare(_caught - slice.Cases, _inside - slice.Removed, _caught - best.Cases, _inside - best.Removed);
        return order > 0 || (order == 0 && slice.Removed < best.Removed);
    }

    // Of two shares which is larger, exactly.
    private static int Compare(long a, long ofA, long b, long ofB) => (a * (Int128)ofB).CompareTo(b * (Int128)ofA);

    private IEnumerable<Slice> Ends(int input, double alpha)
    {
        var wanted = Math.Max(1, (long)(alpha * _inside));
        if (End(input, wanted, fromLow: true) is { } low)
        {
            yield return low;
        }

        if (End(input, wanted, fromLow: false) is { } high)
        {
            yield return high;
        }
    }

    // Rows from one end, as near to the wanted number as whole values allow: one value at least, and not all.
    private Slice? End(int input, long wanted, bool fromLow)
    {
        var sorted = _sorted[input];
        var values = _factors[input].Values;
        var (removed, cases) = (0L, 0L);
        for (var at = 0; at < _rows;)
        {
            var value = values[RowAt(at)];
            var (more, moreCases) = (0L, 0L);
            var end = at;
            for (; end < _rows && values[RowAt(end)].Equals(value); end++)
            {
                var row = RowAt(end);
                more += WeightOf(row);
                moreCases += _cases[row] ? WeightOf(row) : 0;
            }

            // The values at the other end always stay.
            if (end == _rows)
            {
                return null;
            }

            if (removed > 0 && removed + more - wanted > wanted - removed)
            {
                return Taken(value, values[RowAt(at - 1)]);
            }

            removed += more;
            cases += moreCases;
            at = end;
            if (removed >= wanted)
            {
                return Taken(values[RowAt(at)], value);
            }
        }

        return null;

        int RowAt(int place) => sorted[fromLow ? place : _rows - 1 - place];

        Slice Taken(double kept, double gone) => new(
            input, fromLow ? _limits[input] with { Low = RoundNumber.Low(gone, kept) } : _limits[input] with { High = RoundNumber.High(kept, gone) }, removed, cases);
    }

    private IEnumerable<Slice> Options(int input)
    {
        var factor = _factors[input];
        var removed = new long[factor.Options.Length];
        var cases = new long[factor.Options.Length];
        for (var at = 0; at < _rows; at++)
        {
            var row = _sorted[input][at];
            removed[(int)factor.Values[row]] += WeightOf(row);
            cases[(int)factor.Values[row]] += _cases[row] ? WeightOf(row) : 0;
        }

        var kept = _limits[input].Options & factor.AllOptions;
        if (BitOperations.PopCount(kept) < 2)
        {
            yield break;
        }

        for (var option = 0; option < removed.Length; option++)
        {
            yield return new Slice(input, _limits[input] with { Options = kept & ~(1UL << option) }, removed[option], cases[option]);
        }
    }

    private void Remove(Slice slice)
    {
        var factor = _factors[slice.Input];
        _limits[slice.Input] = slice.Limit;
        for (var at = 0; at < _rows; at++)
        {
            var row = _sorted[slice.Input][at];
            _isIn[row] = slice.Limit.Holds(factor.Values[row], factor.IsOption);
        }

        var left = 0;
        foreach (var sorted in _sorted)
        {
            left = 0;
            for (var at = 0; at < _rows; at++)
            {
                if (_isIn[sorted[at]])
                {
                    sorted[left++] = sorted[at];
                }
            }
        }

        _rows = left;
        _inside -= slice.Removed;
        _caught -= slice.Cases;
    }

    private int WeightOf(int row) => _weights is null ? 1 : _weights[row];

    private readonly record struct Slice(int Input, Limit Limit, long Removed, long Cases);
}
