using Entente.Language;
using Entente.Numerics;

namespace Entente.Kernels;

internal sealed partial class KernelBuilder
{
    private void Memories()
    {
        _kernels.Memories = [.. _plan.Scenario.Memories.Select(Average)];
        _kernels.Remembered = [.. _plan.Scenario.Remembered.Select(quantity =>
        {
            var before = _cells.Before(quantity);
            var began = _layout.Add("began " + quantity.Name, before.Cells);
            var body = Copy(quantity, began);
            return new MemoryWork(Rows(body, quantity.Scope.All().Select(c => FrameOf(c.I, c.J))), NeedsOf([body]), _cells.LeafOfBefore(quantity), before, began);
        })];
    }

    private MemoryWork Average(Memory memory)
    {
        var quantity = memory.Quantity;
        var column = _cells.Memory(memory);
        var next = _layout.Add("next " + column.Name, column.Cells);
        var body = _cells.NewBody("average " + quantity.Name, quantity.Scope);
        var lowering = new Lowering(_cells, body, NoDraws);
        var g = body.Graph;
        var (value, bad) = lowering.Number(CellOf(quantity));
        Fail(body, lowering.Either(bad, g.IsNaN(value)));
        var before = g.Load(body.Address("before", frame => column.At(CellIn(quantity.Scope, frame))), -double.MaxValue, double.MaxValue, false);
        var weight = -Elementary.Expm1(-YearsPerStep(_plan) / ((Constant)memory.YearsConstant).Value);
        var after = g.Add(before, g.Multiply(g.Constant(weight), g.Subtract(value, before)));
        body.Statements.Add(new Store(body.Address("next", frame => next.At(CellIn(quantity.Scope, frame))), after));
        return new MemoryWork(Rows(body, quantity.Scope.All().Select(c => FrameOf(c.I, c.J))), NeedsOf([body]), _cells.LeafOfMemory(memory), column, next);
    }

    private Body Copy(Quantity quantity, Column to)
    {
        var body = _cells.NewBody("copy " + quantity.Name, quantity.Scope);
        var lowering = new Lowering(_cells, body, NoDraws);
        var (value, bad) = lowering.Number(CellOf(quantity));
        Fail(body, lowering.Either(bad, body.Graph.IsNotFinite(value)));
        body.Statements.Add(new Store(body.Address("to", frame => to.At(CellIn(quantity.Scope, frame))), value));
        return body;
    }

    private static Cell CellOf(Quantity quantity)
    {
        var member = quantity.Scope.Set is { } set ? ExprType.MemberOf(set) : default;
        return new Cell(quantity.Type, quantity, quantity.Scope.Indices > 0 ? new Local(member, 0, "i") : null, quantity.Scope.Indices > 1 ? new Local(member, 1, "j") : null);
    }

    private void Readings()
    {
        _kernels.Measures = [.. _plan.Scenario.Measures.Select(m => Reading("measure " + m.Name, m.Expression, m.Cell))];
        _kernels.Times = [.. _plan.Scenario.Times.Select(t => Reading("time " + t.Name, t.Condition, default))];
        _kernels.Outcomes = [.. _plan.Scenario.Outcomes.Select(o => o.When is null ? null : Reading("outcome " + o.Name, o.When, default))];
    }

    private Reading Reading(string name, BoundExpr expression, (Scope Scope, int I, int J) cell)
    {
        var column = _layout.Add(name, 1, mayBeNaN: true);
        var body = _cells.NewBody(name, cell.Scope);
        var lowering = new Lowering(_cells, body, NoDraws);
        var value = expression.Type.Kind == TypeKind.Condition ? lowering.Mask(expression) : lowering.Number(expression);
        body.Statements.Add(new Store(body.Address("result", _ => column.At(0)), lowering.Poisoned(value)));
        return new Reading(Rows(body, [FrameOf(cell.I, cell.J)]), NeedsOf([body]), column);
    }
}
