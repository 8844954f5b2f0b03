namespace Entente.Execution;

/// <summary>
/// Scratch: the clocks of what happens at a rate. A clock is wound with a unit exponential amount of hazard, which runs
/// down at the rate as it changes, and rings when nothing is left.
/// </summary>
/// <remarks>Of those that wait at a step, the share 1 - exp(-rate * dt) rings in it: an exponential time has no memory.</remarks>
public sealed class Clocks(int count)
{
    /// <summary>The hazard that is left until each rings; NaN where nobody has looked at it since it was wound.</summary>
    public double[] Left { get; } = new double[count];

    /// <summary>The step for which each was wound, which addresses its draw.</summary>
    public int[] WoundAt { get; } = new int[count];

    /// <summary>Winds all of them for the start of a trial.</summary>
    /// <param name="step">The step from which the trial runs.</param>
    public void Clear(int step)
    {
        Array.Fill(Left, double.NaN);
        Array.Fill(WoundAt, step);
    }

    /// <summary>Winds one anew; it runs from a step on.</summary>
    public void Wind(int at, int step)
    {
        Left[at] = double.NaN;
        WoundAt[at] = step;
    }
}
