using System.Collections.Immutable;
using Entente.Language;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Planning;

/// <summary>Third stage: lays out what a trial does, and computes once what no trial changes.</summary>
public static class Planner
{
    public static Plan Plan(Scenario scenario) => new Builder(scenario).Build();

    /// <summary>A plan of the same trials whose boards can be changed by hand, as at a table.</summary>
    public static Plan ForPlay(Scenario scenario) => Plan(scenario) with
    {
        ByHand = [.. scenario.Play.Injects.SelectMany(i => i.Effects), .. scenario.Play.Votes.SelectMany(v => v.Motions).SelectMany(m => m.Effects)],
    };

    private sealed class Builder
    {
        private readonly Scenario _scenario;
        private readonly ReferenceEvaluator _constants;
        private readonly double[] _values;
        private readonly List<(string Name, Distribution Distribution)> _uncertain = [];
        private readonly List<string> _addresses = [];
        private readonly Dictionary<Scope, ImmutableArray<ulong>> _entities = [];

        public Builder(Scenario scenario)
        {
            _scenario = scenario;
            var world = new World(scenario.Size.Cells, 0, 0, 0, 0, scenario.Quantities.Length) { MonthsPerStep = scenario.Clock.MonthsPerStep };
            scenario.Constants.CopyTo(world.Cells);
            _constants = new ReferenceEvaluator(world);
            _values = world.Cells;
        }

        public Plan Build()
        {
            var drawn = new List<(int At, string Name)>();
            var paths = new List<(int At, List<(int Months, double Value, string? Name)> Knots)>();
            foreach (var lever in _scenario.Levers.Where(l => l.Knots.Length > 1))
            {
                paths.Add((lever.Quantity.Offset, [.. lever.Knots.Select(k => (k.Months, k.Value, (string?)null))]));
            }

            foreach (var uncertainty in _scenario.Uncertainties)
            {
                LayOut(uncertainty, drawn, paths);
            }

            ImmutableArray<UncertainNumber> uncertain = [.. _uncertain.OrderBy(u => u.Name, StringComparer.Ordinal).Select(u => new UncertainNumber(u.Name, u.Distribution))];
            var position = uncertain.Select((u, k) => (u.Name, k)).ToDictionary(u => u.Name, u => u.k, StringComparer.Ordinal);
            var happenings = 0;
            var held = 0;
            var fired = 0;
            return new Plan
            {
                Scenario = _scenario,
                Uncertain = uncertain,
                Drawn = [.. drawn.Select(d => (d.At, position[d.Name]))],
                Paths = [.. paths.Select(p => new PathCell(p.At, [.. p.Knots.Select(k => (k.Months, k.Value, k.Name is null ? -1 : position[k.Name]))]))],
                Constants = [.. _values],
                Still = Still([.. paths.Select(p => p.At)]),
                Events = [.. _scenario.Events.Select(h => Happening(h, happenings++))],
                Rules = [.. _scenario.Rules.Select(h => Happening(h, happenings++))],
                States = [.. _scenario.States.Select(State)],
                Lifecycles = [.. _scenario.Lifecycles.Select(l => Lifecycle(l, ref held, ref fired))],
                Addresses = [.. _addresses],
                HeldCount = held,
                TransitionCount = fired,
            };
        }

        private void LayOut(UncertaintyDefinition uncertainty, List<(int At, string Name)> drawn, List<(int At, List<(int, double, string?)> Knots)> paths)
        {
            var quantity = uncertainty.Quantity;
            foreach (var (cell, i, j) in quantity.Scope.All())
            {
                var at = quantity.Offset + cell;
                var name = quantity.Name + quantity.Scope.Suffix(i, j);
                if (uncertainty.Knots is [{ Distribution: not null, Months: null } single])
                {
                    _uncertain.Add((name, Realise(single.Distribution, quantity.Scope, i, j)));
                    drawn.Add((at, name));
                    continue;
                }

                var knots = new List<(int, double, string?)>();
                foreach (var knot in uncertainty.Knots)
                {
                    var months = knot.Months ?? 0;
                    if (knot.Distribution is null)
                    {
                        knots.Add((months, _constants.InCell(quantity.Scope, i, j, knot.Value!), null));
                        continue;
                    }

                    var knotName = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}@{months / 12:0000}-{(months % 12) + 1:00}");
                    _uncertain.Add((knotName, Realise(knot.Distribution, quantity.Scope, i, j)));
                    knots.Add((months, 0, knotName));
                }

                paths.Add((at, knots));
            }
        }

