using System.Collections.Immutable;
using Entente.Planning;

namespace Entente.Execution;

/// <summary>Scratch: phase 3: every state takes its map, or its drift and noise (Euler-Maruyama), then its bounds.</summary>
internal sealed class StatePhase(TrialContext trial, PhaseEffects effects)
{
    private readonly ImmutableArray<PlannedState> _moving = [.. trial.Plan.States.Where(s => s.Moves)];
    private readonly double[] _next = new double[trial.Scenario.Size.Cells];

    public void Run()
    {
        trial.Story?.BeginPhase(3);
        foreach (var state in _moving)
        {
            var quantity = state.Definition.Quantity;
            foreach (var (cell, i, j) in state.Cells)
            {
                trial.Doing(quantity.Name, quantity.Scope, i, j);
                trial.Here(i, j);
                _next[quantity.Offset + cell] = Next(state, quantity.Offset + cell, state.Entities[cell]);
            }
        }

        foreach (var state in _moving)
        {
            foreach (var (cell, _, _) in state.Cells)
            {
                var at = state.Definition.Quantity.Offset + cell;
                effects.Assign(state, at, _next[at]);
            }
        }

        trial.World.Changed();
    }

    private double Next(PlannedState state, int at, ulong entity)
    {
        var definition = state.Definition;
        if (definition.Next is { } map)
        {
            return trial.Evaluator.Value(map);
        }

        var value = trial.World.Cells[at];
        if (definition.Drift is { } drift)
        {
            value += trial.Evaluator.Value(drift) * trial.YearsPerStep;
        }

        if (definition.Noise is { } noise && trial.Evaluator.Value(noise) is var size && size != 0)
        {
            value += size * Math.Sqrt(trial.YearsPerStep) * trial.Normal(state.Noise, entity);
        }

        return value;
    }
}
