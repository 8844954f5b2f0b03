using System.Collections.Immutable;
using Entente.Cli;
using Entente.Execution;
using Entente.Language;
using Entente.Sampling;
using Entente.Scenarios;
using Stateless.Graph;

namespace Entente.Stateless.Tests;

public sealed class AgreementTests
{
    // Triggers tried in each scenario; half of them take place or so.
    private const int Triggers = 3000;

    private const string Small =
        """
        format: entente/1
        id: small
        clock: {start: 2025-Q1, step: quarter, steps: 40}
        state: {x: {initial: 0.6, bounds: [0, 1], next: x}, entries: {initial: 0}}
        lifecycles:
          order:
            initial: good
            states:
              good: {exit: entries += 100}
              bad: {initial: worse, enter: entries += 1, exit: entries += 10}
              worse: {in: bad, enter: x -= 0.3}
              worst: {in: bad}
              done: {terminal: true}
            transitions:
              break: {from: good, to: bad, when: x > 0.2}
              sink: {from: worse, to: worst}
              slip: {from: bad, to: worse}
              mend: {from: bad, to: good, when: x < 0.5, effects: x = 0.9}
              end: {from: [good, worst], to: done, rate: 1 per year}
        outcomes: [{name: all, otherwise: true}]
        """;

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Scenarios(), "*.yaml").Select(f => Path.GetFileName(f)!).Where(f => f != "europe.yaml").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Random_walks_agree_on_every_lifecycle_of_the_shipped_scenarios(string file)
    {
        var scenario = Load(new DiskScenario(Path.Join(Scenarios(), file)));
        Assert.NotEmpty(scenario.Lifecycles);
        var session = new HostSession(scenario, seed: 7, trial: 3);
        var machines = scenario.Lifecycles.SelectMany(l => Some(l.Lifecycle)).ToArray();
        Assert.Equal(scenario.Lifecycles.Length, machines.Select(m => m.Definition.Lifecycle.Name).Distinct().Count());
        var bridges = machines.Select(m => LifecycleMachine.Of(session, m.Definition.Lifecycle.Name, m.Members)).ToArray();
        var chance = DrawStream.Named(7, file);
        var fired = 0;
        for (var k = 0; k < Triggers; k++)
        {
            if (k % 100 == 99)
            {
                session.Advance();
            }

            var which = (int)(chance.Uniform(k, 0, 0) * machines.Length);
            var (definition, members) = machines[which];
            var transition = definition.Transitions[(int)(chance.Uniform(k, 1, 0) * definition.Transitions.Length)];
            fired += Step(session, definition, members, bridges[which], transition) ? 1 : 0;
        }

        Assert.InRange(fired, Triggers / 20, Triggers);

        IEnumerable<(LifecycleDefinition Definition, string[] Members)> Some(Lifecycle lifecycle)
        {
            var cells = lifecycle.Scope.All().Where(c => c.J < 0 || c.I != c.J).ToArray();
            return cells.Where((_, k) => k % Math.Max(1, cells.Length / 12) == 0)
                .Select(c => (scenario.Lifecycles.First(l => l.Lifecycle == lifecycle), new[] { c.I, c.J }.Where(m => m >= 0).Select(m => lifecycle.Scope.Set!.Keys[m]).ToArray()));
        }
    }

    [Fact]
    public void Superstates_effects_and_guards_are_those_of_the_engine()
    {
        var session = new HostSession(Load(new TextScenario(Small)));
        var order = LifecycleMachine.Of(session, "order");
        Assert.Equal("good", order.Machine.State);
        Assert.Equal(["break", "end"], Permitted(order));
        order.Machine.Fire("break");
        Assert.Equal(("worse", true), (order.Machine.State, order.Machine.IsInState("bad")));
        Assert.Equal("-good +bad +worse", Crossed(order));
        Assert.Equal((0.3, 101), (Value(session, "x"), Value(session, "entries")));

        // A superstate's transition into the leaf it is in enters the leaf anew, and not the superstate.
        order.Machine.Fire("slip");
        Assert.Equal("-worse +worse", Crossed(order));
        Assert.Equal((0.0, 101), (Value(session, "x"), Value(session, "entries")));
        order.Machine.Fire("mend");
        Assert.Equal(("good", 0.9, 111), (order.Machine.State, Value(session, "x"), Value(session, "entries")));
        Assert.False(order.Machine.CanFire("mend"));
        Assert.Throws<InvalidOperationException>(() => order.Machine.Fire("mend"));
        Assert.Equal("good", order.Machine.State);
    }

    [Fact]
    public void The_graph_shows_superstates_guards_and_effects()
    {
        var order = LifecycleMachine.Of(new HostSession(Load(new TextScenario(Small))), "order");
        var dot = UmlDotGraph.Format(order.Machine.GetInfo());
        Assert.Contains("subgraph", dot, StringComparison.Ordinal);
        Assert.Contains("break [x > 0.2]", dot, StringComparison.Ordinal);
        Assert.Contains("entries += 100", dot, StringComparison.Ordinal);
        Assert.Contains("worst", MermaidGraph.Format(order.Machine.GetInfo()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_moves_machines_too_and_ends()
    {
        var session = new HostSession(Load(new TextScenario(Small)), seed: 3);
        var order = LifecycleMachine.Of(session, "order");
        session.Advance(60);
        Assert.Equal((40, "2035-Q1"), (session.Board.Point, session.Date));
        Assert.Equal("done", order.Machine.State);
        Assert.Empty(Permitted(order));
    }

    [Theory]
    [InlineData("there is no lifecycle 'ordre'", "ordre")]
    [InlineData("'order' takes 0 members, not 1", "order", "EST")]
    public void What_is_not_there_is_named(string message, string lifecycle, params string[] members)
    {
        var session = new HostSession(Load(new TextScenario(Small)));
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => LifecycleMachine.Of(session, lifecycle, members)).Message, StringComparison.Ordinal);
    }

    private static string Crossed(LifecycleMachine machine) => string.Join(' ', machine.Crossings.Select(c => (c.Entered ? "+" : "-") + c.State));

    private static IEnumerable<string> Permitted(LifecycleMachine machine) => new[] { "break", "end", "mend", "sink", "slip" }.Where(t => machine.Machine.CanFire(t));

    // The engine's own way on one side, Stateless on the other, from the same board.
    private static bool Step(HostSession session, LifecycleDefinition definition, string[] members, LifecycleMachine bridge, TransitionDefinition transition)
    {
        var lifecycle = definition.Lifecycle;
        var scope = lifecycle.Scope;
        var (i, j) = (members.Length > 0 ? scope.Set!.Keys.IndexOf(members[0]) : -1, members.Length > 1 ? scope.Set!.Keys.IndexOf(members[1]) : -1);
        var machine = scope.CellAt(i, j);
        var from = session.Board.Machines[lifecycle.Offset + machine];
        Assert.Equal(lifecycle.Leaves[from].Name, bridge.Machine.State);
        var allowed = (transition.From >> from & 1) != 0 && (transition.When is null || session.Holds(lifecycle, machine, transition.When));
        Assert.Equal(allowed, bridge.Machine.CanFire(transition.Name));
        if (!allowed)
        {
            return false;
        }

        var before = session.Board;
        session.Fire(lifecycle, machine, transition);
        var engine = session.Board;
        session.Return(before);
        bridge.Machine.Fire(transition.Name);
        Assert.Equal(lifecycle.Leaves[transition.To].Name, lifecycle.Leaves[engine.Machines[lifecycle.Offset + machine]].Name);
        Assert.True(Same(engine, session.Board), $"{lifecycle.Name}.{transition.Name} leads to another board");
        Assert.Equal(Crossings(lifecycle, from, transition.To), bridge.Crossings.Select(c => (c.State, c.Entered)).OrderBy(c => c));
        return true;
    }

    // A state is left where it does not hold the new leaf, and entered where it did not hold the old one; the leaf itself always is.
    private static IEnumerable<(string, bool)> Crossings(Lifecycle lifecycle, int from, int to) =>
        lifecycle.States.SelectMany(s =>
        {
            var (before, after, own) = ((s.Leaves >> from & 1) != 0, (s.Leaves >> to & 1) != 0, s.Leaf >= 0);
            return new[] { (s.Name, false, before && (own || !after)), (s.Name, true, after && (own || !before)) }.Where(c => c.Item3).Select(c => (c.Name, c.Item2));
        }).OrderBy(c => c);

    private static bool Same(Board one, Board other) =>
        one.Point == other.Point && one.States.SequenceEqual(other.States) && one.Machines.SequenceEqual(other.Machines) && one.Entered.SequenceEqual(other.Entered) && one.Fired.SequenceEqual(other.Fired)
        && one.Held.SequenceEqual(other.Held) && one.Memories.SequenceEqual(other.Memories) && one.Begun.SequenceEqual(other.Begun) && one.Left.SequenceEqual(other.Left);

    private static double Value(HostSession session, string state)
    {
        var at = 0;
        foreach (var definition in session.Scenario.States)
        {
            if (definition.Quantity.Name == state)
            {
                return Math.Round(session.Board.States[at], 12);
            }

            at += definition.Quantity.Scope.Cells;
        }

        throw new ArgumentException(state);
    }

    private static Scenario Load(IScenarioSource source)
    {
        var (files, name) = source.Files();
        var loaded = Pipeline.Load(files, name, ScenarioChoice.Default);
        return loaded.Scenario ?? throw new InvalidOperationException(string.Join('\n', loaded.Diagnostics.Select(d => d.Message)));
    }

    private static string Scenarios()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "Simulation.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("the repository's root");
        }

        return Path.Join(folder, "scenarios");
    }

    private interface IScenarioSource
    {
        (IScenarioFiles Files, string Name) Files();
    }

    private sealed record DiskScenario(string Path) : IScenarioSource
    {
        public (IScenarioFiles Files, string Name) Files()
        {
            var (files, name) = DiskFiles.Of(Path, Environment.CurrentDirectory);
            return (files, name);
        }
    }

    private sealed record TextScenario(string Text) : IScenarioSource, IScenarioFiles
    {
        public (IScenarioFiles Files, string Name) Files() => (this, "small.yaml");

        public FileContent Read(string path, long limit) => path == "small.yaml" ? new FileContent.Found(path, Text) : new FileContent.Missing();
    }
}
