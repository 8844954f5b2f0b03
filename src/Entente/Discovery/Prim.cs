using System.Collections.Immutable;

namespace Entente.Discovery;

/// <summary>The patient rule induction method: a box is peeled, a thin slice at a time, towards where the cases are dense.</summary>
/// <remarks>
/// J. H. Friedman, N. I. Fisher, Statistics and Computing 9 (1999) 123-143; for the discovery of scenarios B. P. Bryant,
/// R. J. Lempert, Technological Forecasting and Social Change 77 (2010) 34-49. Each step takes off the slice after which
/// the density is highest; of equal ones the thinnest, then the first by input and end. An option is taken off as a whole.
/// </remarks>
public static class Prim
{
    /// <summary>The boxes of a peeling, the first of which holds everything.</summary>
    /// <param name="factors">Inputs.</param>
    /// <param name="cases">Whether a trial is of interest. Shape [n].</param>
    /// <param name="alpha">The share of a box that a slice has, in (0, 1).</param>
    /// <param name="leastMass">The least share of all trials that a box may have.</param>
    public static ImmutableArray<Box> Peel(IReadOnlyList<Factor> factors, bool[] cases, double alpha, double leastMass) =>
        Peel(factors, [.. factors.Select(f => f.Sorted())], cases, null, alpha, leastMass);

    /// <summary>The same of weighted trials.</summary>
    /// <param name="sorted">The rows of each input in order. Shape [inputs][n].</param>
    /// <param name="weights">How often each trial counts; null for once. Shape [n].</param>
    internal static ImmutableArray<Box> Peel(IReadOnlyList<Factor> factors, int[][] sorted, bool[] cases, int[]? weights, double alpha, double leastMass)
    {
        var state = new Peeling(factors, sorted, cases, weights);
        var boxes = ImmutableArray.CreateBuilder<Box>();
        boxes.Add(state.Box());
        var least = Math.Max(1, (long)Math.Ceiling(leastMass * state.All));
        while (state.Step(alpha, least))
        {
            boxes.Add(state.Box());
        }

        return boxes.ToImmutable();
    }

    /// <summary>Widens a box, a slice at a time, as long as its density rises.</summary>
    /// <param name="alpha">The share of the box that a slice has, in (0, 1).</param>
    /// <remarks>Peeling looks at one end at a time, and later peels can make an earlier one needless.</remarks>
    public static Box Paste(Box box, IReadOnlyList<Factor> factors, bool[] cases, double alpha)
    {
        while (true)
        {
            var best = box;
            foreach (var wider in box.Limits.SelectMany(limit => Wider(box, limit, factors, alpha)))
            {
                var candidate = Box.Of(wider, factors, cases);
                if (candidate.Density > best.Density || (candidate.Density.Equals(best.Density) && candidate.Inside > best.Inside))
                {
                    best = candidate;
                }
            }

            if (ReferenceEquals(best, box))
            {
                return box;
            }

            box = best;
        }
    }

    private static IEnumerable<ImmutableArray<Limit>> Wider(Box box, Limit limit, IReadOnlyList<Factor> factors, double alpha)
    {
        var factor = factors[limit.Input];
        var others = box.Limits.Remove(limit);
        var rest = box with { Limits = others };
        if (factor.IsOption)
        {
            for (var option = 0; option < factor.Options.Length; option++)
            {
                if ((limit.Options >> option & 1) == 0)
                {
                    yield return others.Add(limit with { Options = limit.Options | 1UL << option });
                }
            }

            yield break;
        }

        var take = Math.Max(1, (int)(alpha * box.Inside));
        var near = Enumerable.Range(0, factor.Values.Length).Where(r => !limit.Holds(factor.Values[r], false) && rest.Contains(factors, r)).Select(r => factor.Values[r]).ToArray();
        if (double.IsFinite(limit.Low))
        {
            // From the limit outwards.
            var below = near.Where(v => v < limit.Low).OrderDescending().ToArray();
            var next = below.Length == 0 ? -1 : Array.FindIndex(below, v => v < below[Math.Min(take, below.Length) - 1]);
            yield return others.Add(limit with { Low = next < 0 ? double.NegativeInfinity : RoundNumber.Low(below[next], below[next - 1]) });
        }

        if (double.IsFinite(limit.High))
        {
            var above = near.Where(v => v > limit.High).Order().ToArray();
            var next = above.Length == 0 ? -1 : Array.FindIndex(above, v => v > above[Math.Min(take, above.Length) - 1]);
            yield return others.Add(limit with { High = next < 0 ? double.PositiveInfinity : RoundNumber.High(above[next - 1], above[next]) });
        }
    }
}
