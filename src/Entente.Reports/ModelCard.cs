using System.Collections.Immutable;
using System.Globalization;
using Entente.Evidence;
using Entente.Language;
using Entente.Scenarios;
using Entente.Yaml;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>
/// Writes what a scenario says, for people who will argue about it: who is in it, what is unknown and what is decided, how
/// everything moves, what is reported, and which numbers rest on nothing but a guess.
/// </summary>
public sealed class ModelCard
{
    private const int Indent = 2;
    private const int Inner = 6;
    private const string FactGap = "   ";

    /// <summary>Keys that have a place of their own in an entry; the others are listed as they stand.</summary>
    private static readonly ImmutableArray<string> Placed = ["each", "unit", "says", "evidence", "judgement", "source", "title"];

    private readonly Scenario _scenario;
    private readonly YamlMapping _root;
    private readonly int _width;

    private ModelCard(Scenario scenario, int width)
    {
        _scenario = scenario;
        _root = scenario.Syntax.Root;
        _width = width;
    }

    /// <summary>Writes the whole card.</summary>
    /// <param name="scenario">The scenario, checked.</param>
    /// <param name="console">Where to.</param>
    public static void Write(Scenario scenario, IAnsiConsole console) =>
        console.Write(new StyledLines(new ModelCard(scenario, Math.Max(60, console.Profile.Width)).Lines()));

    private IEnumerable<StyledLine> Lines() =>
        Header()
            .Concat(Part("Who", _scenario.Sets.SelectMany(Set)))
            .Concat(Part("Data", Numbers(QuantityKind.Data).SelectMany(Data)))
            .Concat(Part("What somebody decides: levers", _scenario.Levers.SelectMany(Lever)))
            .Concat(Part("What nobody knows: uncertainties, drawn once a trial", Entries("uncertainties", "distribution")))
            .Concat(Part("Rank correlations", _scenario.Correlations.SelectMany(c => Wrapped(FormattableString.Invariant($"{c.A.Name}, {c.B.Name}: {c.Rank}"), Indent))))
            .Concat(Part("State: what changes from step to step", Entries("state", "")))
            .Concat(Part("Derived: always up to date", Entries("derive", "is")))
            .Concat(Part("Events", Entries("events", "")))
            .Concat(Part("Rules", Entries("rules", "")))
            .Concat(Part("Lifecycles", _scenario.Lifecycles.SelectMany(Lifecycle)))
            .Concat(Part("Measures", Entries("measures", "is")))
            .Concat(Part("Outcomes: the first that holds at the end", Outcomes()))
            .Concat(Part("Records: what backtest holds the trials against", Entries("observed", "of")))
            .Concat(Part("Variants", Entries("variants", "")))
            .Concat(Part("Expectations: asked by check --expect", Entries("expect", "")))
            .Concat(Part("Seats at the table", Seats()))
            .Concat(Part("Injects: what the facilitator can bring in", Entries("injects", "")))
            .Concat(Part("Votes", _scenario.Play.Votes.SelectMany(Vote)))
            .Concat(Part("What the numbers rest on", Grounds()));

    private IEnumerable<StyledLine> Header()
    {
        foreach (var line in StyledLine.Wrap(_scenario.Title, _width))
        {
            yield return StyledLine.Of(line, Look.Strong);
        }

        var clock = _scenario.Clock;
        var plural = clock.Steps == 1 ? "" : "s";
        var variant = _scenario.Choice.Variant is { } name ? $" · variant {name}" : "";
        yield return StyledLine.Of(StyledLine.Fit(
            FormattableString.Invariant($"{_scenario.Id}{variant} · {clock.Label(0)} to {clock.Label(clock.Steps)}, {clock.Steps} {clock.StepName}{plural} · hash {_scenario.Hash[..12]}"), _width), Look.Quiet);
        foreach (var line in StyledLine.Wrap(_scenario.Summary ?? "", _width).Prepend(""))
        {
            yield return StyledLine.Of(line);
        }
    }

    private IEnumerable<StyledLine> Part(string title, IEnumerable<StyledLine> lines)
    {
        var first = true;
        foreach (var line in lines)
        {
            if (first)
            {
                yield return new StyledLine();
                yield return Columns.Title(title, _width);
                first = false;
            }

            yield return line;
        }
    }

