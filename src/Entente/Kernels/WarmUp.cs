using System.Runtime.CompilerServices;
using Entente.Sampling;

namespace Entente.Kernels;

/// <summary>Has vector code compiled that nearly any run needs. The runtime does that at its first use, whatever the build has compiled: the code is as wide as this processor's vectors.</summary>
internal static class WarmUp
{
    private const int Lanes = 16;

    private static int _started;

    /// <summary>Begins on a thread of its own, once in a process; nobody waits for its end.</summary>
    public static void Start()
    {
        if (Environment.ProcessorCount > 1 && Interlocked.Exchange(ref _started, 1) == 0)
        {
            new Thread(Do) { IsBackground = true, Name = "warm up" }.Start();
        }
    }

    private static unsafe void Do()
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
