using System.Collections.Immutable;
using Entente.Execution;
using Entente.Experiments;
using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Stateless;

/// <summary>
/// One trial of a scenario that a host application keeps running: it advances the clock, and between two steps it may move
/// lifecycles itself. The engine's board is the only state there is; machines of <see cref="LifecycleMachine"/> read it and change it.
/// </summary>
/// <remarks>Not for several threads at once.</remarks>
public sealed class HostSession
{
    private readonly Plan _plan;
    private readonly TrialRunner _runner;
    private readonly TrialResult _result;
    private readonly long _trial;

    /// <summary>Begins a trial.</summary>
    /// <param name="scenario">A scenario that was loaded.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <param name="trial">The trial's number, ≥ 0.</param>
    /// <exception cref="InvalidOperationException">The trial fails at its start; the message says why.</exception>
    public HostSession(Scenario scenario, ulong seed = 1, long trial = 0)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        _plan = Planner.ForPlay(scenario);
        _runner = new TrialRunner(_plan, seed);
        _result = new TrialResult(_plan);
        _trial = trial;
        Design.For(_plan, SamplerKind.MonteCarlo, seed, trial + 1).Draw(trial, _result.Uncertain);
        Board = _runner.RunTo(trial, _result, 0) ?? throw new InvalidOperationException(_result.Failure);
    }

    public Scenario Scenario => _plan.Scenario;

    /// <summary>What stands now.</summary>
    public Board Board { get; private set; }

    /// <summary>The date of the board, such as 2026-Q1.</summary>
    public string Date => Scenario.Clock.Label(Board.Point);

    /// <summary>Takes steps of the clock, in which everything happens as in any trial.</summary>
    /// <param name="steps">≥ 0; the clock stops at its end.</param>
    /// <exception cref="InvalidOperationException">The trial fails; the board stays as it was.</exception>
    public void Advance(int steps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var point = Math.Min(Board.Point + steps, Scenario.Clock.Steps);
        Board = _runner.RunTo(_trial, _result, point, Board) ?? throw new InvalidOperationException(_result.Failure);
    }

    /// <summary>Goes back to a board of this session, to try something else from there.</summary>
    /// <exception cref="ArgumentException">The board is of another scenario.</exception>
    public void Return(Board board)
    {
        ArgumentNullException.ThrowIfNull(board);
        board.Check(_plan);
        Board = board;
    }

    /// <summary>The leaf that a machine is in.</summary>
    internal string StateOf(Lifecycle lifecycle, int machine) => lifecycle.Leaves[Board.Machines[lifecycle.Offset + machine]].Name;

    /// <summary>Whether a condition over a machine's members holds on the board.</summary>
    internal bool Holds(Lifecycle lifecycle, int machine, BoundExpr condition)
    {
        var (i, j) = MembersOf(lifecycle, machine);
        var held = _runner.Look(Board, _trial, _result, evaluator => (object)(evaluator.InCell(lifecycle.Scope, i, j, condition) != 0));
        return held is bool answer ? answer : throw new InvalidOperationException(_result.Failure);
    }

    /// <summary>A machine takes a transition that leaves the state it is in, with all effects of leaving, going and entering, and whatever those fire.</summary>
    internal void Fire(Lifecycle lifecycle, int machine, TransitionDefinition transition)
    {
        var (i, j) = MembersOf(lifecycle, machine);
        var fire = new EffectDefinition(
            EffectKind.Fire, null, lifecycle, i < 0 ? null : new Constant(ExprType.Plain, i), j < 0 ? null : new Constant(ExprType.Plain, j), null, transition.Name, 1, null, 0,
            lifecycle.Source, transition.Span);
        Board = _runner.Change(Board, _trial, _result, new ByHand([fire], [])) ?? throw new InvalidOperationException(_result.Failure);
    }

    private static (int I, int J) MembersOf(Lifecycle lifecycle, int machine) => lifecycle.Scope.All().Where(c => c.Cell == machine).Select(c => (c.I, c.J)).First();
}
