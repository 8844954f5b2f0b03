using System.Collections.Immutable;

namespace Entente.Reports.Html.Charts;

/// <summary>
/// Where the states of a small machine stand: in rows, each by how many steps it is from the start, and within its row near what it is
/// joined with (the barycentre method of Sugiyama, Tagawa and Toda 1981).
/// </summary>
internal static class LayeredLayout
{
    private const int Sweeps = 4;

    /// <summary>The rows from top to bottom; each state stands in one of them.</summary>
    /// <param name="states">How many there are.</param>
    /// <param name="starts">Those in the first row.</param>
    /// <param name="edges">From state to state.</param>
    /// <param name="most">How many fit beside each other, ≥ 1; more of one distance take several rows.</param>
    public static ImmutableArray<ImmutableArray<int>> Rows(int states, IReadOnlyCollection<int> starts, IReadOnlyCollection<(int From, int To)> edges, int most)
    {
        var depth = Depths(states, starts, edges);
        var rows = Enumerable.Range(0, states).GroupBy(s => depth[s]).OrderBy(g => g.Key).SelectMany(g => g.Chunk(most)).ToList();
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var isDown = sweep % 2 == 0;
            for (var k = 1; k < rows.Count; k++)
            {
                var (row, fixedRow) = isDown ? (k, k - 1) : (rows.Count - 1 - k, rows.Count - k);
                var centres = rows[row].Select((s, at) => (State: s, At: at, Centre: Centre(s, at, rows[row].Length, rows[fixedRow], edges))).ToList();
                rows[row] = [.. centres.OrderBy(c => c.Centre).ThenBy(c => c.At).Select(c => c.State)];
            }
        }

        return [.. rows.Select(r => r.ToImmutableArray())];
    }

    private static int[] Depths(int states, IReadOnlyCollection<int> starts, IReadOnlyCollection<(int From, int To)> edges)
    {
        var depth = Enumerable.Repeat(-1, states).ToArray();
        var waiting = new Queue<int>();
        foreach (var start in starts.DefaultIfEmpty(0).Where(s => s < states))
        {
            depth[start] = 0;
            waiting.Enqueue(start);
        }

        while (waiting.TryDequeue(out var state))
        {
            foreach (var next in edges.Where(e => e.From == state && depth[e.To] < 0).Select(e => e.To))
            {
                depth[next] = depth[state] + 1;
                waiting.Enqueue(next);
            }
        }

        // What nothing leads to stands last.
        var last = depth.DefaultIfEmpty(0).Max() + 1;
        return [.. depth.Select(d => d < 0 ? last : d)];
    }

    // The mean place, in [0, 1], of what a state is joined with in the row beside it; its own place where that is nothing.
    private static double Centre(int state, int at, int length, int[] beside, IReadOnlyCollection<(int From, int To)> edges)
    {
        var joined = beside.Select((s, k) => (s, Place: (k + 0.5) / beside.Length)).Where(b => edges.Any(e => (e.From == state && e.To == b.s) || (e.To == state && e.From == b.s))).ToList();
        return joined.Count == 0 ? (at + 0.5) / length : joined.Average(b => b.Place);
    }
}
