using Entente.Language;
using Entente.Planning;

namespace Entente.Kernels;

/// <summary>Scratch: what is known before any trial: computed by the oracle, from data, levers and the members in a frame.</summary>
internal sealed class LoadTime
{
    private readonly ReferenceEvaluator _oracle;
    private readonly Dictionary<BoundExpr, Timing> _timings = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Quantity, Timing> _quantities = [];

    public LoadTime(Plan plan)
    {
        var scenario = plan.Scenario;
        var world = new World(scenario.Size.Cells, 0, 0, 0, 0, scenario.Quantities.Length) { MonthsPerStep = scenario.Clock.MonthsPerStep };
        plan.Constants.CopyTo(world.Cells);
        var paths = plan.Paths.Select(p => p.At).ToHashSet();
        var drawn = plan.Drawn.Select(d => d.At).ToHashSet();
        foreach (var quantity in scenario.Quantities)
        {
            _quantities[quantity] = quantity.Sort switch
            {
                QuantityKind.State => Timing.Step,
                _ when Enumerable.Range(quantity.Offset, quantity.Scope.Cells).Any(paths.Contains) => Timing.Step,
                QuantityKind.Uncertainty => Timing.Trial,

                // A lever that is drawn like an uncertainty.
                _ when drawn.Contains(quantity.Offset) => Timing.Trial,
                _ => Timing.Load,
            };
        }

        var formulas = scenario.Derived.ToDictionary(d => d.Quantity, d => d.Formula);
        foreach (var quantity in formulas.Keys)
        {
            _quantities.Remove(quantity);
        }

        foreach (var (quantity, formula) in formulas)
        {
            Find(quantity, formula, formulas);
        }

        foreach (var (quantity, formula) in formulas.Where(f => _quantities[f.Key] == Timing.Load))
        {
            world.Definitions[quantity.Id] = formula;
            world.Still[quantity.Id] = true;
        }

        _oracle = new ReferenceEvaluator(world);
    }

    public Timing Of(Quantity quantity) => _quantities[quantity];

    /// <summary>When an expression is known; variables count as members in the frame.</summary>
    public Timing Of(BoundExpr expr)
    {
        if (!_timings.TryGetValue(expr, out var timing))
        {
            timing = Own(expr);
            foreach (var child in BoundTree.Children(expr))
            {
                timing = Later(timing, Of(child));
            }

            _timings[expr] = timing;
        }

        return timing;
    }

    /// <summary>The value of an expression that is known before any trial; NaN where it has none.</summary>
    public double Value(BoundExpr expr, int[] frame)
    {
        for (var k = 0; k < frame.Length; k++)
        {
            _oracle.Locals[k] = frame[k];
        }

        try
        {
            return _oracle.Value(expr);
        }
        catch (TrialFailedException)
        {
            return double.NaN;
        }
    }

    public bool Holds(BoundExpr condition, int[] frame) => Value(condition, frame) is not 0;

    /// <summary>The position of a member that is known before any trial.</summary>
    public int Member(BoundExpr member, int[] frame) => member is Local local ? frame[local.Slot] : (int)Value(member, frame);

    public double Cell(int at) => _oracle.World.Cells[at];

    /// <summary>A cell of a quantity that is known before any trial.</summary>
    public double Cell(Quantity quantity, int cell)
    {
        try
        {
            return _oracle.Read(quantity, cell);
        }
        catch (TrialFailedException)
        {
            return double.NaN;
        }
    }

    private void Find(Quantity quantity, BoundExpr formula, Dictionary<Quantity, BoundExpr> formulas)
    {
        if (_quantities.ContainsKey(quantity))
        {
            return;
        }

        foreach (var read in BoundTree.Reads(formula))
        {
            if (formulas.TryGetValue(read, out var other))
            {
                Find(read, other, formulas);
            }
        }

        _quantities[quantity] = Of(formula);
    }

    private Timing Own(BoundExpr expr) => expr switch
    {
        Language.Cell e => _quantities[e.Quantity],
        InSet { Set.Membership: { } membership } => _quantities[membership],
        Aggregate { Range.Set.Membership: { } membership } => _quantities[membership],
        Network { Range.Set.Membership: { } membership } => _quantities[membership],
        TimeNow or DateNow or Previous or Smoothed or SinceFired or SinceEntered or InState => Timing.Step,
        _ => Timing.Load,
    };

    private static Timing Later(Timing a, Timing b) => a > b ? a : b;
}
