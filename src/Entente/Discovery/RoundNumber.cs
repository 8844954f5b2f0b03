using System.Globalization;

namespace Entente.Discovery;

/// <summary>Limits that people can read: of the numbers that part two values, the one with the fewest digits.</summary>
internal static class RoundNumber
{
    /// <summary>A low limit: above what is out, at most what is in.</summary>
    public static double Low(double isOut, double isIn) => Between(isOut, isIn) ?? isIn;

    /// <summary>A high limit: at least what is in, below what is out.</summary>
    public static double High(double isIn, double isOut) => Between(isIn, isOut) ?? isIn;

    private static double? Between(double below, double above)
    {
        var middle = below + ((above - below) / 2);
        for (var digits = 0; digits < 17; digits++)
        {
            var text = middle.ToString("E" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

            // Adding zero turns -0 into 0.
            var number = double.Parse(text, CultureInfo.InvariantCulture) + 0.0;
            if (number > below && number < above)
            {
                return number;
            }
        }

        return null;
    }
}
