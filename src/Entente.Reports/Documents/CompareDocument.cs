using System.Collections.Immutable;

namespace Entente.Reports.Documents;

/// <summary>What <c>compare</c> found. Numbers that were none are NaN.</summary>
internal sealed record CompareDocument(string Format, ImmutableArray<SidePart> Sides, ImmutableArray<ComparedPart> Items, ParetoPart Pareto) : Document(Format, Sides is [var first, ..] ? first.Scenario : "")
{
    public long? Together { get; init; }

    public ImmutableArray<LabelledSharePart> AllTargets { get; init; } = [];

    public SettledPart? Settled { get; init; }

    public SweepPart? Lever { get; init; }

    public override string? Problem() =>
        Sides.IsEmpty ? "sides is empty"
        : Items.FirstOrDefault(i => i.Sides.Length != Sides.Length) is { } item ? $"item '{item.Name}' does not have as many sides as there are"
        : Lever is { } lever && (lever.Values.Length != Sides.Length || lever.Settings.Length != Sides.Length) ? "lever does not have a setting and a value for each side"
        : null;
}

internal sealed record SidePart(string Label, string Scenario, string? Title, string? Hash, string? Digest)
{
    public string? Variant { get; init; }

    public ImmutableArray<SettingPart> Settings { get; init; } = [];

    public ImmutableArray<string> Notes { get; init; } = [];

    public string? DominatedBy { get; init; }

    public double Unbeaten { get; init; } = double.NaN;

    public long? Failed { get; init; }
}

internal sealed record ComparedPart(string Kind, string Name, string Unit, string? Says, string? Better, ImmutableArray<SideValuePart> Sides)
{
    public TargetPart? Target { get; init; }

    public RankingPart? Ranking { get; init; }

    public SplitPart? Split { get; init; }
}

internal sealed record TargetPart(double Low, double High);

internal sealed record RankingPart(ImmutableArray<string> Order, double InTrials, double InReplicates);

internal sealed record SideValuePart(string Label, double Mean, double Low, double High)
{
    public DifferencePart? Difference { get; init; }

    public RegretPart? Regret { get; init; }

    public CountedSharePart? Satisfied { get; init; }

    public double Best { get; init; } = double.NaN;
}

internal sealed record DifferencePart(double Pairs, double Mean, double Low, double High, double VarianceRatio);

internal sealed record RegretPart(double Max, double Mean, double P90);

internal sealed record CountedSharePart(double Share, double Low, double High);

internal sealed record LabelledSharePart(string Label, double Share, double Low, double High);

internal sealed record ParetoPart(ImmutableArray<string> Over, ImmutableArray<string> Unbeaten);

/// <summary>A variance in parts, by chance, unknowns and choices.</summary>
internal sealed record SplitPart
{
    /// <summary>What it is of, where it stands in a list of its own.</summary>
    public string? Name { get; init; }

    public double Total { get; init; } = double.NaN;

    public VarianceSharePart? Chance { get; init; }

    public VarianceSharePart? Unknowns { get; init; }

    public VarianceSharePart? Choices { get; init; }
}

internal sealed record VarianceSharePart(double Value, double Low, double High, double Share, double ShareLow, double ShareHigh);

internal sealed record SettledPart(string On, double Level, long MaxTrials, bool Certain, ImmutableArray<SettledPairPart> Pairs);

internal sealed record SettledPairPart(string Better, string Worse, double Lead, double Low, double High);

internal sealed record SweepPart(string Name, string? Unit, ImmutableArray<string> Settings, ImmutableArray<double> Values);
