namespace Entente.Evidence;

/// <summary>
/// What a number rests on, from the weakest to the strongest. It is an order of words and no measure: an observation beats an
/// estimate, an estimate what an actor says, that an argument.
/// </summary>
public enum Strength
{
    /// <summary>Neither evidence nor a judgement.</summary>
    Nothing,

    /// <summary>A judgement of the scenario's author alone.</summary>
    Judgement,

    /// <summary>A source that is named, but is no claim whose sort is known: free text, or an id without its seed file.</summary>
    Source,
    Argument,
    Actor,
    Estimate,
    Observation,
}

/// <summary>The words for it.</summary>
public static class StrengthNames
{
    public static string Name(this Strength strength) => strength switch
    {
        Strength.Observation => "observation",
        Strength.Estimate => "estimate",
        Strength.Actor => "actor's statement",
        Strength.Argument => "argument",
        Strength.Source => "named source",
        Strength.Judgement => "judgement",
        _ => "nothing",
    };

    /// <summary>What a claim of this sort gives.</summary>
    public static Strength StrengthOf(Claim? claim) => claim?.Sort switch
    {
        ClaimSort.Observation => Strength.Observation,
        ClaimSort.Estimate => Strength.Estimate,
        ClaimSort.Actor => Strength.Actor,
        ClaimSort.Argument => Strength.Argument,
        _ => Strength.Source,
    };
}
