using System.Collections.Immutable;
using Entente.Reports.Documents;
using Entente.Reports.Html.Charts;

namespace Entente.Reports.Html.Parts;

/// <summary>How institutions and relations moved: diagrams of lifecycles, and maps of the ties between members.</summary>
internal static class LifecycleParts
{
    // What is tied more rarely than this in all maps is not drawn.
    private const double Faint = 0.05;
    private const int MostTies = 15;

    public static IEnumerable<Section?> Of(ResultDocument run, string prefix)
    {
        if (run.Lifecycles.IsEmpty)
        {
            return [];
        }

        var figures = run.Lifecycles.Select(l => Diagram(l, run.Model?.Lifecycles.FirstOrDefault(m => m.Name == l.Name), prefix));
        var lifecycles = new Section(
            prefix + "lifecycles",
            "Lifecycles",
            Markup.Of(
                Tag.P("Boxes are states, filled as far as the share that is in them at the end; a dot marks where things begin, a double border what nothing leaves. Arrows are transitions.").Class("note"),
                Figure.Row(figures)));
        return run.Lifecycles.Where(l => !l.Ties.IsEmpty).Select(l => Maps(l, run.Model, prefix)).Prepend(lifecycles);
    }

    private static Figure Diagram(LifecyclePart lifecycle, MachinePart? machine, string prefix)
    {
        var states = lifecycle.States;
        var most = states.Where(s => double.IsFinite(s.AtEnd)).MaxBy(s => s.AtEnd);
        var says = machine?.States.ToLookup(s => s.Name);
        var id = $"{prefix}lifecycle-{Anchor.Of(lifecycle.Name)}";
        return new Figure(
            id, lifecycle.Name, most is null ? "No trial was completed." : $"A diagram of {Svg.Number(states.Length)} states. At the end the most usual one is {most.Name} with {NumberStyle.Share(most.AtEnd)}.",
            width => Draw(lifecycle, machine, width))
        {
            Note = Markup.Of(
                machine?.Says is { } text ? Markup.Of(Tag.Said(text), ". ") : Markup.None,
                machine?.Each is { } each ? Markup.Of("One for each ", Tag.Said(each), ".") : lifecycle.Machines > 1 ? $"{NumberStyle.Count(lifecycle.Machines)} of them." : Markup.None),
            IsSmall = true,
            FoldsTable = true,
            Table = new DataTable(
                $"States of {lifecycle.Name}", [new("State"), new("At the end", true), new("All along", true)],
                [.. states.Select(s => ImmutableArray.Create<Markup>(
                    Markup.Of(Tag.Said(s.Name), says?[s.Name].FirstOrDefault()?.Says is { } meaning ? Tag.Span("note", Tag.Said(meaning)) : Markup.None), NumberStyle.RoughShare(s.AtEnd), NumberStyle.RoughShare(s.Share)))]),
        };
    }

    private static Drawn Draw(LifecyclePart lifecycle, MachinePart? machine, double width)
    {
        var names = lifecycle.States.Select(s => s.Name).ToList();
        var edges = machine?.Transitions.SelectMany(t => t.From.SelectMany(from => Leaves(machine, from, names)).Distinct()
            .SelectMany(from => Leaves(machine, t.To, names).Take(1).Select(to => new DiagramEdge(t.Name, from, to)))) ?? [];
        var left = edges.Select(e => e.From).ToHashSet();
        return LifecycleDiagram.Draw(
            [.. lifecycle.States.Select((s, i) => new DiagramState(
                s.Name, s.AtEnd, machine?.Initial.Contains(s.Name) ?? false, machine is not null && (machine.States.Any(m => m.Name == s.Name && m.Terminal) || !left.Contains(i))))],
            [.. edges], width);
    }

