using System.Collections.Immutable;
using System.Globalization;
using Entente.Execution;
using Entente.Language;
using Entente.Scenarios;

namespace Entente.Play;

/// <summary>Puts what stands on a board into words, for people.</summary>
internal sealed class BoardReading
{
    private const int MostMeasures = 6;

    private readonly Scenario _scenario;

    public BoardReading(Scenario scenario)
    {
        _scenario = scenario;
        ImmutableArray<MeasureDefinition> headlines = [.. scenario.Measures.Where(m => m.Headline)];
        Headlines = headlines.IsEmpty ? [.. scenario.Measures.Take(MostMeasures)] : headlines;
    }

    /// <summary>The headline measures; where nothing is one, the first few of all.</summary>
    public ImmutableArray<MeasureDefinition> Headlines { get; }

    /// <summary>A measure as it would be read at this point; NaN where it has no value.</summary>
    public static double Value(ReferenceEvaluator read, MeasureDefinition measure)
    {
        var (scope, i, j) = measure.Cell;
        try
        {
            return read.InCell(scope, i, j, measure.Expression);
        }
        catch (TrialFailedException)
        {
            return double.NaN;
        }
    }

    /// <summary>What a seat sees of something, in words.</summary>
    /// <param name="read">Evaluates on the board.</param>
    /// <param name="settings">Levers that were set in the game.</param>
    public string Text(ReferenceEvaluator read, Sight sight, ImmutableSortedDictionary<string, string> settings)
    {
        try
        {
            return sight switch
            {
                { Measure: { } measure } => ValueText.WithUnit(ExprType.Number(measure.Unit), Value(read, measure)),
                { Time: { } time } => read.Holds(time.Condition) ? "yes" : "not now",
                { Lifecycle: { } lifecycle } => State(read.World, lifecycle, sight.I, sight.J),
                { Quantity: { Sort: QuantityKind.Lever } lever } => settings.GetValueOrDefault(lever.Name, _scenario.Levers.First(l => l.Quantity.Name == lever.Name).Setting),
                { Quantity: { } quantity } => Cells(read, quantity, sight.I, sight.J),
                _ => "",
            };
        }
        catch (TrialFailedException)
        {
            return "–";
        }
    }

    /// <summary>Where a lifecycle stands.</summary>
    public StateLine Line(World world, Lifecycle lifecycle)
    {
        var counts = Counts(world, lifecycle);
        if (lifecycle.Scope.Kind != ScopeKind.Global)
        {
            return new StateLine(lifecycle.Name, lifecycle.Says, "", "", counts);
        }

        var leaf = world.Machines[lifecycle.Offset];
        var position = lifecycle.States.ToList().FindIndex(s => s.Leaf == leaf);
        var entered = world.Entered[lifecycle.EnteredOffset + position];
        return new StateLine(lifecycle.Name, lifecycle.States[position].Says, lifecycle.Leaves[leaf].Name, entered < 0 ? "" : _scenario.Clock.Label(entered), counts);
    }

    private static string State(World world, Lifecycle lifecycle, int i, int j) =>
        i >= 0 || lifecycle.Scope.Kind == ScopeKind.Global ? lifecycle.Leaves[world.Machines[lifecycle.Offset + lifecycle.Scope.CellAt(i, j)]].Name
        : string.Join(", ", Counts(world, lifecycle).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Count} {c.State}")));

    private static ImmutableArray<(string State, int Count)> Counts(World world, Lifecycle lifecycle) =>
    [
        .. lifecycle.Leaves.Select((leaf, k) => (leaf.Name, lifecycle.Scope.All().Count(c => world.Machines[lifecycle.Offset + c.Cell] == k))).Where(c => c.Item2 > 0),
    ];

    private static string Cells(ReferenceEvaluator read, Quantity quantity, int i, int j)
    {
        if (i >= 0 || quantity.Scope.Kind == ScopeKind.Global)
        {
            return ValueText.WithUnit(quantity.Type, read.Read(quantity, quantity.Scope.CellAt(i, j)));
        }

        var keys = quantity.Scope.Set!.Keys;
        return string.Join(", ", quantity.Scope.All().Select(c =>
            $"{keys[c.I]}{(c.J >= 0 ? "-" + keys[c.J] : "")} {ValueText.Of(quantity.Type, read.Read(quantity, c.Cell))}"));
    }
}
