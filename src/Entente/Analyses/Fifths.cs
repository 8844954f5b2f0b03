namespace Entente.Analyses;

/// <summary>The output's mean at both ends of an input.</summary>
internal static class Fifths
{
    /// <summary>Means over the rows in which the input is in its lowest and in its highest fifth; equal values stay together.</summary>
    public static (double Low, double High) Of(double[] input, double[] output)
    {
        if (input.Length == 0)
        {
            return (double.NaN, double.NaN);
        }

        var sorted = input.Order().ToArray();
        var low = sorted[(sorted.Length - 1) / 5];
        var high = sorted[sorted.Length - 1 - ((sorted.Length - 1) / 5)];
        return (Mean(input, output, x => x <= low), Mean(input, output, x => x >= high));
    }

    /// <summary>What the difference of both ends hardly exceeds if the input has no effect.</summary>
    /// <param name="sd">The output's standard deviation.</param>
    /// <param name="rows">Independent rows.</param>
    public static double Noise(double sd, int rows) => 1.96 * sd * Math.Sqrt(2 * 5.0 / rows);

    private static double Mean(double[] input, double[] output, Func<double, bool> takes)
    {
        var (n, sum) = (0, 0.0);
        for (var r = 0; r < input.Length; r++)
        {
            if (takes(input[r]))
            {
                n++;
                sum += output[r];
            }
        }

        return sum / n;
    }
}
