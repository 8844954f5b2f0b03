using System.Collections.Immutable;
using Entente.Language;
using Entente.Numerics;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>
/// Runs trials one after another in one world, by the rules of the language reference and in their order. This is the
/// oracle: it says what a step means and is not made fast.
/// </summary>
public sealed class TrialRunner
{
    private const int EventPhase = 0;
    private const int RulePhase = 1;
    private const int LifecyclePhase = 3;

    private readonly Plan _plan;
    private readonly Scenario _scenario;
    private readonly World _world;
    private readonly ReferenceEvaluator _evaluator;
    private readonly DrawStream[] _streams;
    private readonly PlannedState?[] _stateOf;
    private readonly Gathering _gathering;
    private readonly LastingEffects _lasting = new();
    private readonly double[] _next;
    private readonly double[] _averages;
    private readonly int[] _held;
    private readonly int[] _movedAt;
    private readonly List<int> _firedNow = [];
    private readonly List<(PlannedLifecycle Lifecycle, int Machine, int Transition)> _asked = [];
    private readonly List<(PlannedLifecycle Lifecycle, int Machine, int To)> _moves = [];
    private readonly double _yearsPerStep;
    private TrialResult _result = null!;
    private long _trial;
    private int _step;
    private string _doing = "";
    private (Scope Scope, int I, int J) _where;

    public TrialRunner(Plan plan, ulong seed)
    {
        _plan = plan;
        _scenario = plan.Scenario;
        var size = _scenario.Size;
        _world = new World(size.Cells, size.Machines, size.Entered, size.Happenings, size.Memories, _scenario.Quantities.Length)
        {
            MonthsPerStep = _scenario.Clock.MonthsPerStep,
            StartMachine = StartMachine,
        };
        foreach (var derived in _scenario.Derived)
        {
            _world.Definitions[derived.Quantity.Id] = derived.Formula;
            _world.Still[derived.Quantity.Id] = plan.Still.Contains(derived.Quantity);
        }

        _evaluator = new ReferenceEvaluator(_world);
        _streams = [.. plan.Addresses.Select(a => DrawStream.Named(seed, a))];
        _stateOf = new PlannedState?[_scenario.Quantities.Length];
        foreach (var state in plan.States)
        {
            _stateOf[state.Definition.Quantity.Id] = state;
        }

        _gathering = new Gathering(size.Cells);
        _next = new double[size.Cells];
        _averages = new double[size.Memories];
        _held = new int[plan.HeldCount];
        _movedAt = new int[size.Machines];
        _yearsPerStep = _scenario.Clock.YearsPerStep;
    }

    /// <summary>Runs a trial whose uncertain numbers stand in <paramref name="result"/>, and fills in the rest.</summary>
    public void Run(long trial, TrialResult result)
    {
        _trial = trial;
        _result = result;
        result.Clear(trial);
        try
        {
            Begin();
            Record(0);
            for (_step = 0; _step < _scenario.Clock.Steps; _step++)
            {
                Step();
                At(_step + 1);
                Average();
                RollBack();
                Record(_step + 1);
            }

            Judge();
        }
        catch (TrialFailedException failure)
        {
            var step = Math.Min(_step, _scenario.Clock.Steps - 1);
            var place = failure.Place ?? _doing + _where.Scope.Suffix(_where.I, _where.J);
            result.Failure = $"{failure.Message} in {place}, step {step + 1} ({_scenario.Clock.Label(step)})";
            result.Outcome = -1;
        }
    }

