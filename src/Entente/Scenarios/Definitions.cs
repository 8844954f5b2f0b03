using System.Collections.Immutable;
using Entente.Language;
using Entente.Text;

namespace Entente.Scenarios;

/// <summary>The clock of a scenario.</summary>
/// <param name="StartMonths">The first date, in months since year 0.</param>
/// <param name="MonthsPerStep">1, 3 or 12.</param>
/// <param name="Steps">Number of steps, ≥ 1.</param>
public sealed record Clock(int StartMonths, int MonthsPerStep, int Steps)
{
    /// <summary>Years in a step.</summary>
    public double YearsPerStep => MonthsPerStep / 12.0;

    public string StepName => MonthsPerStep switch { 1 => "month", 3 => "quarter", _ => "year" };

    /// <summary>The date of a point, in the manner of the step: 2025-Q2, 2025-04 or 2025.</summary>
    /// <param name="point">Steps from the start.</param>
    public string Label(int point)
    {
        var months = StartMonths + (point * MonthsPerStep);
        var year = months / 12;
        var month = months % 12;
        FormattableString label = (MonthsPerStep, month % 3) switch
        {
            (12, _) when month == 0 => $"{year:0000}",
            (3, 0) => $"{year:0000}-Q{(month / 3) + 1}",
            _ => $"{year:0000}-{month + 1:00}",
        };
        return FormattableString.Invariant(label);
    }

    /// <summary>The fewest steps that make up a time, at least <paramref name="least"/>.</summary>
    public int StepsIn(double years, int least) => Math.Max(least, (int)Math.Ceiling(Math.Min(1e9, (years / YearsPerStep) - 1e-9)));
}

/// <summary>A value at a date: a constant, or a distribution.</summary>
/// <param name="Months">The date, in months since year 0; null where the value holds throughout.</param>
public sealed record Knot(int? Months, BoundDistribution? Distribution, BoundExpr? Value);

/// <summary>How an uncertainty is drawn. More than one knot makes a path.</summary>
/// <param name="Source">The file, with <paramref name="Span"/> the place to underline if a parameter is wrong.</param>
public sealed record UncertaintyDefinition(Quantity Quantity, ImmutableArray<Knot> Knots, SourceText Source, TextSpan Span);

/// <summary>A rank correlation between two global uncertainties.</summary>
public sealed record CorrelationDefinition(Quantity A, Quantity B, double Rank);

/// <summary>A lever with the setting of this run. More than one knot makes a path.</summary>
/// <param name="Quantity">The lever.</param>
/// <param name="Default">Its default as it is written.</param>
/// <param name="Setting">The setting as it is written.</param>
/// <param name="Knots">Values by date, in months since year 0; for options, their index.</param>
public sealed record LeverDefinition(Quantity Quantity, string Default, string Setting, ImmutableArray<(int Months, double Value)> Knots);

/// <summary>How a state begins and moves.</summary>
public sealed record StateDefinition(Quantity Quantity, BoundExpr Initial, BoundExpr? Next, BoundExpr? Drift, BoundExpr? Noise, double Low, double High);

/// <summary>A derived quantity's formula.</summary>
public sealed record DerivedDefinition(Quantity Quantity, BoundExpr Formula);

/// <summary>What an effect does.</summary>
public enum EffectKind
{
    Set,
    Add,
    Multiply,
    Fire,
}

/// <summary>An effect.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Target">The state, unless it fires.</param>
/// <param name="Machine">The lifecycle, if it fires.</param>
/// <param name="I">First index of the cell or machine.</param>
/// <param name="J">Second index.</param>
/// <param name="Value">What is set, added or multiplied.</param>
/// <param name="Transition">The name of the transition that is fired.</param>
/// <param name="OverSteps">Steps over which an addition is spread; 1 for at once.</param>
/// <param name="HalfLife">Years after which half of an addition is gone again; null for never.</param>
/// <param name="Id">Position among the scenario's effects that last.</param>
public sealed record EffectDefinition(
    EffectKind Kind, Quantity? Target, Lifecycle? Machine, BoundExpr? I, BoundExpr? J, BoundExpr? Value, string? Transition,
    int OverSteps, double? HalfLife, int Id, SourceText Source, TextSpan Span)
{
    /// <summary>Whether it goes on after the step in which it began.</summary>
    public bool Lasts => OverSteps > 1 || HalfLife is not null;
}