    private IEnumerable<StyledLine> Set(MemberSet set)
    {
        var node = (_root.Find("sets") as YamlMapping)?.Find(set.Name);
        if (set.Root == set)
        {
            return Entry(set.Name, NumberStyle.Count(set.Keys.Length) + " members", null, [("", string.Join(", ", set.Labels))], set.Says, set);
        }

        var (label, value) = DocumentText.Of(node, "where") is { } where ? ($"{DocumentText.Of(node, "as")} where", where) : ("members", DocumentText.Of(node, "members") ?? "");
        return Entry(set.Name, $"part of {set.Root.Name}", null, [(label, value)], set.Says, set);
    }

    private IEnumerable<StyledLine> Data(Quantity quantity)
    {
        var cells = quantity.Scope.All().Select(c => _scenario.Constants[quantity.Offset + c.Cell]).ToList();
        var unit = NumberStyle.UnitText(quantity.Type.Unit.ToString());
        var style = NumberStyle.For(unit, cells.Max() - cells.Min(), cells.Max(Math.Abs));
        style = style with { Decimals = !style.Percent && cells.All(double.IsInteger) ? 0 : style.Decimals };
        var value = cells.Count == 1 ? style.Print(cells[0])
            : cells.All(c => c is 0 or 1) ? $"yes for {NumberStyle.Count(cells.Count(c => c > 0))} of {NumberStyle.Count(cells.Count)}"
            : $"{NumberStyle.Count(cells.Count)} values from {style.Print(cells.Min())} to {style.Print(cells.Max())}";
        return Entry(quantity.Name, ScopeOf(quantity.Scope), unit, [("", value)], quantity.Says, quantity);
    }

    private IEnumerable<StyledLine> Lever(LeverDefinition lever)
    {
        var quantity = lever.Quantity;
        var node = (_root.Find("levers") as YamlMapping)?.Find(quantity.Name);
        var choices = DocumentText.Of(node, "options") is { } options ? ("one of", options)
            : ("between", string.Join(" and ", DocumentText.Lines(DocumentText.Find(node, "range")!)));
        var setting = lever.Setting == lever.Default ? lever.Setting : $"{lever.Setting} (default {lever.Default})";
        return Entry(quantity.Name, null, quantity.Type.Kind == TypeKind.Option ? "" : NumberStyle.UnitText(quantity.Type.Unit.ToString()), [("is", setting), choices], quantity.Says, quantity);
    }

    /// <summary>The entries of a section as they were written.</summary>
    /// <param name="section">The key of the section.</param>
    /// <param name="main">The key of the formula, which needs no label.</param>
    private IEnumerable<StyledLine> Entries(string section, string main)
    {
        foreach (var (name, node) in DocumentText.Section(_root, section).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            var facts = node is YamlMapping mapping ? Facts(mapping, main) : [("", YamlText.Inline(node))];
            var symbol = (Symbol?)_scenario.Quantities.FirstOrDefault(q => q.Name == name)
                ?? _scenario.Events.Concat(_scenario.Rules).FirstOrDefault(h => h.Symbol.Name == name)?.Symbol;
            var scope = DocumentText.Of(node, "each") is { } each ? "each " + each : null;
            foreach (var line in Entry(name, scope, UnitOf(node, symbol), facts, DocumentText.Of(node, "says") ?? DocumentText.Of(node, "title"), symbol))
            {
                yield return line;
            }
        }
    }

    /// <summary>The entries of a mapping that have no place of their own, the main one first and without a label.</summary>
    private static IEnumerable<(string Label, string Value)> Facts(YamlMapping mapping, string main, params ReadOnlySpan<string> placed)
    {
        var left = Placed.AddRange(placed);
        return mapping.Entries.Where(e => !left.Contains(e.Key.Value)).OrderByDescending(e => e.Key.Value == main)
            .Select(e => (e.Key.Value == main ? "" : e.Key.Value, e.Key.Value is "bounds" or "range" ? string.Join(" to ", DocumentText.Lines(e.Value)) : string.Join("; ", DocumentText.Lines(e.Value))));
    }

