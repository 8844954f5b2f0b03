using Entente.Planning;

namespace Entente.Execution;

/// <summary>Scratch: phase 4: machines take the transitions whose guards have held long enough and whose chance or rate comes up.</summary>
internal sealed class LifecyclePhase(TrialContext trial, PhaseEffects effects, int phase)
{
    public void Run()
    {
        effects.Begin(phase);
        foreach (var planned in trial.Plan.Lifecycles)
        {
            foreach (var (machine, i, j) in planned.Machines)
            {
                Consider(planned, machine, i, j);
            }
        }

        effects.End(trial.Step + 1);
    }

    private void Consider(PlannedLifecycle planned, int machine, int i, int j)
    {
        var lifecycle = planned.Definition.Lifecycle;
        var exits = planned.Exits[trial.World.Machines[lifecycle.Offset + machine]];
        var moved = effects.HasMoved(lifecycle, machine);
        trial.Doing(lifecycle.Name, lifecycle.Scope, i, j);
        trial.Here(i, j);
        foreach (var exit in exits)
        {
            var transition = exit.Transition;
            if (moved && transition.ForSteps == 1)
            {
                continue;
            }

            // Guards with a delay are asked in every step, also where the machine cannot go or goes elsewhere.
            var at = planned.HeldOf(machine, exit.Index);
            ref var held = ref trial.Held[at];
            held = transition.When is { } when && !trial.Evaluator.Holds(when) ? 0 : held + 1;
            if (!moved && held >= transition.ForSteps && trial.ComesUp(transition.Chance, transition.Rate, exit.Draws, planned.Entities[machine], trial.Transitions, at))
            {
                effects.Move(planned, machine, exit.Index);
                trial.Doing(lifecycle.Name, lifecycle.Scope, i, j);
                moved = true;
            }
        }
    }
}