    /// <summary>The leaves that a state stands for, by position: itself, or all within it, at any depth.</summary>
    private static IEnumerable<int> Leaves(MachinePart machine, string state, List<string> names, int depth = 0)
    {
        var own = names.IndexOf(state);
        return own >= 0 ? [own] : depth > machine.States.Length ? [] : machine.States.Where(s => s.In == state).SelectMany(s => Leaves(machine, s.Name, names, depth + 1));
    }

    private static Section? Maps(LifecyclePart lifecycle, ModelPart? model, string prefix)
    {
        var usual = lifecycle.States.Select((s, i) => (s.AtEnd, i)).MaxBy(s => s.AtEnd).i;
        var keys = lifecycle.Ties.SelectMany(t => new[] { t.A, t.B }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var place = keys.Select((key, i) => (key, i)).ToDictionary(k => k.key, k => k.i, StringComparer.Ordinal);
        var labels = (model?.Members ?? []).DistinctBy(m => m.Key).ToDictionary(m => m.Key, m => m.Label, StringComparer.Ordinal);
        var others = lifecycle.States.Select((s, i) => (s.Name, Index: i)).Where(s => s.Index != usual && lifecycle.Ties.Any(t => t.AtEnd[s.Index] >= Faint)).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var all = lifecycle.Ties.Select(t => new Tie(place[t.A], place[t.B], others.Sum(o => t.AtEnd[o.Index]))).Where(t => t.Weight >= Faint).ToList();
        var isTied = all.SelectMany(t => new[] { t.I, t.J }).ToHashSet();
        var order = CircleMap.Order(keys.Count, all).Where(isTied.Contains).ToImmutableArray();
        var figures = others.Select(state =>
        {
            var ties = lifecycle.Ties.Where(t => t.AtEnd[state.Index] >= Faint).OrderByDescending(t => t.AtEnd[state.Index]).ThenBy(t => t.A, StringComparer.Ordinal).ThenBy(t => t.B, StringComparer.Ordinal).ToList();
            string Label(string key) => labels.GetValueOrDefault(key, key);
            return new Figure(
                $"{prefix}map-{Anchor.Of(lifecycle.Name)}-{Anchor.Of(state.Name)}", $"{lifecycle.Name}: {state.Name}",
                $"A map of {Svg.Number(order.Length)} members; {Svg.Number(ties.Count)} pairs end in {state.Name} in at least {NumberStyle.Share(Faint, 0)} of the trials, most often {Label(ties[0].A)} and {Label(ties[0].B)}.",
                width => CircleMap.Draw([.. keys], order, ties.Select(t => new Tie(place[t.A], place[t.B], t.AtEnd[state.Index])), width))
            {
                Note = model?.Lifecycles.FirstOrDefault(m => m.Name == lifecycle.Name)?.States.FirstOrDefault(s => s.Name == state.Name)?.Says is { } says ? Tag.Said(says) : Markup.None,
                IsSmall = true,
                FoldsTable = true,
                Table = new DataTable(
                    $"{lifecycle.Name}, {state.Name}: " + (ties.Count > MostTies ? $"the {Svg.Number(MostTies)} most frequent of {Svg.Number(ties.Count)} pairs" : "pairs"),
                    [new("Pair"), new("Trials that end so", true)],
                    [.. ties.Take(MostTies).Select(t => ImmutableArray.Create<Markup>(Markup.Of(Tag.Said(Label(t.A)), " – ", Tag.Said(Label(t.B))), NumberStyle.Share(t.AtEnd[state.Index], 0)))]),
            };
        });
        return new Section(
            $"{prefix}map-{Anchor.Of(lifecycle.Name)}",
            $"Who is tied to whom at the end: {lifecycle.Name}",
            Markup.Of(
                Tag.P($"The thicker an arc, the more of the trials end with the pair in that state; pairs below {NumberStyle.Share(Faint, 0)} are left out, and so is '{lifecycle.States[usual].Name}', the usual one. Who is tied stands near each other; a place on the circle has no other meaning.").Class("note"),
                Figure.Row(figures)));
    }
}
