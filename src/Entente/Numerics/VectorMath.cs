using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Entente.Numerics;

/// <summary>The functions of <see cref="Elementary"/> for vectors: the same bits in every lane.</summary>
/// <remarks>Called, not inlined: a kernel may be large, and calls several of them. Nothing depends on how a width is supported, except time.</remarks>
public static unsafe partial class VectorMath
{
    private const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <inheritdoc cref="Elementary.Exp"/>
    [MethodImpl(Kernel)]
    public static Vector128<double> Exp(Vector128<double> x) => LaneMath.Exp(new Lanes2(x)).Value;

    /// <inheritdoc cref="Elementary.Exp"/>
    [MethodImpl(Kernel)]
    public static Vector256<double> Exp(Vector256<double> x) => LaneMath.Exp(new Lanes4(x)).Value;

    /// <inheritdoc cref="Elementary.Exp"/>
    [MethodImpl(Kernel)]
    public static Vector512<double> Exp(Vector512<double> x) => LaneMath.Exp(new Lanes8(x)).Value;

    /// <inheritdoc cref="Elementary.Expm1"/>
    [MethodImpl(Kernel)]
    public static Vector128<double> Expm1(Vector128<double> x) => LaneMath.Expm1(new Lanes2(x)).Value;

    /// <inheritdoc cref="Elementary.Expm1"/>
    [MethodImpl(Kernel)]
    public static Vector256<double> Expm1(Vector256<double> x) => LaneMath.Expm1(new Lanes4(x)).Value;

    /// <inheritdoc cref="Elementary.Expm1"/>
    [MethodImpl(Kernel)]
    public static Vector512<double> Expm1(Vector512<double> x) => LaneMath.Expm1(new Lanes8(x)).Value;

    /// <inheritdoc cref="Elementary.Log"/>
    [MethodImpl(Kernel)]
    public static Vector128<double> Log(Vector128<double> x) => LaneMath.Log(new Lanes2(x)).Value;

    /// <inheritdoc cref="Elementary.Log"/>
    [MethodImpl(Kernel)]
    public static Vector256<double> Log(Vector256<double> x) => LaneMath.Log(new Lanes4(x)).Value;

    /// <inheritdoc cref="Elementary.Log"/>
    [MethodImpl(Kernel)]
    public static Vector512<double> Log(Vector512<double> x) => LaneMath.Log(new Lanes8(x)).Value;

    /// <inheritdoc cref="Elementary.Log1p"/>
    [MethodImpl(Kernel)]
    public static Vector128<double> Log1p(Vector128<double> x) => LaneMath.Log1p(new Lanes2(x)).Value;

    /// <inheritdoc cref="Elementary.Log1p"/>
    [MethodImpl(Kernel)]
    public static Vector256<double> Log1p(Vector256<double> x) => LaneMath.Log1p(new Lanes4(x)).Value;

    /// <inheritdoc cref="Elementary.Log1p"/>
    [MethodImpl(Kernel)]
    public static Vector512<double> Log1p(Vector512<double> x) => LaneMath.Log1p(new Lanes8(x)).Value;

    /// <inheritdoc cref="Elementary.Pow"/>
    [MethodImpl(Kernel)]
    public static Vector128<double> Pow(Vector128<double> x, Vector128<double> y) => LaneMath.Pow(new Lanes2(x), new Lanes2(y)).Value;

    /// <inheritdoc cref="Elementary.Pow"/>
    [MethodImpl(Kernel)]
    public static Vector256<double> Pow(Vector256<double> x, Vector256<double> y) => LaneMath.Pow(new Lanes4(x), new Lanes4(y)).Value;

    /// <inheritdoc cref="Elementary.Pow"/>
    [MethodImpl(Kernel)]
    public static Vector512<double> Pow(Vector512<double> x, Vector512<double> y) => LaneMath.Pow(new Lanes8(x), new Lanes8(y)).Value;

    /// <inheritdoc cref="Elementary.Logistic"/>
    [MethodImpl(Kernel)]
    public static Vector128<double> Logistic(Vector128<double> x) => LaneMath.Logistic(new Lanes2(x)).Value;

    /// <inheritdoc cref="Elementary.Logistic"/>
    [MethodImpl(Kernel)]
    public static Vector256<double> Logistic(Vector256<double> x) => LaneMath.Logistic(new Lanes4(x)).Value;

    /// <inheritdoc cref="Elementary.Logistic"/>
    [MethodImpl(Kernel)]
    public static Vector512<double> Logistic(Vector512<double> x) => LaneMath.Logistic(new Lanes8(x)).Value;

    /// <inheritdoc cref="Elementary.Logit"/>
    [MethodImpl(Kernel)]
    public static Vector128<double> Logit(Vector128<double> p) => LaneMath.Logit(new Lanes2(p)).Value;

    /// <inheritdoc cref="Elementary.Logit"/>
    [MethodImpl(Kernel)]
    public static Vector256<double> Logit(Vector256<double> p) => LaneMath.Logit(new Lanes4(p)).Value;

    /// <inheritdoc cref="Elementary.Logit"/>
    [MethodImpl(Kernel)]
    public static Vector512<double> Logit(Vector512<double> p) => LaneMath.Logit(new Lanes8(p)).Value;
}
