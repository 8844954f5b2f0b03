using Entente.Diagnostics;

namespace Entente.Evidence;

/// <summary>Warns of ids that no seed file has, and of numbers that nothing is said for.</summary>
internal static class EvidenceCheck
{
    private const int NumbersShown = 6;

    /// <param name="table">The scenario's items.</param>
    /// <param name="always">Whether bare numbers are warned of even where the scenario says of no number what it rests on.</param>
    /// <param name="found">Takes the warnings.</param>
    public static void Check(EvidenceTable table, bool always, DiagnosticBag found)
    {
        foreach (var id in table.Seeds is { } seeds ? table.Items.SelectMany(i => i.Item.Evidence).Where(e => !seeds.Claims.ContainsKey(e.Value)) : [])
        {
            found.Add(Rules.UnknownClaim.At(id.Source, id.Span, id.Value) with { Hint = NearestName.Hint(id.Value, [.. table.Seeds!.Claims.Keys]) });
        }

        if (!always && !table.Items.Any(i => !i.Item.Evidence.IsEmpty || i.Item.Judgement is not null))
        {
            return;
        }

        foreach (var (item, _, _) in table.Items.Where(i => i.Strength == Strength.Nothing))
        {
            var numbers = item.Table ?? string.Join(", ", item.Numbers.Take(NumbersShown)) + (item.Numbers.Length > NumbersShown ? ", …" : "");
            found.Add(Rules.BareNumber.At(item.Source, item.Span, item.Name, numbers) with { Hint = "add 'evidence: [ids]', or 'judgement: why this value'" });
        }
    }
}
