using System.Collections.Immutable;
using Entente.Language;
using Entente.Scenarios;
using Entente.Yaml;
using Stateless;

namespace Entente.Stateless;

/// <summary>A state that a machine left or entered, superstates included.</summary>
/// <param name="State">Its name.</param>
/// <param name="Entered">Whether it was entered; else left.</param>
public sealed record Crossing(string State, bool Entered);

/// <summary>
/// A lifecycle of a running session as a Stateless machine. States are the lifecycle's, with their superstates; triggers are the names of
/// its transitions, which a host may fire where their condition holds. Chance, rate and delay belong to the clock: the host decides when.
/// </summary>
/// <remarks>
/// The state lies outside, on the session's board. A transition takes place in the engine when Stateless has gone through it, as one
/// act with the effects of leaving, going and entering; entry and exit actions carry the effects' text, for graphs, and note the crossing.
/// </remarks>
public sealed class LifecycleMachine
{
    private readonly HostSession _session;
    private readonly LifecycleDefinition _definition;
    private readonly int _machine;
    private readonly List<Crossing> _crossings = [];
    private string? _passing;

    private LifecycleMachine(HostSession session, LifecycleDefinition definition, int machine)
    {
        _session = session;
        _definition = definition;
        _machine = machine;
        Machine = new StateMachine<string, string>(() => _passing ?? session.StateOf(definition.Lifecycle, machine), state => _passing = state, FiringMode.Immediate);
        Configure();
        Machine.OnTransitionCompleted(Complete);
    }

    /// <summary>The machine itself, to be fired, asked and drawn.</summary>
    public StateMachine<string, string> Machine { get; }

    /// <summary>What the last transition left and entered, in this order.</summary>
    public ImmutableArray<Crossing> Crossings { get; private set; } = [];

    /// <summary>The machine of a lifecycle.</summary>
    /// <param name="lifecycle">The lifecycle's name.</param>
    /// <param name="members">The keys of its members: none, one, or two for a pair or link.</param>
    /// <exception cref="ArgumentException">There is no such lifecycle or member.</exception>
    public static LifecycleMachine Of(HostSession session, string lifecycle, params ReadOnlySpan<string> members)
    {
        ArgumentNullException.ThrowIfNull(session);
        var definition = session.Scenario.Lifecycles.FirstOrDefault(l => l.Lifecycle.Name == lifecycle) ?? throw new ArgumentException($"there is no lifecycle '{lifecycle}'", nameof(lifecycle));
        var scope = definition.Lifecycle.Scope;
        if (members.Length != scope.Indices)
        {
            throw new ArgumentException($"'{lifecycle}' takes {scope.Indices} members, not {members.Length}", nameof(members));
        }

        Span<int> found = [-1, -1];
        for (var k = 0; k < members.Length; k++)
        {
            found[k] = scope.Set!.Keys.IndexOf(members[k]);
            if (found[k] < 0 || (k == 1 && found[0] == found[1]))
            {
                throw new ArgumentException($"'{members[k]}' is no member that '{lifecycle}' takes here", nameof(members));
            }
        }

        return new LifecycleMachine(session, definition, scope.CellAt(found[0], found[1]));
    }

    private void Configure()
    {
        var lifecycle = _definition.Lifecycle;
        var document = (_session.Scenario.Syntax.Root.Find("lifecycles") as YamlMapping)?.Find(lifecycle.Name) as YamlMapping;
        foreach (var state in lifecycle.States)
        {
            var configured = Machine.Configure(state.Name);
            if (state.Parent is { } parent)
            {
                configured.SubstateOf(parent);
            }

            var written = (document?.Find("states") as YamlMapping)?.Find(state.Name) as YamlMapping;
            configured.OnEntry(() => _crossings.Add(new Crossing(state.Name, true)), Text(written, "enter"));
            configured.OnExit(() => _crossings.Add(new Crossing(state.Name, false)), Text(written, "exit"));
        }

        foreach (var transition in _definition.Transitions)
        {
            var written = (document?.Find("transitions") as YamlMapping)?.Find(transition.Name) as YamlMapping;
            Permit(transition, written?.Find("when") is { } when ? YamlText.Inline(when) : null);
        }
    }

    // Where a superstate's transition leads to the leaf that the machine is in, Stateless does nothing and the engine enters the leaf anew: the leaf says so itself.
    private void Permit(TransitionDefinition transition, string? text)
    {
        var lifecycle = _definition.Lifecycle;
        var to = lifecycle.Leaves[transition.To].Name;
        bool Guard() => transition.When is null || _session.Holds(lifecycle, _machine, transition.When);
        foreach (var from in lifecycle.Leaves.Where(l => (transition.From >> l.Leaf & 1) != 0).Select(l => l.Leaf == transition.To ? l.Name : Named(l, transition.Depth[l.Leaf])).Distinct())
        {
            _ = from == to ? Machine.Configure(from).PermitReentryIf(transition.Name, Guard, text) : Machine.Configure(from).PermitIf(transition.Name, to, Guard, text);
        }
    }

    // The state that a leaf's transition names: the leaf or a superstate, at its depth from the top.
    private string Named(LifecycleState leaf, int depth)
    {
        var chain = new List<string>();
        for (var state = leaf; state is not null; state = state.Parent is { } parent ? _definition.Lifecycle.Find(parent) : null)
        {
            chain.Insert(0, state.Name);
        }

        return chain[depth];
    }

    private void Complete(StateMachine<string, string>.Transition done)
    {
        _passing = null;
        Crossings = [.. _crossings];
        _crossings.Clear();
        _session.Fire(_definition.Lifecycle, _machine, _definition.Transitions.First(t => t.Name == done.Trigger));
    }

    private static string? Text(YamlMapping? state, string key) => state?.Find(key) is { } effects ? YamlText.Inline(effects) : null;
}
