using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Units;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Binds what a scenario says of the table it is played at: the turn, the seats, the injects, the votes.</summary>
internal sealed class PlayBinder(
    BindingContext context, EffectBinder effects, ImmutableArray<MeasureDefinition> measures, ImmutableArray<TimeDefinition> times)
{
    private readonly DiagnosticBag _found = context.Found;
    private readonly SentenceBinder _sentences = new(context);

    public PlayDefinition Bind(Fields root)
    {
        var play = root.Find("play") is { } node ? Fields.Read(node, Shapes.Play, root.Node.Entries.First(e => e.Key.Value == "play").Key, _found) : null;
        var common = play is not null && play.Has("sees") ? Sights(play) : Headlines();
        var seats = Seats(root.Entries("seats"), common);
        return new PlayDefinition(
            play?.Integer("turn", 1, context.Clock.Steps) ?? 1, play?.Text("brief"), seats,
            [.. root.Entries("injects").Select(e => Inject(e, seats)).OfType<InjectDefinition>()],
            [.. root.Entries("votes").Select(Vote).OfType<VoteDefinition>()]);
    }

    /// <summary>Everything that a table's definition evaluates.</summary>
    public static IEnumerable<BoundExpr?> Expressions(PlayDefinition play) =>
        play.Injects.SelectMany(i => i.Effects.SelectMany(Of).Concat(i.Says?.Parts.Select(p => p.Value) ?? []))
            .Concat(play.Votes.SelectMany(v => v.Thresholds.Select(t => t.Weight).Append(v.Members.Filter)
                .Concat(v.Motions.SelectMany(m => m.Effects.SelectMany(Of).Append(m.Yes)))));

    private static IEnumerable<BoundExpr?> Of(EffectDefinition effect) => [effect.I, effect.J, effect.Value];

    private ImmutableArray<SeatDefinition> Seats(ImmutableArray<YamlEntry> entries, ImmutableArray<Sight> common)
    {
        var seats = ImmutableArray.CreateBuilder<SeatDefinition>();
        var holders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (Fields.Read(entry.Value, Shapes.Seat, entry.Key, _found) is not { } fields)
            {
                continue;
            }

            var levers = ImmutableArray.CreateBuilder<string>();
            foreach (var lever in fields.Texts("levers"))
            {
                if (context.Find(lever.Value) is not Quantity { Sort: QuantityKind.Lever })
                {
                    if (!context.IsExcused(lever.Value))
                    {
                        string[] known = [.. context.Symbols.OfType<Quantity>().Where(q => q.Sort == QuantityKind.Lever).Select(q => q.Name)];
                        _found.Add(Rules.UnknownLever.At(lever.Source, lever.Span, lever.Value) with { Hint = NearestName.Hint(lever.Value, known) });
                    }
                }
                else if (!holders.TryAdd(lever.Value, entry.Key.Value))
                {
                    _found.Add(Rules.LeverHeldTwice.At(lever.Source, lever.Span, lever.Value, holders[lever.Value]) with { Hint = "one hand on each lever; give the other seat a vote or a lever of its own" });
                }
                else
                {
                    levers.Add(lever.Value);
                }
            }

            var own = Sights(fields);
            seats.Add(new SeatDefinition(
                entry.Key.Value, fields.Text("title") ?? entry.Key.Value, fields.Text("brief"), [.. levers.Order(StringComparer.Ordinal)],
                [.. common.Concat(own).DistinctBy(s => s.Text)], fields.Text("says"), BindingContext.Ids(fields)));
        }

        return seats.ToImmutable();
    }

    private ImmutableArray<Sight> Headlines() =>
    [
        .. measures.Where(m => m.Headline).Select(m => new Sight(m.Name, m, null, null, null, -1, -1)),
        .. times.Where(t => t.Headline).Select(t => new Sight(t.Name, null, t, null, null, -1, -1)),
    ];

    private ImmutableArray<Sight> Sights(Fields fields) => [.. fields.Texts("sees").Select(Sight).OfType<Sight>()];

    private Sight? Sight(YamlScalar scalar)
    {
        var expr = Parser.Expression(scalar.Embedded, _found);
        var (name, indices) = expr switch
        {
            NameExpr n => (n, default(ImmutableArray<Expr>?)),
            IndexExpr x => (x.Target, x.Indices),
            _ => (null, null),
        };
        if (name is null)
        {
            if (expr is not ErrorExpr)
            {
                _found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, scalar.Value, "a name, or a name with its member: x[KEY]") with { Hint = "name a formula under 'derive:'" });
            }

            return null;
        }

        var text = scalar.Value.Trim();
        if (indices is null && measures.FirstOrDefault(m => m.Name == name.Name) is { } measure)
        {
            return new Sight(text, measure, null, null, null, -1, -1);
        }

        if (indices is null && times.FirstOrDefault(t => t.Name == name.Name) is { } time)
        {
            return new Sight(text, null, time, null, null, -1, -1);
        }

        var symbol = context.Find(name.Name);
        Scope? scope = symbol switch { Quantity { Sort: not QuantityKind.Uncertainty } q => q.Scope, Lifecycle l => l.Scope, _ => null };
        if (symbol is null || scope is null)
        {
            if (symbol is not null)
            {
                _found.Add(Rules.WrongKind.At(scalar.Source, name.Span, name.Name, symbol.Kind, "a measure, a time, a state, a derived quantity, a lever or a lifecycle"));
            }
            else if (!context.IsExcused(name.Name))
            {
                var known = context.Symbols.Where(s => s is Quantity { Sort: not QuantityKind.Uncertainty } or Lifecycle).Select(s => s.Name).Concat(measures.Select(m => m.Name)).Concat(times.Select(t => t.Name));
                _found.Add(Rules.UnknownName.At(scalar.Source, name.Span, name.Name) with { Hint = NearestName.Hint(name.Name, [.. known]) });
            }

            return null;
        }

        var (i, j) = (-1, -1);
        if (indices is { } given)
        {
            if (context.Binder(scalar.Source).Indices(symbol, scope.Value, expr.Span, given, Locals.None) is not var (first, second))
            {
                return null;
            }

            (i, j) = ((first as Constant)?.Value is { } one ? (int)one : -1, (second as Constant)?.Value is { } two ? (int)two : -1);
        }

        return new Sight(text, null, null, symbol as Quantity, symbol as Lifecycle, i, j);
    }

    private InjectDefinition? Inject(YamlEntry entry, ImmutableArray<SeatDefinition> seats)
    {
        if (Fields.Read(entry.Value, Shapes.Inject, entry.Key, _found) is not { } fields)
        {
            return null;
        }

        var to = fields.Texts("to");
        foreach (var seat in to.Where(t => seats.All(s => s.Name != t.Value)))
        {
            _found.Add(Rules.UnknownSeat.At(seat.Source, seat.Span, seat.Value) with { Hint = NearestName.Hint(seat.Value, [.. seats.Select(s => s.Name)]) });
        }

        return new InjectDefinition(
            entry.Key.Value, _sentences.Bind(fields.Scalar("says"), Locals.None), [.. to.Select(t => t.Value)], context.PointInTime(fields),
            effects.Bind(fields.Find("effects"), Locals.None), BindingContext.Ids(fields));
    }

    private VoteDefinition? Vote(YamlEntry entry)
    {
        if (Fields.Read(entry.Value, Shapes.Vote, entry.Key, _found) is not { } fields || fields.Scalar("members", "a range such as 'a in actors'") is not { } members
            || Parser.Range(members.Embedded, _found) is not { } clause)
        {
            return null;
        }

        var (range, locals) = context.Binder(members.Source).Range(clause, Locals.None);
        if (range is null)
        {
            return null;
        }

        if (range.Kind != RangeKind.Members)
        {
            _found.Add(Rules.BadValue.At(members.Source, members.Span, members.Value, "a range over members, such as 'a in actors'"));
            return null;
        }

        ImmutableArray<Threshold> thresholds = [.. fields.Items("thresholds").Select(t => Threshold(t, entry.Key, locals)).OfType<Threshold>()];
        if (fields.Find("thresholds") is YamlSequence { Items.IsEmpty: true } empty)
        {
            _found.Add(Rules.WrongShape.At(empty.Source, empty.Span, "at least one threshold, such as {share: 100%}", empty.Shape));
        }

        return new VoteDefinition(
            entry.Key.Value, range, thresholds, fields.Text("abstain") == "aside",
            [.. fields.Entries("motions").Select(m => Motion(m, locals)).OfType<MotionDefinition>()], fields.Text("says"));
    }

    private Threshold? Threshold(YamlNode node, YamlScalar owner, Locals locals)
    {
        if (Fields.Read(node, Shapes.Threshold, null, _found) is not { } fields)
        {
            return null;
        }

        fields.Exclude("share", "over");
        fields.Exclude("share", "least");
        fields.Exclude("over", "least");
        var key = new[] { "share", "over", "least" }.FirstOrDefault(fields.Has);
        if (key is null)
        {
            _found.Add(Rules.MissingKey.At(node.Source, node.Span, $"a threshold of '{owner.Value}'", "share") with { Hint = "or 'over' or 'least'" });
            return null;
        }

        var kind = key switch { "share" => ThresholdKind.Share, "over" => ThresholdKind.Over, _ => ThresholdKind.Least };
        var at = fields.Find(key)!;
        if (context.Constant(at, Unit.Plain, "a threshold") is not { } value)
        {
            return null;
        }

        if (!(value >= 0 && (value <= 1 || kind == ThresholdKind.Least)))
        {
            _found.Add(Rules.OutOfBounds.At(at.Source, at.Span, kind == ThresholdKind.Least ? "a weight is not negative" : $"a share lies in [0, 1], but this is {ReferenceEvaluator.Text(value)}"));
            return null;
        }

        var weight = context.Weight(fields.Find("weight"), locals);
        var says = fields.Text("says") ?? (fields.Find("weight") as YamlScalar)?.Value ?? "members";
        return new Threshold(kind, value, weight, says);
    }

    private MotionDefinition? Motion(YamlEntry entry, Locals locals)
    {
        if (Fields.Read(entry.Value, Shapes.Motion, entry.Key, _found) is not { } fields || context.Propensity(fields.Find("yes"), locals) is not { Type.IsError: false } yes)
        {
            return null;
        }

        return new MotionDefinition(entry.Key.Value, yes, effects.Bind(fields.Find("effects"), Locals.None), fields.Text("says"));
    }
}
