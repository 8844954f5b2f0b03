using Entente.Execution;
using Entente.Language;
using Entente.Numerics;
using Entente.Scenarios;

namespace Entente.Kernels;

internal sealed partial class KernelBuilder
{
    // A list of effects with a kernel of its own, run for the rows that were reported.
    private EffectsWork? Effects(IReadOnlyList<EffectDefinition> effects, int priority, int phase, Scope scope, IEnumerable<(int Cell, int[] Frame)> rows, IReadOnlyDictionary<int, Column> draws)
    {
        if (effects.Count == 0)
        {
            return null;
        }

        var body = _cells.NewBody("effects", scope);
        var lowering = new Lowering(_cells, body, draws);
        var active = body.Graph.Less(body.Graph.Constant(0), lowering.Global(_cells.Active));
        var list = new EffectList();
        Gather(list, effects, priority, phase, body, lowering, active, draws);
        body.Statements.AddRange(list.Statements);
        var rowList = rows.ToArray();
        return new EffectsWork(
            Rows(body, rowList.Select(r => r.Frame)), NeedsOf([body]), Places([.. rowList.Select(r => r.Cell)]), [.. list.Targets], [.. list.Lasting], [.. list.Scattered],
            [.. list.Asked.Select(a => AskedFor(a.Effect, a.Index, rowList))], priority, draws.Count > 0, _lists++);
    }

    // Scratch: what a list of effects comes to.
    private sealed class EffectList
    {
        public List<Statement> Statements { get; } = [];

        public HashSet<StateWork> Targets { get; } = [];

        public HashSet<LastingWork> Lasting { get; } = [];

        public List<ScatteredEffect> Scattered { get; } = [];

        public List<(EffectDefinition Effect, Column? Index)> Asked { get; } = [];
    }

    private bool IsDynamic(BoundExpr? index, IReadOnlyDictionary<int, Column> draws) =>
        index is not null && (_cells.LoadTime.Of(index) != Timing.Load || BoundTree.All(index).Any(e => e is Local l && draws.ContainsKey(l.Slot)));

    // Whether effects can be gathered where they are found to come: they need nothing that is not there, and each row knows their cells.
    private bool CanGatherAtOnce(IEnumerable<EffectDefinition> effects, Scope scope, IEnumerable<Body> known)
    {
        var list = effects.ToArray();
        if (list.Any(e => e.Kind == EffectKind.Fire || IsDynamic(e.I, NoDraws) || IsDynamic(e.J, NoDraws)))
        {
            return false;
        }

        var body = _cells.NewBody("effects", scope);
        var lowering = new Lowering(_cells, body, NoDraws);
        foreach (var effect in list)
        {
            lowering.Number(effect.Value!);
        }

        return body.Needs.IsSubsetOf(known.SelectMany(b => b.Needs));
    }

    private void Gather(EffectList list, IReadOnlyList<EffectDefinition> effects, int priority, int phase, Body body, Lowering lowering, Node active, IReadOnlyDictionary<int, Column> draws)
    {
        var g = body.Graph;
        var isScattered = effects.Any(e => e.Target is not null && (IsDynamic(e.I, draws) || IsDynamic(e.J, draws)));
        Node? bad = null;
        foreach (var effect in effects)
        {
            var effectScope = effect.Machine?.Scope ?? effect.Target!.Scope;
            var isDynamic = IsDynamic(effect.I, draws) || IsDynamic(effect.J, draws);
            Node? index = null;
            if (isDynamic || (isScattered && effect.Target is not null))
            {
                (index, var indexBad) = effectScope.Indices == 0 ? (g.Constant(0), null) : lowering.Index(effectScope, effect.I!, effect.J);
                bad = lowering.Either(bad, lowering.Within(active, indexBad));
            }
            else if (effect.J is not null && !lowering.AreDistinct(effect.I!, effect.J))
            {
                var slot = body.Number($"same {ExprKey.InFrame(effect.I)} {ExprKey.InFrame(effect.J)}", frame =>
                    BitConverter.DoubleToInt64Bits(_cells.LoadTime.Member(effect.I!, frame) == _cells.LoadTime.Member(effect.J, frame) ? 1 : 0));
                bad = lowering.Either(bad, g.And(active, g.Less(g.Constant(0), g.Row(slot, 0, 1, false))));
            }

            if (effect.Machine is not null)
            {
                var column = isDynamic ? _layout.Add("asked machine", 1, mayBeNaN: true) : null;
                list.Asked.Add((effect, column));
                if (column is not null)
                {
                    list.Statements.Add(new Store(body.Address($"asked {list.Asked.Count}", _ => column.At(0)), index!));
                }

                continue;
            }

            var state = _states[effect.Target!];
            list.Targets.Add(state);
            Accumulators(state, effect.Kind);
            var (value, its) = lowering.Number(effect.Value!);
            bad = lowering.Either(bad, lowering.Within(active, its));
            var lasting = effect.Lasts ? Lasting(effect, state, phase) : null;
            if (lasting is not null)
            {
                list.Lasting.Add(lasting);
            }

            if (effect.Lasts && effect.OverSteps > 1)
            {
                value = g.Divide(value, g.Constant(effect.OverSteps));
            }

            if (isScattered)
            {
                var one = new ScatteredEffect(effect, state, lasting, _layout.Add("scattered value", 1, mayBeNaN: true), _layout.Add("scattered index", 1, mayBeNaN: true));
                list.Scattered.Add(one);
                list.Statements.Add(new Store(body.Address($"value {list.Scattered.Count}", _ => one.Value.At(0)), value));
                list.Statements.Add(new Store(body.Address($"index {list.Scattered.Count}", _ => one.Index.At(0)), index!));
                continue;
            }

            Gather(list.Statements, body, state, lasting, effect, effectScope, active, value, priority);
        }

        Fail(list.Statements, body, bad);
    }

