using Entente.Execution;
using Entente.Language;
using Entente.Numerics;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Kernels;

/// <summary>How kernels are planned; results are the same whatever is chosen here.</summary>
public sealed record KernelOptions
{
    public Passes Passes { get; init; } = Passes.All;

    /// <summary>Trials in a block: a multiple of 8, at most 64.</summary>
    public int Lanes { get; init; } = 16;

    /// <summary>Below this many trials a run does without: compiling takes longer than they do.</summary>
    public int LeastTrials { get; init; } = 32;

    /// <summary>
    /// Whether trials may also start from a board, on which anything can stand. Else what no trial reaches from its
    /// beginning is left out.
    /// </summary>
    public bool FromBoards { get; init; }

    /// <summary>Bits of a vector: 128, 256 or 512; null for the widest that this processor is fast with.</summary>
    public int? VectorBits { get; init; }
}

/// <summary>Compiles a plan: what the oracle does for one trial, a straight line of kernels does for a block of them.</summary>
public static class KernelPlanner
{
    /// <summary>The compiled plan, or null with the reason where only the oracle can run a scenario.</summary>
    public static KernelPlan? TryPlan(Plan plan, KernelOptions options, out string? reason)
    {
        try
        {
            reason = null;
            return new Builder(plan, options).Build();
        }
        catch (NotSupportedException unsupported)
        {
            reason = unsupported.Message;
            return null;
        }
    }

    private sealed class Builder
    {
        private static readonly Dictionary<int, Column> NoDraws = [];

        private readonly Plan _plan;
        private readonly KernelOptions _options;
        private readonly KernelPlan _kernels;
        private readonly Layout _layout;
        private readonly CellMap _cells;
        private readonly Dictionary<Quantity, StateWork> _states = [];
        private readonly SortedDictionary<int, LastingWork> _lasting = [];
        private readonly List<Work> _works = [];
        private readonly List<(Needs Needs, IEnumerable<Computed> Of)> _needs = [];
        private readonly bool _eventsFire;
        private readonly bool _rulesFire;
        private readonly HashSet<Symbol> _asksSince;
        private int _lists;
        private int _mostRows = 1;
        private int _mostReports;

        public Builder(Plan plan, KernelOptions options)
        {
            _plan = plan;
            _options = options;
            _kernels = new KernelPlan(plan, options.Lanes) { FromBoards = options.FromBoards };
            _layout = new Layout(options.Lanes);
            _cells = new CellMap(plan, _layout, options.Passes);
            _eventsFire = plan.Events.Any(h => h.Definition.Effects.Any(e => e.Kind == EffectKind.Fire));
            _asksSince = [.. Expressions.Of(plan).SelectMany(BoundTree.All).Select(e => e switch { SinceFired s => s.Happening, SinceEntered s => (Symbol)s.Lifecycle, _ => null }).OfType<Symbol>()];
            _rulesFire = plan.Rules.Any(h => h.Definition.Effects.Any(e => e.Kind == EffectKind.Fire));
        }

        private static double YearsPerStep(Plan plan) => plan.Scenario.Clock.YearsPerStep;

        public KernelPlan Build()
        {
            _kernels.Cells = _cells;
            _kernels.States = [.. _plan.States.Select(State)];
            _kernels.Events = [.. _plan.Events.Select(h => Happening(h, 1)).OfType<HappeningWork>()];
            _kernels.Rules = [.. _plan.Rules.Select(h => Happening(h, 2)).OfType<HappeningWork>()];
            _kernels.Lifecycles = [.. _plan.Lifecycles.Select(Lifecycle)];
            Updates();
            Memories();
            Readings();
            if (_options.FromBoards)
            {
                LeftOver();
            }

            foreach (var state in _kernels.States)
            {
                Drain(state);
            }

            _kernels.Lasting = [.. _lasting.Values.OrderBy(l => l.Effect.HalfLife is not null).ThenBy(l => l.Effect.Id)];
            foreach (var lasting in _kernels.Lasting)
            {
                Continue(lasting);
            }

            Beginnings();
            Finish();
            return _kernels;
        }

        // ------------------------------------------------------------------------------------------------ states
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

