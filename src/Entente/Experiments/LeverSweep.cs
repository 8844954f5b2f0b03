using System.Collections.Immutable;
using System.Globalization;
using Entente.Scenarios;

namespace Entente.Experiments;

/// <summary>A lever at settings over its whole range, or at each of its options.</summary>
/// <param name="Lever">Its name.</param>
/// <param name="Unit">Its unit; empty for options without values.</param>
/// <param name="Settings">As they are written on a command line.</param>
/// <param name="Values">The same as numbers, in ascending order; for options without values their positions.</param>
public sealed record LeverSweep(string Lever, string Unit, ImmutableArray<string> Settings, ImmutableArray<double> Values)
{
    /// <summary>The sweep of a lever.</summary>
    /// <param name="points">Settings of a lever with a range, ≥ 2, evenly apart from its lower to its upper end but for rounding.</param>
    /// <returns>Null where the range has no end, or where there is but one option.</returns>
    public static LeverSweep? Of(LeverDefinition lever, int points)
    {
        var quantity = lever.Quantity;
        if (quantity.Type.Options is { } options)
        {
            var order = Enumerable.Range(0, options.Names.Length).OrderBy(k => options.Values.IsEmpty ? k : options.Values[k]).ToArray();
            return order.Length < 2 ? null : new LeverSweep(
                quantity.Name, options.Values.IsEmpty ? "" : quantity.Type.Unit.ToString(), [.. order.Select(k => options.Names[k])], [.. order.Select(k => options.Values.IsEmpty ? k : options.Values[k])]);
        }

        var (low, high) = quantity.Range;
        if (!double.IsFinite(low) || !double.IsFinite(high) || low >= high)
        {
            return null;
        }

        // Settings are written, so they have no more digits than tell them apart by a thousandth of the range.
        var decimals = 0;
        for (var step = (high - low) / points; step < 1000 && decimals < 15; step *= 10)
        {
            decimals++;
        }

        ImmutableArray<double> values = [.. Enumerable.Range(0, points).Select(k => k == 0 ? low : k == points - 1 ? high : Math.Round(low + ((high - low) * k / (points - 1)), decimals))];
        return new LeverSweep(quantity.Name, quantity.Type.Unit.ToString(), [.. values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))], values);
    }
}
