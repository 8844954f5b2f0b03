using System.Collections.Immutable;
using Entente.Execution;
using Entente.Experiments;
using Entente.Language;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Stories;

/// <summary>Tells one trial under two policies with the same dice, and finds where the two part.</summary>
public static class PartingFinder
{
    /// <summary>Tells both sides.</summary>
    /// <param name="left">The scenario under the one policy.</param>
    /// <param name="right">The same scenario under the other: with the same sets and the same clock.</param>
    /// <param name="options">The run the trial is one of; <see cref="RunOptions.OnlyTrial"/> says which.</param>
    /// <param name="watched">What is to be followed over time, by name.</param>
    /// <exception cref="ArgumentException">The two have other sets or another clock.</exception>
    public static Parting Find(Scenario left, Scenario right, RunOptions options, ImmutableArray<string> watched)
    {
        if (!AreAlike(left, right))
        {
            throw new ArgumentException("the two sides have other sets or another clock");
        }

        var sides = new[] { new Side(left, options, watched), new Side(right, options, watched) };
        return new Parting
        {
            Left = sides[0].Story,
            Right = sides[1].Story,
            Levers = [.. sides[0].Story.Levers.Join(sides[1].Story.Levers, l => l.Name, r => r.Name, (l, r) => (l.Name, l.Setting, r.Setting)).Where(l => l.Item2 != l.Item3)],
            State = FirstState(sides[0], sides[1]),
            Rule = FirstRule(sides[0], sides[1]),
        };
    }

    /// <summary>Whether two scenarios have the same sets and the same clock, so that what happens in them can be laid side by side.</summary>
    public static bool AreAlike(Scenario left, Scenario right)
    {
        static IEnumerable<string> Members(Scenario scenario) => scenario.Sets.Where(s => s.Membership is null).SelectMany(s => s.Keys.Prepend(s.Name));
        return left.Clock == right.Clock && Members(left).SequenceEqual(Members(right), StringComparer.Ordinal);
    }

    /// <summary>What tells happenings of two stories apart: when, what and to whom.</summary>
    public static string Identity(Happened happened) => $"{happened.Step} {happened.Phase} {happened.Address} {string.Join(' ', happened.Members)} {happened.FiredBy}";

    private static PartedRule? FirstRule(Side left, Side right)
    {
        var (ours, theirs) = (left.Story.Happened.Select(Identity).ToHashSet(StringComparer.Ordinal), right.Story.Happened.Select(Identity).ToHashSet(StringComparer.Ordinal));
        var first = left.Story.Happened.Where(h => !theirs.Contains(Identity(h))).Concat(right.Story.Happened.Where(h => !ours.Contains(Identity(h))))
            .OrderBy(h => (h.Step, h.Phase, h.FiredBy is not null ? 1 : 0)).ThenBy(h => h.Address, StringComparer.Ordinal).ThenBy(h => string.Join(' ', h.Members), StringComparer.Ordinal)
            .FirstOrDefault();
        if (first is null)
        {
            return null;
        }

        var (one, other) = (left.Ask(first), right.Ask(first));
        return new PartedRule(first.Step, first.Date, first.Phase, first.Address, first.Members, one, other, Differing(one.Readings, other.Readings));
    }

    private static PartedState? FirstState(Side left, Side right)
    {
        var cells = left.Cells.Keys.Where(right.Cells.ContainsKey).ToList();
        var moments = Math.Min(left.Recorder.States.Count, right.Recorder.States.Count);
        for (var k = 0; k < moments; k++)
        {
            var (step, phase, ours) = left.Recorder.States[k];
            var theirs = right.Recorder.States[k].Values;
            var apart = cells.Where(c => !ours[left.Cells[c]].Equals(theirs[right.Cells[c]])).ToList();
            if (apart.Count == 0)
            {
                continue;
            }

            var most = apart.MaxBy(c => Apart(ours[left.Cells[c]], theirs[right.Cells[c]]))!;
            var cell = Watchable.Find(left.Scenario, most, out _)!;
            var (formula, one) = left.Ask(most, step, phase);
            var (_, other) = right.Ask(most, step, phase);
            return new PartedState(
                phase == 0 ? -1 : step, left.Scenario.Clock.Label(step), phase, most, cell.Quantity.Type.Unit.ToString(), cell.Quantity.Says, ours[left.Cells[most]], theirs[right.Cells[most]],
                formula, Differing(one, other), apart.Count - 1);
        }

        return null;
    }

    private static double Apart(double a, double b) => Math.Abs(a - b) / Math.Max(Math.Abs(a), Math.Abs(b));

    private static ImmutableArray<PartedReading> Differing(ImmutableArray<Reading> ours, ImmutableArray<Reading> theirs)
    {
        var (left, right) = (ours.ToDictionary(r => r.Name, StringComparer.Ordinal), theirs.ToDictionary(r => r.Name, StringComparer.Ordinal));
        return
        [
            .. ours.Concat(theirs).Select(r => r.Name).Distinct(StringComparer.Ordinal)
                .Where(n => left.GetValueOrDefault(n)?.Value is var a && right.GetValueOrDefault(n)?.Value is var b && a.HasValue && b.HasValue && !a.Equals(b))
                .Select(n => Told(n, left[n], right[n])),
        ];
    }

