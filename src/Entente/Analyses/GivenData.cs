using System.Collections.Immutable;
using Entente.Sensitivity;

namespace Entente.Analyses;

/// <summary>The methods that need nothing but inputs and outputs side by side.</summary>
internal static class GivenData
{
    /// <summary>Analyses rows.</summary>
    /// <param name="names">Shape [inputs].</param>
    /// <param name="inputs">Shape [inputs][n].</param>
    /// <param name="outputs">Finite. Shape [n].</param>
    public static (ImmutableArray<string> Names, ImmutableArray<InputEffect> Inputs, ImmutableArray<string> Notes) Analyse(
        SensitivityOptions options, ImmutableArray<string> names, double[][] inputs, double[] outputs, ulong seed, int threads)
    {
        InputEffect Effect(int k, bool? isActive, params ImmutableArray<Estimate> values)
        {
            var (low, high) = Fifths.Of(inputs[k], outputs);
            return new InputEffect(names[k], [], values, isActive, low, high, []);
        }

        var indices = Enumerable.Range(0, inputs.Length);
        switch (options.Method)
        {
            case SensitivityMethod.Binned:
                var first = BinnedFirstOrder.Of(inputs, outputs, BinnedFirstOrder.UsualSlices, options.Resamples, seed, threads);
                return (["first"], [.. indices.Select(k => Effect(k, null, first[k]))], ["First-order indices are variances between twenty slices of each input, corrected for their number."]);
            case SensitivityMethod.Shapley:
                var shapley = NeighbourShapley.Of(inputs, outputs, options.Resamples, seed, threads);
                var effects = indices.Select(k => Effect(k, null, shapley.Shares[k]))
                    .Append(new InputEffect(Unexplained, [], [shapley.Unexplained], null, double.NaN, double.NaN, []));
                return (["share"], [.. effects],
                [
                    "Shapley effects are estimated from nearest neighbours; what the inputs leave unexplained is chance, inputs that are not there, and the distance of neighbours, which grows with the number of inputs.",
                    .. shapley.Orders == 0 ? Array.Empty<string>() : [FormattableString.Invariant($"{shapley.Orders} orders of the inputs were gone through.")],
                ]);
            default:
                var pawn = Pawn.Of(inputs, outputs, Pawn.UsualSlices, options.Resamples, seed, threads);
                return (["median", "maximum"], [.. indices.Select(k => Effect(k, pawn.IsActive(k), pawn.Inputs[k].Median, pawn.Inputs[k].Maximum))],
                    [FormattableString.Invariant($"An input without effect stays below a median of {pawn.DummyMedian:0.000} and a maximum of {pawn.DummyMaximum:0.000}, with at most 5% exceptions.")]);
        }
    }

    /// <summary>What no input explains.</summary>
    public const string Unexplained = "(unexplained)";
}
