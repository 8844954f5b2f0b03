namespace Entente.Sampling;

/// <summary>Points whose trials may have the chance of other trials, so that two trials differ in their points alone, or in their chance alone.</summary>
public interface IPairedSampler : ISampler
{
    /// <summary>Trials are run in groups of this many, which begin at its multiples.</summary>
    const int Grain = 16;

    /// <summary>The number by which a trial's draws are addressed. A group of <see cref="Grain"/> trials is taken as a whole: its first goes to a multiple of <see cref="Grain"/>, and the others follow.</summary>
    long ChanceOf(long trial);
}
