using System.Globalization;
using Entente.Language;
using Entente.Planning;

namespace Entente.Kernels;

/// <summary>The improvements of a kernel plan that can be left out one by one; results are the same with any of them.</summary>
[Flags]
public enum Passes
{
    None = 0,

    /// <summary>What is known from data and levers is computed at load time.</summary>
    Fold = 1,

    /// <summary>Equal operations of a kernel are done once.</summary>
    Share = 2,

    /// <summary>What is known once a trial has drawn its uncertainties is computed once a trial.</summary>
    Hoist = 4,

    /// <summary>Only cells that somebody reads are computed, and only members, pairs and machines that can matter are looked at.</summary>
    Sparse = 8,

    /// <summary>Cells that differ in kind, by a condition known at load time, have kernels of their own.</summary>
    Split = 16,

    /// <summary>What is derived is computed again only if something it reads has changed.</summary>
    Fresh = 32,

    All = Fold | Share | Hoist | Sparse | Split | Fresh,
}

/// <summary>Scratch: where everything of a scenario stands in a block's arena, and how what is derived is computed.</summary>
internal sealed class CellMap
{
    private readonly Plan _plan;
    private readonly Dictionary<Quantity, BoundExpr> _formulas;
    private readonly Dictionary<object, Column> _columns = [];
    private readonly Dictionary<object, int> _leaves = [];
    private readonly Dictionary<Quantity, Computed> _derived = [];
    private readonly Dictionary<string, Computed> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<BoundExpr, bool> _mayFail = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Column Column, Quantity Quantity)> _tables = [];

    public CellMap(Plan plan, Layout layout, Passes passes)
    {
        _plan = plan;
        Layout = layout;
        Passes = passes;
        LoadTime = new LoadTime(plan);
        _formulas = plan.Scenario.Derived.ToDictionary(d => d.Quantity, d => d.Formula);
        Poison = layout.Add("poison", 1, mayBeNaN: true);
        Failed = layout.Add("failed", 1);
        Active = layout.Add("active", 1);
        Zero = layout.Add("zero", 1, 0, 0);
        Now = layout.Add("now", 1, 0, 1 << 24);
        Time = layout.Add("t", 1, 0, 1e9);
        Date = layout.Add("year", 1, -1e9, 1e9);
        Step = layout.Add("step", 1, -1, 1 << 24);
        LeafOfClock = LeafFor("clock");
        LeafOfDraws = LeafFor("draws");
    }

    public Passes Passes { get; }

    public Layout Layout { get; }

    public LoadTime LoadTime { get; }

    /// <summary>All that is computed, in an order in which it can be.</summary>
    public List<Computed> Computed { get; } = [];

    /// <summary>Quantities known at load time that kernels read by an index that differs between lanes.</summary>
    public IReadOnlyList<(Column Column, Quantity Quantity)> Tables => _tables;

    /// <summary>NaN in every lane: what a cell of a member paired with itself would be.</summary>
    public Column Poison { get; }

    /// <summary>Not 0 in the lanes in which the evaluator would have failed.</summary>
    public Column Failed { get; }

    /// <summary>1 in the lanes that the effects in hand are for.</summary>
    public Column Active { get; }

    public Column Zero { get; }

    /// <summary>Steps taken so far.</summary>
    public Column Now { get; }

    public Column Time { get; }

    public Column Date { get; }

    /// <summary>The step in hand.</summary>
    public Column Step { get; }

    public int LeafOfClock { get; }

    public int LeafOfDraws { get; }

    public int LeafCount => _leaves.Count;

    public int MonthsPerStep => _plan.Scenario.Clock.MonthsPerStep;

    public int LeafOf(Symbol symbol) => LeafFor(symbol);

    public int LeafOfBefore(Quantity quantity) => LeafFor((quantity, "before"));

    public int LeafOfMemory(Memory memory) => LeafFor((memory.Offset, "memory"));

    public Column Machines(Lifecycle lifecycle) => ColumnFor(lifecycle, lifecycle.Name, lifecycle.Scope.Cells, 0, lifecycle.Leaves.Length - 1);

    /// <summary>The points at which machines last entered a state; -1 for never.</summary>
    public Column Entered(Lifecycle lifecycle, int state) => ColumnFor((lifecycle, state), $"entered {lifecycle.Name}.{lifecycle.States[state].Name}", lifecycle.Scope.Cells, -1, 1 << 24);

    public IEnumerable<int> EnteredStates(Lifecycle lifecycle) => Enumerable.Range(0, lifecycle.States.Length).Where(s => _columns.ContainsKey((lifecycle, s)));

    /// <summary>The steps in which a happening last fired; -1 for never.</summary>
    public Column Fired(HappeningSymbol happening) => ColumnFor(happening, "fired " + happening.Name, happening.Scope.Cells, -1, 1 << 24);

    public bool HasFired(HappeningSymbol happening) => _columns.ContainsKey(happening);

    public Column Before(Quantity quantity) => ColumnFor((quantity, "before"), "before " + quantity.Name, quantity.Scope.Cells, -double.MaxValue, double.MaxValue);

    public Column Memory(Memory memory) => ColumnFor((memory.Offset, "memory"), "memory of " + memory.Quantity.Name, memory.Quantity.Scope.Cells, -double.MaxValue, double.MaxValue);

    /// <summary>A quantity's cells; one that is derived is computed where it is asked for.</summary>
    public Column ColumnOf(Quantity quantity, Body body)
    {
        if (_formulas.ContainsKey(quantity))
        {
            var computed = ComputedOf(quantity);
            body.Needs.Add(computed);
            return computed.Column;
        }

        if (quantity.Sort == QuantityKind.State)
        {
            body.Leaves.Add(LeafOf(quantity));
        }
        else if (LoadTime.Of(quantity) == Timing.Step)
        {
            body.Leaves.Add(LeafOfClock);
        }

        return ColumnOf(quantity);
    }

    /// <summary>The cells of a quantity that is not derived.</summary>
    public Column ColumnOf(Quantity quantity) => ColumnFor(
        quantity, quantity.Name, quantity.Scope.Cells,
        quantity.Sort == QuantityKind.State ? Math.Max(quantity.Range.Low, -double.MaxValue) : quantity.Range.Low,
        quantity.Sort == QuantityKind.State ? Math.Min(quantity.Range.High, double.MaxValue) : quantity.Range.High);

    /// <summary>A quantity's cells, every one of them computed.</summary>
    public Column WholeColumnOf(Quantity quantity, Body body)
    {
        if (LoadTime.Of(quantity) == Timing.Load)
        {
            if (!_columns.TryGetValue((quantity, "table"), out var table))
            {
                table = _columns[(quantity, "table")] = Layout.Add("table " + quantity.Name, quantity.Scope.Cells, mayBeNaN: true);
                _tables.Add((table, quantity));
            }

            return table;
        }

        var column = ColumnOf(quantity, body);
        foreach (var (cell, _, _) in quantity.Scope.All())
        {
            Ask(quantity, cell);
        }

        return column;
    }

    /// <summary>Asks for a cell of a quantity, if it is derived.</summary>
    public void Ask(Quantity quantity, int cell)
    {
        if (_derived.TryGetValue(quantity, out var computed))
        {
            var (i, j) = ReferenceEvaluator.MembersOf(quantity.Scope, cell);
            var frame = NewFrame();
            frame[0] = Math.Max(i, 0);
            frame[1] = Math.Max(j, 0);
            computed.Ask(cell, frame);
        }
    }

    /// <summary>Asks for the cell of a part whose variables stand at other places of the asker's frame.</summary>
    public static int AskFor(Computed computed, int[] free, int[] frame)
    {
        var own = NewFrame();
        var cell = 0;
        for (var k = 0; k < free.Length; k++)
        {
            own[computed.Slots[k]] = frame[free[k]];
            cell = (cell * computed.Radices[k]) + frame[free[k]];
        }

        computed.Ask(cell, own);
        return cell;
    }

    /// <summary>A part of a formula that is known once a trial has drawn its uncertainties.</summary>
    public Computed Hoisted(BoundExpr expr) => Part("trial ", expr, new Dictionary<int, Column>(), (body, slots) =>
    {
        var lowering = new Lowering(this, body, new Dictionary<int, Column>(), hoist: false);
        var lowered = expr.Type.Kind == TypeKind.Condition ? lowering.Mask(expr) : lowering.Number(expr);
        return (lowering.Poisoned(lowered), new Variant(body));
    });

    /// <summary>An aggregate, computed by a kernel of its own.</summary>
    public Computed Aggregated(Aggregate e, IReadOnlyDictionary<int, Column> draws) => Part("total ", e, draws, (body, slots) => Aggregation.Build(this, e, draws, body));

    /// <summary>A measure of a network, one cell or one a member.</summary>
    public Computed Networked(Network e) => _parts.TryGetValue("network " + ExprKey.Of(e with { Subject = null }).Key, out var known) ? known : NetworkPart.Build(this, e);

    public Computed AddPart(string key, Computed computed)
    {
        _parts[key] = computed;
        Computed.Add(computed);
        return computed;
    }

    /// <summary>Whether an expression that is known at load time may have no value.</summary>
    /// <param name="distinct">Places in the frame that never hold the same member.</param>
    public bool MayFail(BoundExpr expr, IReadOnlySet<(int, int)> distinct)
    {
        var pairs = BoundTree.All(expr).Select(e => (e as Aggregate)?.Range).OfType<BoundRange>().Where(r => r.Kind != RangeKind.Members).Select(r => (r.Slot, r.Slot + 1)).ToHashSet();
        return BoundTree.All(expr).Any(e => e is Cell { I: { } i, J: { } j }
            ? !(i is Local a && j is Local b && new[] { (a.Slot, b.Slot), (b.Slot, a.Slot) }.Any(p => distinct.Contains(p) || pairs.Contains(p)))
            : OwnMayFail(e));
    }

    /// <summary>Whether a condition can leave rows out at load time.</summary>
    public bool Decides(BoundExpr condition, Body body, IReadOnlyDictionary<int, Column> draws) =>
        Passes.HasFlag(Passes.Sparse) && LoadTime.Of(condition) == Timing.Load
        && !BoundTree.All(condition).Any(e => e is Local l && draws.ContainsKey(l.Slot)) && !MayFail(condition, body.Pairs);

    /// <summary>What a set of kernels needs, however far down, in an order in which it can be computed.</summary>
    public static Computed[] Closure(IEnumerable<Computed> needs)
    {
        var found = new HashSet<Computed>();
        var waiting = new Stack<Computed>(needs);
        while (waiting.TryPop(out var next))
        {
            if (found.Add(next))
            {
                foreach (var need in next.Needs)
                {
                    waiting.Push(need);
                }
            }
        }

        return [.. found.OrderBy(c => c.Position)];
    }

    public static int[] NewFrame() => new int[ReferenceEvaluator.FrameSize];

    public Body NewBody(string name, Scope scope = default)
    {
        var body = new Body(Passes.HasFlag(Passes.Share), name);
        if (scope.Indices == 2)
        {
            body.Pairs.Add((0, 1));
        }

        return body;
    }

    private Computed ComputedOf(Quantity quantity)
    {
        if (_derived.TryGetValue(quantity, out var known))
        {
            return known;
        }

        var computed = new Computed(quantity.Name, [.. Enumerable.Range(0, quantity.Scope.Indices)]);
        var leaves = new List<BoundExpr>();
        Split(_formulas[quantity], leaves);
        var values = new List<Node>();
        foreach (var leaf in leaves)
        {
            var body = NewBody(quantity.Name, quantity.Scope);
            var lowering = new Lowering(this, body, new Dictionary<int, Column>());
            var lowered = leaf.Type.Kind == TypeKind.Condition ? lowering.Mask(leaf) : lowering.Number(leaf);
            lowered = lowered with { Bad = lowering.Either(lowered.Bad, body.Graph.IsNotFinite(body.Graph.Number(lowered.Value))) };
            values.Add(Finish(body, lowering.Poisoned(lowered), computed, quantity.Scope));
            computed.Variants.Add(new Variant(body));
        }

        computed.Choose = frame => Choose(_formulas[quantity], frame, leaves);
        computed.Column = Layout.Add(
            quantity.Name, quantity.Scope.Cells, Math.Max(values.Min(v => v.Low), -double.MaxValue), Math.Min(values.Max(v => v.High), double.MaxValue), values.Any(v => v.MayBeNaN));
        _derived[quantity] = computed;
        Computed.Add(computed);
        return computed;
    }

    private static Node Finish(Body body, Node value, Computed computed, Scope scope)
    {
        var slot = body.Address("result", frame => computed.Column.At(scope.CellAt(frame[0], frame[1])));
        body.Statements.Add(new Store(slot, value));
        return value;
    }

    // The alternatives of a formula that begins with choices known at load time.
    private void Split(BoundExpr formula, List<BoundExpr> leaves)
    {
        if (IsSplit(formula))
        {
            Split(((Choice)formula).Then, leaves);
            Split(((Choice)formula).Else, leaves);
        }
        else
        {
            leaves.Add(formula);
        }
    }

    private bool IsSplit(BoundExpr formula) =>
        Passes.HasFlag(Passes.Split) && formula is Choice choice && LoadTime.Of(choice.Condition) == Timing.Load && LoadTime.Of(formula) != Timing.Load && !MayFail(choice.Condition, new HashSet<(int, int)>());

    private int Choose(BoundExpr formula, int[] frame, List<BoundExpr> leaves)
    {
        while (IsSplit(formula))
        {
            var choice = (Choice)formula;
            formula = LoadTime.Value(choice.Condition, frame) != 0 ? choice.Then : choice.Else;
        }

        return leaves.FindIndex(l => ReferenceEquals(l, formula));
    }

    private Computed Part(string prefix, BoundExpr expr, IReadOnlyDictionary<int, Column> draws, Func<Body, int[], (Node Value, Variant Variant)> build)
    {
        var (key, free) = ExprKey.Of(expr);
        var drawn = free.Where(draws.ContainsKey).ToArray();
        var named = prefix + key + string.Concat(drawn.Select(s => string.Create(CultureInfo.InvariantCulture, $" {Array.IndexOf(free, s)}={draws[s].Offset}")));
        if (_parts.TryGetValue(named, out var known))
        {
            return known;
        }

        var slots = free.Where(s => !draws.ContainsKey(s)).ToArray();
        var members = BoundTree.All(expr).OfType<Local>().Where(l => slots.Contains(l.Slot)).DistinctBy(l => l.Slot).ToDictionary(l => l.Slot, l => l.Type.Set!.Keys.Length);
        var computed = new Computed(string.Create(CultureInfo.InvariantCulture, $"{prefix}{_parts.Count}"), slots) { Radices = [.. slots.Select(s => members[s])], Text = BoundText.Of(expr) };
        var body = NewBody(computed.Name);
        var (value, variant) = build(body, slots);
        var slot = body.Address("result", frame => computed.Column.At(slots.Zip(computed.Radices).Aggregate(0, (cell, s) => (cell * s.Second) + frame[s.First])));
        body.Statements.Add(new Store(slot, value));
        computed.Variants.Add(variant);
        computed.Column = Layout.Add(computed.Name, computed.Radices.Aggregate(1, (a, b) => a * b), value.Low, value.High, value.MayBeNaN);
        return AddPart(named, computed);
    }

    private bool OwnMayFail(BoundExpr expr) => expr switch
    {
        Binary { Operator: BinaryOperator.Divide } e => Ranges.Of(e.Right) is var (low, high) && low <= 0 && high >= 0,
        Binary { Operator: BinaryOperator.Power } e => !(Ranges.Of(e.Left).Low >= 0),
        Call e => LaneFunctions.HasDomain(e.Function),
        Aggregate e => (e.Otherwise is null && e.Kind is AggregateKind.Mean or AggregateKind.Share or AggregateKind.Min or AggregateKind.Max or AggregateKind.Stdev) || e.Weight is not null || FormulaMayFail(e.Range.Set.Membership),
        Network => true,
        InSet e => FormulaMayFail(e.Set.Membership),
        Cell e => FormulaMayFail(e.Quantity),
        _ => false,
    };

    private bool FormulaMayFail(Quantity? quantity) => quantity is not null && _formulas.TryGetValue(quantity, out var formula) && FormulaMayFail(quantity, formula);

    private bool FormulaMayFail(Quantity quantity, BoundExpr formula)
    {
        if (!_mayFail.TryGetValue(formula, out var may))
        {
            HashSet<(int, int)> distinct = quantity.Scope.Indices == 2 ? [(0, 1)] : [];
            _mayFail[formula] = may = MayFail(formula, distinct) || (formula.Type.Kind == TypeKind.Number && !Bounded(formula));
        }

        return may;
    }

    private static bool Bounded(BoundExpr formula) => Ranges.Of(formula) is var (low, high) && double.IsFinite(low) && double.IsFinite(high);

    private Column ColumnFor(object key, string name, int cells, double low, double high)
    {
        if (!_columns.TryGetValue(key, out var column))
        {
            column = _columns[key] = Layout.Add(name, cells, low, high);
        }

        return column;
    }

    private int LeafFor(object key)
    {
        if (!_leaves.TryGetValue(key, out var leaf))
        {
            leaf = _leaves[key] = _leaves.Count;
        }

        return leaf;
    }
}
