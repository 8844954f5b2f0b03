namespace Entente.Language;

/// <summary>A number or condition of many trials at once, as a kernel computes it.</summary>
public abstract record LaneValue;

/// <summary>What the rows of <see cref="Functions"/> may ask of a kernel; every operation has the bits of the scalar one.</summary>
public interface ILaneOperations
{
    LaneValue Number(double value);

    /// <summary>The first where it is below the second, else the second.</summary>
    LaneValue Min(LaneValue a, LaneValue b);

    /// <summary>The first where it is above the second, else the second.</summary>
    LaneValue Max(LaneValue a, LaneValue b);

    LaneValue Abs(LaneValue x);

    LaneValue Sqrt(LaneValue x);

    LaneValue Floor(LaneValue x);

    LaneValue Ceiling(LaneValue x);

    LaneValue Round(LaneValue x);

    LaneValue Exp(LaneValue x);

    LaneValue Log(LaneValue x);

    LaneValue Logistic(LaneValue x);

    LaneValue Logit(LaneValue x);

    /// <summary>Whether the first is below the second.</summary>
    LaneValue IsLess(LaneValue a, LaneValue b);

    /// <summary>Whether the first is below or at the second.</summary>
    LaneValue IsAtMost(LaneValue a, LaneValue b);

    /// <summary>Says that arguments lie in the domain only where a condition holds; elsewhere the function has no value and the trial fails.</summary>
    void Require(LaneValue condition);
}