    private void Begin()
    {
        _step = 0;
        _world.Forget();
        _plan.Constants.CopyTo(_world.Cells);
        foreach (var (at, uncertain) in _plan.Drawn)
        {
            _world.Cells[at] = _result.Uncertain[uncertain];
        }

        Array.Fill(_world.Machines, -1);
        Array.Fill(_world.Entered, -1);
        Array.Fill(_world.Fired, -1);
        Array.Fill(_movedAt, -1);
        Array.Clear(_held);
        _lasting.Clear();
        _gathering.Clear();
        _firedNow.Clear();
        _asked.Clear();
        _moves.Clear();
        At(0);

        // While the world starts, a state is computed when it is first read, like a derived quantity.
        foreach (var state in _plan.States)
        {
            _world.Definitions[state.Definition.Quantity.Id] = state.Start;
        }

        try
        {
            foreach (var state in _plan.States)
            {
                var quantity = state.Definition.Quantity;
                foreach (var (cell, i, j) in state.Cells)
                {
                    Doing(quantity.Name, quantity.Scope, i, j);
                    _evaluator.Read(quantity, cell);
                }
            }

            foreach (var lifecycle in _plan.Lifecycles)
            {
                foreach (var (machine, _, _) in lifecycle.Machines)
                {
                    if (_world.Machines[lifecycle.Definition.Lifecycle.Offset + machine] < 0)
                    {
                        StartMachine(lifecycle.Definition.Lifecycle, machine);
                    }
                }
            }
        }
        finally
        {
            foreach (var state in _plan.States)
            {
                _world.Definitions[state.Definition.Quantity.Id] = null;
            }
        }

        _world.Changed();
        foreach (var memory in _scenario.Memories)
        {
            foreach (var (cell, _, _) in memory.Quantity.Scope.All())
            {
                Doing(memory.Quantity.Name, default, -1, -1);
                _evaluator.Remembered(_world.Memories, memory.Offset, memory.Quantity, cell);
            }
        }

        foreach (var quantity in _scenario.Remembered)
        {
            foreach (var (cell, _, _) in quantity.Scope.All())
            {
                Doing(quantity.Name, default, -1, -1);
                _world.Began[quantity.Offset + cell] = _evaluator.Remembered(_world.Before, quantity.Offset, quantity, cell);
            }
        }

        _world.Changed();
    }

    private void StartMachine(Lifecycle lifecycle, int machine)
    {
        var definition = _plan.Lifecycles[lifecycle.Id].Definition;
        var (i, j) = ReferenceEvaluator.MembersOf(lifecycle.Scope, machine);
        var leaf = (int)_evaluator.InCell(lifecycle.Scope, i, j, definition.Initial);
        _world.Machines[lifecycle.Offset + machine] = leaf;
        _world.Entered[lifecycle.EnteredOffset + (machine * lifecycle.Leaves.Length) + leaf] = 0;
    }

    // Moves the clock to a point and paths along with it.
    private void At(int point)
    {
        _world.Now = point;
        _world.Months = _scenario.Clock.StartMonths + (point * _scenario.Clock.MonthsPerStep);
        foreach (var path in _plan.Paths)
        {
            _world.Cells[path.At] = OnPath(path.Knots, _world.Months);
        }

        _world.Changed();
    }

    private double OnPath(ImmutableArray<(int Months, double Value, int Uncertain)> knots, int months)
    {
        double ValueOf(int k) => knots[k].Uncertain < 0 ? knots[k].Value : _result.Uncertain[knots[k].Uncertain];
        if (months <= knots[0].Months)
        {
            return ValueOf(0);
        }

        for (var k = 1; k < knots.Length; k++)
        {
            if (months < knots[k].Months)
            {
                var share = (months - knots[k - 1].Months) / (double)(knots[k].Months - knots[k - 1].Months);
                return ValueOf(k - 1) + (share * (ValueOf(k) - ValueOf(k - 1)));
            }
        }

        return ValueOf(knots.Length - 1);
    }

    private void Step()
    {
        Happen(_plan.Events, EventPhase);
        Happen(_plan.Rules, RulePhase);
        MoveStates();
        MoveMachines();
    }

