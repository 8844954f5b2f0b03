using System.Runtime.CompilerServices;
using Entente.Sampling;

namespace Entente.Kernels;

/// <summary>Has vector code compiled that nearly any run needs. The runtime does that at its first use, whatever the build has compiled: the code is as wide as this processor's vectors.</summary>
internal static class WarmUp
{
    private const int Lanes = 8;

    public static unsafe void Do()
    {
        var draws = stackalloc double[Lanes];
        LaneDraws.Uniforms(0, 0, 0, 0, draws, Lanes);
        var api = VectorApi.Widest;
        foreach (var op in new[] { Op.Pow, Op.Log, Op.Logistic, Op.Exp })
        {
            RuntimeHelpers.PrepareMethod(api.Of(op).MethodHandle);
        }

        LaneDraws.Normals(0, 0, 0, 0, draws, Lanes);
        LaneDraws.Exponentials(0, 0, 0, 0, draws, Lanes);
    }
}
