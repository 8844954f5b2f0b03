using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Kernels;

internal sealed partial class KernelBuilder
{
    // More counts than these do not stay in registers.
    private const int MostCounts = 16;

    // One kernel tries all exits of a machine in their order; what it cannot settle in all lanes it reports.
    private LifecycleWork Lifecycle(PlannedLifecycle planned)
    {
        var definition = planned.Definition;
        var lifecycle = definition.Lifecycle;
        var scope = lifecycle.Scope;
        var transitions = definition.Transitions;
        var reach = new Reach(_plan, planned, _cells, _options.FromBoards);
        var machines = _cells.Machines(lifecycle);
        var effects = transitions.SelectMany(t => t.Effects).Concat(definition.Enter.SelectMany(e => e)).Concat(definition.Exit.SelectMany(e => e)).ToArray();
        var isPlain = effects.Length == 0 && !transitions.Any(t => t.Rate is not null || t.ForSteps > 1) && !_asksSince.Contains(lifecycle)
            && transitions.Sum(t => System.Numerics.BitOperations.PopCount(t.From)) <= MostCounts;
        // What waits has to be known apart only where a machine can move before its turn.
        var waiting = isPlain && !_isFired.Contains(lifecycle) ? machines : _layout.Add("waiting " + lifecycle.Name, scope.Cells, -1, lifecycle.Leaves.Length);
        var work = new LifecycleWork(planned, machines, waiting, _cells.LeafOf(lifecycle))
        {
            InLeaf = _layout.Add("in " + lifecycle.Name, lifecycle.Leaves.Length, 0, 1e9),
            Taken = _layout.Add("taken " + lifecycle.Name, transitions.Length, 0, 1e15),
            Clocks = new DrawnCells?[transitions.Length],
            Held = [.. transitions.Select(t => t.ForSteps > 1 ? _layout.Add($"held {lifecycle.Name}.{t.Name}", scope.Cells, 0, 1e9) : null)],
        };
        work.Next = isPlain ? _layout.Add("next " + lifecycle.Name, scope.Cells, 0, lifecycle.Leaves.Length) : null;

        var body = _cells.NewBody(lifecycle.Name, scope);
        var guard = new Guard(_cells, body, NoDraws);
        var attempts = Attempts(planned).Where(a => planned.Machines.Any(m => reach.Tries(a.Transition, a.Leaves, m.Machine))).ToArray();
        var tried = planned.Machines.Where(m => attempts.Any(a => reach.Tries(a.Transition, a.Leaves, m.Machine))).ToArray();
        work.Tried = [.. tried.Select(m => m.Machine)];
        if (isPlain)
        {
            Plain(work, body, guard, reach, attempts, tried);
            return work;
        }

        var before = 0UL;
        foreach (var (transition, leaves) in attempts)
        {
            Attempt(work, body, guard, reach, transition, leaves, tried, shares: (before & leaves) != 0);
            before |= leaves;
        }

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
        var isThere = IsTried(body, lowering, reach, index, leaves, leaf, count, tried);
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

        var source = SourceOf(planned, index);
        if (transition.Rate is not null && work.Clocks[index] is null)
        {
            // Those that may wait when a trial begins stand first, so that they are wound in one go.
            bool Waits(int machine) => reach.Initial(machine) < 0 || (transition.From >> reach.Initial(machine) & 1) != 0;
            var ordered = tried.Select(m => m.Machine).Where(m => reach.Tries(index, transition.From, m)).OrderBy(m => Waits(m) ? 0 : 1).ToArray();
            work.Clocks[index] = Drawn($"clock {name}", source, ordered, ordered.Count(Waits), planned.Entities, double.NegativeInfinity, 800);
        }

        var coming = ComesUp(
            statements, body, lowering, mask, transition.Chance, transition.Rate, source, name, [.. tried.Select(m => m.Machine)], planned.Entities,
            frame => CellIn(scope, frame), work.Clocks[index], comes => Going(body, index, waiting, comes));
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

    // A machine moves: it waits no more, and is reported.
    private static List<Statement> Going(Body body, int index, int waiting, Node comes)
    {
        var g = body.Graph;
        var then = new List<Statement> { new Store(waiting, g.Select(comes, g.Constant(-1), body.Fresh(waiting))) };
        then.Add(new Report(comes, index));
        return [new When(comes, then)];
    }
}
