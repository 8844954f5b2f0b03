using System.Collections.Immutable;
using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>
/// Scratch: writes down what happens in the trials of one <see cref="TrialRunner"/>, with why and what it did. It only
/// looks: results are the same with it and without.
/// </summary>
/// <param name="plan">The plan of that runner.</param>
public sealed class StoryRecorder(Plan plan)
{
    private readonly StoryWords _words = new(plan.Scenario);
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<(int Lifecycle, int Machine, int Transition), string> _askedBy = [];
    private readonly List<(Quantity Quantity, int Cell, double[] Values)> _watched = [];
    private List<(int Step, int Phase, double[] Values)>? _states;
    private TrialContext _trial = null!;
    private Witness _witness = null!;
    private int _phase;
    private int _open;

    /// <summary>What happened in the trial that ran last, or in the part of it that was run; where it failed, what happened before.</summary>
    public ImmutableArray<Happened> Happened => [.. _entries.Select(e => e.Finished)];

    /// <summary>Why the outcome is the one it is: its condition; null where it has none or the trial did not come to its end.</summary>
    public Reason? Verdict { get; private set; }

    /// <summary>Asks for a cell's value at every point.</summary>
    /// <returns>Its values in the trial that ran last; NaN before the trial starts, and where it has none. Shape [steps + 1].</returns>
    public IReadOnlyList<double> Watch(Quantity quantity, int cell)
    {
        var values = new double[plan.Scenario.Clock.Steps + 1];
        Array.Fill(values, double.NaN);
        _watched.Add((quantity, cell, values));
        return values;
    }

    /// <summary>Keeps every state after every phase.</summary>
    internal StoryRecorder KeepingStates()
    {
        _states = [];
        return this;
    }

    /// <summary>Every state after every phase of the trial that ran last, in the order of the plan; nothing unless they are kept.</summary>
    internal IReadOnlyList<(int Step, int Phase, double[] Values)> States => _states ?? [];

    /// <summary>What is to be looked at as a phase begins; null for nothing.</summary>
    internal (int Step, int Phase, Action<TrialContext, Witness, StoryWords> Look)? Inquiry { get; set; }

    /// <summary>Listens to a trial that begins.</summary>
    internal void Begin(TrialContext trial)
    {
        _trial = trial;
        _witness = new Witness(trial.Evaluator);
        _entries.Clear();
        _askedBy.Clear();
        _open = 0;
        _states?.Clear();
        Verdict = null;
        _watched.ForEach(w => Array.Fill(w.Values, double.NaN));
    }

    internal void BeginPhase(int phase)
    {
        _phase = phase;
        _askedBy.Clear();
        if (Inquiry is { } inquiry && inquiry.Step == _trial.Step && inquiry.Phase == phase)
        {
            _witness.Look(() =>
            {
                inquiry.Look(_trial, _witness, _words);
                return 0;
            });
        }
    }

    /// <summary>A phase has passed; 0 is the start of the trial.</summary>
    internal void Passed(int phase)
    {
        if (_states is not null)
        {
            _states.Add((_trial.Step, phase, [.. plan.States.SelectMany(s => _trial.World.Cells.AsSpan(s.Definition.Quantity.Offset, s.Definition.Quantity.Scope.Cells).ToArray())]));
        }
    }

    /// <summary>An event or rule has come up and drawn; its effects follow.</summary>
    internal void Fires(PlannedHappening planned, int i, int j)
    {
        var happening = planned.Definition;
        var symbol = happening.Symbol;
        var labels = Labels(symbol.Scope, i, j);
        Add(_witness.Look(() =>
        {
            // What was drawn first: a condition is read with the frame it was asked in, and that has other things in these places.
            ImmutableArray<Reading> draws = [.. happening.Draws.Select(Drawn)];
            var sentence = happening.Says is { } says ? StoryWords.Fill(says, _witness) : StoryWords.Plain(symbol, labels);
            return new Happened
            {
                Step = _trial.Step,
                Date = plan.Scenario.Clock.Label(_trial.Step),
                Phase = _phase,
                Kind = symbol.IsEvent ? HappenedKind.Event : HappenedKind.Rule,
                Address = happening.Address,
                Name = symbol.Name,
                Members = Keys(symbol.Scope, i, j),
                Labels = labels,
                Sentence = sentence,
                IsSaid = happening.Says is not null,
                Condition = _words.Condition(happening) is { } text ? new Reason(text, 1, _witness.Read(happening.Range?.Filter, happening.When)) : null,
                Chance = Why(happening.Address + ".chance", happening.Chance),
                Rate = Why(happening.Address + ".rate", happening.Rate),
                Draws = draws,
            };
        }));
    }

