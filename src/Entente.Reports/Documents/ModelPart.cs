using System.Collections.Immutable;

namespace Entente.Reports.Documents;

/// <summary>What a document says of the scenario it was made of: the key <c>model</c>.</summary>
internal sealed record ModelPart
{
    public string? Summary { get; init; }

    public ImmutableArray<MemberPart> Members { get; init; } = [];

    public ImmutableArray<LeverPart> Levers { get; init; } = [];

    public ImmutableArray<UncertaintyPart> Uncertainties { get; init; } = [];

    public ImmutableArray<CorrelationPart> Correlations { get; init; } = [];

    public ImmutableArray<MachinePart> Lifecycles { get; init; } = [];

    public ImmutableArray<ConditionPart> Outcomes { get; init; } = [];

    public ImmutableArray<EvidencePart> Evidence { get; init; } = [];

    public ImmutableArray<ClaimPart> Claims { get; init; } = [];
}

internal sealed record MemberPart(string Set, string Key, string Label);

internal sealed record LeverPart(string Name, string? Says, string Unit, string Setting, string Default, string? Choices);

internal sealed record UncertaintyPart(string Name, string? Says, string Unit, string? Each, string? Distribution);

internal sealed record CorrelationPart(ImmutableArray<string> Between, double Rank);

internal sealed record MachinePart(string Name, string? Says, string? Each, ImmutableArray<string> Initial, ImmutableArray<MachineStatePart> States, ImmutableArray<TransitionPart> Transitions);

internal sealed record MachineStatePart(string Name, string? In, bool Terminal, string? Says);

internal sealed record TransitionPart(string Name, ImmutableArray<string> From, string To, string? When, string? For, string? Chance, string? Rate, string? Says);

internal sealed record ConditionPart(string? Name, string? When);

internal sealed record EvidencePart(string Section, string Name, string? Numbers, string Strength, ImmutableArray<string> Claims, string? Judgement, string? Source);

internal sealed record ClaimPart(string Id, string? Sort, string Says, string? Disputed, string? Date, string? By, string? Work, string? Subject, string? Bibliography);
