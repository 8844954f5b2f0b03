using System.Collections.Immutable;
using Entente.Reports.Documents;

namespace Entente.Reports.Html.Parts;

/// <summary>What a result assumes, and on what evidence.</summary>
internal static class ModelParts
{
    /// <param name="document">With a model.</param>
    public static IEnumerable<Section> Of(Document document, string prefix)
    {
        var model = document.Model!;
        yield return Assumptions(document, model, prefix);
        if (!model.Evidence.IsEmpty)
        {
            yield return Evidence(model, prefix);
        }
    }

    private static Section Assumptions(Document document, ModelPart model, string prefix)
    {
        var grounds = model.Evidence.ToLookup(e => (e.Section, e.Name));
        Markup On(string section, string name) => grounds[(section, name)].FirstOrDefault() is { } evidence ? Grounds(evidence, model, prefix) : Markup.None;

        var levers = new DataTable(
            "Levers: what somebody decides", [new("Lever"), new("Setting"), new("Choices"), new("What it is"), new("Rests on")],
            [.. model.Levers.Select(l => ImmutableArray.Create<Markup>(
                Tag.Said(l.Name), l.Setting == l.Default ? Tag.Said(Path(l.Setting)) : Markup.Of(Tag.Of("strong", Tag.Said(Path(l.Setting))), Tag.Span("note", "default ", Tag.Said(Path(l.Default)))),
                WithUnit(l.Choices, l.Unit), Said(l.Says), On("levers", l.Name)))])
        { IsProse = true };
        var pins = document.Pins.ToDictionary(p => p.Uncertainty, p => p.Value, StringComparer.Ordinal);
        var uncertainties = new DataTable(
            "Uncertainties: what nobody knows, drawn once a trial", [new("Uncertainty"), new("Distribution"), new("Unit"), new("What it is"), new("Rests on")],
            [.. model.Uncertainties.Select(u => ImmutableArray.Create<Markup>(
                Markup.Of(Tag.Said(u.Name), u.Each is { } each ? Tag.Span("note", "each ", Tag.Said(each)) : Markup.None),
                pins.GetValueOrDefault(u.Name) is { } pinned ? Markup.Of("held at ", Tag.Said(pinned)) : Tag.Code(u.Distribution ?? "–"), NumberStyle.UnitText(u.Unit), Said(u.Says), On("uncertainties", u.Name)))])
        { IsProse = true };
        var correlations = model.Correlations.Select(c => Markup.Of(Tag.Said(string.Join(", ", c.Between)), ": ", new NumberStyle(false, 2).Print(c.Rank)));
        var outcomes = new DataTable(
            "Outcomes: the first whose condition holds at the end", [new("Outcome"), new("Condition")],
            [.. model.Outcomes.Select(o => ImmutableArray.Create<Markup>(Tag.Said(o.Name ?? ""), o.When is { } when ? Tag.Code(when) : "otherwise"))])
        { IsProse = true };
        var transitions = model.Lifecycles.Where(l => !l.Transitions.IsEmpty).Select(l => new DataTable(
            $"Transitions of {l.Name}", [new("Transition"), new("From"), new("To"), new("When"), new("What it says"), new("Rests on")],
            [.. l.Transitions.Select(t => ImmutableArray.Create<Markup>(
                Tag.Said(t.Name), Tag.Said(string.Join(", ", t.From)), Tag.Said(t.To), Tag.Code(Condition(t)), Said(t.Says), On("lifecycles", $"{l.Name}.transitions.{t.Name}")))])
        { IsProse = true }.ToMarkup());
        return new Section(
            prefix + "assumptions",
            "Assumptions",
            Markup.Of(
                model.Levers.IsEmpty ? Markup.None : levers.ToMarkup(),
                Folded("Uncertainties", model.Uncertainties.Length, uncertainties.ToMarkup()),
                Folded("Rank correlations", model.Correlations.Length, Tag.List(correlations)),
                Folded("Conditions of outcomes", model.Outcomes.Length, outcomes.ToMarkup()),
                Folded("Transitions", model.Lifecycles.Sum(l => l.Transitions.Length), Markup.Of(transitions))));
    }

