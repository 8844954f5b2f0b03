using Entente.Planning;

namespace Entente.Execution;

/// <summary>Scratch: what one trial gave, filled anew by each.</summary>
public sealed class TrialResult(Plan plan)
{
    public long Trial { get; set; }

    /// <summary>The drawn values, in the order of the plan.</summary>
    public double[] Uncertain { get; } = new double[plan.Uncertain.Length];

    /// <summary>Position of the outcome, or -1.</summary>
    public int Outcome { get; set; }

    /// <summary>One number a measure.</summary>
    public double[] Measures { get; } = new double[plan.Scenario.Measures.Length];

    /// <summary>Measures at each point. Shape [measures][steps + 1]; null for those that are no series.</summary>
    public double[]?[] Series { get; } =
        [.. plan.Scenario.Measures.Select(m => m.At == Scenarios.MeasureTime.EachStep ? new double[plan.Scenario.Clock.Steps + 1] : null)];

    /// <summary>The point at which each time's condition first held; -1 for never.</summary>
    public int[] Times { get; } = new int[plan.Scenario.Times.Length];

    /// <summary>The leaf in which each machine between two members ended. Shape [lifecycles][cells]; null for lifecycles that are no ties.</summary>
    public int[]?[] Ends { get; } = [.. plan.Lifecycles.Select(l => l.Definition.Lifecycle.Scope.Indices == 2 ? new int[l.Definition.Lifecycle.Scope.Cells] : null)];

    public TrialCounts Counts { get; } = new(plan);

    /// <summary>What went wrong, or null.</summary>
    public string? Failure { get; set; }

    public void Clear(long trial)
    {
        Trial = trial;
        Outcome = -1;
        Failure = null;
        Array.Clear(Measures);
        Array.Fill(Times, -1);
        Counts.Clear();
    }
}
