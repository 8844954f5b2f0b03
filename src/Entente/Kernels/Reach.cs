using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Kernels;

/// <summary>Scratch: which leaves each machine of a lifecycle can ever be in, as far as data, levers and where it begins show.</summary>
internal sealed class Reach
{
    private readonly ulong[] _leaves;
    private readonly int[] _initial;
    private readonly bool[][] _takes;
    private readonly bool[][] _passes;
    private readonly ulong[] _froms;

    /// <param name="anywhere">Whether machines may begin in any leaf, as on a board.</param>
    public Reach(Plan plan, PlannedLifecycle planned, CellMap cells, bool anywhere)
    {
        var definition = planned.Definition;
        var transitions = definition.Transitions;
        var all = definition.Lifecycle.Leaves.Length == 64 ? ulong.MaxValue : (1UL << definition.Lifecycle.Leaves.Length) - 1;
        var fired = FiredTransitions(plan, definition);
        var isKnown = !anywhere && cells.LoadTime.Of(definition.Initial) == Timing.Load && cells.Passes.HasFlag(Passes.Sparse);
        var guards = transitions.Select(t => new Guard(cells, cells.NewBody("reach", definition.Lifecycle.Scope), new Dictionary<int, Column>())).ToArray();
        for (var t = 0; t < transitions.Length; t++)
        {
            guards[t].And(new Lowered(cells.NewBody("reach").Graph.True), transitions[t].When);
        }

        _leaves = new ulong[planned.Machines.Length == 0 ? 0 : definition.Lifecycle.Scope.Cells];
        _initial = new int[_leaves.Length];
        _takes = [.. transitions.Select(_ => new bool[_leaves.Length])];
        _passes = [.. transitions.Select(_ => new bool[_leaves.Length])];
        _froms = [.. transitions.Select(t => t.From)];
        foreach (var (machine, i, j) in planned.Machines)
        {
            var frame = CellMap.NewFrame();
            frame[0] = Math.Max(i, 0);
            frame[1] = Math.Max(j, 0);
            var initial = isKnown ? cells.LoadTime.Value(definition.Initial, frame) : double.NaN;
            _initial[machine] = double.IsNaN(initial) ? -1 : (int)initial;
            var leaves = double.IsNaN(initial) ? all : 1UL << (int)initial;
            for (var t = 0; t < transitions.Length; t++)
            {
                _passes[t][machine] = guards[t].Passes(frame);
            }

            for (var before = 0UL; before != leaves;)
            {
                before = leaves;
                for (var t = 0; t < transitions.Length; t++)
                {
                    if ((transitions[t].From & leaves) != 0 && (fired.Contains(t) || _passes[t][machine]))
                    {
                        _takes[t][machine] = true;
                        leaves |= 1UL << transitions[t].To;
                    }
                }
            }

            _leaves[machine] = leaves;
        }
    }

    /// <summary>The leaves a machine can be in.</summary>
    public ulong Of(int machine) => _leaves[machine];

    /// <summary>The leaf it begins in, or -1 where that is not known.</summary>
    public int Initial(int machine) => _initial[machine];

    /// <summary>Whether it can take a transition.</summary>
    public bool Takes(int transition, int machine) => _takes[transition][machine];

    /// <summary>Whether it may try a transition from some leaves by itself.</summary>
    public bool Tries(int transition, ulong leaves, int machine) => (_leaves[machine] & leaves & _froms[transition]) != 0 && _passes[transition][machine];

    /// <summary>Whether it can move at all.</summary>
    public bool Moves(int machine) => _takes.Any(t => t[machine]);

    private static HashSet<int> FiredTransitions(Plan plan, LifecycleDefinition definition)
    {
        var effects = plan.Events.Concat(plan.Rules).SelectMany(h => h.Definition.Effects)
            .Concat(plan.Lifecycles.SelectMany(l => l.Definition.Transitions.Select(t => t.Effects).Concat(l.Definition.Enter).Concat(l.Definition.Exit)).SelectMany(e => e));
        var names = effects.Where(e => e.Machine == definition.Lifecycle).Select(e => e.Transition).ToHashSet();
        return [.. Enumerable.Range(0, definition.Transitions.Length).Where(t => names.Contains(definition.Transitions[t].Name))];
    }
}