    private static Section Evidence(ModelPart model, string prefix)
    {
        var totals = model.Evidence.GroupBy(e => e.Strength, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{NumberStyle.Count(g.Count())} on {g.Key}");
        var bare = model.Evidence.Where(e => e.Claims.IsEmpty && e.Judgement is null && e.Source is null).Select(e => e.Name).ToList();
        var items = new DataTable(
            "Items with numbers, and what they rest on", [new("Item"), new("Part of"), new("Numbers"), new("Rests on"), new("Judgement")],
            [.. model.Evidence.Select(e => ImmutableArray.Create<Markup>(
                Tag.Said(e.Name), EvidenceText.Section(e.Section), e.Numbers is { } numbers ? Tag.Said(numbers) : Markup.None, Grounds(e with { Judgement = null }, model, prefix), Said(e.Judgement)))])
        { IsProse = true };
        return new Section(
            prefix + "evidence",
            "Evidence",
            Markup.Of(
                Tag.P($"{NumberStyle.Count(model.Evidence.Length)} items hold numbers or name evidence; the strongest thing they rest on: {string.Join(", ", totals)}."),
                bare.Count == 0 ? Markup.None : Tag.P("On nothing: ", Tag.Said(string.Join(", ", bare)), "."),
                Folded("Items", model.Evidence.Length, items.ToMarkup()),
                Folded("Claims", model.Claims.Length, Tag.Of("dl", model.Claims.Select(c => Claim(c, prefix))).Class("entries"))));
    }

    private static Markup Claim(ClaimPart claim, string prefix)
    {
        var source = string.Join(" · ", new[] { claim.By, claim.Work, claim.Subject, claim.Bibliography, claim.Date }.Where(p => !string.IsNullOrEmpty(p)).Distinct());
        return Tag.Div(
            null,
            Tag.Of("dt", Tag.Said(claim.Id), claim.Sort is { } sort ? Markup.Of(" ", Tag.Span("mark", sort)) : Markup.None).Id(ClaimId(claim.Id, prefix)),
            Tag.Of("dd", Tag.Said(claim.Says)),
            claim.Disputed is { } disputed ? Tag.Of("dd", "Disputed: ", Tag.Said(disputed)) : Markup.None,
            source.Length == 0 ? Markup.None : Tag.Of("dd", Tag.Said(source)).Class("quiet"));
    }

    private static Markup Grounds(EvidencePart evidence, ModelPart model, string prefix)
    {
        var known = model.Claims.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var claims = evidence.Claims.Select((id, i) => Markup.Of(i == 0 ? "" : ", ", known.Contains(id) ? Tag.Of("a", id).With("href", "#" + ClaimId(id, prefix)) : Tag.Said(id)));
        return Markup.Of(
            Tag.Span("mark", evidence.Strength), " ", Markup.Of(claims),
            evidence.Claims.IsEmpty && evidence.Source is { } source ? Tag.Said(source) : Markup.None,
            evidence.Judgement is { } judgement ? Tag.Span("note", Tag.Said(judgement)) : Markup.None);
    }

    private static string ClaimId(string id, string prefix) => $"{prefix}claim-{Anchor.Of(id)}";

    private static string Condition(TransitionPart transition) => string.Join(", ", new[]
    {
        transition.When, transition.For is { } time ? $"for {time}" : null, transition.Chance is { } chance ? $"chance {chance}" : null, transition.Rate is { } rate ? $"rate {rate}" : null,
    }.OfType<string>().DefaultIfEmpty("always"));

    private static Markup Said(string? text) => text is null ? Markup.None : Tag.Said(text);

    // A path is written as a mapping within a mapping; its dates and values say as much.
    private static string Path(string setting) => setting.StartsWith("{path: {", StringComparison.Ordinal) && setting.EndsWith("}}", StringComparison.Ordinal) ? setting[8..^2] : setting;

    private static Markup WithUnit(string? choices, string unit) => choices is null ? Markup.None
        : Markup.Of(Tag.Said(choices), NumberStyle.UnitText(unit) is { Length: > 0 } text ? Tag.Span("note", text) : Markup.None);

    private static Markup Folded(string title, int count, Markup content) =>
        count == 0 ? Markup.None : Tag.Of("details", Tag.Of("summary", $"{title}: {NumberStyle.Count(count)}"), content).Class("appendix");
}
