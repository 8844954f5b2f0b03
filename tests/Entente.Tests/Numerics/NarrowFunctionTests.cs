using Entente.Numerics;

namespace Entente.Tests.Numerics;

/// <summary>What kernels compute where an argument is known to be neither huge nor tiny has the bits of the whole function.</summary>
public class NarrowFunctionTests
{
    private static IEnumerable<double> Moderate => Enumerable.Range(-70_000, 140_001).Select(k => k / 100.0)
        .Concat([0.0, -0.0, 1e-310, -1e-310, Math.BitDecrement(LaneMath.Moderate), -Math.BitDecrement(LaneMath.Moderate)]);

    [Fact]
    public void Exponentials_of_moderate_numbers() => AssertSame(Moderate, LaneMath.Exp, LaneMath.ExpOfModerate);

    [Fact]
    public void Logistics_of_moderate_numbers() => AssertSame(Moderate, LaneMath.Logistic, LaneMath.LogisticOfModerate);

    [Fact]
    public void Logarithms_of_normal_numbers() => AssertSame(
        Enumerable.Range(-1022, 2046).SelectMany(k => new[] { 1.0, 1.25, 1.4142135623730951, 1.5, 1.9999999999999998 }.Select(m => Math.ScaleB(m, k))), LaneMath.Log, LaneMath.LogOfNormal);

    private static void AssertSame(IEnumerable<double> arguments, Func<Lane1, Lane1> whole, Func<Lane1, Lane1> narrow) =>
        Assert.All(arguments, x => Assert.Equal(BitConverter.DoubleToInt64Bits(whole(new(x)).Value), BitConverter.DoubleToInt64Bits(narrow(new(x)).Value)));
}
