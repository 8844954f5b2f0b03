using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>Student's t distribution around 0 with width 1.</summary>
/// <remarks>With df degrees of freedom, df / (df + t^2) is beta(df / 2, 1 / 2); its odds are df / t^2.</remarks>
internal static class StudentT
{
    internal static double Quantile(double df, double lower, double upper)
    {
        var tail = Math.Min(lower, upper);
        // Both sides together: 2 tail beyond |t|, and 1 - 2 tail (exact near the centre) within.
        var odds = InverseFunctions.BetaOddsQuantile(0.5 * df, 0.5, 2.0 * tail, 2.0 * Math.Abs(lower - 0.5));
        var t = Math.Sqrt(df) / Math.Sqrt(odds);
        return lower < 0.5 ? -t : t;
    }

    internal static double Cdf(double df, double t)
    {
        // The smaller of the odds and its inverse, so that t^2 may overflow or underflow.
        var ratio = t * (t / df);
        var (y, x) = double.IsInfinity(ratio) ? (1.0, 0.0) : InverseFunctions.SharesOf(ratio);
        var (beyond, within, _) = SpecialFunctions.BetaTails(0.5 * df, 0.5, x, y);
        return t < 0.0 ? 0.5 * beyond : 0.5 + 0.5 * within;
    }
}
