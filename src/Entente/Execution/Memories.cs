using Entente.Language;
using Entente.Numerics;

namespace Entente.Execution;

/// <summary>Scratch: what a trial remembers: exponential averages, and quantities as the previous step began. All of them are updated at once.</summary>
internal sealed class Memories(TrialContext trial)
{
    private readonly double[] _averages = new double[trial.Scenario.Size.Memories];

    /// <summary>At the start there is no past: it is taken to be as things begin.</summary>
    public void Start()
    {
        foreach (var memory in trial.Scenario.Memories)
        {
            trial.Doing(memory.Quantity.Name);
            foreach (var (cell, _, _) in memory.Quantity.Scope.All())
            {
                trial.Evaluator.Remembered(trial.World.Memories, memory.Offset, memory.Quantity, cell);
            }
        }

        foreach (var quantity in trial.Scenario.Remembered)
        {
            trial.Doing(quantity.Name);
            foreach (var (cell, _, _) in quantity.Scope.All())
            {
                trial.World.Began[quantity.Offset + cell] = trial.Evaluator.Remembered(trial.World.Before, quantity.Offset, quantity, cell);
            }
        }

        trial.World.Changed();
    }

    /// <summary>After a step.</summary>
    public void Update()
    {
        Average();
        RollBack();
    }

    private void Average()
    {
        foreach (var memory in trial.Scenario.Memories)
        {
            var weight = -Elementary.Expm1(-trial.YearsPerStep / ((Constant)memory.YearsConstant).Value);
            foreach (var (cell, _, _) in memory.Quantity.Scope.All())
            {
                var before = trial.World.Memories[memory.Offset + cell];
                _averages[memory.Offset + cell] = before + (weight * (trial.Evaluator.Read(memory.Quantity, cell) - before));
            }
        }

        // All at once: an average of something that reads an average sees it as it stood.
        if (!trial.Scenario.Memories.IsEmpty)
        {
            _averages.CopyTo(trial.World.Memories, 0);
            trial.World.Changed();
        }
    }

    private void RollBack()
    {
        if (trial.Scenario.Remembered.IsEmpty)
        {
            return;
        }

        // First what all of them were, then what they are: one may read the past of another.
        trial.World.Began.CopyTo(trial.World.Before, 0);
        trial.World.Changed();
        Begin();
    }

    /// <summary>The next step begins with what stands now.</summary>
    public void Begin()
    {
        foreach (var quantity in trial.Scenario.Remembered)
        {
            foreach (var (cell, _, _) in quantity.Scope.All())
            {
                trial.World.Began[quantity.Offset + cell] = trial.Evaluator.Read(quantity, cell);
            }
        }
    }
}
