using System.Collections.Immutable;
using Entente.Play;

namespace Entente.Reports.Documents;

/// <summary>What <c>report</c> of <c>play</c> wrote of a game. Numbers that were none are NaN.</summary>
/// <param name="At">The moment at which the game stands.</param>
/// <param name="Dates">Those of the clock's points that were played, of which measures have a value each.</param>
internal sealed record GameDocument(
    string Format, string Scenario, string Pledge, ImmutableArray<EndPart> Outcomes, string Branch, long At, ImmutableArray<BranchPart> Branches, ImmutableArray<MomentPart> Moments,
    ImmutableArray<AskedPart> Asked, ImmutableArray<string> Dates, ImmutableArray<HistoryPart> Measures, ImmutableArray<InstitutionPart> Institutions) : Document(Format, Scenario)
{
    public string? Salt { get; init; }

    /// <summary>The moments from the start to where the game stands, in their order.</summary>
    public IEnumerable<MomentPart> Path() => Moments.Where(m => m.Played);

    public MomentPart Now() => Moments[(int)At];

    public override string? Problem() =>
        Moments.Select((m, i) => (m, i)).FirstOrDefault(p => p.m.Id != p.i || p.m.Parent >= p.i || p.m.Parent < (p.i == 0 ? -1 : 0)) is { m: not null } misplaced ? FormattableString.Invariant($"moments[{misplaced.i}] does not follow one that stands before it")
        : !Has(At) || !Now().Played ? "at is no moment that was played"
        : Branches.FirstOrDefault(b => !Has(b.Head)) is { } branch ? $"the head of branch '{branch.Name}' is no moment"
        : Asked.FirstOrDefault(a => !Has(a.Moment) || a.Ends.Length != a.Options.Length + 1) is not null ? "something that was asked has no moment, or not as many ends as options and one"
        : Moments.Any(m => m.Ends.Length > 2) || Moments.Any(m => !IsSound(m.Trials, m.Ends)) || Asked.Any(a => !IsSound(a.Trials, a.Ends)) ? "some ends are not counts of their trials by outcome"
        : Measures.FirstOrDefault(m => m.Values.Length != Dates.Length || Dates.IsEmpty) is { } measure ? $"measure '{measure.Name}' does not have as many values as dates"
        : Seed is { } seed && Salt is { } salt && new SeedPledge(seed, salt).Hash != Pledge ? "pledge is not the hash of seed and salt"
        : null;

    private bool Has(long moment) => moment >= 0 && moment < Moments.Length;

    private bool IsSound(long trials, ImmutableArray<EndsPart> ends) => ends.All(e =>
        e.Failed >= 0 && e.Paired >= 0 && e.Paired <= trials && new[] { e.Counts, e.Gained, e.Lost }.All(c => c.Length == Outcomes.Length && c.All(n => n >= 0 && n <= trials - e.Failed)));
}

internal sealed record EndPart(string Name, string? Says);

internal sealed record BranchPart(string Name, long Head);

/// <summary>What was done, and what stood then.</summary>
internal sealed record MomentPart(long Id, long Parent, bool Played, string Kind, string Date, long Turn, string Actor, string Act)
{
    public string? Text { get; init; }

    /// <summary>What was done, in words.</summary>
    public string? Doing { get; init; }

    public string? Outcome { get; init; }

    public ImmutableArray<SettingPart> Settings { get; init; } = [];

    public ImmutableArray<MessagePart> Messages { get; init; } = [];

    public ImmutableArray<TurnPart> Happened { get; init; } = [];

    public VotePart? Vote { get; init; }

    public long Trials { get; init; }

    /// <summary>Before and after it, or after it alone.</summary>
    public ImmutableArray<EndsPart> Ends { get; init; } = [];
}

internal sealed record MessagePart(string? Inject, string Date, ImmutableArray<string> To, string Text);

internal sealed record TurnPart(string Date, string Address, string? Sentence, ImmutableArray<string> Changed);

internal sealed record VotePart(string Institution, string Motion, bool Passed, ImmutableArray<VoicePart> Voices, ImmutableArray<ThresholdPart> Thresholds);

internal sealed record VoicePart(string Member, string Label, string Vote, double Propensity, bool Given);

internal sealed record ThresholdPart(string Has, string Needs, bool Met);

internal sealed record AskedPart(long Moment, ImmutableArray<string> Options, ImmutableArray<string> Chosen, long Trials, ImmutableArray<EndsPart> Ends);

/// <summary>Counts of how trials ended; those that gained and lost are against the first side.</summary>
internal sealed record EndsPart(long Failed, ImmutableArray<long> Counts, long Paired, ImmutableArray<long> Gained, ImmutableArray<long> Lost);

internal sealed record HistoryPart(string Name, string Unit, string? Says, ImmutableArray<double> Values);

internal sealed record InstitutionPart(string Name, string? Says, string State, string Since, ImmutableArray<InStatePart> Counts);

internal sealed record InStatePart(string State, long Count);
