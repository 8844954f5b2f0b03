using System.Runtime.CompilerServices;
using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>Numbers strictly between 0 and 1.</summary>
internal static class UnitInterval
{
    /// <summary>The smallest number <see cref="FromBits"/> gives, 2^-53.</summary>
    internal const double Smallest = 1.1102230246251565e-16;

    /// <summary>The largest number below 1, 1 - 2^-53.</summary>
    internal const double Largest = 0.99999999999999989;

    /// <summary>The top 52 bits and a half: (k + 1/2) / 2^52, exactly, in (0, 1).</summary>
    internal static double FromBits(ulong bits) => ((bits >> 12) + 0.5) * 2.220446049250313e-16;

    /// <summary>The same of the bits of every lane.</summary>
    /// <remarks>With the exponent of 1 the top bits are 1 + k / 2^52; what is taken off is exact.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V FromBits<V>(V bits)
        where V : unmanaged, ILanes<V> => (V.ShiftRight(bits, 12) | 1.0) - Largest;

    /// <summary>The nearest number in the open interval.</summary>
    internal static double Clamp(double p) => p < Smallest ? Smallest : p > Largest ? Largest : p;
}
