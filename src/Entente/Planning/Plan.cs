using System.Collections.Immutable;
using Entente.Language;
using Entente.Sampling;
using Entente.Scenarios;

namespace Entente.Planning;

/// <summary>One number that is drawn once a trial.</summary>
/// <param name="Name">Its address: <c>name</c>, <c>name[EST]</c> or <c>name@2027-01</c>.</param>
/// <param name="Distribution">How it is drawn.</param>
public sealed record UncertainNumber(string Name, Distribution Distribution);

/// <summary>A cell that follows a path: linear between its knots, flat beyond them.</summary>
/// <param name="At">The cell's offset in a world.</param>
/// <param name="Knots">Dates in months since year 0, increasing; each value is constant, or an uncertain number by its position.</param>
public sealed record PathCell(int At, ImmutableArray<(int Months, double Value, int Uncertain)> Knots)
{
    /// <summary>Its value at a date.</summary>
    /// <param name="months">The date, in months since year 0.</param>
    /// <param name="uncertain">The trial's uncertain numbers.</param>
    public double ValueAt(int months, ReadOnlySpan<double> uncertain)
    {
        if (months <= Knots[0].Months)
        {
            return Of(Knots[0], uncertain);
        }

        for (var k = 1; k < Knots.Length; k++)
        {
            if (months < Knots[k].Months)
            {
                var share = (months - Knots[k - 1].Months) / (double)(Knots[k].Months - Knots[k - 1].Months);
                var from = Of(Knots[k - 1], uncertain);
                return from + (share * (Of(Knots[k], uncertain) - from));
            }
        }

        return Of(Knots[^1], uncertain);
    }

    private static double Of((int Months, double Value, int Uncertain) knot, ReadOnlySpan<double> uncertain) => knot.Uncertain < 0 ? knot.Value : uncertain[knot.Uncertain];
}

/// <summary>A transition as a machine in a given leaf meets it, in the order in which they are tried.</summary>
public sealed record Exit(TransitionDefinition Transition, int Index, DrawSource Draws);

/// <summary>A lifecycle with everything that does not change from trial to trial.</summary>
/// <param name="HeldOffset">Where its counts of held guards and its clocks begin: transitions for each machine.</param>
/// <param name="Exits">For each leaf, what can leave it: inner states first, then priority, then name.</param>
/// <param name="Machines">Its machines, each with its members.</param>
/// <param name="Entities">Identities of its machines.</param>
public sealed record PlannedLifecycle(
    LifecycleDefinition Definition, int HeldOffset, int FiredOffset, ImmutableArray<ImmutableArray<Exit>> Exits, ImmutableArray<(int Machine, int I, int J)> Machines,
    ImmutableArray<ulong> Entities)
{
    /// <summary>Where a machine's count of a held guard is, and its transition's clock.</summary>
    public int HeldOf(int machine, int transition) => HeldOffset + (machine * Definition.Transitions.Length) + transition;
}

/// <summary>An event or rule with everything that does not change from trial to trial.</summary>
public sealed record PlannedHappening(Happening Definition, int Index, DrawSource Coming, ImmutableArray<DrawSource> Draws, ImmutableArray<ulong> Entities);

/// <summary>A state with everything that does not change from trial to trial.</summary>
/// <param name="Start">Its initial value, within its bounds.</param>
/// <param name="Cells">Its cells, each with its members.</param>
public sealed record PlannedState(
    StateDefinition Definition, int Index, BoundExpr Start, DrawSource Noise, ImmutableArray<(int Cell, int I, int J)> Cells, ImmutableArray<ulong> Entities)
{
    /// <summary>Whether it moves by itself, and not by effects alone.</summary>
    public bool Moves { get; } = Definition.Next is not null || Definition.Drift is not null || Definition.Noise is not null;
}

/// <summary>The name that draws are addressed by, and its position among all such names.</summary>
public sealed record DrawSource(string Address, int Index);

/// <summary>Third stage: the straight line of what a trial does, shared by all threads. Read-only.</summary>
public sealed record Plan
{
    public required Scenario Scenario { get; init; }

    /// <summary>In the order of their names, which is the order of a design's dimensions.</summary>
    public required ImmutableArray<UncertainNumber> Uncertain { get; init; }

    /// <summary>Cells that take one uncertain number for the whole trial: offset and position in <see cref="Uncertain"/>.</summary>
    public required ImmutableArray<(int At, int Uncertain)> Drawn { get; init; }

    /// <summary>Cells that follow a path.</summary>
    public required ImmutableArray<PathCell> Paths { get; init; }

    /// <summary>The values that do not change: data, fixed levers, uncertainties without distribution. Shape [cells].</summary>
    public required ImmutableArray<double> Constants { get; init; }

    /// <summary>Derived quantities that nothing moves within a trial.</summary>
    public required ImmutableHashSet<Quantity> Still { get; init; }

    public required ImmutableArray<PlannedHappening> Events { get; init; }

    public required ImmutableArray<PlannedHappening> Rules { get; init; }

    public required ImmutableArray<PlannedState> States { get; init; }

    public required ImmutableArray<PlannedLifecycle> Lifecycles { get; init; }

    /// <summary>Effects that somebody may apply by hand between two steps, which boards then have room for; null where nobody does.</summary>
    public ImmutableArray<EffectDefinition>? ByHand { get; init; }

    /// <summary>All names that draw, in the order of their index.</summary>
    public required ImmutableArray<string> Addresses { get; init; }

    /// <summary>Counts of held guards, and clocks of transitions, over all lifecycles.</summary>
    public required int HeldCount { get; init; }

    /// <summary>Transitions, over all lifecycles.</summary>
    public required int TransitionCount { get; init; }
}
