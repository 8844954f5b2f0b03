namespace Entente.Play;

/// <summary>Where the odds of an act come from.</summary>
public abstract record OddsSource
{
    private OddsSource()
    {
    }

    /// <summary>They are computed within a budget.</summary>
    public sealed record Fresh(Budget Budget) : OddsSource;

    /// <summary>They were computed before, and are taken from the journal.</summary>
    public sealed record Known(Odds? Odds) : OddsSource;

    /// <summary>They are computed again, with as many trials as before.</summary>
    public sealed record Again(Odds? Odds) : OddsSource;
}
