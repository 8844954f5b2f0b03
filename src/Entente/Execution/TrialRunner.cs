using Entente.Language;
using Entente.Planning;

namespace Entente.Execution;

/// <summary>
/// Scratch: runs trials one after another in one world, by the rules of the language reference and in their order. This is
/// the oracle: it says what a step means and is not made fast.
/// </summary>
public sealed class TrialRunner
{
    private readonly Plan _plan;
    private readonly TrialContext _trial;
    private readonly PhaseEffects _effects;
    private readonly HappeningPhase _events;
    private readonly HappeningPhase _rules;
    private readonly StatePhase _states;
    private readonly LifecyclePhase _lifecycles;
    private readonly Memories _memories;
    private readonly Recorder _recorder;
    private Board? _checked;

    /// <param name="plan">What a trial does.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <param name="story">Listens to the trials, and changes none; null for nobody.</param>
    public TrialRunner(Plan plan, ulong seed, StoryRecorder? story = null)
    {
        _plan = plan;
        _trial = new TrialContext(plan, seed, StartMachine) { Story = story };
        _effects = new PhaseEffects(_trial);
        _events = new HappeningPhase(_trial, _effects, plan.Events, phase: 1);
        _rules = new HappeningPhase(_trial, _effects, plan.Rules, phase: 2);
        _states = new StatePhase(_trial, _effects);
        _lifecycles = new LifecyclePhase(_trial, _effects, phase: 4);
        _memories = new Memories(_trial);
        _recorder = new Recorder(_trial);
    }

    /// <summary>Runs a trial whose uncertain numbers stand in <paramref name="result"/>, and fills in the rest.</summary>
    public void Run(long trial, TrialResult result) => RunFrom(null, trial, result);

    /// <summary>Runs what remains of a trial that starts from a board; its uncertain numbers stand in <paramref name="result"/>, as for a whole trial.</summary>
    /// <param name="board">The board; null for a whole trial.</param>
    /// <param name="trial">The trial's number.</param>
    /// <param name="result">Its uncertain numbers; the rest is filled in.</param>
    /// <remarks>
    /// Measures and times look at the board's point and what follows: a series is 0 before it, and a time whose condition
    /// holds on the board is the board's point.
    /// </remarks>
    /// <exception cref="ArgumentException">The board is of another scenario.</exception>
    public void RunFrom(Board? board, long trial, TrialResult result) => Run(board, trial, result, _plan.Scenario.Clock.Steps);

