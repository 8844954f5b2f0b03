using Entente.Language;
using Entente.Numerics;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>Scratch: what the phases of a trial share: the world, the way to read it, the dice, and what is being done right now.</summary>
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
    }

    public Plan Plan { get; }

    public Scenario Scenario => Plan.Scenario;

    public World World { get; }

    public ReferenceEvaluator Evaluator { get; }

    public double YearsPerStep { get; }

    public TrialResult Result { get; set; } = null!;

    /// <summary>The step that is being taken, from 0.</summary>
    public int Step { get; set; }

    /// <summary>Where a failure happened, for its message.</summary>
    public string Place => _doing + _where.Scope.Suffix(_where.I, _where.J);

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

    /// <summary>Whether a chance or a hazard comes up in this step; with neither it always does.</summary>
    public bool ComesUp(BoundExpr? chance, BoundExpr? rate, DrawSource source, ulong entity)
    {
        double probability;
        if (chance is not null)
        {
            probability = Evaluator.Value(chance);
            if (!(probability is >= 0 and <= 1))
            {
                throw new TrialFailedException($"the chance is {ReferenceEvaluator.Text(probability)}, outside [0, 1],");
            }
        }
        else if (rate is not null)
        {
            var hazard = Evaluator.Value(rate);
            if (!(hazard >= 0))
            {
                throw new TrialFailedException($"the rate is {ReferenceEvaluator.Text(hazard)} per year");
            }

            probability = -Elementary.Expm1(-hazard * YearsPerStep);
        }
        else
        {
            return true;
        }

        return probability > 0 && Uniform(source, entity) < probability;
    }
}
