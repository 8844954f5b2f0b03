using System.Collections.Immutable;
using Entente.Diagnostics;

namespace Entente.Language;

/// <summary>Binds aggregates and network measures.</summary>
internal sealed class AggregateBinder(ExprBinder binder)
{
    private static readonly ImmutableArray<(string Name, AggregateKind Kind, bool OfConditions, bool Weighted)> Aggregates =
    [
        ("sum", AggregateKind.Sum, false, true),
        ("mean", AggregateKind.Mean, false, true),
        ("min", AggregateKind.Min, false, false),
        ("max", AggregateKind.Max, false, false),
        ("count", AggregateKind.Count, true, false),
        ("share", AggregateKind.Share, true, true),
        ("any", AggregateKind.Any, true, false),
        ("all", AggregateKind.All, true, false),
        ("stdev", AggregateKind.Stdev, false, true),
    ];

    private static readonly ImmutableArray<(string Name, NetworkKind Kind)> Networks =
    [
        ("degree", NetworkKind.Degree),
        ("density", NetworkKind.Density),
        ("components", NetworkKind.Components),
        ("largest_component", NetworkKind.LargestComponent),
        ("clustering", NetworkKind.Clustering),
        ("bloc_of", NetworkKind.BlocOf),
    ];

    /// <summary>The names that take a range.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Aggregates.Select(a => a.Name), .. Networks.Select(n => n.Name)];

    public static bool IsName(string name) => Names.Contains(name);

    public BoundExpr Bind(AggregateExpr e, Locals locals)
    {
        var name = e.Function.Name;
        var row = Aggregates.FirstOrDefault(a => a.Name == name);
        if (row.Name is null)
        {
            if (Networks.FirstOrDefault(n => n.Name == name) is { Name: not null } network)
            {
                return Network(e, network.Kind, locals);
            }

            return name == "pick"
                ? binder.Wrong(Rules.WrongKind, e.Function.Span, "name it under the rule's 'draw:' and use the name", "pick", "a draw", "a value")
                : binder.Wrong(Rules.UnknownFunction, e.Function.Span, NearestName.Hint(name, Names), name);
        }

        var (range, inner) = binder.Range(e.Range, locals);
        if (range is null)
        {
            return Constant.Error;
        }

        if (e.Subject is not null)
        {
            return binder.Wrong(Rules.WrongArguments, e.Subject.Span, null, name, "one expression and a range");
        }

        var element = Element(e, row, inner);
        var weight = e.Weight is null ? null : binder.Number(e.Weight, inner);
        if (weight is not null && !row.Weighted)
        {
            return binder.Wrong(Rules.WrongArguments, e.Weight!.Span, null, name, "no weights");
        }

        if (element.Type.IsError || weight is { Type.IsError: true } || range.Filter is { Type.IsError: true })
        {
            return Constant.Error;
        }

        var unit = row.Kind == AggregateKind.Sum && weight is not null ? element.Type.Unit.Times(weight.Type.Unit) : element.Type.Unit;
        var type = row.Kind switch
        {
            AggregateKind.Any or AggregateKind.All => ExprType.Condition,
            AggregateKind.Count or AggregateKind.Share => ExprType.Plain,
            _ => ExprType.Number(unit),
        };
        if (e.Otherwise is not null && row.Kind is (AggregateKind.Sum or AggregateKind.Count or AggregateKind.Any or AggregateKind.All))
        {
            return binder.Wrong(Rules.WrongArguments, e.Otherwise!.Span, "over nothing it has a value of its own", name, "no 'else'");
        }

        var otherwise = e.Otherwise is null ? null : binder.Number(e.Otherwise, locals, type.Unit);
        return otherwise is { Type.IsError: true } ? otherwise : new Aggregate(type, row.Kind, range, element, weight, otherwise);
    }

    private BoundExpr Element(AggregateExpr e, (string Name, AggregateKind Kind, bool OfConditions, bool Weighted) row, Locals inner)
    {
        if (row.OfConditions)
        {
            return e.Element is not null
                ? binder.Condition(e.Element, inner)
                : row.Kind == AggregateKind.Count
                    ? new Constant(ExprType.Condition, 1)
                    : binder.Wrong(Rules.WrongArguments, e.Span, $"write {row.Name}(condition for a in a_set)", row.Name, "a condition and a range");
        }

        return e.Element is not null
            ? binder.Number(e.Element, inner)
            : binder.Wrong(Rules.WrongArguments, e.Span, $"write {row.Name}(x[a] for a in a_set)", row.Name, "an expression and a range");
    }

    private BoundExpr Network(AggregateExpr e, NetworkKind kind, Locals locals)
    {
        var needsSubject = kind is NetworkKind.Degree or NetworkKind.BlocOf;
        var example = needsSubject ? $"{e.Function.Name}(DEU, tied[a, b] for (a, b) in pairs(a_set))" : $"{e.Function.Name}(tied[a, b] for (a, b) in pairs(a_set))";
        if (e.Element is null || e.Weight is not null || e.Otherwise is not null || e.Range.Kind == RangeKind.Members || needsSubject != (e.Subject is not null))
        {
            return binder.Wrong(Rules.WrongArguments, e.Span, $"write {example}", e.Function.Name, "a condition over pairs");
        }

        var (range, inner) = binder.Range(e.Range, locals);
        if (range is null)
        {
            return Constant.Error;
        }

        var tie = binder.Condition(e.Element, inner);
        var subject = e.Subject is null ? null : binder.Member(e.Subject, locals, range.Set);
        return tie.Type.IsError || subject is { Type.IsError: true } || range.Filter is { Type.IsError: true }
            ? Constant.Error
            : new Network(kind, range, tie, subject);
    }
}
