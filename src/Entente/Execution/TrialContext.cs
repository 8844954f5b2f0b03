using Entente.Language;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>Scratch: what the phases of a trial share: the world, the way to read it, the draws and clocks, and what is being done right now.</summary>
internal sealed class TrialContext
{
    private readonly DrawStream[] _streams;
    private string _doing = "";
    private (Scope Scope, int I, int J) _where;

    public TrialContext(Plan plan, ulong seed, Action<Lifecycle, int> startMachine)
    {
        Plan = plan;
        var size = plan.Scenario.Size;
        World = new World(size.Cells, size.Machines, size.Entered, size.Happenings, size.Memories, plan.Scenario.Quantities.Length)
        {
            MonthsPerStep = plan.Scenario.Clock.MonthsPerStep,
            StartMachine = startMachine,
        };
        foreach (var derived in plan.Scenario.Derived)
        {
            World.Definitions[derived.Quantity.Id] = derived.Formula;
            World.Still[derived.Quantity.Id] = plan.Still.Contains(derived.Quantity);
        }

        Evaluator = new ReferenceEvaluator(World);
        _streams = [.. plan.Addresses.Select(a => DrawStream.Named(seed, a))];
        YearsPerStep = plan.Scenario.Clock.YearsPerStep;
        Happenings = new Clocks(size.Happenings);
        Transitions = new Clocks(plan.HeldCount);
        Held = new int[plan.HeldCount];
        MovedAt = new int[size.Machines];
        Lasting = new LastingEffects(plan);
    }

    public Plan Plan { get; }

    public Scenario Scenario => Plan.Scenario;

    public World World { get; }

    public ReferenceEvaluator Evaluator { get; }

    public double YearsPerStep { get; }

    /// <summary>Clocks of events and rules. Shape [happenings' cells], like <see cref="World.Fired"/>.</summary>
    public Clocks Happenings { get; }

    /// <summary>Clocks of machines' transitions. Shape as <see cref="Held"/>.</summary>
    public Clocks Transitions { get; }

    /// <summary>For how many steps on end each machine has met each transition's guard. Shape [machines x transitions] for each lifecycle.</summary>
    public int[] Held { get; }

    /// <summary>The step in which each machine last moved; -1 for never.</summary>
    public int[] MovedAt { get; }

    public LastingEffects Lasting { get; }

    public TrialResult Result { get; set; } = null!;

    /// <summary>Who listens, if anybody does.</summary>
    public StoryRecorder? Story { get; set; }

    /// <summary>The point at which the trial starts: 0, or that of the board it starts from.</summary>
    public int First { get; set; }

    /// <summary>The step that is being taken, from 0.</summary>
    public int Step { get; set; }

    /// <summary>Where a failure happened, for its message.</summary>
    public string Place => _doing + _where.Scope.Suffix(_where.I, _where.J);

    /// <summary>Forgets the trial before.</summary>
    public void Clear()
    {
        World.Clear();
        Happenings.Clear(First);
        Transitions.Clear(First);
        Array.Clear(Held);
        Array.Fill(MovedAt, -1);
        Lasting.Clear();
    }

    /// <summary>Notes what is being done, and for whom.</summary>
    public void Doing(string what, Scope scope = default, int i = -1, int j = -1)
    {
        _doing = what;
        _where = (scope, i, j);
    }

    /// <summary>Puts a cell's members into the frame.</summary>
    public void Here(int i, int j)
    {
        Evaluator.Locals[0] = i;
        Evaluator.Locals[1] = j;
    }

    public double Uniform(DrawSource source, ulong entity) => _streams[source.Index].Uniform(Result.Trial, Step, entity);

    public double Normal(DrawSource source, ulong entity) => _streams[source.Index].Normal(Result.Trial, Step, entity);

    /// <summary>Whether a chance comes up in this step, or a clock that runs at a rate rings; with neither it always does.</summary>
    /// <param name="clocks">The clocks among which its own is; it is wound anew when it has rung.</param>
    /// <param name="at">Its place among them.</param>
    public bool ComesUp(BoundExpr? chance, BoundExpr? rate, DrawSource source, ulong entity, Clocks clocks, int at) =>
        chance is not null ? Uniform(source, entity) < Probability(chance)
        : rate is null || Rings(Hazard(rate), source, entity, clocks, at);

    /// <summary>The hazard that a clock has left before it rings; it is not moved by looking.</summary>
    public double HazardLeft(DrawSource source, ulong entity, Clocks clocks, int at) =>
        double.IsNaN(clocks.Left[at]) ? _streams[source.Index].Exponential(Result.Trial, clocks.WoundAt[at], entity) : clocks.Left[at];

    private double Probability(BoundExpr chance)
    {
        var probability = Evaluator.Value(chance);
        return probability is >= 0 and <= 1 ? probability : throw new TrialFailedException($"the chance is {ReferenceEvaluator.Text(probability)}, outside [0, 1],");
    }

    private double Hazard(BoundExpr rate)
    {
        var hazard = Evaluator.Value(rate);
        return hazard >= 0 ? hazard : throw new TrialFailedException($"the rate is {ReferenceEvaluator.Text(hazard)} per year");
    }

    private bool Rings(double hazard, DrawSource source, ulong entity, Clocks clocks, int at)
    {
        ref var left = ref clocks.Left[at];
        if (double.IsNaN(left))
        {
            left = _streams[source.Index].Exponential(Result.Trial, clocks.WoundAt[at], entity);
        }

        left -= hazard * YearsPerStep;
        if (left > 0)
        {
            return false;
        }

        clocks.Wind(at, Step + 1);
        return true;
    }
}
