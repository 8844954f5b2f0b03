using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Entente.Numerics;

/// <remarks>
/// Over arrays. Of the parameters, x (and y) have <c>count</c> values, and so has the result, which may be the same
/// memory; the count is a multiple of 8. Fastest where memory is aligned to 64 bytes: a vector of eight that is passed by
/// value crosses a cache line on the stack, which costs more than the function.
/// </remarks>
public static unsafe partial class VectorMath
{
    private interface IFunction
    {
        static abstract V Of<V>(V x, V y)
            where V : unmanaged, ILanes<V>;
    }

    [MethodImpl(Kernel)]
    private static void Map<F>(double* x, double* y, double* result, int count)
        where F : struct, IFunction
    {
        if (Vector512.IsHardwareAccelerated)
        {
            for (var i = 0; i < count; i += 8) F.Of(new Lanes8(Vector512.Load(x + i)), new Lanes8(Vector512.Load(y + i))).Value.Store(result + i);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (var i = 0; i < count; i += 4) F.Of(new Lanes4(Vector256.Load(x + i)), new Lanes4(Vector256.Load(y + i))).Value.Store(result + i);
        }
        else
        {
            for (var i = 0; i < count; i += 2) F.Of(new Lanes2(Vector128.Load(x + i)), new Lanes2(Vector128.Load(y + i))).Value.Store(result + i);
        }
    }

    /// <inheritdoc cref="Elementary.Exp"/>
    public static void Exp(double* x, double* result, int count) => Map<ExpFunction>(x, x, result, count);

    private readonly struct ExpFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y)
            where V : unmanaged, ILanes<V> => LaneMath.Exp(x);
    }

    /// <inheritdoc cref="Elementary.Expm1"/>
    public static void Expm1(double* x, double* result, int count) => Map<Expm1Function>(x, x, result, count);

    private readonly struct Expm1Function : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y)
            where V : unmanaged, ILanes<V> => LaneMath.Expm1(x);
    }

    /// <inheritdoc cref="Elementary.Log"/>
    public static void Log(double* x, double* result, int count) => Map<LogFunction>(x, x, result, count);

    private readonly struct LogFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y)
            where V : unmanaged, ILanes<V> => LaneMath.Log(x);
    }

    /// <inheritdoc cref="Elementary.Log1p"/>
    public static void Log1p(double* x, double* result, int count) => Map<Log1pFunction>(x, x, result, count);

    private readonly struct Log1pFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y)
            where V : unmanaged, ILanes<V> => LaneMath.Log1p(x);
    }

    /// <inheritdoc cref="Elementary.Pow"/>
    public static void Pow(double* x, double* y, double* result, int count) => Map<PowFunction>(x, y, result, count);

    private readonly struct PowFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y)
            where V : unmanaged, ILanes<V> => LaneMath.Pow(x, y);
    }

    /// <inheritdoc cref="Elementary.Logistic"/>
    public static void Logistic(double* x, double* result, int count) => Map<LogisticFunction>(x, x, result, count);

    private readonly struct LogisticFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y)
            where V : unmanaged, ILanes<V> => LaneMath.Logistic(x);
    }

    /// <inheritdoc cref="Elementary.Logit"/>
    public static void Logit(double* p, double* result, int count) => Map<LogitFunction>(p, p, result, count);

    private readonly struct LogitFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y)
            where V : unmanaged, ILanes<V> => LaneMath.Logit(x);
    }
}
