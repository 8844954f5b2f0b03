using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Kernels;

internal sealed partial class KernelBuilder
{
    // States, lifecycles and memories in an order in which each finds what it begins with.
    private void Beginnings()
    {
        var bodies = new Dictionary<int, (Body Body, IEnumerable<int[]> Frames)>();
        foreach (var state in _kernels.States)
        {
            var quantity = state.Planned.Definition.Quantity;
            var body = _cells.NewBody("start " + quantity.Name, quantity.Scope);
            var lowering = new Lowering(_cells, body, NoDraws);
            var (value, bad) = lowering.Number(state.Planned.Start);
            Fail(body, lowering.Either(bad, body.Graph.IsNotFinite(value)));
            body.Statements.Add(new Store(body.Address("to", frame => state.Column.At(CellIn(quantity.Scope, frame))), value));
            Add(state.Leaf, body, state.Planned.Cells.Select(c => FrameOf(c.I, c.J)));
        }

        foreach (var lifecycle in _kernels.Lifecycles)
        {
            var scope = lifecycle.Planned.Definition.Lifecycle.Scope;
            var body = _cells.NewBody("start " + lifecycle.Planned.Definition.Lifecycle.Name, scope);
            var lowering = new Lowering(_cells, body, NoDraws);
            var (value, bad) = lowering.Number(lifecycle.Planned.Definition.Initial);
            Fail(body, bad);
            var leaf = bad is null ? value : body.Graph.Select(bad, body.Graph.Constant(0), value);
            body.Statements.Add(new Store(body.Address("to", frame => lifecycle.Machines.At(CellIn(scope, frame))), leaf));
            Add(lifecycle.Leaf, body, lifecycle.Planned.Machines.Select(m => FrameOf(m.I, m.J)));
        }

        foreach (var (quantity, column, leaf) in _plan.Scenario.Memories.Select(m => (m.Quantity, _cells.Memory(m), _cells.LeafOfMemory(m)))
            .Concat(_plan.Scenario.Remembered.Select(q => (q, _cells.Before(q), _cells.LeafOfBefore(q)))))
        {
            Add(leaf, Copy(quantity, column), quantity.Scope.All().Select(c => FrameOf(c.I, c.J)));
        }

        var done = new HashSet<int>();
        var path = new HashSet<int>();
        foreach (var leaf in bodies.Keys)
        {
            Visit(leaf);
        }

        void Add(int leaf, Body body, IEnumerable<int[]> frames) => bodies[leaf] = (body, frames);

        void Visit(int leaf)
        {
            if (done.Contains(leaf) || !bodies.TryGetValue(leaf, out var one))
            {
                return;
            }

            if (!path.Add(leaf))
            {
                throw new NotSupportedException("something needs its own past before there is any");
            }

            var work = Rows(one.Body, one.Frames);
            foreach (var need in CellMap.Closure(one.Body.Needs).SelectMany(c => c.Reads.Concat(c.Variants.SelectMany(v => v.Bodies).SelectMany(b => b.Leaves))).Concat(one.Body.Leaves).Distinct().ToArray())
            {
                Visit(need);
            }

            path.Remove(leaf);
            done.Add(leaf);
            _kernels.Beginnings.Add(new Beginning(work, NeedsOf([one.Body]), leaf));
        }
    }
}
