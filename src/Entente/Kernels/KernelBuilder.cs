using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Kernels;

/// <summary>Scratch: compiles a plan part by part: works are planned first, then the rows they ask for, then all of their code.</summary>
internal sealed partial class KernelBuilder
{
    private static readonly Dictionary<int, Column> NoDraws = [];

    // So many cells of 32 trials are half a megabyte. What is done once a block weighs less in longer blocks, and what does not fit the second cache weighs more.
    private const int SmallWorld = 2048;

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
    private readonly HashSet<Lifecycle> _isFired;
    private int _lists;
    private int _mostRows = 1;
    private int _mostReports;

    public KernelBuilder(Plan plan, KernelOptions options)
    {
        _plan = plan;
        _options = options;
        var lanes = options.Lanes ?? (plan.Scenario.Size.Cells <= SmallWorld ? 32 : 16);
        _kernels = new KernelPlan(plan, lanes) { FromBoards = options.FromBoards };
        _layout = new Layout(lanes);
        _cells = new CellMap(plan, _layout, options.Passes);
        _eventsFire = plan.Events.Any(h => h.Definition.Effects.Any(e => e.Kind == EffectKind.Fire));
        _asksSince = [.. Expressions.Of(plan).SelectMany(BoundTree.All).Select(e => e switch { SinceFired s => s.Happening, SinceEntered s => (Symbol)s.Lifecycle, _ => null }).OfType<Symbol>()];
        _isFired = [.. Expressions.Effects(plan.Scenario).Select(e => e.Machine).OfType<Lifecycle>()];
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
            work.Variant.Compile(_kernels.Lanes, api);
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
        var vectors = Math.Max(1, _kernels.Lanes * 64 / api.Bits);
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

    private static int CellIn(Scope scope, int[] frame) => scope.CellAt(frame[0], frame[1]);

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
