using System.Runtime.CompilerServices;
using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>What the 128 bits of a Philox block give to the two trials that share it.</summary>
internal interface IDraw
{
    /// <summary>Whether it takes so few operations that they can follow those that make the bits.</summary>
    static virtual bool IsShort => false;

    /// <summary>The draws of the first and the second trial.</summary>
    /// <param name="low">The low 64 bits of the block.</param>
    /// <param name="high">The high 64 bits of the block.</param>
    static abstract (V First, V Second) Of<V>(V low, V high)
        where V : unmanaged, ILanes<V>;
}

/// <summary>A uniform number for each, from its own half.</summary>
internal readonly struct UniformDraw : IDraw
{
    public static bool IsShort => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V First, V Second) Of<V>(V low, V high)
        where V : unmanaged, ILanes<V> => (UnitInterval.FromBits(low), UnitInterval.FromBits(high));
}

/// <summary>A standard exponential number for each, from its own half.</summary>
internal readonly struct ExponentialDraw : IDraw
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V First, V Second) Of<V>(V low, V high)
        where V : unmanaged, ILanes<V> => (-LaneMath.LogOfNormal(UnitInterval.FromBits(low)), -LaneMath.LogOfNormal(UnitInterval.FromBits(high)));
}

/// <summary>A standard normal number for each: the point at a random distance from the centre, in a random direction.</summary>
/// <remarks>G. E. P. Box, M. E. Muller, Annals of Mathematical Statistics 29 (1958) 610-611. The largest is 8.57.</remarks>
internal readonly struct NormalDraw : IDraw
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V First, V Second) Of<V>(V low, V high)
        where V : unmanaged, ILanes<V>
    {
        var distance = V.Sqrt(-2.0 * LaneMath.LogOfNormal(UnitInterval.FromBits(low)));
        var (sin, cos) = LaneMath.SinCosOfTurns(UnitInterval.FromBits(high));
        return (distance * cos, distance * sin);
    }
}
