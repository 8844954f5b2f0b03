using System.Collections.Immutable;
using Entente.Language;

namespace Entente.Execution;

/// <summary>Reads, without leaving a trace, what an expression depends on at this moment of a trial.</summary>
internal sealed class Witness(ReferenceEvaluator evaluator)
{
    /// <summary>Looks at something and puts back the variables in sight: expressions share places in the frame.</summary>
    public T Look<T>(Func<T> look)
    {
        Span<double> kept = stackalloc double[ReferenceEvaluator.FrameSize];
        evaluator.Locals.CopyTo(kept);
        try
        {
            return look();
        }
        finally
        {
            kept.CopyTo(evaluator.Locals);
        }
    }

    /// <summary>An expression's value, or NaN where it has none. What is only looked at cannot fail a trial.</summary>
    public double Value(BoundExpr expr)
    {
        try
        {
            return evaluator.Value(expr);
        }
        catch (TrialFailedException)
        {
            return double.NaN;
        }
    }

    /// <summary>A cell of a quantity, or NaN where it has no value.</summary>
    public double Value(Quantity quantity, int cell)
    {
        try
        {
            return evaluator.Read(quantity, cell);
        }
        catch (TrialFailedException)
        {
            return double.NaN;
        }
    }

    /// <summary>What expressions read, from left to right, each once; an aggregate counts as one value. What has no value is left out.</summary>
    public ImmutableArray<Reading> Read(params IEnumerable<BoundExpr?> exprs)
    {
        var found = new List<Reading>();
        foreach (var expr in exprs.OfType<BoundExpr>())
        {
            Gather(expr, found);
        }

        return [.. found.DistinctBy(r => r.Name)];
    }

    private void Gather(BoundExpr expr, List<Reading> found)
    {
        switch (expr)
        {
            case Cell e:
                Add(e.Quantity.Name + Suffix(e.Quantity.Scope, e.I, e.J), e, e.Type);
                break;
            case OptionValue { Option: Cell option }:
                Gather(option, found);
                break;
            case Previous e:
                Add($"prev({e.Cell.Quantity.Name}{Suffix(e.Cell.Quantity.Scope, e.Cell.I, e.Cell.J)})", e, e.Type);
                break;
            case Smoothed e:
                Add($"smooth({e.Cell.Quantity.Name}{Suffix(e.Cell.Quantity.Scope, e.Cell.I, e.Cell.J)})", e, e.Type);
                break;
            case SinceFired e:
                Add($"since({e.Happening.Name}{Suffix(e.Happening.Scope, e.I, e.J)})", e, ExprType.Number(Units.Unit.Time));
                break;
            case SinceEntered e:
                Add($"since({e.Lifecycle.Name}{Suffix(e.Lifecycle.Scope, e.I, e.J)} is {e.Lifecycle.States[e.State].Name})", e, ExprType.Number(Units.Unit.Time));
                break;
            case InState e:
                AddState(e, found);
                break;
            case DateNow:
                Add("year", expr, expr.Type);
                break;
            case TimeNow:
                Add("t", expr, ExprType.Number(Units.Unit.Time));
                break;
            case Aggregate e:
                Add(Bare(expr, e.Element), expr, e.Type);
                break;
            case Network e:
                Add(Bare(expr, e.Tie), expr, e.Type);
                break;
            default:
                foreach (var part in BoundTree.Children(expr))
                {
                    Gather(part, found);
                }

                break;
        }

        void Add(string name, BoundExpr read, ExprType type)
        {
            if (Value(read) is var value && !double.IsNaN(value))
            {
                found.Add(new Reading(name, value, ValueText.WithUnit(type, value)));
            }
        }
    }

    private void AddState(InState e, List<Reading> found)
    {
        var (i, j) = (Member(e.I), Member(e.J));
        if (i >= 0 && i == j)
        {
            return;
        }

        var leaf = evaluator.World.Machines[e.Lifecycle.Offset + e.Lifecycle.Scope.CellAt(i, j)];
        if (leaf >= 0)
        {
            found.Add(new Reading(e.Lifecycle.Name + e.Lifecycle.Scope.Suffix(i, j), leaf, e.Lifecycle.Leaves[leaf].Name));
        }
    }

    private string Suffix(Scope scope, BoundExpr? i, BoundExpr? j) => scope.Suffix(Member(i), Member(j));

    private int Member(BoundExpr? member) => member is null ? -1 : (int)Value(member);

    // What an aggregate is of needs no brackets of its own.
    private static string Bare(BoundExpr aggregate, BoundExpr element)
    {
        var text = BoundText.Of(aggregate);
        return BoundText.Of(element) is ['(', .. var inner, ')'] bracketed && element is Binary or InState or InSet or Choice
            ? text.Replace($"{bracketed} for ", $"{inner} for ", StringComparison.Ordinal)
            : text;
    }
}