        // What is left when everything that can move is taken out, and whatever reads it, and so on.
        private ImmutableHashSet<Quantity> Still(HashSet<int> paths)
        {
            var moving = _scenario.States.Select(s => s.Quantity).Concat(_scenario.Quantities.Where(q => paths.Overlaps(Enumerable.Range(q.Offset, q.Scope.Cells)))).ToHashSet();
            var still = _scenario.Derived;
            for (var before = -1; before != still.Length;)
            {
                before = still.Length;
                moving.UnionWith(still.Where(d => BoundTree.Reads(d.Formula).Any(moving.Contains) || BoundTree.All(d.Formula).Any(Moves)).Select(d => d.Quantity));
                still = [.. still.Where(d => !moving.Contains(d.Quantity))];
            }

            return [.. still.Select(d => d.Quantity)];
        }

        private static bool Moves(BoundExpr expr) => expr is TimeNow or DateNow or Previous or Smoothed or SinceFired or SinceEntered or InState;

        private Distribution Realise(BoundDistribution distribution, Scope scope, int i, int j) => distribution switch
        {
            FixedDistribution f => f.Distribution,
            FamilyDistribution f => new ParametricDistribution(f.Family, [.. f.Parameters.Select(p => _constants.InCell(scope, i, j, p))]),
            _ => throw new InvalidOperationException(),
        };

        private DrawSource Source(string address)
        {
            _addresses.Add(address);
            return new DrawSource(address, _addresses.Count - 1);
        }

        private PlannedHappening Happening(Happening happening, int index) => new(
            happening, index, Source(happening.Address), [.. happening.Draws.Select(d => Source($"{happening.Address}.{d.Name}"))], Entities(happening.Symbol.Scope));

        private PlannedState State(StateDefinition state, int index)
        {
            var type = state.Quantity.Type;
            var start = new Call(type, Functions.Find("clamp")!, [state.Initial, new Constant(type, state.Low), new Constant(type, state.High)]);
            return new PlannedState(state, index, start, Source($"state.{state.Quantity.Name}"), [.. state.Quantity.Scope.All()], Entities(state.Quantity.Scope));
        }

        private PlannedLifecycle Lifecycle(LifecycleDefinition lifecycle, ref int held, ref int fired)
        {
            var sources = lifecycle.Transitions.Select(t => Source(lifecycle.Address(t))).ToArray();
            var exits = lifecycle.Lifecycle.Leaves.Select(leaf => lifecycle.Transitions
                .Select((t, k) => new Exit(t, k, sources[k]))
                .Where(e => (e.Transition.From >> leaf.Leaf & 1) != 0)
                .OrderByDescending(e => e.Transition.Depth[leaf.Leaf])
                .ThenByDescending(e => e.Transition.Priority)
                .ThenBy(e => e.Transition.Name, StringComparer.Ordinal)
                .ToImmutableArray()).ToImmutableArray();
            var planned = new PlannedLifecycle(lifecycle, held, fired, exits, [.. lifecycle.Lifecycle.Scope.All()], Entities(lifecycle.Lifecycle.Scope));
            held += lifecycle.Lifecycle.Scope.Cells * lifecycle.Transitions.Length;
            fired += lifecycle.Transitions.Length;
            return planned;
        }

        // A draw is addressed by the keys of its members, not by their positions: another member shifts nothing.
        private ImmutableArray<ulong> Entities(Scope scope)
        {
            if (_entities.TryGetValue(scope, out var known))
            {
                return known;
            }

            var entities = new ulong[scope.Cells];
            foreach (var (cell, i, j) in scope.All())
            {
                entities[cell] = (i, j) switch
                {
                    ( < 0, _) => 0,
                    (_, < 0) => StableHash.Of(scope.Set!.Keys[i]),
                    _ => StableHash.Combine(StableHash.Of(scope.Set!.Keys[i]), StableHash.Of(scope.Set.Keys[j])),
                };
            }

            return _entities[scope] = [.. entities];
        }
    }
}
