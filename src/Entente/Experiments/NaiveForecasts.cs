using System.Collections.Immutable;
using Entente.Scenarios;

namespace Entente.Experiments;

/// <summary>A normal forecast.</summary>
/// <param name="Sd">Its standard deviation; NaN where too little was known to say how wide it is.</param>
public readonly record struct NormalForecast(double Mean, double Sd);

/// <summary>What somebody could forecast at the start from the record alone.</summary>
/// <remarks>R. J. Hyndman, G. Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. 2021, sections 5.2, 5.5 and 7.6. Dates may lie at uneven distances.</remarks>
public static class NaiveForecasts
{
    /// <summary>Their names and, where enough is known, their forecasts for a date.</summary>
    /// <param name="known">Values up to the start, by date.</param>
    /// <param name="years">The date, in years.</param>
    public static ImmutableArray<(string Name, NormalForecast? Forecast)> For(ImmutableArray<ObservedValue> known, double years) =>
        [("persistence", Persistence(known, years)), ("drift", Drift(known, years)), ("trend", Trend(known, years))];

    // The last value stays: sd = s sqrt(h), with s^2 the mean of the squared changes a year.
    private static NormalForecast? Persistence(ImmutableArray<ObservedValue> known, double years) =>
        known.IsEmpty ? null : new(known[^1].Value, known.Length < 2 ? double.NaN : Math.Sqrt(Changes(known, 0) / (known.Length - 1) * (years - known[^1].Years)));

    // The mean change goes on: sd = s sqrt(h (1 + h / T)) over T years of record, with s of the changes about their mean.
    private static NormalForecast? Drift(ImmutableArray<ObservedValue> known, double years)
    {
        if (known.Length < 3)
        {
            return null;
        }

        var record = known[^1].Years - known[0].Years;
        var ahead = years - known[^1].Years;
        var slope = (known[^1].Value - known[0].Value) / record;
        return new(known[^1].Value + (slope * ahead), Math.Sqrt(Changes(known, slope) / (known.Length - 2) * ahead * (1 + (ahead / record))));
    }

    // A line by least squares: sd = s sqrt(1 + 1/m + (t - mean)^2 / Sxx).
    private static NormalForecast? Trend(ImmutableArray<ObservedValue> known, double years)
    {
        if (known.Length < 3)
        {
            return null;
        }

        var middle = known.Average(k => k.Years);
        var level = known.Average(k => k.Value);
        var sxx = known.Sum(k => (k.Years - middle) * (k.Years - middle));
        var slope = known.Sum(k => (k.Years - middle) * (k.Value - level)) / sxx;
        var left = known.Sum(k => Square(k.Value - level - (slope * (k.Years - middle))));
        return new(level + (slope * (years - middle)), Math.Sqrt(left / (known.Length - 2) * (1 + (1.0 / known.Length) + (Square(years - middle) / sxx))));
    }

    // Squared changes beyond a slope, each over its time.
    private static double Changes(ImmutableArray<ObservedValue> known, double slope)
    {
        double sum = 0;
        for (var k = 1; k < known.Length; k++)
        {
            var time = known[k].Years - known[k - 1].Years;
            sum += Square(known[k].Value - known[k - 1].Value - (slope * time)) / time;
        }

        return sum;
    }

    private static double Square(double value) => value * value;
}
