using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>
/// A named source of chance. A draw is looked up by address (trial, step, entity), never taken in turn, so that adding
/// a variable, a trial or a thread moves no other draw.
/// </summary>
/// <param name="Key">The Philox key of the stream.</param>
/// <remarks>
/// Two trials share a Philox block: of eight in a row, the first four have the low halves of four blocks, the last four
/// the high halves. The counter's low word is block | step &lt;&lt; 40 with block = (trial >> 3) &lt;&lt; 2 | (trial &amp; 3), its high
/// word the entity. One address gives one number; another number needs another stream, step or entity.
/// <see cref="LaneDraws"/> looks up many trials at once.
/// </remarks>
public readonly record struct DrawStream(ulong Key)
{
    /// <summary>Trials are numbered from 0 to one less than this.</summary>
    public const long TrialLimit = 1L << 40;

    /// <summary>Steps are numbered from 0 to one less than this.</summary>
    public const int StepLimit = 1 << 24;

    /// <summary>The stream of a name under a seed; another name or seed gives an independent stream.</summary>
    public static DrawStream Named(ulong seed, string name) => new(StableHash.Combine(seed, StableHash.Of(name)));

    /// <summary>The uniform draw at an address: a multiple of 2^-53 strictly between 0 and 1, symmetric about one half.</summary>
    /// <param name="trial">In [0, 2^40).</param>
    /// <param name="step">In [0, 2^24); 0 for what is drawn once a trial.</param>
    /// <param name="entity">The entity's <see cref="StableHash"/>; 0 for global draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">Trial or step is out of range.</exception>
    public double Uniform(long trial, int step, ulong entity)
    {
        var (low, high) = Block(trial, step, entity);
        return UnitInterval.FromBits(IsSecond(trial) ? high : low);
    }

    /// <summary>The standard normal draw at an address, between -8.6 and 8.6.</summary>
    /// <inheritdoc cref="Uniform" path="/param"/>
    /// <inheritdoc cref="Uniform" path="/exception"/>
    public double Normal(long trial, int step, ulong entity) => Draw<NormalDraw>(trial, step, entity);

    /// <summary>The exponential draw of mean 1 at an address: -log of <see cref="Uniform"/>, above 0 and below 36.8.</summary>
    /// <inheritdoc cref="Uniform" path="/param"/>
    /// <inheritdoc cref="Uniform" path="/exception"/>
    public double Exponential(long trial, int step, ulong entity) => -Elementary.Log(Uniform(trial, step, entity));

    /// <summary>Whether the trial is the second of the two that share its block.</summary>
    private static bool IsSecond(long trial) => (trial & 4) != 0;

    private double Draw<D>(long trial, int step, ulong entity)
        where D : struct, IDraw
    {
        var (low, high) = Block(trial, step, entity);
        var (first, second) = D.Of(Lane1.OfBits((long)low), Lane1.OfBits((long)high));
        return IsSecond(trial) ? second.Value : first.Value;
    }

    /// <summary>The low word of an address's counter, and whether the trial is the second of the two that share it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Trial or step is out of range.</exception>
    internal static (ulong Counter, bool IsSecond) Place(long trial, int step)
    {
        if ((ulong)trial >= (ulong)TrialLimit) throw new ArgumentOutOfRangeException(nameof(trial), trial, "a trial is in [0, 2^40)");
        if ((uint)step >= StepLimit) throw new ArgumentOutOfRangeException(nameof(step), step, "a step is in [0, 2^24)");
        var block = (ulong)(trial >> 3 << 2 | trial & 3);
        return (block | (ulong)step << 40, IsSecond(trial));
    }

    private (ulong Low, ulong High) Block(long trial, int step, ulong entity) => Philox.Block(Key, Place(trial, step).Counter, entity);
}