    /// <summary>A machine takes a transition; its effects follow.</summary>
    /// <param name="leaf">The leaf it leaves.</param>
    /// <param name="fired">Whether an effect made it go, whatever its guard.</param>
    internal void Moves(PlannedLifecycle planned, int machine, int index, int leaf, bool fired)
    {
        var lifecycle = planned.Definition.Lifecycle;
        var transition = planned.Definition.Transitions[index];
        var (i, j) = ReferenceEvaluator.MembersOf(lifecycle.Scope, machine);
        var labels = Labels(lifecycle.Scope, i, j);
        var (from, to) = (lifecycle.Leaves[leaf].Name, lifecycle.Leaves[transition.To].Name);
        var path = $"lifecycles.{lifecycle.Name}.transitions.{transition.Name}";
        Add(_witness.Look(() => new Happened
        {
            Step = _trial.Step,
            Date = plan.Scenario.Clock.Label(_trial.Step),
            Phase = _phase,
            Kind = HappenedKind.Transition,
            Address = planned.Definition.Address(transition),
            Name = transition.Name,
            Lifecycle = lifecycle.Name,
            Members = Keys(lifecycle.Scope, i, j),
            Labels = labels,
            Sentence = transition.Says is { } says ? StoryWords.Fill(says, _witness) : StoryWords.Plain(lifecycle, from, to, labels),
            IsSaid = transition.Says is not null,
            Condition = !fired && transition.When is { } when ? new Reason(_words.Text(path + ".when") ?? BoundText.Of(when), 1, _witness.Read(when)) : null,
            HeldSteps = !fired && transition.ForSteps > 1 ? _trial.Held[planned.HeldOf(machine, index)] : 0,
            Chance = fired ? null : Why(path + ".chance", transition.Chance),
            Rate = fired ? null : Why(path + ".rate", transition.Rate),
            From = from,
            To = to,
            FiredBy = fired ? _askedBy.GetValueOrDefault((lifecycle.Id, machine, index)) : null,
        }));
    }

    /// <summary>What happens changes a cell; the change takes place when the phase ends.</summary>
    internal void Changes(EffectDefinition effect, int cell, double amount)
    {
        var quantity = effect.Target!;
        var (i, j) = ReferenceEvaluator.MembersOf(quantity.Scope, cell);
        _entries[^1].Add(quantity.Offset + cell, new Change(
            quantity.Name + quantity.Scope.Suffix(i, j), quantity.Name, quantity.Type.Unit.ToString(), effect.Kind, amount,
            _trial.World.Cells[quantity.Offset + cell], double.NaN, effect.OverSteps, effect.HalfLife));
    }

    /// <summary>What happens asks a machine to take a transition.</summary>
    internal void Asks(PlannedLifecycle planned, int machine, int index) =>
        _askedBy.TryAdd((planned.Definition.Lifecycle.Id, machine, index), _entries[^1].Happened.Address);

    /// <summary>Effects have taken place.</summary>
    internal void EndPhase()
    {
        for (; _open < _entries.Count; _open++)
        {
            _entries[_open].Finish(_trial.World.Cells);
        }
    }

    /// <summary>A point of time has been reached.</summary>
    internal void Reaches(int point)
    {
        foreach (var (quantity, cell, values) in _watched)
        {
            values[point] = _witness.Value(quantity, cell);
        }
    }

    /// <summary>The trial has ended in an outcome.</summary>
    internal void Judges(OutcomeDefinition outcome)
    {
        if (outcome.When is { } when)
        {
            var written = (plan.Scenario.Syntax.Root.Find("outcomes") as Yaml.YamlSequence)?.Items.OfType<Yaml.YamlMapping>().FirstOrDefault(o => (o.Find("name") as Yaml.YamlScalar)?.Value == outcome.Name);
            Verdict = new Reason((written?.Find("when") as Yaml.YamlScalar)?.Value ?? BoundText.Of(when), 1, _witness.Look(() => _witness.Read(when)));
        }
    }

    private void Add(Happened happened) => _entries.Add(new Entry(happened));

    private Reason? Why(string path, BoundExpr? expr) =>
        expr is null ? null : new Reason(_words.Text(path) ?? BoundText.Of(expr), _witness.Value(expr), _witness.Read(expr));

    private Reading Drawn(BoundDraw draw)
    {
        var value = _trial.Evaluator.Locals[draw.Slot];
        var type = draw is PickDraw pick ? ExprType.MemberOf(pick.Range.Set)
            : draw is NumberDraw { Distribution: FamilyDistribution family } ? ExprType.Number(family.Parameters[0].Type.Unit)
            : ExprType.Plain;
        return new Reading(draw.Name, value, ValueText.WithUnit(type, value));
    }

    private static ImmutableArray<string> Labels(Scope scope, int i, int j) => Members(scope, scope.Set?.Labels, i, j);

    private static ImmutableArray<string> Keys(Scope scope, int i, int j) => Members(scope, scope.Set?.Keys, i, j);

    private static ImmutableArray<string> Members(Scope scope, ImmutableArray<string>? names, int i, int j) => scope.Indices switch
    {
        0 => [],
        1 => [names!.Value[i]],
        _ => [names!.Value[i], names.Value[j]],
    };

    private sealed class Entry(Happened happened)
    {
        private readonly List<(int At, Change Change)> _changes = [];

        public Happened Happened { get; } = happened;

        public Happened Finished => Happened with { Changes = [.. _changes.Select(c => c.Change)] };

        public void Add(int at, Change change) => _changes.Add((at, change));

        public void Finish(double[] cells)
        {
            for (var k = 0; k < _changes.Count; k++)
            {
                var (at, change) = _changes[k];
                _changes[k] = (at, change with { After = cells[at] });
            }
        }
    }
}
