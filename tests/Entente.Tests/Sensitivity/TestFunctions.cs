using Entente.Sensitivity;

namespace Entente.Tests.Sensitivity;

/// <summary>Functions with known indices, and samples that can be made anywhere.</summary>
internal static class TestFunctions
{
    /// <summary>The Ishigami function with a = 7, b = 0.1, of a point of the unit cube.</summary>
    public static double Ishigami(double[] u)
    {
        var x = u.Select(v => -Math.PI + (2 * Math.PI * v)).ToArray();
        return Math.Sin(x[0]) + (7 * Math.Sin(x[1]) * Math.Sin(x[1])) + (0.1 * Math.Pow(x[2], 4) * Math.Sin(x[0]));
    }

    /// <summary>Sobol's G-function with a = 0, 1, 4.5, 9, 99, 99, 99, 99.</summary>
    public static double G(double[] u) => u.Select((v, i) => (Math.Abs((4 * v) - 2) + A[i]) / (1 + A[i])).Aggregate(1.0, (p, f) => p * f);

    public static double[] A { get; } = [0, 1, 4.5, 9, 99, 99, 99, 99];

    /// <summary>Points of the unit cube from integers alone.</summary>
    public static double[] Point(int i, int dimensions)
    {
        long[] multipliers =
        [
            421, 1663, 7919, 15485863, 32452843, 49979687, 67867967, 86028121, 104395301, 122949823, 141650939, 160481183, 179424673, 198491317, 217645199, 236887691,
        ];
        const long cells = 1 << 20;
        return [.. Enumerable.Range(0, dimensions).Select(j => (((((i + 1) * multipliers[j]) ^ ((i + 1L) * (i + 1) * ((2 * j) + 3))) % cells) + 0.5) / cells)];
    }

    /// <summary>The outputs of Saltelli's sample of such points.</summary>
    public static SobolIndices Indices(Func<double[], double> f, int n, int d, int resamples = 0)
    {
        var points = Enumerable.Range(0, n).Select(i => Point(i, 2 * d)).ToArray();
        double[] Mixed(double[] p, int input, bool mostlyB) => [.. Enumerable.Range(0, d).Select(k => p[(k == input) != mostlyB ? d + k : k])];
        double[] Of(int input, bool mostlyB) => [.. points.Select(p => f(Mixed(p, input, mostlyB)))];
        return SobolIndices.Of(Of(-1, false), Of(-1, true), [.. Enumerable.Range(0, d).Select(k => Of(k, false))], [.. Enumerable.Range(0, d).Select(k => Of(k, true))], resamples, 1);
    }
}
