using Entente.Language;
using Entente.Planning;

namespace Entente.Kernels;

internal sealed partial class KernelBuilder
{
    private StateWork State(PlannedState planned)
    {
        var quantity = planned.Definition.Quantity;
        return _states[quantity] = new StateWork(planned, _cells.ColumnOf(quantity), _cells.LeafOf(quantity), _layout.Add("clamped " + quantity.Name, 1, 0, 1e15));
    }

    private void Updates()
    {
        var bodies = new Dictionary<StateWork, Body>();
        foreach (var state in _kernels.States.Where(s => s.Planned.Moves))
        {
            bodies[state] = Update(state);
        }

        // A state may be written in place once no state still to come reads it.
        var left = bodies.Keys.ToList();
        var order = new List<StateWork>();
        while (left.Count > 0)
        {
            bool IsRead(StateWork s) => bodies[s].ReadElsewhere.Contains(s.Column) || left.Exists(o => o != s && bodies[o].StatesRead.Contains(s.Column));
            var next = left.Find(s => !IsRead(s)) ?? left.MinBy(s => s.Planned.Cells.Length)!;
            if (IsRead(next))
            {
                next.Next = _layout.Add("next " + next.Planned.Definition.Quantity.Name, next.Column.Cells);
            }

            order.Add(next);
            left.Remove(next);
        }

        foreach (var state in order)
        {
            state.Update = Rows(bodies[state], state.Planned.Cells.Select(c => FrameOf(c.I, c.J)));
        }

        _kernels.Moving = [.. order];
        _kernels.MovingNeeds = NeedsOf(bodies.Values);
    }

    private Body Update(StateWork state)
    {
        var definition = state.Planned.Definition;
        var quantity = definition.Quantity;
        var body = _cells.NewBody("next " + quantity.Name, quantity.Scope);
        var lowering = new Lowering(_cells, body, NoDraws);
        var g = body.Graph;
        var own = body.Address("own", frame => state.Column.At(CellIn(quantity.Scope, frame)));
        Lowered value;
        if (definition.Next is { } map)
        {
            value = lowering.Number(map);
        }
        else
        {
            value = new Lowered(g.Load(own, state.Column.Low, state.Column.High, false));
            if (definition.Drift is { } drift)
            {
                var (slope, bad) = lowering.Number(drift);
                value = new Lowered(g.Add(value.Value, g.Multiply(slope, g.Constant(YearsPerStep(_plan)))), bad);
            }

            if (definition.Noise is { } noise)
            {
                value = Noisy(state, body, lowering, value, noise);
            }
        }

        var (next, _) = value;
        var wrong = lowering.Either(value.Bad, g.IsNotFinite(next));
        Fail(body, wrong);
        Assign(body, state, next, body.Address("result", frame => (state.Next ?? state.Column).At(CellIn(quantity.Scope, frame))));
        return body;
    }

    private Lowered Noisy(StateWork state, Body body, Lowering lowering, Lowered value, BoundExpr noise)
    {
        var g = body.Graph;
        var quantity = state.Planned.Definition.Quantity;
        var (size, bad) = lowering.Number(noise);
        if (size is { Op: Op.Constant, Value: 0 })
        {
            return value;
        }

        // Cells whose noise is known to be nothing draw nothing.
        var isKnown = _cells.Passes.HasFlag(Passes.Sparse) && IsSplit(noise);
        var drawn = state.Planned.Cells.Where(c => !(isKnown && Zero(noise, FrameOf(c.I, c.J)))).Select(c => c.Cell).ToArray();
        var place = Places(drawn);
        var cells = new DrawnCells(state.Planned.Noise.Index, Pinned(drawn.Select(c => state.Planned.Entities[c])), _layout.Add("normal " + quantity.Name, drawn.Length, -10, 10), drawn.Length, place);
        state.Noise = cells;
        var slot = body.Address("normal", frame => CellIn(quantity.Scope, frame) is var c && c < place.Length && place[c] >= 0 ? cells.Column.At(place[c]) : _cells.Zero.At(0));
        var shock = g.Multiply(g.Multiply(size, g.Constant(Math.Sqrt(YearsPerStep(_plan)))), g.Load(slot, -10, 10, false));
        var moved = g.Add(value.Value, shock);
        return new Lowered(g.Select(g.Equal(size, g.Constant(0)), value.Value, moved), lowering.Either(value.Bad, bad));
    }

    private bool IsSplit(BoundExpr noise) => noise is Choice { Condition: var condition } && _cells.LoadTime.Of(condition) == Timing.Load || _cells.LoadTime.Of(noise) == Timing.Load;

    private bool Zero(BoundExpr noise, int[] frame)
    {
        while (noise is Choice choice && _cells.LoadTime.Of(choice.Condition) == Timing.Load)
        {
            var holds = _cells.LoadTime.Value(choice.Condition, frame);
            if (double.IsNaN(holds))
            {
                return false;
            }

            noise = holds != 0 ? choice.Then : choice.Else;
        }

        return noise is Constant { Value: 0 };
    }

    // Within bounds, counting where they bite.
    private static void Assign(Body body, StateWork state, Node value, int slot)
    {
        var g = body.Graph;
        var definition = state.Planned.Definition;

        // At a bound of 0 a zero takes the sign of the bound, so there it does not do to reach it.
        if ((value.Low > definition.Low || (value.Low == definition.Low && value.Low != 0)) && (value.High < definition.High || (value.High == definition.High && value.High != 0)) && !value.MayBeNaN)
        {
            body.Statements.Add(new Store(slot, value));
            return;
        }

        var bounded = g.Min(g.Max(value, g.Constant(definition.Low)), g.Constant(definition.High));
        body.Statements.Add(new Store(slot, bounded));
        CountClamps(body, state, g.Not(g.Equal(bounded, value)));
    }

    private static void CountClamps(Body body, StateWork state, Node clamped)
    {
        if (clamped.Op == Op.False)
        {
            return;
        }

        var count = body.Address("clamps", _ => state.Clamped.At(0));
        body.Statements.Add(new Store(count, body.Graph.Add(body.Fresh(count), body.Graph.Number(clamped))));
    }
}