    private AskedFor AskedFor(EffectDefinition effect, Column? index, (int Cell, int[] Frame)[] rows)
    {
        var lifecycle = _plan.Lifecycles[effect.Machine!.Id];
        var transition = lifecycle.Definition.Transitions.ToList().FindIndex(t => t.Name == effect.Transition);
        var scope = effect.Machine.Scope;
        var machines = index is not null ? [] : rows.Select(r =>
        {
            var i = effect.I is null ? -1 : _cells.LoadTime.Member(effect.I, r.Frame);
            var j = effect.J is null ? -1 : _cells.LoadTime.Member(effect.J, r.Frame);
            return i >= 0 && i == j ? -1 : scope.CellAt(i, j);
        }).ToArray();
        return new AskedFor(effect.Machine.Id, transition, machines, index);
    }

    private void Accumulators(StateWork state, EffectKind kind)
    {
        var name = state.Planned.Definition.Quantity.Name;
        var cells = state.Column.Cells;
        switch (kind)
        {
            case EffectKind.Set:
                state.Set ??= _layout.Add("set " + name, cells);
                state.Priority ??= _layout.Add("priority " + name, cells);
                break;
            case EffectKind.Multiply:
                state.Product ??= _layout.Add("product " + name, cells);
                break;
            default:
                state.Sum ??= _layout.Add("sum " + name, cells);
                break;
        }
    }

    private void Gather(List<Statement> statements, Body body, StateWork state, LastingWork? lasting, EffectDefinition effect, Scope scope, Node active, Node value, int priority)
    {
        var g = body.Graph;
        var where = $"{effect.Target!.Name} {ExprKey.InFrame(effect.I)} {ExprKey.InFrame(effect.J)}";
        int Slot(string name, Column column) => body.Address(name + " " + where, frame =>
        {
            var i = effect.I is null ? -1 : _cells.LoadTime.Member(effect.I, frame);
            var j = effect.J is null ? -1 : _cells.LoadTime.Member(effect.J, frame);
            return column.At(i >= 0 && i == j ? 0 : scope.CellAt(i, j));
        });
        void Put(string name, Column column, Func<Node, Node> change, Node mask)
        {
            var slot = Slot(name, column);
            var before = body.Fresh(slot);
            statements.Add(new Store(slot, g.Select(mask, change(before), before)));
        }

        switch (effect.Kind)
        {
            case EffectKind.Set:
                var level = body.Fresh(Slot("priority", state.Priority!));
                var wins = g.And(active, g.LessOrEqual(level, g.Constant(priority)));
                Put("set", state.Set!, _ => value, wins);
                Put("priority", state.Priority!, _ => g.Constant(priority), wins);
                break;
            case EffectKind.Multiply:
                Put("product", state.Product!, before => g.Multiply(before, value), active);
                break;
            default:
                Put("sum", state.Sum!, before => g.Add(before, value), active);
                if (lasting is not null)
                {
                    Put($"fresh {effect.Id}", lasting.Fresh, before => g.Add(before, value), active);
                }

                break;
        }
    }


