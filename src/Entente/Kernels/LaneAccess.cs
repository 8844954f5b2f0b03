using System.Runtime.Intrinsics;

namespace Entente.Kernels;

/// <summary>What kernels call to read cells whose index differs between lanes.</summary>
internal static unsafe class LaneAccess
{
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
