using Entente.Planning;

namespace Entente.Kernels;

internal sealed partial class KernelBuilder
{
    // Where nothing hangs on a move but the leaf itself, machines move on the spot and without a branch; what is counted is added up over them.
    private void Plain(LifecycleWork work, Body body, Guard guard, Reach reach, (int Transition, ulong Leaves)[] attempts, (int Machine, int I, int J)[] tried)
    {
        var planned = work.Planned;
        var transitions = planned.Definition.Transitions;
        var scope = planned.Definition.Lifecycle.Scope;
        var count = work.InLeaf.Cells;
        var g = body.Graph;
        var waiting = body.Address("waiting", frame => work.Waiting.At(CellIn(scope, frame)));
        var leaf = g.Load(waiting, -1, count - 1, false);
        var next = body.Address("next", frame => work.Next!.At(CellIn(scope, frame)));
        var goes = work.Waiting == work.Machines ? leaf : body.Fresh(next);
        var moved = new List<(ulong Leaves, Node Comes)>();
        var sum = NewTotals();
        foreach (var (index, leaves) in attempts)
        {
            var transition = transitions[index];
            // Only an exit of the same leaf can have moved it already.
            var gone = moved.Where(m => (m.Leaves & leaves) != 0).Aggregate(g.False, (mask, m) => g.Or(mask, m.Comes));
            var isThere = g.And(IsTried(body, guard.Lowering, reach, index, leaves, leaf, count, tried), g.Not(gone));
            var comes = g.False;
            var coming = ComesUp(
                body.Statements, body, guard.Lowering, guard.And(new Lowered(isThere), transition.When), transition.Chance, null, SourceOf(planned, index),
                $"{planned.Definition.Lifecycle.Name}.{transition.Name}", work.Tried, planned.Entities, frame => CellIn(scope, frame), null, mask =>
                {
                    comes = mask;
                    return [];
                });
            if (coming.Uniforms is { } uniforms)
            {
                work.Uniforms.Add(uniforms);
            }

            goes = g.Select(comes, g.Constant(transition.To), goes);
            moved.Add((leaves, comes));
            for (var from = 0; from < count; from++)
            {
                if ((leaves >> from & 1) != 0)
                {
                    var isFrom = leaves == 1UL << from ? comes : g.And(comes, guard.Lowering.IsAmong(leaf, 1UL << from, count, hasNone: true));
                    sum.Add(isFrom, (work.Taken, index, 1), (work.InLeaf, transition.To, 1), (work.InLeaf, from, -1));
                }
            }
        }

        body.Statements.Add(new Store(next, goes));
        if (work.Waiting != work.Machines)
        {
            body.Statements.Add(new Store(waiting, g.Select(moved.Aggregate(g.False, (mask, m) => g.Or(mask, m.Comes)), g.Constant(-1), leaf)));
        }

        work.Attempt = sum.Over(tried.Select(m => FrameOf(m.I, m.J)));
        work.Needs = NeedsOf([body]);
        work.Enter = work.Exit = [.. new EffectsWork?[planned.Definition.Lifecycle.States.Length * transitions.Length]];
        work.Effects = [.. new EffectsWork?[transitions.Length]];

        RowTotals NewTotals() => new(this, body, _cells.NewBody("counts of " + planned.Definition.Lifecycle.Name));
    }

    // Whether a machine may take a transition from some leaves, as far as its row and its leaf say.
    private static Node IsTried(Body body, Lowering lowering, Reach reach, int index, ulong leaves, Node leaf, int count, (int Machine, int I, int J)[] tried)
    {
        var g = body.Graph;
        var isThere = lowering.IsAmong(leaf, leaves, count, hasNone: true);
        if (Array.TrueForAll(tried, m => reach.Tries(index, leaves, m.Machine)))
        {
            return isThere;
        }

        var machines = tried.ToDictionary(m => (Math.Max(m.I, 0), Math.Max(m.J, 0)), m => m.Machine);
        var slot = body.Number($"tries {index} {leaves}", frame => BitConverter.DoubleToInt64Bits(reach.Tries(index, leaves, machines[(frame[0], frame[1])]) ? 1 : 0));
        return g.And(isThere, g.Less(g.Constant(0), g.Row(slot, 0, 1, false)));
    }

    private static DrawSource SourceOf(PlannedLifecycle planned, int index) => planned.Exits.SelectMany(e => e).First(e => e.Index == index).Draws;

    // Scratch: counts over the rows of a kernel, kept in registers until all rows are done.
    private sealed class RowTotals(KernelBuilder builder, Body rows, Body after)
    {
        private readonly List<(Column Column, int Cell, int Sign)[]> _counts = [];

        /// <summary>Counts where a mask holds, into some cells.</summary>
        public void Add(Node mask, params (Column Column, int Cell, int Sign)[] into)
        {
            var k = _counts.Count;
            rows.Statements.Add(new Accumulate(k, rows.Graph.Add(rows.Graph.Accumulated(k, 0, 1e9, false), rows.Graph.Number(mask))));
            _counts.Add(into);
        }

        /// <summary>The kernel over these rows.</summary>
        public Work Over(IEnumerable<int[]> frames)
        {
            after.Number("rows", _ => 0);
            after.Number("count", _ => 0);
            for (var k = 0; k < _counts.Count; k++)
            {
                var total = after.Graph.Accumulated(k, 0, 1e9, false);
                foreach (var (column, cell, sign) in _counts[k])
                {
                    Put(after.Statements, after, $"{column.Name} {cell}", _ => column.At(cell), before => sign > 0 ? after.Graph.Add(before, total) : after.Graph.Subtract(before, total));
                }
            }

            var variant = new Variant(after, rows, _ => frames, new double[_counts.Count]);
            variant.Add(CellMap.NewFrame());
            var work = new Work(variant);
            builder._works.Add(work);
            return work;
        }
    }
}