    // Two values that differ must not read alike.
    private static PartedReading Told(string name, Reading left, Reading right) => left.Text != right.Text
        ? new PartedReading(name, left.Text, right.Text)
        : new PartedReading(name, ReferenceEvaluator.Text(left.Value), ReferenceEvaluator.Text(right.Value));

    /// <summary>Scratch: one of the two.</summary>
    private sealed class Side
    {
        private readonly Plan _plan;
        private readonly RunOptions _options;

        public Side(Scenario scenario, RunOptions options, ImmutableArray<string> watched)
        {
            _options = options;
            _plan = Planner.Plan(scenario);
            Scenario = scenario;
            Recorder = new StoryRecorder(_plan).KeepingStates();
            var cells = watched.Select(w => Watchable.Find(scenario, w, out _)).OfType<Watchable>().ToArray();
            var values = cells.Select(w => Recorder.Watch(w.Quantity, w.Cell)).ToArray();
            Story = Storyteller.Tell(_plan, options, Recorder) with { Variables = [.. cells.Zip(values, (w, v) => new StoryVariable(w.Name, w.Quantity.Type.Unit.ToString(), w.Quantity.Says, [.. v]))] };
            var at = 0;
            foreach (var quantity in _plan.States.Select(s => s.Definition.Quantity))
            {
                foreach (var (cell, i, j) in quantity.Scope.All())
                {
                    Cells[quantity.Name + quantity.Scope.Suffix(i, j)] = at + cell;
                }

                at += quantity.Scope.Cells;
            }
        }

        public Scenario Scenario { get; }

        public Story Story { get; }

        public StoryRecorder Recorder { get; }

        /// <summary>Places of state cells among the recorder's states, by name.</summary>
        public Dictionary<string, int> Cells { get; } = new(StringComparer.Ordinal);

        /// <summary>How something stood here that happened on one of the sides.</summary>
        public Attempt Ask(Happened what)
        {
            var identity = Identity(what);
            var own = Story.Happened.FirstOrDefault(h => Identity(h) == identity);
            var attempt = new Attempt { Barred = what.FiredBy is { } by ? $"nothing here fires it as {by} does" : "there is no such thing here" };
            Action<TrialContext, Witness, StoryWords>? look = null;
            if (what.FiredBy is null && what.Kind == HappenedKind.Transition)
            {
                if (_plan.Lifecycles.FirstOrDefault(l => l.Definition.Lifecycle.Name == what.Lifecycle) is { } planned
                    && planned.Definition.Transitions.ToList().FindIndex(t => t.Name == what.Name) is var index and >= 0)
                {
                    var (i, j) = Members(planned.Definition.Lifecycle.Scope, what);
                    look = (trial, witness, words) => attempt = Inquiry.Of(planned, planned.Definition.Lifecycle.Scope.CellAt(i, j), index, trial, witness, words);
                }
            }
            else if (what.FiredBy is null && _plan.Events.Concat(_plan.Rules).FirstOrDefault(h => h.Definition.Address == what.Address) is { } happening)
            {
                var (i, j) = Members(happening.Definition.Symbol.Scope, what);
                look = (trial, witness, words) => attempt = Inquiry.Of(happening, i, j, trial, witness, words);
            }

            if (look is not null)
            {
                Again(what.Step, what.Phase, look);
            }

            return attempt with { Happened = own, Barred = own is null ? attempt.Barred : null };
        }

        /// <summary>The formula that a state's cell follows in a phase, and what it reads; null and nothing where effects changed it.</summary>
        public (string? Formula, ImmutableArray<Reading> Readings) Ask(string cell, int step, int phase)
        {
            var found = Watchable.Find(Scenario, cell, out _)!;
            var state = _plan.States.First(s => s.Definition.Quantity == found.Quantity).Definition;
            var (i, j) = ReferenceEvaluator.MembersOf(found.Quantity.Scope, found.Cell);
            var readings = ImmutableArray<Reading>.Empty;
            string? formula = null;
            if (phase is 0 or 3)
            {
                // What a trial starts from is read as its first step begins: nothing has moved.
                Again(phase == 0 ? 0 : step, phase == 0 ? 1 : 3, (trial, witness, words) =>
                {
                    trial.Here(i, j);
                    BoundExpr?[] parts = phase == 0 ? [state.Initial] : state.Next is null ? [state.Drift, state.Noise] : [state.Next];
                    readings = Inquiry.Deep(parts.OfType<BoundExpr>(), trial, witness);
                    var path = $"state.{found.Quantity.Name}";
                    formula = phase == 0 ? words.Text(path + ".initial") ?? words.Text(path) : words.Text(path + ".next") ?? words.Text(path + ".drift") ?? words.Text(path + ".noise");
                });
            }

            return (formula, readings);
        }

        private void Again(int step, int phase, Action<TrialContext, Witness, StoryWords> look)
        {
            var listener = new StoryRecorder(_plan) { Inquiry = (step, phase, look) };
            var result = new TrialResult(_plan);
            Design.For(_plan, _options.Sampler, _options.Seed, _options.Trials).Draw(Story.Trial, result.Uncertain);
            new TrialRunner(_plan, _options.Seed, listener).Run(Story.Trial, result);
        }

        private static (int I, int J) Members(Scope scope, Happened what) =>
            (what.Members.Length > 0 ? scope.Set!.IndexOf(what.Members[0]) : -1, what.Members.Length > 1 ? scope.Set!.IndexOf(what.Members[1]) : -1);
    }
}