    private void Happen(ImmutableArray<PlannedHappening> happenings, int phase)
    {
        _lasting.Continue(_gathering, phase);
        foreach (var planned in happenings)
        {
            var happening = planned.Definition;
            var from = _world.Months;
            if (from < happening.From || from >= happening.Until || (happening.At is { } at && (at < from || at >= from + _world.MonthsPerStep)))
            {
                continue;
            }

            if (happening.Range is { } range)
            {
                Doing(happening.Symbol.Name, default, -1, -1);
                _evaluator.ForEach(range, (i, j) => Consider(planned, happening.Symbol.Scope, i, j, phase));
            }
            else
            {
                Consider(planned, default, -1, -1, phase);
            }
        }

        FireAsked(phase);
        EndPhase(_step);
    }

    private void Consider(PlannedHappening planned, Scope scope, int i, int j, int phase)
    {
        var happening = planned.Definition;
        var cell = scope.Indices switch { 0 => 0, 1 => i, _ => scope.CellOf(i, j) };
        var last = _world.Fired[happening.Symbol.Offset + cell];
        Doing(happening.Symbol.Name, scope, i, j);
        if (last >= 0 && (happening.Once || _step - last < happening.CooldownSteps))
        {
            return;
        }

        if ((happening.When is { } when && !_evaluator.Holds(when)) || !ComesUp(happening.Chance, happening.Rate, planned.Coming, planned.Entities[cell])
            || !Draw(planned, planned.Entities[cell]))
        {
            return;
        }

        _firedNow.Add(happening.Symbol.Offset + cell);
        _result.Fired[planned.Index]++;
        foreach (var effect in happening.Effects)
        {
            Gather(effect, happening.Priority, phase);
        }
    }

    private bool ComesUp(BoundExpr? chance, BoundExpr? rate, DrawSource source, ulong entity)
    {
        double probability;
        if (chance is not null)
        {
            probability = _evaluator.Value(chance);
            if (!(probability is >= 0 and <= 1))
            {
                throw new TrialFailedException($"the chance is {ReferenceEvaluator.Text(probability)}, outside [0, 1],");
            }
        }
        else if (rate is not null)
        {
            var hazard = _evaluator.Value(rate);
            if (!(hazard >= 0))
            {
                throw new TrialFailedException($"the rate is {ReferenceEvaluator.Text(hazard)} per year");
            }

            probability = -Elementary.Expm1(-hazard * _yearsPerStep);
        }
        else
        {
            return true;
        }

        return probability > 0 && _streams[source.Index].Uniform(_trial, _step, entity) < probability;
    }