/// <summary>An event or a rule.</summary>
/// <param name="Symbol">Its name, scope and place.</param>
/// <param name="Range">Whom it ranges over, or null.</param>
/// <param name="When">Its condition, or null.</param>
/// <param name="Chance">A probability a step, or null.</param>
/// <param name="Rate">A hazard per year, or null.</param>
/// <param name="At">For an event: its date in months since year 0, or null.</param>
/// <param name="From">First date, in months, or null.</param>
/// <param name="Until">The date before which it can fire, in months, or null.</param>
/// <param name="Once">Whether it fires at most once a trial and cell.</param>
/// <param name="CooldownSteps">Steps from one firing to the next.</param>
/// <param name="Priority">Higher wins where two set one state.</param>
public sealed record Happening(
    HappeningSymbol Symbol, BoundRange? Range, BoundExpr? When, BoundExpr? Chance, BoundExpr? Rate, int? At, int? From, int? Until, bool Once,
    int CooldownSteps, int Priority, ImmutableArray<BoundDraw> Draws, ImmutableArray<EffectDefinition> Effects, Sentence? Says)
{
    /// <summary>Why it may well never fire, or null.</summary>
    public string? Rare { get; init; }

    /// <summary>The address of its draws: <c>rules.rearm</c>.</summary>
    public string Address => (Symbol.IsEvent ? "events." : "rules.") + Symbol.Name;
}

/// <summary>A transition of a lifecycle.</summary>
/// <param name="From">For each leaf that it leaves, how deep the state that names it lies: 0 for a superstate's transition, more for the leaf's own.</param>
/// <param name="To">The leaf it enters.</param>
/// <param name="ForSteps">Steps its guard must have held, this one included.</param>
public sealed record TransitionDefinition(
    string Name, ulong From, ImmutableArray<int> Depth, int To, BoundExpr? When, int ForSteps, BoundExpr? Chance, BoundExpr? Rate, int Priority,
    ImmutableArray<EffectDefinition> Effects, Sentence? Says, string? Text, TextSpan Span)
{
    /// <summary>Why it may well never fire, or null.</summary>
    public string? Rare { get; init; }
}

/// <summary>How a lifecycle begins and moves.</summary>
/// <param name="Lifecycle">Its states.</param>
/// <param name="Initial">The leaf at the start.</param>
/// <param name="Transitions">In the order of their names.</param>
/// <param name="Enter">Effects of entering, by state (superstates too), in the order of <see cref="Lifecycle.States"/>.</param>
/// <param name="Exit">Effects of leaving.</param>
public sealed record LifecycleDefinition(
    Lifecycle Lifecycle, BoundExpr Initial, ImmutableArray<TransitionDefinition> Transitions,
    ImmutableArray<ImmutableArray<EffectDefinition>> Enter, ImmutableArray<ImmutableArray<EffectDefinition>> Exit)
{
    public string Address(TransitionDefinition transition) => $"lifecycles.{Lifecycle.Name}.{transition.Name}";
}

/// <summary>When a measure looks.</summary>
public enum MeasureTime
{
    End,
    EachStep,
    Maximum,
    Minimum,
    Mean,
}

/// <summary>A number measured once a trial.</summary>
public sealed record MeasureDefinition(string Name, BoundExpr Expression, MeasureTime At, Entente.Units.Unit Unit, bool Headline, string? Better, string? Says)
{
    /// <summary>What is good enough, ends included; null where nothing is said.</summary>
    public (double Low, double High)? Target { get; init; }

    /// <summary>The members its expression is read for; none for a measure of the whole.</summary>
    public (Scope Scope, int I, int J) Cell { get; init; } = (default, -1, -1);
}

/// <summary>The first time at which a condition holds.</summary>
public sealed record TimeDefinition(string Name, BoundExpr Condition, bool Headline, string? Says);

/// <summary>A class of final order; the last one has no condition.</summary>
public sealed record OutcomeDefinition(string Name, BoundExpr? When, string? Says);

/// <summary>A sentence with places for values.</summary>
public sealed record Sentence(ImmutableArray<SentencePart> Parts);

/// <summary>Text, or a value with a .NET number format.</summary>
public sealed record SentencePart(string? Text, BoundExpr? Value, string? Format);

/// <summary>A variant as listed in a scenario.</summary>
public sealed record VariantDefinition(string Name, string? Title, string? Says, ImmutableArray<(string Lever, string Value)> Levers);
