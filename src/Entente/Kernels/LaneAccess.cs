using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Entente.Kernels;

/// <summary>What kernels call that is no single vector operation: cells whose index differs between lanes, and the larger and smaller of two.</summary>
/// <remarks><c>a &gt; b ? a : b</c> is what the processor's own instruction does on x64; elsewhere it is spelled out, so that zeros of either sign come out the same.</remarks>
internal static unsafe class LaneAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Larger(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.Max(a, b) : Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Larger(Vector256<double> a, Vector256<double> b) =>
        Avx.IsSupported ? Avx.Max(a, b) : Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Larger(Vector512<double> a, Vector512<double> b) =>
        Avx512F.IsSupported ? Avx512F.Max(a, b) : Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Smaller(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.Min(a, b) : Vector128.ConditionalSelect(Vector128.LessThan(a, b), a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Smaller(Vector256<double> a, Vector256<double> b) =>
        Avx.IsSupported ? Avx.Min(a, b) : Vector256.ConditionalSelect(Vector256.LessThan(a, b), a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Smaller(Vector512<double> a, Vector512<double> b) =>
        Avx512F.IsSupported ? Avx512F.Min(a, b) : Vector512.ConditionalSelect(Vector512.LessThan(a, b), a, b);

    /// <summary>For each lane the cell of its own index; a NaN or negative index gives NaN.</summary>
    /// <param name="cells">The first cell, at the first of these lanes.</param>
    /// <param name="index">Whole numbers within the cells.</param>
    /// <param name="stride">Bytes from a cell to the next.</param>
    public static Vector128<double> Gather(nint cells, Vector128<double> index, int stride)
    {
        var lanes = stackalloc double[2];
        Pick(cells, (double*)&index, stride, lanes, 2);
        return Vector128.Load(lanes);
    }

    public static Vector256<double> Gather(nint cells, Vector256<double> index, int stride)
    {
        var lanes = stackalloc double[4];
        Pick(cells, (double*)&index, stride, lanes, 4);
        return Vector256.Load(lanes);
    }

    public static Vector512<double> Gather(nint cells, Vector512<double> index, int stride)
    {
        var lanes = stackalloc double[8];
        Pick(cells, (double*)&index, stride, lanes, 8);
        return Vector512.Load(lanes);
    }

    private static void Pick(nint cells, double* index, int stride, double* lanes, int count)
    {
        for (var k = 0; k < count; k++)
        {
            lanes[k] = index[k] >= 0 ? *(double*)(cells + ((nint)index[k] * stride) + (k * 8)) : double.NaN;
        }
    }
}
