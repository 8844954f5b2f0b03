using System.Collections.Immutable;
using Entente.Statistics;

namespace Entente.Studies;

/// <summary>What a block of trials gave: what is written at once.</summary>
/// <param name="Outcomes">Each trial's outcome, or -1 where it failed. Shape [trials].</param>
/// <param name="Numbers">Kept numbers, trial by trial; NaN where there is none. Shape [trials × columns].</param>
/// <param name="Series">Kept series. Shape [series][trials × points of the clock].</param>
/// <param name="Failures">Failed trials, with what went wrong.</param>
/// <param name="Counts">How often things happened, in the order of <see cref="PointCounts"/>.</param>
public sealed record BlockResult(
    Block Block, TrialDigest Digest, int[] Outcomes, double[] Numbers, ImmutableArray<double[]> Series, ImmutableArray<(long Trial, string Message)> Failures, long[] Counts);
