namespace Entente.Sensitivity;

/// <summary>A number that was estimated from a sample, with its 95% interval.</summary>
/// <param name="Value">The estimate; NaN where there was nothing to estimate it from.</param>
/// <param name="Low">Low end, or NaN.</param>
/// <param name="High">High end, or NaN.</param>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>No estimate.</summary>
    public static Estimate None { get; } = new(double.NaN, double.NaN, double.NaN);
}
