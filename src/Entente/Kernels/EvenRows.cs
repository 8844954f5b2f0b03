using System.Globalization;

namespace Entente.Kernels;

/// <summary>
/// Rows whose cells are evenly spaced, as those of a whole set are: from one row to the next each address moves by the same
/// stride or not at all. Their places are written into the code, so that no row is asked for them.
/// </summary>
/// <param name="Stride">Bytes from a row to the next.</param>
/// <param name="Leader">A slot that moves.</param>
/// <param name="Offsets">For each slot that is an address, where it stands in the first row, and whether it moves.</param>
internal sealed record EvenRows(long Stride, int Leader, (long Base, bool Moves)?[] Offsets)
{
    // Fewer rows than this cost little, and their code is better shared.
    private const int Fewest = 8;

    /// <summary>The spacing of a body's rows, or null where they are not even.</summary>
    public static EvenRows? Of(Body body, IReadOnlyList<long> rows)
    {
        var slots = body.Slots.Count;
        var count = slots == 0 ? 0 : rows.Count / slots;
        if (count < Fewest)
        {
            return null;
        }

        var stride = 0L;
        var leader = -1;
        var offsets = new (long Base, bool Moves)?[slots];
        for (var k = 0; k < slots; k++)
        {
            if (!body.Slots[k].IsAddress)
            {
                continue;
            }

            var step = rows[slots + k] - rows[k];
            if (step != 0 && stride != 0 && step != stride)
            {
                return null;
            }

            for (var row = 2; row < count; row++)
            {
                if (rows[(row * slots) + k] - rows[((row - 1) * slots) + k] != step)
                {
                    return null;
                }
            }

            offsets[k] = (rows[k], step != 0);
            if (step != 0)
            {
                (stride, leader) = (step, k);
            }
        }

        return leader < 0 || stride != (int)stride ? null : new EvenRows(stride, leader, offsets);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"even {Stride.ToString(CultureInfo.InvariantCulture)} {string.Join(' ', Offsets.Select(o => o is null ? "-" : o.Value.Base.ToString(CultureInfo.InvariantCulture) + (o.Value.Moves ? "+" : "")))}";
}
