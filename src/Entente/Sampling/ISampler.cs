namespace Entente.Sampling;

/// <summary>Where the trials' uncertainties come from: a point of the unit cube for every trial, by random access.</summary>
/// <remarks>A sampler is built for a list of dimension names; it is immutable and may be shared between threads.</remarks>
public interface ISampler
{
    /// <summary>One coordinate of a trial's point.</summary>
    /// <param name="trial">The trial's number, from 0.</param>
    /// <param name="dimension">The position in the sampler's list of names, from 0.</param>
    /// <returns>A number strictly between 0 and 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The trial is outside the sampler's range.</exception>
    double Uniform(long trial, int dimension);
}
