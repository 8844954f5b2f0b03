using System.Collections.Immutable;

namespace Entente.Reports.Documents;

/// <summary>What <c>trace</c> told: one trial, or, with <c>--against</c>, the same trial on two sides.</summary>
internal sealed record TraceDocument(string Format, string Scenario) : Document(Format, Scenario)
{
    public ChosenPart? Chosen { get; init; }

    public long? Trial { get; init; }

    public long? Of { get; init; }

    public ImmutableArray<ToldLeverPart> Levers { get; init; } = [];

    public ImmutableArray<ToldUncertaintyPart> Uncertainties { get; init; } = [];

    public ImmutableArray<HappenedPart> Story { get; init; } = [];

    public string? Outcome { get; init; }

    public string? Says { get; init; }

    public ReasonPart? Verdict { get; init; }

    public string? Failure { get; init; }

    public ImmutableArray<ToldMeasurePart> Measures { get; init; } = [];

    public ImmutableArray<ToldTimePart> Times { get; init; } = [];

    public ImmutableArray<VariablePart> Variables { get; init; } = [];

    public ImmutableArray<string> Dates { get; init; } = [];

    public ImmutableArray<LeverDifferencePart> Differ { get; init; } = [];

    public PartedStatePart? FirstState { get; init; }

    public PartedRulePart? FirstRule { get; init; }

    public StoryPart? Left { get; init; }

    public StoryPart? Right { get; init; }

    /// <summary>The one story, in the shape of either of two.</summary>
    public StoryPart Own() => new()
    {
        Trial = Trial,
        Of = Of,
        Variant = Variant,
        Levers = Levers,
        Uncertainties = Uncertainties,
        Story = Story,
        Outcome = Outcome,
        Says = Says,
        Verdict = Verdict,
        Failure = Failure,
        Measures = Measures,
        Times = Times,
        Variables = Variables,
        Dates = Dates,
    };

    public override string? Problem() =>
        (Left is null) != (Right is null) ? "it has one of 'left' and 'right' without the other"
        : Left is null && Trial is null ? "it has neither 'trial' nor 'left' and 'right'"
        : new[] { Own(), Left, Right }.OfType<StoryPart>().SelectMany(s => s.Variables.Where(v => v.Values.Length != s.Dates.Length)).FirstOrDefault() is { } variable ? $"variable '{variable.Name}' does not have as many values as dates"
        : null;
}

/// <summary>A story of one trial.</summary>
internal sealed record StoryPart
{
    public long? Trial { get; init; }

    public long? Of { get; init; }

    public string? Variant { get; init; }

    public ImmutableArray<ToldLeverPart> Levers { get; init; } = [];

    public ImmutableArray<ToldUncertaintyPart> Uncertainties { get; init; } = [];

    public ImmutableArray<HappenedPart> Story { get; init; } = [];

    public string? Outcome { get; init; }

    public string? Says { get; init; }

    public ReasonPart? Verdict { get; init; }

    public string? Failure { get; init; }

    public ImmutableArray<ToldMeasurePart> Measures { get; init; } = [];

    public ImmutableArray<ToldTimePart> Times { get; init; } = [];

    public ImmutableArray<VariablePart> Variables { get; init; } = [];

    public ImmutableArray<string> Dates { get; init; } = [];
}

internal sealed record ChosenPart(string As, string? Outcome, long Among);

internal sealed record ToldLeverPart(string Name, string? Says, string Setting, bool Set);

internal sealed record ToldUncertaintyPart(string Name, string? Says, string? Text, double Tail);

internal sealed record HappenedPart(string Date, string Kind, string Address, ImmutableArray<string> Labels, string? Sentence)
{
    public bool Said { get; init; }

    public ReasonPart? Condition { get; init; }

    public ReasonPart? Chance { get; init; }

    public ReasonPart? Rate { get; init; }

    public ImmutableArray<ChangePart> Changes { get; init; } = [];

    public string? Evidence { get; init; }
}

internal sealed record ReasonPart(string Text, double Value, ImmutableArray<ReadingPart> Readings);

internal sealed record ReadingPart(string Name, string? Text);

internal sealed record ChangePart(string Cell, string Unit, double Before, double After);

internal sealed record ToldMeasurePart(string Name, string Unit, string? Says, bool Headline, double Value);

internal sealed record ToldTimePart(string Name, string? Says, bool Headline, string? Date);

internal sealed record VariablePart(string Name, string Unit, string? Says, ImmutableArray<double> Values);

internal sealed record LeverDifferencePart(string Lever, string? Left, string? Right);

internal sealed record PartedStatePart(string Cell, string Unit, double Left, double Right)
{
    public string? Date { get; init; }

    public string? Formula { get; init; }

    public ImmutableArray<PartedReadingPart> Differs { get; init; } = [];
}

internal sealed record PartedRulePart(string Date, string Address, ImmutableArray<string> Members)
{
    public AttemptPart? Left { get; init; }

    public AttemptPart? Right { get; init; }

    public ImmutableArray<PartedReadingPart> Differs { get; init; } = [];
}

internal sealed record AttemptPart(bool Happens);

internal sealed record PartedReadingPart(string Name, string? Left, string? Right);