    private void Drain(StateWork state)
    {
        if (state.Sum is null && state.Product is null && state.Set is null)
        {
            return;
        }

        var definition = state.Planned.Definition;
        var scope = definition.Quantity.Scope;
        var body = _cells.NewBody("drain " + definition.Quantity.Name, scope);
        var g = body.Graph;
        int Slot(string name, Column column) => body.Address(name, frame => column.At(CellIn(scope, frame)));
        var own = Slot("own", state.Column);
        var value = body.Fresh(own);
        if (state.Set is not null)
        {
            var priority = Slot("priority", state.Priority!);
            value = g.Select(g.Less(g.Constant(double.NegativeInfinity), body.Fresh(priority)), body.Fresh(Slot("set", state.Set)), value);
        }

        if (state.Product is not null)
        {
            value = g.Multiply(value, body.Fresh(Slot("product", state.Product)));
        }

        if (state.Sum is not null)
        {
            value = g.Add(value, body.Fresh(Slot("sum", state.Sum)));
        }

        Fail(body, g.IsNotFinite(g.Assume(value, double.NegativeInfinity, double.PositiveInfinity)));
        var bounded = g.Min(g.Max(value, g.Constant(definition.Low)), g.Constant(definition.High));
        var clamped = double.IsInfinity(definition.Low) && double.IsInfinity(definition.High) ? g.False : g.Not(g.Equal(bounded, value));
        body.Statements.Add(new Store(own, bounded));
        CountClamps(body, state, clamped);
        var excess = g.Subtract(value, bounded);
        foreach (var fade in _lasting.Values.Where(l => l.State == state && l.Effect.HalfLife is not null && clamped.Op != Op.False))
        {
            var slot = Slot("fresh " + fade.Effect.Id, fade.Fresh);
            var fresh = body.Fresh(slot);
            var zero = g.Constant(0);
            var alike = g.Or(g.And(g.Less(zero, fresh), g.Less(zero, excess)), g.And(g.Less(fresh, zero), g.Less(excess, zero)));
            var swallowed = g.Select(g.Less(g.Abs(excess), g.Abs(fresh)), excess, fresh);
            body.Statements.Add(new Store(slot, g.Select(alike, g.Subtract(fresh, swallowed), fresh)));
            excess = g.Select(alike, g.Subtract(excess, swallowed), excess);
        }

        foreach (var (name, column, start) in new[] { ("sum", state.Sum, -0.0), ("product", state.Product, 1), ("priority", state.Priority, double.NegativeInfinity) })
        {
            if (column is not null)
            {
                body.Statements.Add(new Store(Slot(name, column), g.Constant(start)));
            }
        }

        state.Drain = Rows(body, state.Planned.Cells.Select(c => FrameOf(c.I, c.J)));
    }

    private void Continue(LastingWork lasting)
    {
        var scope = lasting.Effect.Target!.Scope;
        foreach (var (phase, kept) in lasting.Kept)
        {
            if (lasting.Effect.HalfLife is null)
            {
                continue;
            }

            var body = _cells.NewBody("fade", scope);
            var g = body.Graph;
            var left = body.Address("left", frame => kept.At(frame[0]));
            var sum = body.Address("sum", frame => lasting.State.Sum!.At(frame[0]));
            var before = body.Fresh(left);
            var factor = g.Row(body.Number("factor", _ => BitConverter.DoubleToInt64Bits(lasting.Factor)), 0, 1, false);
            var after = g.Multiply(before, factor);
            var isNone = g.Equal(before, g.Constant(0));
            var so = body.Fresh(sum);
            body.Statements.Add(new Store(sum, g.Select(isNone, so, g.Add(so, g.Subtract(after, before)))));
            body.Statements.Add(new Store(left, after));
            var cells = Enumerable.Range(0, scope.Cells).Select(c => FrameOf(c, 0)).ToArray();
            lasting.Continue[phase] = Rows(body, cells);

            var settle = _cells.NewBody("fade", scope);
            var to = settle.Address("left", frame => kept.At(frame[0]));
            var from = settle.Address("fresh", frame => lasting.Fresh.At(frame[0]));
            settle.Statements.Add(new Store(to, settle.Graph.Add(settle.Fresh(to), settle.Fresh(from))));
            settle.Statements.Add(new Store(from, settle.Graph.Constant(0)));
            lasting.Settle[phase] = Rows(settle, cells);
        }
    }

    // What lasts may still be going on where it can begin no more.
    private void LeftOver()
    {
        foreach (var slot in LastingEffects.Slots(_plan))
        {
            var state = _states[slot.Effect.Target!];
            Accumulators(state, slot.Effect.Kind);
            Lasting(slot.Effect, state, slot.Phase);
        }
    }

    private LastingWork Lasting(EffectDefinition effect, StateWork state, int phase)
    {
        var cells = effect.Target!.Scope.Cells;
        if (!_lasting.TryGetValue(effect.Id, out var lasting))
        {
            var isFade = effect.HalfLife is not null;
            var turns = isFade ? 0 : Math.Min(effect.OverSteps - 1, _plan.Scenario.Clock.Steps);
            var factor = isFade ? Elementary.Pow(0.5, YearsPerStep(_plan) / effect.HalfLife!.Value) : 1;
            lasting = _lasting[effect.Id] = new LastingWork(effect, state, _layout.Add($"fresh {effect.Id}", cells), turns, factor);
        }

        int[] phases = phase != 4 ? [phase] : [.. new[] { 1, 2, 4 }.Where(p => p == 4 || (p == 1 ? _eventsFire : _rulesFire))];
        foreach (var p in phases.Where(p => !lasting.Kept.ContainsKey(p)))
        {
            lasting.Kept[p] = _layout.Add($"kept {effect.Id} {p}", cells * Math.Max(1, lasting.Turns));
        }

        return lasting;
    }
}
