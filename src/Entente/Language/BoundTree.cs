namespace Entente.Language;

/// <summary>Walks bound expressions.</summary>
public static class BoundTree
{
    /// <summary>The parts of an expression, in no particular order.</summary>
    public static IEnumerable<BoundExpr> Children(BoundExpr expr)
    {
        BoundExpr?[] parts = expr switch
        {
            Cell e => [e.I, e.J],
            OptionValue e => [e.Option],
            Previous e => [e.Cell.I, e.Cell.J],
            Smoothed e => [e.Cell.I, e.Cell.J],
            SinceFired e => [e.I, e.J],
            SinceEntered e => [e.I, e.J],
            InState e => [e.I, e.J],
            InSet e => [e.Member],
            Negate e => [e.Operand],
            Not e => [e.Operand],
            Binary e => [e.Left, e.Right],
            Choice e => [e.Condition, e.Then, e.Else],
            Call e => [.. e.Arguments],
            Lookup e => [e.Argument, .. e.X, .. e.Y],
            Aggregate e => [e.Range.Filter, e.Element, e.Weight, e.Otherwise],
            Network e => [e.Range.Filter, e.Tie, e.Subject],
            _ => [],
        };
        return parts.OfType<BoundExpr>();
    }

    /// <summary>An expression and everything in it.</summary>
    public static IEnumerable<BoundExpr> All(BoundExpr expr)
    {
        var waiting = new Stack<BoundExpr>([expr]);
        while (waiting.TryPop(out var next))
        {
            yield return next;
            foreach (var child in Children(next))
            {
                waiting.Push(child);
            }
        }
    }

    /// <summary>The quantities whose present value an expression reads, memberships of the sets it ranges over included.</summary>
    public static IEnumerable<Quantity> Reads(BoundExpr expr)
    {
        foreach (var part in All(expr))
        {
            var quantity = part switch
            {
                Cell e => e.Quantity,
                InSet e => e.Set.Membership,
                Aggregate e => e.Range.Set.Membership,
                Network e => e.Range.Set.Membership,
                _ => null,
            };
            if (quantity is not null)
            {
                yield return quantity;
            }
        }
    }

    /// <summary>What of an expression can differ between trials or steps: the first such part's name, or null if it is constant.</summary>
    public static string? Varying(BoundExpr expr)
    {
        foreach (var part in All(expr))
        {
            switch (part)
            {
                case Cell e when e.Quantity.Sort is not (QuantityKind.Data or QuantityKind.Lever):
                    return e.Quantity.Name;
                case Previous e:
                    return e.Cell.Quantity.Name;
                case Smoothed e:
                    return e.Cell.Quantity.Name;
                case SinceFired e:
                    return e.Happening.Name;
                case SinceEntered e:
                    return e.Lifecycle.Name;
                case InState e:
                    return e.Lifecycle.Name;
                case TimeNow:
                    return "t";
                case DateNow:
                    return "year";
                case InSet { Set.Membership: { Sort: not QuantityKind.Data } membership }:
                    return membership.Name;
                case Aggregate { Range.Set.Membership: { Sort: not QuantityKind.Data } membership }:
                    return membership.Name;
                case Network e:
                    return "a network";
            }
        }

        return null;
    }
}
