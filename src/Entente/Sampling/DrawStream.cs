using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>
/// A named source of chance. A draw is looked up by address (trial, step, entity), never taken in turn, so that adding
/// a variable, a trial or a thread moves no other draw.
/// </summary>
/// <param name="Key">The Philox key of the stream.</param>
/// <remarks>
/// The address is the Philox counter: the low word holds the trial in bits 0 to 39 and the step in bits 40 to 63, the
/// high word is the entity. One address gives one number; another number needs another stream, step or entity.
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
        if ((ulong)trial >= (ulong)TrialLimit) throw new ArgumentOutOfRangeException(nameof(trial), trial, "a trial is in [0, 2^40)");
        if ((uint)step >= StepLimit) throw new ArgumentOutOfRangeException(nameof(step), step, "a step is in [0, 2^24)");
        return UnitInterval.FromBits(Philox.Block(Key, (ulong)trial | (ulong)step << 40, entity).Low);
    }

    /// <summary>The standard normal draw at an address: the normal quantile of <see cref="Uniform"/>.</summary>
    /// <inheritdoc cref="Uniform" path="/param"/>
    /// <inheritdoc cref="Uniform" path="/exception"/>
    public double Normal(long trial, int step, ulong entity) => SpecialFunctions.NormalQuantile(Uniform(trial, step, entity));

    /// <summary>The unit exponential draw at an address, above 0: minus the logarithm of <see cref="Uniform"/>.</summary>
    /// <inheritdoc cref="Uniform" path="/param"/>
    /// <inheritdoc cref="Uniform" path="/exception"/>
    public double Exponential(long trial, int step, ulong entity) => -Elementary.Log(Uniform(trial, step, entity));
}
