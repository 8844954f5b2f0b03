namespace Entente.Text;

/// <summary>A stretch of a source text, in UTF-16 units from its start.</summary>
/// <param name="Start">Offset of the first unit, ≥ 0.</param>
/// <param name="Length">Number of units, ≥ 0.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Offset just after the last unit.</summary>
    public int End => Start + Length;

    /// <summary>The stretch from <paramref name="start"/> up to but without <paramref name="end"/>.</summary>
    public static TextSpan FromBounds(int start, int end) => new(start, Math.Max(0, end - start));
}
