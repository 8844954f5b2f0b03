namespace Entente.Discovery;

/// <summary>Scratch: a tree that is growing, with the rows of each part in the order of every input.</summary>
internal sealed class Growing
{
    private readonly IReadOnlyList<Factor> _factors;
    private readonly bool[] _cases;
    private readonly bool[] _isFirst;
    private readonly int[][] _sorted;
    private readonly int[] _spare;
    private readonly int _leastLeaf;

    private Growing(IReadOnlyList<Factor> factors, int[][] sorted, bool[] cases, int leastLeaf)
    {
        _factors = factors;
        _sorted = sorted;
        _cases = cases;
        _leastLeaf = leastLeaf;
        _isFirst = new bool[cases.Length];
        _spare = new int[cases.Length];
    }

    /// <summary>Grows a tree.</summary>
    /// <param name="sorted">The rows of each input in order. Shape [inputs][n].</param>
    /// <param name="takes">Which rows it is grown from.</param>
    public static TreeNode Grow(IReadOnlyList<Factor> factors, int[][] sorted, bool[] cases, Func<int, bool> takes, int leastLeaf, int depth)
    {
        int[][] own = [.. sorted.Select(rows => rows.Where(takes).ToArray())];
        var rows = own.Length == 0 ? Enumerable.Range(0, cases.Length).Where(takes).ToArray() : own[0];
        return new Growing(factors, own, cases, leastLeaf).Grow(0, rows.Length, rows.LongCount(r => cases[r]), depth);
    }

    private TreeNode Grow(int start, int end, long caught, int depth)
    {
        var leaf = new TreeNode(end - start, caught, null, null, null, null);
        if (depth == 0 || caught == 0 || caught == leaf.Count || Best(start, end, caught) is not { } split)
        {
            return leaf;
        }

        var factor = _factors[split.Yes.Input];
        var firstCount = 0;
        for (var at = start; at < end; at++)
        {
            var row = _sorted[split.Yes.Input][at];
            _isFirst[row] = split.Yes.Holds(factor.Values[row], factor.IsOption);
            firstCount += _isFirst[row] ? 1 : 0;
        }

        foreach (var sorted in _sorted)
        {
            var (first, second) = (start, 0);
            for (var at = start; at < end; at++)
            {
                if (_isFirst[sorted[at]])
                {
                    sorted[first++] = sorted[at];
                }
                else
                {
                    _spare[second++] = sorted[at];
                }
            }

            _spare.AsSpan(0, second).CopyTo(sorted.AsSpan(first));
        }

        var middle = start + firstCount;
        var yes = Grow(start, middle, split.FirstCases, depth - 1);
        return leaf with { Yes = split.Yes, No = split.No, First = yes, Second = Grow(middle, end, caught - split.FirstCases, depth - 1) };
    }

    private Split? Best(int start, int end, long caught)
    {
        Split? best = null;
        for (var input = 0; input < _factors.Count; input++)
        {
            var split = _factors[input].IsOption ? OfOptions(input, start, end, caught) : OfNumbers(input, start, end, caught);
            if (split is not null && (best is null || split.Left < best.Left))
            {
                best = split;
            }
        }

        return best is not null && best.Left < Impurity(end - start, caught) * (1 - 1e-12) ? best : null;
    }

    private Split? OfNumbers(int input, int start, int end, long caught)
    {
        var sorted = _sorted[input];
        var values = _factors[input].Values;
        var (bestAt, bestCases, bestLeft) = (-1, 0L, double.PositiveInfinity);
        var cases = 0L;
        for (var at = start + 1; at < end; at++)
        {
            cases += _cases[sorted[at - 1]] ? 1 : 0;
            if (at - start < _leastLeaf || end - at < _leastLeaf || values[sorted[at - 1]].Equals(values[sorted[at]]))
            {
                continue;
            }

            var left = Impurity(at - start, cases) + Impurity(end - at, caught - cases);
            if (left < bestLeft)
            {
                (bestAt, bestCases, bestLeft) = (at, cases, left);
            }
        }

        if (bestAt < 0)
        {
            return null;
        }

        var below = values[sorted[bestAt - 1]];
        var above = values[sorted[bestAt]];
        var high = RoundNumber.High(below, above);

        // The other side begins just above it, and is written with the same number.
        return new Split(Limit.Open(input) with { High = high }, Limit.Open(input) with { Low = high > below ? high : above }, bestCases, bestLeft);
    }

    private Split? OfOptions(int input, int start, int end, long caught)
    {
        var factor = _factors[input];
        var counts = new long[factor.Options.Length];
        var cases = new long[factor.Options.Length];
        for (var at = start; at < end; at++)
        {
            var row = _sorted[input][at];
            counts[(int)factor.Values[row]]++;
            cases[(int)factor.Values[row]] += _cases[row] ? 1 : 0;
        }

        var (options, count, firstCases) = (0UL, 0L, 0L);
        Split? best = null;
        foreach (var option in Enumerable.Range(0, counts.Length).Where(o => counts[o] > 0).OrderByDescending(o => (double)cases[o] / counts[o]).ThenBy(o => o))
        {
            options |= 1UL << option;
            count += counts[option];
            firstCases += cases[option];
            var left = Impurity(count, firstCases) + Impurity(end - start - count, caught - firstCases);
            if (count >= _leastLeaf && end - start - count >= _leastLeaf && (best is null || left < best.Left))
            {
                best = new Split(Limit.Open(input) with { Options = options }, Limit.Open(input) with { Options = factor.AllOptions & ~options }, firstCases, left);
            }
        }

        return best;
    }

    private static double Impurity(long count, long cases) => count == 0 ? 0 : cases * ((double)(count - cases) / count);

    private sealed record Split(Limit Yes, Limit No, long FirstCases, double Left);
}
