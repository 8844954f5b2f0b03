using Entente.Evidence;

namespace Entente.Reports;

/// <summary>The words of the evidence reports.</summary>
internal static class EvidenceText
{
    /// <summary>What a section of a scenario is called.</summary>
    public static string Section(string key) => key switch
    {
        "derive" => "Derived",
        _ => char.ToUpperInvariant(key[0]) + key[1..],
    };

    public static string Sort(Claim claim) => StrengthNames.StrengthOf(claim).Name();

    /// <summary>What stands behind "on".</summary>
    public static string On(Strength strength) => strength switch
    {
        Strength.Nothing => "nothing",
        Strength.Judgement => "a judgement alone",
        Strength.Source => "a named source",
        _ => $"an {strength.Name()}",
    };

    /// <summary>What a seed file says of a claim beside its sentence, and of the source it is from.</summary>
    public static IEnumerable<(string Label, string Value)> Facts(Claim claim) => new (string Label, string? Value)[]
    {
        ("date", claim.Date),
        ("figure", claim.Figure),
        ("kind", claim.Kind),
        ("by", claim.By),
        ("work", claim.Work),
        ("read", claim.Read),
        ("licence", claim.Licence),
        ("used for", claim.UsedFor),
        ("disputed", claim.Disputed),
        ("source", $"{claim.Seed.Id}, {claim.Seed.Subject}"),
        ("written", claim.Seed.Written),
        ("bibliography", claim.Seed.Bibliography),
        ("file", $"{claim.Seed.Path}:{claim.Source.PositionOf(claim.Span.Start).Line}"),
    }.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => (f.Label, f.Value!));
}
