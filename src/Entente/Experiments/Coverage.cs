using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Planning;
using Entente.Text;

namespace Entente.Experiments;

/// <summary>How often an event, rule or transition fired in the trials of one run.</summary>
/// <param name="Kind"><c>event</c>, <c>rule</c> or <c>transition</c>.</param>
/// <param name="Name">Its name; a transition's with its lifecycle, <c>alliance.strain</c>.</param>
/// <param name="Source">The file that declares it, with <paramref name="Span"/> the place.</param>
/// <param name="Rare">Why it may well never fire, or null.</param>
/// <param name="Count">Firings over all completed trials and members.</param>
public sealed record Firings(string Kind, string Name, SourceText Source, TextSpan Span, string? Rare, long Count);

/// <summary>Which events, rules and transitions fired, over the runs of any number of scenarios and variants.</summary>
public static class Coverage
{
    /// <summary>What fired in a run, the events first, then rules and transitions, each by name.</summary>
    public static ImmutableArray<Firings> Of(Plan plan, Tally tally) =>
    [
        .. plan.Events.Concat(plan.Rules).Select(h => new Firings(
            h.Definition.Symbol.IsEvent ? "event" : "rule", h.Definition.Symbol.Name, h.Definition.Symbol.Source, h.Definition.Symbol.Span, h.Definition.Rare, tally.Counts.Fired[h.Index])),
        .. plan.Lifecycles.SelectMany(l => l.Definition.Transitions.Select((t, k) => new Firings(
            "transition", $"{l.Definition.Lifecycle.Name}.{t.Name}", l.Definition.Lifecycle.Source, l.Definition.Lifecycle.Span, t.Rare, tally.Counts.Moved[l.FiredOffset + k]))),
    ];

    /// <summary>What fired in no run: an error each, or an information where some scenario says that it is rare.</summary>
    /// <param name="runs">What fired in each run. Things of one kind and name are the same thing.</param>
    /// <param name="trials">Trials of a run.</param>
    public static ImmutableArray<Diagnostic> Review(IReadOnlyCollection<ImmutableArray<Firings>> runs, long trials) =>
    [
        .. runs.SelectMany(r => r).GroupBy(f => (f.Kind, f.Name)).Where(g => g.All(f => f.Count == 0)).Select(g =>
        {
            var first = g.First();
            return g.Select(f => f.Rare).FirstOrDefault(r => r is not null) is { } reason
                ? Rules.NeverFiredRare.At(first.Source, first.Span, first.Kind, first.Name, reason)
                : Rules.NotCovered.At(first.Source, first.Span, first.Kind, first.Name, runs.Count, trials) with { Hint = "take it out, mend its condition, or say why under 'rare:'" };
        }).OrderByDescending(d => d.Severity),
    ];
}
