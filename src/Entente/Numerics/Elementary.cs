namespace Entente.Numerics;

/// <summary>
/// The elementary functions of the model, with the same bits on every machine: only IEEE 754 additions, products,
/// quotients, fused multiply-adds and bit operations, in a fixed order.
/// </summary>
/// <remarks>
/// The library's functions ask the platform's mathematics library, whose last bits differ between machines. These and
/// their vector forms in <see cref="VectorMath"/> are the same kernels, <see cref="LaneMath"/>. Every function of one
/// number or power gives NaN for NaN; which of the many NaN, the machine may choose.
/// </remarks>
public static class Elementary
{
    /// <summary>The first of two numbers where it is above the second, else the second.</summary>
    /// <remarks>One comparison and one choice, for a vector lane too. Of two zeros it is the second; a NaN on either side gives the second.</remarks>
    public static double Larger(double a, double b) => a > b ? a : b;

    /// <summary>The first of two numbers where it is below the second, else the second.</summary>
    /// <inheritdoc cref="Larger" path="/remarks"/>
    public static double Smaller(double a, double b) => a < b ? a : b;

    /// <summary>e to the power <paramref name="x"/>.</summary>
    /// <remarks>Error at most 0.6 ulp for normal results (measured); overflows to +inf, underflows through subnormal numbers to 0.</remarks>
    public static double Exp(double x) => LaneMath.Exp(new Lane1(x)).Value;

    /// <summary>e to the power <paramref name="x"/>, less one; accurate near 0.</summary>
    /// <remarks>Error at most 1 ulp (measured).</remarks>
    public static double Expm1(double x) => LaneMath.Expm1(new Lane1(x)).Value;

    /// <summary>The natural logarithm of <paramref name="x"/>.</summary>
    /// <remarks>Error below 1 ulp (measured). 0 gives -inf, a negative number NaN.</remarks>
    public static double Log(double x) => LaneMath.Log(new Lane1(x)).Value;

    /// <summary>The natural logarithm of 1 + <paramref name="x"/>; accurate near 0.</summary>
    /// <remarks>Error below 1 ulp (measured). -1 gives -inf, a smaller number NaN.</remarks>
    public static double Log1p(double x) => LaneMath.Log1p(new Lane1(x)).Value;

    /// <summary><paramref name="x"/> to the power <paramref name="y"/>.</summary>
    /// <remarks>
    /// Error at most 0.65 ulp for normal results (measured), and exact when the exact power is a double.
    /// Special cases as in IEEE 754 and C: anything to the power 0 is 1, 1 to any power is 1, a negative base asks for
    /// an integer exponent (else NaN), and takes its sign from the exponent's parity.
    /// </remarks>
    public static double Pow(double x, double y) => LaneMath.Pow(new Lane1(x), new Lane1(y)).Value;

    /// <summary>The sine of <paramref name="x"/> [radian], for |x| at most pi/2 (1.5708); NaN beyond.</summary>
    /// <remarks>Error below 2 ulp (measured). The model has no need of a wider range.</remarks>
    public static double Sin(double x)
    {
        if (!(Math.Abs(x) <= 1.5707963267948968)) return double.NaN;
        var z = x * x;
        var p = -8.005858059980551e-18;
        p = p * z + 2.810466816590253e-15;
        p = p * z + -7.647139048550473e-13;
        p = p * z + 1.605904347799452e-10;
        p = p * z + -2.505210838237619e-08;
        p = p * z + 2.7557319223971175e-06;
        p = p * z + -0.00019841269841269806;
        p = p * z + 0.008333333333333333;
        p = p * z + -0.16666666666666666;
        return x + x * (z * p);
    }

    /// <summary>The sine and the cosine of 2 pi <paramref name="u"/>, for <paramref name="u"/> in [0, 1].</summary>
    /// <remarks>Error below 1.2 ulp (measured); exact at multiples of a quarter.</remarks>
    public static (double Sin, double Cos) SinCosOfTurns(double u)
    {
        var (sin, cos) = LaneMath.SinCosOfTurns(new Lane1(u));
        return (sin.Value, cos.Value);
    }

    /// <summary>The logistic function 1 / (1 + e^-x), in [0, 1]; the inverse of <see cref="Logit"/>.</summary>
    /// <remarks>Error at most 2.5 ulp for normal results (measured). Never overflows on the way: only the exponential of a negative number is taken.</remarks>
    public static double Logistic(double x) => LaneMath.Logistic(new Lane1(x)).Value;

    /// <summary>The logarithm of the odds p / (1 - p), for p in [0, 1]; -inf at 0, +inf at 1, NaN outside.</summary>
    /// <remarks>Accurate also near one half, where the odds are near 1.</remarks>
    public static double Logit(double p) => LaneMath.Logit(new Lane1(p)).Value;

    /// <summary>u - log(1 + u) for u above -1, accurate near 0, where it is about u^2 / 2.</summary>
    internal static double LessLog1p(double u)
    {
        if (u < -0.29 || u > 0.41) return u - Log1p(u);
        // log(1 + u) = 2 s + s z P(z) with s = u / (2 + u), and u - 2 s = u s.
        var s = u / (2.0 + u);
        var z = s * s;
        return u * s - s * z * LaneMath.AtanhTail(new Lane1(z)).Value;
    }
}
