using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Entente.Language;

namespace Entente.Kernels;

/// <summary>Measures of a network for all lanes: a kernel finds the ties, and rows of bits count them.</summary>
internal static unsafe class NetworkPart
{
    /// <summary>Builds what computes a network's measure: one cell, or one for each member where it has a subject.</summary>
    /// <exception cref="NotSupportedException">The ties depend on a member outside the network.</exception>
    public static Computed Build(CellMap cells, Network e)
    {
        var whole = e with { Subject = null };
        var (key, free) = ExprKey.Of(whole);
        if (free.Length > 0)
        {
            throw new NotSupportedException("a network whose ties depend on a member outside it");
        }

        var n = e.Range.Set.Keys.Length;
        var draws = new Dictionary<int, Column>();
        var body = cells.NewBody("ties");
        var range = new RangeRows(cells, e.Range, body, draws);
        var (mask, bad) = range.Mask();
        var (tie, tieBad) = range.Lowering.Mask(e.Tie);
        bad = range.Lowering.Either(bad, range.Lowering.Within(mask, tieBad));
        var value = range.Lowering.Poisoned(new Lowered(body.Graph.And(mask, tie), bad));
        var ties = new Computed($"ties {cells.Computed.Count}", [e.Range.Slot, e.Range.Slot + 1]) { Text = BoundText.Of(e.Tie) };
        var slot = body.Address("result", frame => ties.Column.At((frame[e.Range.Slot] * n) + frame[e.Range.Slot + 1]));
        body.Statements.Add(new Store(slot, value));
        ties.Variants.Add(new Variant(body));
        ties.Column = cells.Layout.Add(ties.Name, n * n, 0, 1, value.MayBeNaN);
        cells.Computed.Add(ties);
        var tied = range.Frames(CellMap.NewFrame()).Select(f => (I: f[e.Range.Slot], J: f[e.Range.Slot + 1], Frame: f)).ToArray();
        foreach (var (i, j, frame) in tied)
        {
            ties.Ask((i * n) + j, frame);
        }

        var members = cells.NewBody("members");
        var present = e.Range.Set.Membership is { } membership ? cells.WholeColumnOf(membership, members) : null;
        var hasSubject = e.Kind is NetworkKind.Degree or NetworkKind.BlocOf;
        var column = cells.Layout.Add($"network {cells.Computed.Count}", hasSubject ? n : 1, 0, 1e9, mayBeNaN: true);
        var lanes = cells.Layout.Lanes;
        var pairs = tied.Select(t => (t.I, t.J)).ToArray();
        var measured = new Computed(column.Name, []) { Column = column, Text = BoundText.Of(e) };
        measured.Also.Add(ties);
        measured.Also.AddRange(members.Needs);
        measured.Reads.UnionWith(members.Leaves);
        measured.Custom = arena => Measure((double*)(arena + (nint)column.Offset), (double*)(arena + (nint)ties.Column.Offset), present is null ? null : (double*)(arena + (nint)present.Offset), e.Kind, n, lanes, pairs);
        return cells.AddPart("network " + key, measured);
    }

    private static void Measure(double* results, double* ties, double* present, NetworkKind kind, int n, int lanes, (int I, int J)[] pairs)
    {
        var words = (n + 63) / 64;
        var size = n * words;
        var rented = ArrayPool<ulong>.Shared.Rent(lanes * size);
        using var pinned = new Memory<ulong>(rented).Pin();
        var all = (ulong*)pinned.Pointer;
        var counts = stackalloc int[lanes];
        var isBad = stackalloc bool[lanes];
        var blocs = stackalloc int[n];
        new Span<ulong>(all, lanes * size).Clear();
        new Span<int>(counts, lanes).Clear();
        new Span<bool>(isBad, lanes).Clear();
        foreach (var (i, j) in pairs)
        {
            Tie(ties + (((i * n) + j) * lanes), all, counts, isBad, i, j, words, size, lanes);
        }

        for (var lane = 0; lane < lanes; lane++)
        {
            var rows = all + (lane * size);
            var failed = isBad[lane];
            var count = counts[lane];
            var members = 0;
            for (var k = 0; k < n; k++)
            {
                var isIn = present is null ? 1 : present[(k * lanes) + lane];
                failed |= double.IsNaN(isIn);
                members += isIn != 0 ? 1 : 0;
            }

            if (kind is NetworkKind.Degree)
            {
                for (var k = 0; k < n; k++)
                {
                    results[(k * lanes) + lane] = failed ? double.NaN : Degree(rows, k, words);
                }

                continue;
            }

            if (kind is NetworkKind.BlocOf or NetworkKind.Components or NetworkKind.LargestComponent)
            {
                Blocs(rows, n, words, blocs);
            }

            if (kind is NetworkKind.BlocOf)
            {
                for (var k = 0; k < n; k++)
                {
                    results[(k * lanes) + lane] = failed ? double.NaN : blocs[k];
                }

                continue;
            }

            results[lane] = failed ? double.NaN : kind switch
            {
                NetworkKind.Density => members < 2 ? 0 : 2.0 * count / ((double)members * (members - 1)),
                NetworkKind.Clustering => Clustering(rows, n, words),
                _ => Sizes(kind, blocs, n, lanes, lane, present),
            };
        }

        ArrayPool<ulong>.Shared.Return(rented);
    }