    /// <summary>Runs a trial up to a point and hands out what stands there.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="result">Holds its uncertain numbers; is filled with what was recorded on the way. Only a trial that ends there has an outcome.</param>
    /// <param name="point">In [0, steps], and not before the board it starts from.</param>
    /// <param name="from">The board it starts from; null for the beginning.</param>
    /// <returns>The board, or null where the trial failed before; the result says why.</returns>
    /// <exception cref="ArgumentException">The board is of another scenario.</exception>
    public Board? RunTo(long trial, TrialResult result, int point, Board? from = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(point, from?.Point ?? 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(point, _plan.Scenario.Clock.Steps);
        Run(from, trial, result, point);
        return result.Failure is null ? Board.Of(_trial) : null;
    }

    /// <summary>Changes what stands on a board, between two steps.</summary>
    /// <param name="board">The board; it stays what it is.</param>
    /// <param name="trial">The trial's number.</param>
    /// <param name="result">Holds its uncertain numbers.</param>
    /// <param name="change">What is changed. Effects that last must be among those of <see cref="Planning.Plan.ByHand"/>.</param>
    /// <returns>The new board, or null where a value could not be had; the result says why.</returns>
    /// <exception cref="ArgumentException">The board is of another scenario.</exception>
    public Board? Change(Board board, long trial, TrialResult result, ByHand change) => Standing(board, trial, result, () =>
    {
        _trial.Step = board.Point - 1;
        _effects.ByHand(change, board.Point);
        _memories.Begin();
        return Board.Of(_trial);
    });

    /// <summary>Reads what stands on a board; a trial fails where something has no value, and then there is nothing.</summary>
    /// <exception cref="ArgumentException">The board is of another scenario.</exception>
    public T? Look<T>(Board board, long trial, TrialResult result, Func<ReferenceEvaluator, T> look) => Standing(board, trial, result, () => look(_trial.Evaluator));

    private T? Standing<T>(Board board, long trial, TrialResult result, Func<T> act)
    {
        Check(board);
        _trial.Result = result;
        _trial.First = board.Point;
        result.Clear(trial);
        try
        {
            Begin(board);
            return act();
        }
        catch (TrialFailedException failure)
        {
            result.Failure = $"{failure.Message} in {failure.Place ?? _trial.Place}";
            return default;
        }
    }

    private void Check(Board? board)
    {
        if (!ReferenceEquals(board, _checked))
        {
            board?.Check(_plan);
            _checked = board;
        }
    }

    private void Run(Board? board, long trial, TrialResult result, int end)
    {
        Check(board);

        var clock = _plan.Scenario.Clock;
        _trial.Result = result;
        _trial.First = board?.Point ?? 0;
        result.Clear(trial);
        _trial.Story?.Begin(_trial);
        try
        {
            Begin(board);
            _trial.Story?.Passed(0);
            _recorder.Start();
            for (_trial.Step = _trial.First; _trial.Step < end; _trial.Step++)
            {
                _events.Run();
                _trial.Story?.Passed(1);
                _rules.Run();
                _trial.Story?.Passed(2);
                _states.Run();
                _trial.Story?.Passed(3);
                _lifecycles.Run();
                _trial.Story?.Passed(4);
                At(_trial.Step + 1);
                _memories.Update();
                _recorder.Record(_trial.Step + 1);
            }

            if (end == clock.Steps)
            {
                _recorder.Judge();
            }
        }
        catch (TrialFailedException failure)
        {
            var step = Math.Min(_trial.Step, clock.Steps - 1);
            result.Failure = $"{failure.Message} in {failure.Place ?? _trial.Place}, step {step + 1} ({clock.Label(step)})";
            result.Outcome = -1;
        }
    }

    private void Begin(Board? board)
    {
        var world = _trial.World;
        _trial.Step = _trial.First;
        _effects.Clear();
        _trial.Clear();
        _plan.Constants.CopyTo(world.Cells);
        foreach (var (at, uncertain) in _plan.Drawn)
        {
            world.Cells[at] = _trial.Result.Uncertain[uncertain];
        }

        At(_trial.First);
        if (board is not null)
        {
            board.Restore(_trial);
            return;
        }

        // While the world starts, a state is computed when it is first read, like a derived quantity.
        foreach (var state in _plan.States)
        {
            world.Definitions[state.Definition.Quantity.Id] = state.Start;
        }

        try
        {
            StartAll();
        }
        finally
        {
            foreach (var state in _plan.States)
            {
                world.Definitions[state.Definition.Quantity.Id] = null;
            }
        }

        world.Changed();
        _memories.Start();
    }

    private void StartAll()
    {
        foreach (var state in _plan.States)
        {
            var quantity = state.Definition.Quantity;
            foreach (var (cell, i, j) in state.Cells)
            {
                _trial.Doing(quantity.Name, quantity.Scope, i, j);
                _trial.Evaluator.Read(quantity, cell);
            }
        }

        foreach (var planned in _plan.Lifecycles)
        {
            var lifecycle = planned.Definition.Lifecycle;
            foreach (var (machine, i, j) in planned.Machines)
            {
                _trial.Doing(lifecycle.Name, lifecycle.Scope, i, j);
                if (_trial.World.Machines[lifecycle.Offset + machine] < 0)
                {
                    StartMachine(lifecycle, machine);
                }
            }
        }
    }

    private void StartMachine(Lifecycle lifecycle, int machine)
    {
        var definition = _plan.Lifecycles[lifecycle.Id].Definition;
        var (i, j) = ReferenceEvaluator.MembersOf(lifecycle.Scope, machine);
        var leaf = (int)_trial.Evaluator.InCell(lifecycle.Scope, i, j, definition.Initial);
        _trial.World.Machines[lifecycle.Offset + machine] = leaf;
        for (var s = 0; s < lifecycle.States.Length; s++)
        {
            if ((lifecycle.States[s].Leaves >> leaf & 1) != 0)
            {
                _trial.World.Entered[lifecycle.EnteredOffset + (machine * lifecycle.States.Length) + s] = 0;
            }
        }
    }

    // Moves the clock to a point and paths along with it.
    private void At(int point)
    {
        var clock = _plan.Scenario.Clock;
        _trial.World.Now = point;
        _trial.World.Months = clock.StartMonths + (point * clock.MonthsPerStep);
        foreach (var path in _plan.Paths)
        {
            _trial.World.Cells[path.At] = path.ValueAt(_trial.World.Months, _trial.Result.Uncertain);
        }

        _trial.World.Changed();
    }
}
