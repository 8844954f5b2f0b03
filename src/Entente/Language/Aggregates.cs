using Entente.Numerics;

namespace Entente.Language;

/// <summary>The meaning of aggregates: one pass over the range in the order of keys.</summary>
internal static class Aggregates
{
    public static double Value(ReferenceEvaluator evaluator, Aggregate e)
    {
        var weightTotal = 0.0;
        var sum = 0.0;
        var mean = 0.0;
        var squares = 0.0;
        var least = double.PositiveInfinity;
        var greatest = double.NegativeInfinity;
        evaluator.ForEach(e.Range, (_, _) =>
        {
            var value = evaluator.Value(e.Element);
            var weight = e.Weight is null ? 1 : evaluator.Value(e.Weight);
            if (double.IsNaN(value) || !(weight >= 0))
            {
                throw new TrialFailedException(double.IsNaN(value) ? "an aggregate over a value that is not a number" : "a negative weight");
            }

            if (weight == 0)
            {
                return;
            }

            weightTotal += weight;
            sum += weight * value;
            least = Elementary.Smaller(value, least);
            greatest = Elementary.Larger(value, greatest);
            if (e.Kind == AggregateKind.Stdev)
            {
                // West's weighted update (Comm. ACM 22, 1979): no second pass, no cancellation.
                var step = value - mean;
                mean += weight / weightTotal * step;
                squares += weight * step * (value - mean);
            }
        });
        switch (e.Kind)
        {
            case AggregateKind.Sum:
            case AggregateKind.Count:
                return sum;
            case AggregateKind.Any:
                return greatest == 1 ? 1 : 0;
            case AggregateKind.All:
                return least == 0 ? 0 : 1;
        }

        if (weightTotal == 0)
        {
            return e.Otherwise is null
                ? throw new TrialFailedException($"'{e.Kind.ToString().ToLowerInvariant()}' over nothing (give it an 'else')")
                : evaluator.Value(e.Otherwise);
        }

        return e.Kind switch
        {
            AggregateKind.Mean or AggregateKind.Share => sum / weightTotal,
            AggregateKind.Min => least,
            AggregateKind.Max => greatest,
            _ => Math.Sqrt(squares / weightTotal),
        };
    }
}