    // Most pairs are tied in no lane: eight lanes are looked at together.
    private static void Tie(double* tie, ulong* rows, int* counts, bool* isBad, int i, int j, int words, int size, int lanes)
    {
        for (var first = 0; first < lanes; first += 8)
        {
            if (Vector512.EqualsAll(Vector512.Load(tie + first), Vector512<double>.Zero))
            {
                continue;
            }

            for (var lane = first; lane < first + 8; lane++)
            {
                isBad[lane] |= double.IsNaN(tie[lane]);
                var row = rows + (lane * size);
                if (tie[lane] == 1 && (row[(i * words) + (j >> 6)] >> (j & 63) & 1) == 0)
                {
                    row[(i * words) + (j >> 6)] |= 1UL << (j & 63);
                    row[(j * words) + (i >> 6)] |= 1UL << (i & 63);
                    counts[lane]++;
                }
            }
        }
    }

    private static int Degree(ulong* rows, int k, int words)
    {
        var degree = 0;
        for (var w = 0; w < words; w++)
        {
            degree += BitOperations.PopCount(rows[(k * words) + w]);
        }

        return degree;
    }

    // Each member's bloc is named by the first member in it: names fall until no tie joins two of them.
    private static void Blocs(ulong* rows, int n, int words, int* blocs)
    {
        for (var k = 0; k < n; k++)
        {
            blocs[k] = k;
        }

        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < n; i++)
            {
                for (var w = 0; w < words; w++)
                {
                    for (var left = rows[(i * words) + w]; left != 0; left &= left - 1)
                    {
                        var j = (w * 64) + BitOperations.TrailingZeroCount(left);
                        if (blocs[j] != blocs[i])
                        {
                            blocs[i] = blocs[j] = Math.Min(blocs[i], blocs[j]);
                            changed = true;
                        }
                    }
                }
            }
        }
    }

    private static int Sizes(NetworkKind kind, int* blocs, int n, int lanes, int lane, double* present)
    {
        var sizes = stackalloc int[n];
        new Span<int>(sizes, n).Clear();
        for (var k = 0; k < n; k++)
        {
            if (present is null || present[(k * lanes) + lane] != 0)
            {
                sizes[blocs[k]]++;
            }
        }

        var many = 0;
        var largest = 0;
        for (var k = 0; k < n; k++)
        {
            many += sizes[k] > 1 ? 1 : 0;
            largest = Math.Max(largest, sizes[k]);
        }

        return kind == NetworkKind.Components ? many : largest;
    }

    private static double Clustering(ulong* rows, int n, int words)
    {
        long closed = 0;
        long triples = 0;
        for (var i = 0; i < n; i++)
        {
            long degree = Degree(rows, i, words);
            triples += degree * (degree - 1) / 2;
            for (var w = 0; w < words; w++)
            {
                for (var left = rows[(i * words) + w]; left != 0; left &= left - 1)
                {
                    var j = (w * 64) + BitOperations.TrailingZeroCount(left);
                    for (var v = 0; v < words; v++)
                    {
                        closed += BitOperations.PopCount(rows[(i * words) + v] & rows[(j * words) + v]);
                    }
                }
            }
        }

        // Each closed pair of a member's ties was met from both of its ends.
        return triples == 0 ? 0 : closed / 2 / (double)triples;
    }
}
