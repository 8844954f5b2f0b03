using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Planning;
using Entente.Text;

namespace Entente.Analyses;

/// <summary>A condition about whole trials: an expression of the language over what was drawn and what came of it.</summary>
/// <remarks>It can speak of uncertainties, levers, measures, times (in years; the clock's end for never) and, as conditions, of outcomes. Not thread-safe.</remarks>
public sealed class GivenCondition
{
    private readonly BoundExpr _condition;
    private readonly ReferenceEvaluator _evaluator;
    private readonly ImmutableArray<int> _cells;
    private readonly int _resultsAt;

    private GivenCondition(BoundExpr condition, ReferenceEvaluator evaluator, ImmutableArray<int> cells, int resultsAt)
    {
        _condition = condition;
        _evaluator = evaluator;
        _cells = cells;
        _resultsAt = resultsAt;
    }

    /// <summary>Binds a condition over the trials of a plan.</summary>
    /// <param name="text">The condition.</param>
    public static GivenCondition? Bind(Plan plan, string text, DiagnosticBag found)
    {
        var scenario = plan.Scenario;
        var symbols = new TableSymbols(scenario.Clock.MonthsPerStep);
        foreach (var set in scenario.Sets.Where(s => s.Root == s))
        {
            symbols.Add(set);
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var constants = new List<(int At, int From)>();
        foreach (var quantity in scenario.Quantities.Where(q => q.Sort is QuantityKind.Uncertainty or QuantityKind.Lever))
        {
            var at = symbols.Add(quantity.Name, quantity.Sort, quantity.Scope, quantity.Type);
            foreach (var (cell, i, j) in quantity.Scope.All())
            {
                places[quantity.Name + quantity.Scope.Suffix(i, j)] = at + cell;
                constants.Add((at + cell, quantity.Offset + cell));
            }
        }

        var resultsAt = symbols.Cells;
        foreach (var (name, type) in scenario.Measures.Select(m => (m.Name, ExprType.Number(m.Unit)))
            .Concat(scenario.Times.Select(t => (t.Name, ExprType.Number(Units.Unit.Time))))
            .Concat(scenario.Outcomes.Select(o => (o.Name, ExprType.Condition))))
        {
            symbols.Add(name, QuantityKind.Derived, default, type);
        }

        if (Bind(symbols, text, found) is not { } bound)
        {
            return null;
        }

        var world = symbols.World();
        foreach (var (at, from) in constants)
        {
            world.Cells[at] = plan.Constants[from];
        }

        return new GivenCondition(bound, new ReferenceEvaluator(world), [.. plan.Uncertain.Select(u => places.GetValueOrDefault(u.Name, -1))], resultsAt);
    }

    /// <summary>Binds a condition over the columns of a table.</summary>
    public static GivenCondition? Bind(ImmutableArray<string> columns, string text, DiagnosticBag found)
    {
        var symbols = new TableSymbols(3);
        foreach (var column in columns)
        {
            symbols.Add(column, QuantityKind.Data, default, ExprType.Plain);
        }

        return Bind(symbols, text, found) is { } bound
            ? new GivenCondition(bound, new ReferenceEvaluator(symbols.World()), [.. columns.Select((_, k) => k)], symbols.Cells)
            : null;
    }

    /// <summary>Whether it holds in a trial; a trial in which it cannot be computed does not meet it.</summary>
    /// <param name="drawn">The uncertain numbers, or a row of the table.</param>
    /// <param name="results">Measures, times and outcomes; none for a table.</param>
    public bool Holds(ReadOnlySpan<double> drawn, ReadOnlySpan<double> results)
    {
        var cells = _evaluator.World.Cells;
        for (var k = 0; k < drawn.Length; k++)
        {
            if (_cells[k] >= 0)
            {
                cells[_cells[k]] = drawn[k];
            }
        }

        results.CopyTo(cells.AsSpan(_resultsAt));
        try
        {
            return _evaluator.Holds(_condition);
        }
        catch (TrialFailedException)
        {
            return false;
        }
    }

    private static BoundExpr? Bind(TableSymbols symbols, string text, DiagnosticBag found)
    {
        var source = new SourceText("--given", text);
        var whole = new TextSpan(0, text.Length);
        var expression = Parser.Expression(EmbeddedText.Align(source, whole, text), found);
        var bound = new ExprBinder(symbols, source, found).Condition(expression, Locals.None);
        if (bound.Type.IsError || found.HasErrors)
        {
            return null;
        }

        if (BoundTree.All(bound).Any(e => e is TimeNow or DateNow or Previous or Smoothed or SinceFired or SinceEntered or InState))
        {
            found.Add(Rules.NotOfWholeTrial.At(source, whole, text));
            return null;
        }

        return bound;
    }
}