    private IEnumerable<StyledLine> Lifecycle(LifecycleDefinition definition)
    {
        var lifecycle = definition.Lifecycle;
        var node = (_root.Find("lifecycles") as YamlMapping)?.Find(lifecycle.Name);
        var scope = DocumentText.Of(node, "each") is { } each ? "each " + each : null;
        foreach (var line in Entry(lifecycle.Name, scope, null, [("starts", DocumentText.Of(node, "initial") ?? "")], lifecycle.Says, lifecycle))
        {
            yield return line;
        }

        foreach (var state in lifecycle.States)
        {
            var marks = (state.Parent is { } parent ? $"  in {parent}" : "") + (state.Terminal ? "  terminal" : "");
            yield return new StyledLine().PadTo(Inner).Add("● ", Look.Section).Add(state.Name, Look.Strong).Add(marks, Look.Quiet)
                .Add(state.Says is { } says ? "  " + StyledLine.Fit(says, Math.Max(10, _width - Inner - state.Name.Length - marks.Length - 4)) : "", Look.Quiet);
        }

        foreach (var (name, transition) in DocumentText.Section((YamlMapping)node!, "transitions"))
        {
            yield return new StyledLine().PadTo(Inner).Add("→ ", Look.Mark).Add(name, Look.Strong).Add($"  {DocumentText.Of(transition, "from")} → {DocumentText.Of(transition, "to")}");
            var facts = Facts((YamlMapping)transition, "", "from", "to");
            foreach (var line in Flow(facts, Inner + 2).Concat(Wrapped(DocumentText.Of(transition, "says") ?? "", Inner + 2, Look.Quiet)))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<StyledLine> Outcomes()
    {
        var items = (_root.Find("outcomes") as YamlSequence)?.Items ?? [];
        foreach (var (node, i) in items.Select((n, i) => (n, i)))
        {
            var when = DocumentText.Of(node, "when") is { } condition ? ("when", condition) : ("", "otherwise");
            var name = string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {DocumentText.Of(node, "name")}");
            foreach (var line in Entry(name, null, null, [when], DocumentText.Of(node, "says"), null))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<StyledLine> Seats()
    {
        var play = _scenario.Play;
        foreach (var seat in play.Seats)
        {
            (string, string)[] facts = [("holds", string.Join(", ", seat.Levers.DefaultIfEmpty("no lever"))), ("sees", string.Join(", ", seat.Sees.Select(s => s.Text).DefaultIfEmpty("nothing")))];
            foreach (var line in Entry(seat.Name, seat.Title == seat.Name ? null : seat.Title, null, facts, seat.Says ?? seat.Brief, null))
            {
                yield return line;
            }
        }

        var free = _scenario.Levers.Select(l => l.Quantity.Name).Where(l => play.HolderOf(l) is null).ToList();
        if (!play.Seats.IsEmpty && free.Count > 0)
        {
            foreach (var line in Entry("facilitator", null, null, [("holds", string.Join(", ", free))], null, null))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<StyledLine> Vote(VoteDefinition vote)
    {
        var node = (YamlMapping)((YamlMapping)_root.Find("votes")!).Find(vote.Name)!;
        foreach (var line in Entry(vote.Name, "members " + DocumentText.Of(node, "members"), null, [("needs", string.Join(" and ", vote.Thresholds.Select(NeedOf)))], vote.Says, null))
        {
            yield return line;
        }

        foreach (var (name, motion) in DocumentText.Section(node, "motions"))
        {
            yield return new StyledLine().PadTo(Inner).Add("→ ", Look.Mark).Add(name, Look.Strong);
            foreach (var line in Flow(Facts((YamlMapping)motion, ""), Inner + 2).Concat(Wrapped(DocumentText.Of(motion, "says") ?? "", Inner + 2, Look.Quiet)))
            {
                yield return line;
            }
        }
    }

    private static string NeedOf(Threshold threshold) => FormattableString.Invariant(threshold.Kind switch
    {
        ThresholdKind.Share when threshold.Value == 1 => $"all of {threshold.Says}",
        ThresholdKind.Share => $"{100 * threshold.Value:0.##}% of {threshold.Says}",
        ThresholdKind.Over => $"more than {100 * threshold.Value:0.##}% of {threshold.Says}",
        _ => $"{threshold.Value:0.##} of {threshold.Says}",
    });

    // The same count as that of the evidence report; without seed files a claim is a source like any other.
    private IEnumerable<StyledLine> Grounds()
    {
        var table = EvidenceTable.Of(_scenario, null);
        if (table.Items.IsEmpty)
        {
            return [];
        }

        var claims = table.Items.SelectMany(i => i.Claims).Select(c => c.Id).Distinct(StringComparer.Ordinal).Count();
        int Count(Strength strength) => table.Totals.First(t => t.Strength == strength).Count;
        var summary = FormattableString.Invariant(
            $"{table.Items.Length} items hold numbers or name evidence: {Count(Strength.Source)} rest on claims ({claims} different ones) or another source, {Count(Strength.Judgement)} on a judgement alone, {Count(Strength.Nothing)} on nothing.");
        var bare = table.Items.Where(i => i.Strength == Strength.Nothing).Select(i => i.Item.Name).ToList();
        return Wrapped(summary, Indent).Concat(bare.Count == 0 ? [] : Wrapped("On nothing: " + string.Join(", ", bare), Indent));
    }

    /// <summary>Quantities of a sort by name, without those that only say who belongs to a subset.</summary>
    private IEnumerable<Quantity> Numbers(QuantityKind sort) =>
        _scenario.Quantities.Where(q => q.Sort == sort && _scenario.Sets.All(s => s.Name != q.Name)).OrderBy(q => q.Name, StringComparer.Ordinal);

    /// <summary>A named thing: its name, scope, unit and formula, then its facts, then what it is and what that rests on.</summary>
    private IEnumerable<StyledLine> Entry(string name, string? scope, string? unit, IEnumerable<(string Label, string Value)> facts, string? says, Symbol? symbol)
    {
        var head = new StyledLine().PadTo(Indent).Add(StyledLine.Clean(name), Look.Strong);
        foreach (var part in new[] { scope, unit }.Where(p => !string.IsNullOrEmpty(p)))
        {
            head.Add("  " + StyledLine.Fit(part!, Math.Max(10, _width - head.Width - 2)), Look.Quiet);
        }

        var rest = facts.ToList();
        if (rest is [("", var formula), ..] && head.Width + 2 + StyledLine.CellsOf(formula) <= _width)
        {
            head.Add("  " + StyledLine.Clean(formula));
            rest.RemoveAt(0);
        }

        return Flow(rest, Inner).Prepend(head).Concat(Wrapped(About(says, symbol), Inner, Look.Quiet));
    }

    private static string About(string? says, Symbol? symbol) => string.Join(" · ", new[]
    {
        says,
        symbol is { Evidence.IsEmpty: false } ? $"[{string.Join(", ", symbol.Evidence)}]" : null,
        symbol?.Judgement is { } judgement ? $"judgement: {judgement}" : null,
    }.OfType<string>());

    /// <summary>Facts beside each other as far as they fit, a long one on lines of its own.</summary>
    private IEnumerable<StyledLine> Flow(IEnumerable<(string Label, string Value)> facts, int left)
    {
        var line = new StyledLine().PadTo(left);
        foreach (var (label, value) in facts)
        {
            var fact = StyledLine.Of(StyledLine.Clean(label) + (label.Length > 0 ? " " : ""), Look.Quiet);
            if (line.Width > left && line.Width + FactGap.Length + fact.Width + StyledLine.CellsOf(value) > _width)
            {
                yield return line;
                line = new StyledLine().PadTo(left);
            }

            if (left + fact.Width + StyledLine.CellsOf(value) <= _width)
            {
                line.Add(line.Width > left ? FactGap : "").Add(fact.Add(StyledLine.Clean(value)));
                continue;
            }

            var hanging = left + fact.Width;
            var rows = StyledLine.Wrap(value, Math.Max(20, _width - hanging)).ToList();
            yield return line.Add(fact.Add(rows.FirstOrDefault("")));
            foreach (var row in rows.Skip(1))
            {
                yield return new StyledLine().PadTo(hanging).Add(row);
            }

            line = new StyledLine().PadTo(left);
        }

        if (line.Width > left)
        {
            yield return line;
        }
    }

    private IEnumerable<StyledLine> Wrapped(string text, int left, Style? look = null) =>
        StyledLine.Wrap(text, _width - left).Select(line => new StyledLine().PadTo(left).Add(line, look));

    private static string? UnitOf(YamlNode node, Symbol? symbol) =>
        symbol is Quantity { Type: { Kind: TypeKind.Number, Unit.IsPlain: false } type } ? NumberStyle.UnitText(type.Unit.ToString())
        : symbol is Quantity { Type.Kind: TypeKind.Condition } ? "condition"
        : DocumentText.Of(node, "unit");

    private static string? ScopeOf(Scope scope) => scope.Kind switch
    {
        ScopeKind.Global => null,
        ScopeKind.Each => $"each of {scope.Set!.Name}",
        ScopeKind.Pairs => $"each pair of {scope.Set!.Name}",
        _ => $"each link of {scope.Set!.Name}",
    };
}