        // ------------------------------------------------------------------------------------------------ effects applied
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

        // ------------------------------------------------------------------------------------------------ lists of effects
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
                    var slot = body.Number($"same {Key(effect.I)} {Key(effect.J)}", frame =>
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
                return i >= 0 && i == j ? -1 : scope.Indices switch { 0 => 0, 1 => i, _ => scope.CellOf(i, j) };
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
            var where = $"{effect.Target!.Name} {Key(effect.I)} {Key(effect.J)}";
            int Slot(string name, Column column) => body.Address(name + " " + where, frame =>
            {
                var i = effect.I is null ? -1 : _cells.LoadTime.Member(effect.I, frame);
                var j = effect.J is null ? -1 : _cells.LoadTime.Member(effect.J, frame);
                return column.At(i >= 0 && i == j ? 0 : scope.Indices switch { 0 => 0, 1 => i, _ => scope.CellOf(i, j) });
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

        private static string Key(BoundExpr? expr) => expr is null ? "" : ExprKey.Of(expr) is var (key, free) ? $"{key}/{string.Join(',', free)}" : "";

        // ------------------------------------------------------------------------------------------------ events and rules
        private HappeningWork? Happening(PlannedHappening planned, int phase)
        {
            var happening = planned.Definition;
            var scope = happening.Symbol.Scope;
            var body = _cells.NewBody(happening.Symbol.Name, scope);
            var g = body.Graph;
            var guard = new Guard(_cells, body, NoDraws);
            RangeRows? range = null;
            var mask = new Lowered(g.True);
            if (happening.Range is not null)
            {
                range = new RangeRows(_cells, happening.Range, body, NoDraws);
                mask = range.Mask();
            }

            int CellOfFrame(int[] frame) => happening.Range is { } r ? (scope.Indices == 1 ? frame[r.Slot] : scope.CellOf(frame[r.Slot], frame[r.Slot + 1])) : 0;
            Column? fired = null;
            if (happening.Once || happening.CooldownSteps > 1)
            {
                fired = _cells.Fired(happening.Symbol);
                var last = g.Load(body.Address("fired", frame => fired.At(CellOfFrame(frame))), -1, 1 << 24, false);
                var lowering = new Lowering(_cells, body, NoDraws);
                var isWaiting = happening.Once ? g.True : g.Less(g.Subtract(lowering.Global(_cells.Step), last), g.Constant(happening.CooldownSteps));
                mask = mask with { Value = g.And(mask.Value, g.Not(g.And(g.LessOrEqual(g.Constant(0), last), isWaiting))) };
            }

            mask = guard.And(mask, happening.When);
            var frames = (range is null ? [CellMap.NewFrame()] : range.Frames(CellMap.NewFrame())).Where(guard.Passes).ToArray();
            var cells = frames.Select(CellOfFrame).ToArray();
            var rows = cells.Zip(frames).Select(r => (Cell: r.First, Frame: r.Second)).ToArray();
            var fires = _layout.Add("firings of " + happening.Symbol.Name, 1, 0, 1e15);
            EffectList? atOnce = null;
            Column? firedNow = null;
            var coming = ComesUp(body.Statements, body, guard.Lowering, mask, happening.Chance, happening.Rate, planned.Coming, happening.Symbol.Name, cells, planned.Entities, CellOfFrame, null, comes =>
            {
                // What comes often and changes little is done on the spot, for all lanes.
                if (happening.Rate is not null || happening.Draws.Length > 0 || happening.Effects.Any(e => e.Lasts) || !CanGatherAtOnce(happening.Effects, scope, [body]))
                {
                    return [new Report(comes, 0)];
                }

                atOnce = new EffectList();
                Gather(atOnce, happening.Effects, happening.Priority, phase, body, guard.Lowering, comes, NoDraws);
                Put(atOnce.Statements, body, "firings", _ => fires.At(0), before => g.Add(before, g.Number(comes)));
                if (fired is not null || _asksSince.Contains(happening.Symbol))
                {
                    fired ??= _cells.Fired(happening.Symbol);
                    firedNow = _layout.Add("firing now " + happening.Symbol.Name, fired.Cells, -1, 1 << 24);
                    Put(atOnce.Statements, body, "firing", frame => firedNow.At(CellOfFrame(frame)), before => g.Select(comes, guard.Lowering.Global(_cells.Step), before));
                }

                return [new When(comes, atOnce.Statements)];
            });
            if (coming.Never)
            {
                return null;
            }

            var draws = new Dictionary<int, Column>();
            var drawWorks = happening.Draws.Select((d, k) => Draw(d, planned.Draws[k], draws, scope, rows)).ToArray();
            var effects = atOnce is null ? Effects(happening.Effects, happening.Priority, phase, scope, rows, draws) : null;
            return new HappeningWork(planned, Rows(body, frames), NeedsOf([body]), cells, coming.Clocks, coming.Uniforms, _cells.LeafOf(happening.Symbol), drawWorks, effects, fires)
            {
                Fired = fired,
                FiredNow = firedNow,
                AtOnce = atOnce is null ? null : [.. atOnce.Targets],
            };
        }

        private DrawWork Draw(BoundDraw draw, DrawSource source, Dictionary<int, Column> draws, Scope scope, (int Cell, int[] Frame)[] rows)
        {
            var before = new Dictionary<int, Column>(draws);
            var column = draws[draw.Slot] = _layout.Add("draw " + draw.Name, 1, double.NegativeInfinity, double.PositiveInfinity);
            var body = _cells.NewBody("draw " + draw.Name, scope);
            var g = body.Graph;
            if (draw is NumberDraw number)
            {
                var parameters = (number.Distribution as FamilyDistribution)?.Parameters ?? [];
                var lowering = new Lowering(_cells, body, before);
                var columns = new List<Column>();
                foreach (var parameter in parameters)
                {
                    var at = _layout.Add("parameter", 1, mayBeNaN: true);
                    body.Statements.Add(new Store(body.Address($"parameter {columns.Count}", _ => at.At(0)), lowering.Poisoned(lowering.Number(parameter))));
                    columns.Add(at);
                }

                return new DrawWork(draw, source.Index, column, Rows(body, rows.Select(r => r.Frame)), NeedsOf([body]), [.. columns], null, [.. Enumerable.Range(0, rows.Length + 1)], []);
            }

            var pick = (PickDraw)draw;
            var range = new RangeRows(_cells, pick.Range, body, before);
            var (mask, bad) = range.Mask();
            var weight = new Lowered(g.Constant(1));
            if (pick.Weight is not null)
            {
                weight = range.Lowering.Number(pick.Weight);
                var wrong = g.Or(g.Not(g.LessOrEqual(g.Constant(0), weight.Value)), g.IsNotFinite(weight.Value));
                bad = range.Lowering.Either(bad, range.Lowering.Within(mask, range.Lowering.Either(weight.Bad, wrong)));
            }

            var n = pick.Range.Set.Keys.Length;
            var weights = _layout.Add("weights", n, mayBeNaN: true);
            var slot = body.Address("weight", frame => weights.At(frame[pick.Range.Slot]));
            body.Statements.Add(new Store(slot, range.Lowering.Poisoned(new Lowered(g.Select(mask, weight.Value, g.Constant(0)), bad))));
            var candidates = rows.Select(r => range.Frames(r.Frame).ToArray()).ToArray();
            var firsts = candidates.Aggregate(new List<int> { 0 }, (list, c) => { list.Add(list[^1] + c.Length); return list; });
            var members = candidates.Select(c => c.Select(f => f[pick.Range.Slot]).ToArray()).ToArray();
            return new DrawWork(draw, source.Index, column, Rows(body, candidates.SelectMany(c => c)), NeedsOf([body]), [], weights, [.. firsts], members);
        }

        // Finishes an attempt: its chance comes up, its clock rings, or neither is asked for; it may be known never to come.
        private (bool Never, DrawnCells? Clocks, DrawnCells? Uniforms) ComesUp(
            List<Statement> statements, Body body, Lowering lowering, Lowered mask, BoundExpr? chance, BoundExpr? rate, DrawSource source, string name, int[] cells,
            IReadOnlyList<ulong> entities, Func<int[], int> cellOf, DrawnCells? clocks, Func<Node, IEnumerable<Statement>> then)
        {
            var g = body.Graph;
            var (holds, bad) = mask;
            if (chance is not null)
            {
                var (probability, its) = lowering.Number(chance);
                var inside = g.And(g.LessOrEqual(g.Constant(0), probability), g.LessOrEqual(probability, g.Constant(1)));
                Fail(statements, body, lowering.Either(bad, lowering.Within(holds, lowering.Either(its, g.Not(inside)))));
                var uniforms = Drawn("uniform " + name, source, cells, cells.Length, entities, 0, 1);
                var slot = body.Address("uniform " + name, frame => uniforms.Column.At(uniforms.PlaceOf[cellOf(frame)]));
                statements.AddRange(then(g.And(holds, g.Less(g.Load(slot, 0, 1, false), probability))));
                return (false, null, uniforms);
            }

            if (rate is null)
            {
                Fail(statements, body, bad);
                statements.AddRange(then(holds));
                return (false, null, null);
            }

            var (hazard, hazardBad) = lowering.Number(rate);
            bad = lowering.Either(bad, lowering.Within(holds, lowering.Either(hazardBad, g.Not(g.LessOrEqual(g.Constant(0), hazard)))));
            if (hazard is { Low: 0, High: 0, MayBeNaN: false } && bad is null && _cells.Passes.HasFlag(Passes.Sparse))
            {
                return (true, null, null);
            }

            Fail(statements, body, bad);
            var own = clocks ?? Drawn("clock " + name, source, cells, cells.Length, entities, double.NegativeInfinity, 800);
            var place = body.Address("clock " + name, frame => own.Column.At(PlaceIn(own, cellOf(frame))));
            var left = body.Fresh(place);
            var after = g.Subtract(left, g.Multiply(hazard, g.Constant(YearsPerStep(_plan))));
            var ticking = new List<Statement> { new Store(place, g.Select(holds, after, left)) };
            ticking.AddRange(then(g.And(holds, g.LessOrEqual(after, g.Constant(0)))));
            statements.Add(new When(holds, ticking));
            return (false, own, null);
        }

        // A cell that has no clock is never looked at; any place will do.
        private static int PlaceIn(DrawnCells cells, int cell) => cell < cells.PlaceOf.Length ? Math.Max(cells.PlaceOf[cell], 0) : 0;

        private static void Put(List<Statement> statements, Body body, string slot, Func<int[], long> address, Func<Node, Node> change)
        {
            var place = body.Address(slot, address);
            statements.Add(new Store(place, change(body.Fresh(place))));
        }

        private DrawnCells Drawn(string name, DrawSource source, int[] cells, int first, IReadOnlyList<ulong> entities, double low, double high) =>
            new(source.Index, Pinned(cells.Select(c => entities[c])), _layout.Add(name, cells.Length, low, high), first, Places(cells));

        // ------------------------------------------------------------------------------------------------ lifecycles
        // One kernel tries all exits of a machine in their order; what it cannot settle in all lanes it reports.
        private LifecycleWork Lifecycle(PlannedLifecycle planned)
        {
            var definition = planned.Definition;
            var lifecycle = definition.Lifecycle;
            var scope = lifecycle.Scope;
            var transitions = definition.Transitions;
            var reach = new Reach(_plan, planned, _cells, _options.FromBoards);
            var machines = _cells.Machines(lifecycle);
            var work = new LifecycleWork(planned, machines, _layout.Add("waiting " + lifecycle.Name, scope.Cells, -1, lifecycle.Leaves.Length), _cells.LeafOf(lifecycle))
            {
                InLeaf = _layout.Add("in " + lifecycle.Name, lifecycle.Leaves.Length, 0, 1e9),
                Taken = _layout.Add("taken " + lifecycle.Name, transitions.Length, 0, 1e15),
                Clocks = new DrawnCells?[transitions.Length],
                Held = [.. transitions.Select(t => t.ForSteps > 1 ? _layout.Add($"held {lifecycle.Name}.{t.Name}", scope.Cells, 0, 1e9) : null)],
            };
            var effects = transitions.SelectMany(t => t.Effects).Concat(definition.Enter.SelectMany(e => e)).Concat(definition.Exit.SelectMany(e => e)).ToArray();
            var isPlain = effects.Length == 0 && !transitions.Any(t => t.Rate is not null || t.ForSteps > 1) && !_asksSince.Contains(lifecycle);
            work.Next = isPlain ? _layout.Add("next " + lifecycle.Name, scope.Cells, 0, lifecycle.Leaves.Length) : null;

            var body = _cells.NewBody(lifecycle.Name, scope);
            var guard = new Guard(_cells, body, NoDraws);
            var attempts = Attempts(planned).Where(a => planned.Machines.Any(m => reach.Tries(a.Transition, a.Leaves, m.Machine))).ToArray();
            var tried = planned.Machines.Where(m => attempts.Any(a => reach.Tries(a.Transition, a.Leaves, m.Machine))).ToArray();
            var before = 0UL;
            foreach (var (transition, leaves) in attempts)
            {
                Attempt(work, body, guard, reach, transition, leaves, tried, shares: (before & leaves) != 0);
                before |= leaves;
            }

            work.Tried = [.. tried.Select(m => m.Machine)];
            work.Attempt = body.Statements.Count > 0 ? Rows(body, tried.Select(m => FrameOf(m.I, m.J))) : null;
            work.Needs = NeedsOf([body]);
            var all = planned.Machines.Select(m => (m.Machine, Frame: FrameOf(m.I, m.J))).ToArray();
            var mobile = all.Where(m => reach.Moves(m.Machine)).ToArray();
            EffectsWork? List(IReadOnlyList<EffectDefinition> list, int priority, IEnumerable<(int, int[])> rows) => Effects(list, priority, 4, scope, rows, NoDraws);
            work.Enter = [.. Priorities(definition.Enter, planned, (list, priority) => List(list, priority, mobile))];
            work.Exit = [.. Priorities(definition.Exit, planned, (list, priority) => List(list, priority, mobile))];
            work.Effects = [.. transitions.Select((t, k) => List(t.Effects, t.Priority, all.Where(m => reach.Takes(k, m.Machine))))];
            work.HasEffects = effects.Length > 0;
            _mostReports = Math.Max(_mostReports, tried.Length * attempts.Length);
            return work;
        }

        // Effects of entering and leaving have the priority of the transition: a list for each that occurs. Shape [states x transitions].
        private static IEnumerable<EffectsWork?> Priorities(IReadOnlyList<System.Collections.Immutable.ImmutableArray<EffectDefinition>> lists, PlannedLifecycle planned, Func<IReadOnlyList<EffectDefinition>, int, EffectsWork?> list)
        {
            foreach (var effects in lists)
            {
                var known = new Dictionary<int, EffectsWork?>();
                var matters = effects.Any(e => e.Kind == EffectKind.Set);
                foreach (var transition in planned.Definition.Transitions)
                {
                    var priority = matters ? transition.Priority : 0;
                    if (!known.TryGetValue(priority, out var work))
                    {
                        known[priority] = work = list(effects, priority);
                    }

                    yield return work;
                }
            }
        }

        // The order of the exits of each leaf as one sequence: a transition is tried for the leaves for which its turn has come.
        private static IEnumerable<(int Transition, ulong Leaves)> Attempts(PlannedLifecycle planned)
        {
            var queues = planned.Exits.Select(e => new Queue<int>(e.Select(x => x.Index))).ToArray();
            while (queues.Any(q => q.Count > 0))
            {
                var heads = queues.Where(q => q.Count > 0).Select(q => q.Peek()).Distinct().ToArray();
                var next = heads.MinBy(t => queues.Count(q => q.Contains(t) && q.Peek() != t));
                var leaves = 0UL;
                for (var leaf = 0; leaf < queues.Length; leaf++)
                {
                    if (queues[leaf].TryPeek(out var head) && head == next)
                    {
                        queues[leaf].Dequeue();
                        leaves |= 1UL << leaf;
                    }
                }

                yield return (next, leaves);
            }
        }

        private void Attempt(LifecycleWork work, Body body, Guard guard, Reach reach, int index, ulong leaves, (int Machine, int I, int J)[] tried, bool shares)
        {
            var planned = work.Planned;
            var lifecycle = planned.Definition.Lifecycle;
            var scope = lifecycle.Scope;
            var transition = planned.Definition.Transitions[index];
            var name = $"{lifecycle.Name}.{transition.Name}";
            var g = body.Graph;
            var lowering = guard.Lowering;
            var count = lifecycle.Leaves.Length;
            var waiting = body.Address("waiting", frame => work.Waiting.At(CellIn(scope, frame)));

            // A machine that an earlier exit has moved waits no more.
            var leaf = shares ? body.Fresh(waiting) with { Low = -1, High = count - 1 } : g.Load(waiting, -1, count - 1, false);
            var isThere = lowering.IsAmong(leaf, leaves, count, hasNone: true);
            if (tried.Any(m => !reach.Tries(index, leaves, m.Machine)))
            {
                var slot = body.Number($"tries {index} {leaves}", frame => BitConverter.DoubleToInt64Bits(reach.Tries(index, leaves, CellIn(scope, frame)) ? 1 : 0));
                isThere = g.And(isThere, g.Less(g.Constant(0), g.Row(slot, 0, 1, false)));
            }

            var statements = new List<Statement>();
            Lowered mask;
            Node considered;
            if (work.Held[index] is { } held)
            {
                var present = g.Load(body.Address("machine", frame => work.Machines.At(CellIn(scope, frame))), 0, count - 1, false);
                considered = lowering.IsAmong(present, leaves, count);
                var (holds, bad) = transition.When is null ? new Lowered(g.True) : lowering.Mask(transition.When);
                var slot = body.Address("held " + name, frame => held.At(CellIn(scope, frame)));
                var so = body.Fresh(slot);
                var after = g.Select(holds, g.Add(so, g.Constant(1)), g.Constant(0));
                statements.Add(new Store(slot, g.Select(considered, after, so)));
                mask = new Lowered(g.And(isThere, g.LessOrEqual(g.Constant(transition.ForSteps), after)), lowering.Within(considered, bad));
            }
            else
            {
                considered = isThere;
                mask = guard.And(new Lowered(isThere), transition.When);
            }

            var exit = planned.Exits.SelectMany(e => e).First(e => e.Index == index);
            if (transition.Rate is not null && work.Clocks[index] is null)
            {
                // Those that may wait when a trial begins stand first, so that they are wound in one go.
                bool Waits(int machine) => reach.Initial(machine) < 0 || (transition.From >> reach.Initial(machine) & 1) != 0;
                var ordered = tried.Select(m => m.Machine).Where(m => reach.Tries(index, transition.From, m)).OrderBy(m => Waits(m) ? 0 : 1).ToArray();
                work.Clocks[index] = Drawn($"clock {name}", exit.Draws, ordered, ordered.Count(Waits), planned.Entities, double.NegativeInfinity, 800);
            }

            var coming = ComesUp(
                statements, body, lowering, mask, transition.Chance, transition.Rate, exit.Draws, name, [.. tried.Select(m => m.Machine)], planned.Entities,
                frame => CellIn(scope, frame), work.Clocks[index], comes => Going(work, body, lowering, index, leaves, leaf, waiting, comes));
            if (coming.Never)
            {
                work.Clocks[index] = null;
                return;
            }

            if (coming.Uniforms is { } uniforms)
            {
                work.Uniforms.Add(uniforms);
            }

            body.Statements.Add(new When(considered, statements));
        }

        // A machine moves: on the spot where nothing hangs on it, else it is reported.
        private static List<Statement> Going(LifecycleWork work, Body body, Lowering lowering, int index, ulong leaves, Node leaf, int waiting, Node comes)
        {
            var g = body.Graph;
            var scope = work.Planned.Definition.Lifecycle.Scope;
            var then = new List<Statement> { new Store(waiting, g.Select(comes, g.Constant(-1), body.Fresh(waiting))) };
            if (work.Next is not { } next)
            {
                then.Add(new Report(comes, index));
                return [new When(comes, then)];
            }

            var to = work.Planned.Definition.Transitions[index].To;
            Put(then, body, "next", frame => next.At(CellIn(scope, frame)), before => g.Select(comes, g.Constant(to), before));
            Put(then, body, $"taken {index}", _ => work.Taken.At(index), before => g.Add(before, g.Number(comes)));
            Put(then, body, $"in {to}", _ => work.InLeaf.At(to), before => g.Add(before, g.Number(comes)));
            for (var from = 0; from < work.InLeaf.Cells; from++)
            {
                var k = from;
                if ((leaves >> from & 1) != 0)
                {
                    Put(then, body, $"in {k}", _ => work.InLeaf.At(k), before => g.Subtract(before, g.Number(g.And(comes, lowering.IsAmong(leaf, 1UL << k, work.InLeaf.Cells, hasNone: true)))));
                }
            }

            return [new When(comes, then)];
        }

        // ------------------------------------------------------------------------------------------------ memories and readings
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
            _kernels.Measures = [.. _plan.Scenario.Measures.Select(m => Reading("measure " + m.Name, m.Expression))];
            _kernels.Times = [.. _plan.Scenario.Times.Select(t => Reading("time " + t.Name, t.Condition))];
            _kernels.Outcomes = [.. _plan.Scenario.Outcomes.Select(o => o.When is null ? null : Reading("outcome " + o.Name, o.When))];
        }

        private Reading Reading(string name, BoundExpr expression)
        {
            var column = _layout.Add(name, 1, mayBeNaN: true);
            var body = _cells.NewBody(name);
            var lowering = new Lowering(_cells, body, NoDraws);
            var value = expression.Type.Kind == TypeKind.Condition ? lowering.Mask(expression) : lowering.Number(expression);
            body.Statements.Add(new Store(body.Address("result", _ => column.At(0)), lowering.Poisoned(value)));
            return new Reading(Rows(body, [CellMap.NewFrame()]), NeedsOf([body]), column);
        }

        // ------------------------------------------------------------------------------------------------ the beginning
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

        // ------------------------------------------------------------------------------------------------ the end
        private void Finish()
        {
            if (!_cells.Passes.HasFlag(Passes.Sparse))
            {
                AskForAll();
            }

            for (var k = 0; k < _kernels.Lifecycles.Length; k++)
            {
                var lifecycle = _kernels.Lifecycles[k];
                foreach (var s in _cells.EnteredStates(lifecycle.Planned.Definition.Lifecycle))
                {
                    lifecycle.Entered[s] = _cells.Entered(lifecycle.Planned.Definition.Lifecycle, s);
                }
            }

            foreach (var happening in _kernels.Events.Concat(_kernels.Rules))
            {
                happening.Fired ??= _cells.HasFired(happening.Planned.Definition.Symbol) ? _cells.Fired(happening.Planned.Definition.Symbol) : null;
            }

            // Who never fires has no work, but may be asked when it did.
            var working = _kernels.Events.Concat(_kernels.Rules).Select(h => h.Planned.Definition.Symbol).ToHashSet();
            _kernels.NeverFired = [.. _plan.Events.Concat(_plan.Rules).Select(h => h.Definition.Symbol).Where(h => !working.Contains(h) && _cells.HasFired(h)).Select(h => (_cells.Fired(h), h))];

            var computed = _cells.Computed;
            for (var k = 0; k < computed.Count; k++)
            {
                computed[k].Position = k;
            }

            foreach (var one in computed)
            {
                var leaves = new HashSet<int>(one.Reads);
                leaves.UnionWith(one.Variants.SelectMany(v => v.Bodies).SelectMany(b => b.Leaves));
                leaves.UnionWith(one.Needs.SelectMany(n => n.Leaves));
                one.Leaves = [.. leaves];
            }

            _kernels.Derivations = [.. computed.Select(c => new Derivation(c, [.. c.Variants.Where(v => v.Count > 0).Select(v => new Work(v))]))];
            _works.AddRange(_kernels.Derivations.SelectMany(d => d.Kernels));
            var api = _options.VectorBits is { } bits ? VectorApi.Of(bits) : VectorApi.Widest;
            Parallel.ForEach(_works.Where(w => w.Variant.Count > 0), work =>
            {
                work.Variant.Compile(_options.Lanes, api);
                work.Fix();
            });
            var words = (computed.Count + 63) / 64;
            foreach (var (needs, of) in _needs)
            {
                needs.Bits = new ulong[words];
                foreach (var one in CellMap.Closure(of).Where(c => c.Asked > 0 || c.Custom is not null))
                {
                    needs.Bits[one.Position >> 6] |= 1UL << (one.Position & 63);
                }
            }

            _kernels.Dependents = [.. Enumerable.Range(0, _cells.LeafCount).Select(_ => new ulong[words])];
            foreach (var one in computed)
            {
                foreach (var leaf in one.Leaves)
                {
                    _kernels.Dependents[leaf][one.Position >> 6] |= 1UL << (one.Position & 63);
                }
            }

            for (var k = 0; k < _kernels.Lasting.Length; k++)
            {
                _kernels.Lasting[k].Index = k;
            }

            _kernels.Drawn = [.. _plan.Drawn.Select(d => (Place(d.At), d.Uncertain))];
            _kernels.Paths = [.. _plan.Paths.Select(p => (p, Place(p.At)))];
            _kernels.ArenaSize = _layout.Size;
            _kernels.EffectLists = _lists;
            var vectors = Math.Max(1, _options.Lanes * 64 / api.Bits);
            _kernels.MostReports = Math.Max(_mostReports, _mostRows) * vectors;
        }

        private void AskForAll()
        {
            foreach (var derived in _plan.Scenario.Derived)
            {
                foreach (var (cell, _, _) in derived.Quantity.Scope.All())
                {
                    _cells.Ask(derived.Quantity, cell);
                }
            }
        }

        // ------------------------------------------------------------------------------------------------ tools
        // Where a cell of a world stands in the arena.
        private long Place(int at)
        {
            var quantity = _plan.Scenario.Quantities.Last(q => q.Offset <= at && at < q.Offset + q.Scope.Cells);
            return _cells.ColumnOf(quantity).At(at - quantity.Offset);
        }

        private void Fail(Body body, Node? bad) => Fail(body.Statements, body, bad);

        private void Fail(List<Statement> statements, Body body, Node? bad)
        {
            if (bad is null or { Op: Op.False })
            {
                return;
            }

            var slot = body.Address("failed", _ => _cells.Failed.At(0));
            statements.Add(new Store(slot, body.Graph.Select(bad, body.Graph.Constant(1), body.Fresh(slot))));
        }

        private Work Rows(Body body, IEnumerable<int[]> frames)
        {
            var variant = new Variant(body);
            foreach (var frame in frames)
            {
                variant.Add(frame);
            }

            var work = new Work(variant);
            _works.Add(work);
            _mostRows = Math.Max(_mostRows, variant.Count);
            return work;
        }

        private Needs NeedsOf(IEnumerable<Body> bodies)
        {
            var needs = new Needs();
            var all = bodies.ToArray();
            _needs.Add((needs, all.SelectMany(b => b.Needs)));
            return needs;
        }

        // By cell, its place in a list; -1 for none.
        private static int[] Places(IReadOnlyList<int> cells)
        {
            var places = new int[cells.Count == 0 ? 0 : cells.Max() + 1];
            Array.Fill(places, -1);
            for (var k = 0; k < cells.Count; k++)
            {
                places[cells[k]] = k;
            }

            return places;
        }

        private static int CellIn(Scope scope, int[] frame) => scope.Indices switch { 0 => 0, 1 => frame[0], _ => scope.CellOf(frame[0], frame[1]) };

        private static int[] FrameOf(int i, int j)
        {
            var frame = CellMap.NewFrame();
            frame[0] = Math.Max(i, 0);
            frame[1] = Math.Max(j, 0);
            return frame;
        }

        private static ulong[] Pinned(IEnumerable<ulong> values)
        {
            var list = values.ToArray();
            var pinned = GC.AllocateUninitializedArray<ulong>(list.Length, pinned: true);
            list.CopyTo(pinned, 0);
            return pinned;
        }
    }
}
