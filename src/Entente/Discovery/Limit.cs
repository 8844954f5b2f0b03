namespace Entente.Discovery;

/// <summary>What a box or a leaf asks of one input.</summary>
/// <param name="Input">The input, by position.</param>
/// <param name="Low">The least value that is in; -infinity for none.</param>
/// <param name="High">The greatest; infinity for none.</param>
/// <param name="Options">The options that are in, a bit each; of an input of numbers all bits.</param>
public sealed record Limit(int Input, double Low, double High, ulong Options)
{
    public static Limit Open(int input) => new(input, double.NegativeInfinity, double.PositiveInfinity, ulong.MaxValue);

    /// <summary>Whether a value of the input is in.</summary>
    public bool Holds(double value, bool isOption) => isOption ? (Options >> (int)value & 1) != 0 : value >= Low && value <= High;

    /// <summary>Whether it asks anything of an input.</summary>
    public bool Restricts(Factor factor) => factor.IsOption ? (Options & factor.AllOptions) != factor.AllOptions : double.IsFinite(Low) || double.IsFinite(High);
}
