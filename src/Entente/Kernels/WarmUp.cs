using System.Runtime.CompilerServices;
using Entente.Sampling;

namespace Entente.Kernels;

/// <summary>Has the code that any run needs compiled while a scenario is still being read, on a processor that would have nothing to do.</summary>
/// <remarks>Only what the runtime compiles at its first use, whatever a build has compiled before: vector code as wide as this processor's.</remarks>
internal static class WarmUp
{
    private const int Lanes = 8;

    /// <summary>Begins; nobody waits for its end.</summary>
    public static void Start()
    {
        if (Environment.ProcessorCount > 1)
        {
            new Thread(Do) { IsBackground = true, Name = "warm-up" }.Start();
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