    private bool Draw(PlannedHappening planned, ulong entity)
    {
        var draws = planned.Definition.Draws;
        for (var k = 0; k < draws.Length; k++)
        {
            var uniform = _streams[planned.Draws[k].Index].Uniform(_trial, _step, entity);
            if (draws[k] is NumberDraw number)
            {
                _evaluator.Locals[number.Slot] = Quantile(number.Distribution, uniform);
            }
            else if (Pick((PickDraw)draws[k], uniform) is var picked and >= 0)
            {
                _evaluator.Locals[draws[k].Slot] = picked;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private double Quantile(BoundDistribution distribution, double uniform)
    {
        if (distribution is FixedDistribution ready)
        {
            return ready.Distribution.Quantile(uniform);
        }

        var family = (FamilyDistribution)distribution;
        var parameters = family.Parameters.Select(_evaluator.Value).ToArray();
        return family.Family.Check(parameters) is { } problem ? throw new TrialFailedException(problem) : family.Family.Quantile(parameters, uniform);
    }

    private int Pick(PickDraw pick, double uniform)
    {
        var members = new List<(int Member, double UpTo)>();
        var total = 0.0;
        _evaluator.ForEach(pick.Range, (i, _) =>
        {
            var weight = pick.Weight is null ? 1 : _evaluator.Value(pick.Weight);
            if (!(weight >= 0) || double.IsInfinity(weight))
            {
                throw new TrialFailedException($"a weight is {ReferenceEvaluator.Text(weight)}");
            }

            if (weight > 0)
            {
                members.Add((i, total += weight));
            }
        });
        foreach (var (member, upTo) in members)
        {
            if (uniform * total < upTo)
            {
                return member;
            }
        }

        return members.Count > 0 ? members[^1].Member : -1;
    }

    private void Gather(EffectDefinition effect, int priority, int phase)
    {
        var i = effect.I is null ? -1 : (int)_evaluator.Value(effect.I);
        var j = effect.J is null ? -1 : (int)_evaluator.Value(effect.J);
        var scope = effect.Machine?.Scope ?? effect.Target!.Scope;
        if (i >= 0 && i == j)
        {
            throw new TrialFailedException($"{(effect.Machine ?? (Symbol)effect.Target!).Name}{scope.Suffix(i, j)} pairs a member with itself");
        }

        var cell = scope.Indices switch { 0 => 0, 1 => i, _ => scope.CellOf(i, j) };
        if (effect.Machine is { } machine)
        {
            var lifecycle = _plan.Lifecycles[machine.Id];
            var index = 0;
            while (lifecycle.Definition.Transitions[index].Name != effect.Transition)
            {
                index++;
            }

            _asked.Add((lifecycle, cell, index));
            return;
        }

        var state = _stateOf[effect.Target!.Id]!;
        var at = effect.Target.Offset + cell;
        var value = _evaluator.Value(effect.Value!);
        if (effect.Lasts)
        {
            value = _lasting.Begin(effect, state, at, value, _yearsPerStep, phase);
        }

        _gathering.Add(state, at, effect.Kind, value, priority);
    }

    // Effects of a fired transition may fire others: each round moves machines that have not moved yet, so it ends.
    private void FireAsked(int phase)
    {
        while (_asked.Count > 0)
        {
            var round = _asked
                .GroupBy(a => (a.Lifecycle.Definition.Lifecycle.Id, a.Machine))
                .OrderBy(g => g.Key)
                .Select(g => g.OrderByDescending(a => a.Lifecycle.Definition.Transitions[a.Transition].Priority).ThenBy(a => a.Transition).ToArray())
                .ToArray();
            _asked.Clear();
            foreach (var candidates in round)
            {
                foreach (var (lifecycle, machine, transition) in candidates)
                {
                    var leaf = _world.Machines[lifecycle.Definition.Lifecycle.Offset + machine];
                    if (_movedAt[lifecycle.Definition.Lifecycle.Offset + machine] != _step && (lifecycle.Definition.Transitions[transition].From >> leaf & 1) != 0)
                    {
                        Move(lifecycle, machine, transition, phase);
                        break;
                    }
                }
            }
        }
    }

    private void Move(PlannedLifecycle planned, int machine, int index, int phase)
    {
        var lifecycle = planned.Definition.Lifecycle;
        var transition = planned.Definition.Transitions[index];
        var leaf = _world.Machines[lifecycle.Offset + machine];
        var (i, j) = ReferenceEvaluator.MembersOf(lifecycle.Scope, machine);
        Doing(transition.Name, lifecycle.Scope, i, j);
        Here(i, j);
        _movedAt[lifecycle.Offset + machine] = _step;
        _moves.Add((planned, machine, transition.To));
        _result.Moved[planned.FiredOffset + index]++;
        for (var s = 0; s < lifecycle.States.Length; s++)
        {
            var leaves = lifecycle.States[s].Leaves;
            var own = lifecycle.States[s].Leaf >= 0;
            var inside = (leaves >> leaf & 1) != 0;
            var enters = (leaves >> transition.To & 1) != 0;
            if (inside && (own || !enters))
            {
                GatherAll(planned.Definition.Exit[s], transition.Priority, phase);
            }

            if (enters && (own || !inside))
            {
                GatherAll(planned.Definition.Enter[s], transition.Priority, phase);
            }
        }

        GatherAll(transition.Effects, transition.Priority, phase);
    }

    private void GatherAll(ImmutableArray<EffectDefinition> effects, int priority, int phase)
    {
        foreach (var effect in effects)
        {
            Gather(effect, priority, phase);
        }
    }

    private void MoveStates()
    {
        foreach (var state in _plan.States.Where(s => s.Moves))
        {
            var quantity = state.Definition.Quantity;
            foreach (var (cell, i, j) in state.Cells)
            {
                Doing(quantity.Name, quantity.Scope, i, j);
                Here(i, j);
                _next[quantity.Offset + cell] = Next(state, quantity.Offset + cell, state.Entities[cell]);
            }
        }

        foreach (var state in _plan.States.Where(s => s.Moves))
        {
            foreach (var (cell, _, _) in state.Cells)
            {
                Assign(state, state.Definition.Quantity.Offset + cell, _next[state.Definition.Quantity.Offset + cell]);
            }
        }

        _world.Changed();
    }

    private double Next(PlannedState state, int at, ulong entity)
    {
        var definition = state.Definition;
        if (definition.Next is { } map)
        {
            return _evaluator.Value(map);
        }

        var value = _world.Cells[at];
        if (definition.Drift is { } drift)
        {
            value += _evaluator.Value(drift) * _yearsPerStep;
        }

        if (definition.Noise is { } noise && _evaluator.Value(noise) is var size && size != 0)
        {
            value += size * Math.Sqrt(_yearsPerStep) * _streams[state.Noise.Index].Normal(_trial, _step, entity);
        }

        return value;
    }

    private void MoveMachines()
    {
        _lasting.Continue(_gathering, LifecyclePhase);
        foreach (var planned in _plan.Lifecycles)
        {
            var lifecycle = planned.Definition.Lifecycle;
            foreach (var (machine, i, j) in planned.Machines)
            {
                if (_movedAt[lifecycle.Offset + machine] != _step)
                {
                    TryExits(planned, machine, i, j);
                }
            }
        }

        FireAsked(LifecyclePhase);
        EndPhase(_step + 1);
    }

    private void TryExits(PlannedLifecycle planned, int machine, int i, int j)
    {
        var lifecycle = planned.Definition.Lifecycle;
        Doing(lifecycle.Name, lifecycle.Scope, i, j);
        Here(i, j);
        foreach (var exit in planned.Exits[_world.Machines[lifecycle.Offset + machine]])
        {
            var transition = exit.Transition;
            var held = planned.HeldOffset + (machine * planned.Definition.Transitions.Length) + exit.Index;
            if (transition.When is { } when && !_evaluator.Holds(when))
            {
                _held[held] = 0;
                continue;
            }

            if (++_held[held] >= transition.ForSteps && ComesUp(transition.Chance, transition.Rate, exit.Draws, planned.Entities[machine]))
            {
                Move(planned, machine, exit.Index, LifecyclePhase);
                return;
            }
        }
    }

    private void EndPhase(int enteredAt)
    {
        // Nothing happened: what was derived still holds.
        if (_gathering.IsEmpty && _firedNow.Count == 0 && _moves.Count == 0)
        {
            return;
        }

        _gathering.Drain(_world.Cells, Assign);
        foreach (var fired in _firedNow)
        {
            _world.Fired[fired] = _step;
        }

        foreach (var (planned, machine, to) in _moves)
        {
            var lifecycle = planned.Definition.Lifecycle;
            _world.Machines[lifecycle.Offset + machine] = to;
            _world.Entered[lifecycle.EnteredOffset + (machine * lifecycle.Leaves.Length) + to] = enteredAt;
            var transitions = planned.Definition.Transitions.Length;
            Array.Clear(_held, planned.HeldOffset + (machine * transitions), transitions);
        }

        _firedNow.Clear();
        _moves.Clear();
        _world.Changed();
    }

    private void Assign(PlannedState state, int at, double value)
    {
        var definition = state.Definition;
        if (!double.IsFinite(value))
        {
            var quantity = definition.Quantity;
            var (i, j) = ReferenceEvaluator.MembersOf(quantity.Scope, at - quantity.Offset);
            throw new TrialFailedException($"{quantity.Name}{quantity.Scope.Suffix(i, j)} became {ReferenceEvaluator.Text(value)}", "an update");
        }

        var bounded = Math.Min(Math.Max(value, definition.Low), definition.High);
        if (bounded != value)
        {
            _result.Clamped[state.Index]++;
        }

        _world.Cells[at] = bounded;
    }

    private void Average()
    {
        foreach (var memory in _scenario.Memories)
        {
            var weight = -Elementary.Expm1(-_yearsPerStep / ((Constant)memory.YearsConstant).Value);
            foreach (var (cell, _, _) in memory.Quantity.Scope.All())
            {
                var before = _world.Memories[memory.Offset + cell];
                _averages[memory.Offset + cell] = before + (weight * (_evaluator.Read(memory.Quantity, cell) - before));
            }
        }

        // All at once: an average of something that reads an average sees it as it stood.
        if (!_scenario.Memories.IsEmpty)
        {
            _averages.CopyTo(_world.Memories, 0);
            _world.Changed();
        }
    }

    private void RollBack()
    {
        if (_scenario.Remembered.IsEmpty)
        {
            return;
        }

        // First what all of them were, then what they are: one may read the past of another.
        _world.Began.CopyTo(_world.Before, 0);
        _world.Changed();
        foreach (var quantity in _scenario.Remembered)
        {
            foreach (var (cell, _, _) in quantity.Scope.All())
            {
                _world.Began[quantity.Offset + cell] = _evaluator.Read(quantity, cell);
            }
        }
    }

    private void Record(int point)
    {
        var last = point == _scenario.Clock.Steps;
        for (var m = 0; m < _scenario.Measures.Length; m++)
        {
            var measure = _scenario.Measures[m];
            if (measure.At == MeasureTime.End && !last)
            {
                continue;
            }

            Doing(measure.Name, default, -1, -1);
            var value = Finite(measure.Name, _evaluator.Value(measure.Expression));
            _result.Measures[m] = measure.At switch
            {
                MeasureTime.Maximum when point > 0 => Math.Max(_result.Measures[m], value),
                MeasureTime.Minimum when point > 0 => Math.Min(_result.Measures[m], value),
                MeasureTime.Mean => (_result.Measures[m] + value) / (last ? _scenario.Clock.Steps + 1 : 1),
                _ => value,
            };
            if (_result.Series[m] is { } series)
            {
                series[point] = value;
            }
        }

        for (var k = 0; k < _scenario.Times.Length; k++)
        {
            Doing(_scenario.Times[k].Name, default, -1, -1);
            if (_result.Times[k] < 0 && _evaluator.Holds(_scenario.Times[k].Condition))
            {
                _result.Times[k] = point;
            }
        }

        for (var l = 0; l < _plan.Lifecycles.Length; l++)
        {
            var lifecycle = _plan.Lifecycles[l].Definition.Lifecycle;
            foreach (var (machine, _, _) in _plan.Lifecycles[l].Machines)
            {
                var leaf = _world.Machines[lifecycle.Offset + machine];
                _result.Spent[l][leaf]++;
                _result.AtEnd[l][leaf] += last ? 1 : 0;
            }
        }
    }

    private void Judge()
    {
        for (var o = 0; o < _scenario.Outcomes.Length; o++)
        {
            Doing(_scenario.Outcomes[o].Name, default, -1, -1);
            if (_scenario.Outcomes[o].When is not { } when || _evaluator.Holds(when))
            {
                _result.Outcome = o;
                return;
            }
        }
    }

    private static double Finite(string name, double value) =>
        double.IsFinite(value) ? value : throw new TrialFailedException($"{name} became {ReferenceEvaluator.Text(value)}", "a measure");

    private void Here(int i, int j)
    {
        _evaluator.Locals[0] = i;
        _evaluator.Locals[1] = j;
    }

    private void Doing(string what, Scope scope, int i, int j)
    {
        _doing = what;
        _where = (scope, i, j);
    }
}
