using Entente.Text;

namespace Entente.Language;

/// <summary>What the binder of expressions asks of the scenario around them.</summary>
public interface ISymbols
{
    /// <summary>All names that can stand in an expression.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Months in a step of the clock.</summary>
    int MonthsPerStep { get; }

    Symbol? Find(string name);

    /// <summary>Whether a name that is not there has been reported already: what should declare it is broken.</summary>
    bool IsExcused(string name);

    /// <summary>Settles a quantity's type, binding its definition if need be; a cycle is reported at the place that asks.</summary>
    /// <param name="now">Whether its present value is read, which a cycle forbids; false for memories.</param>
    void Settle(Quantity quantity, bool now, SourceText source, TextSpan span);

    /// <summary>Notes that <c>prev</c> asks for a quantity.</summary>
    void Remember(Quantity quantity);

    /// <summary>The memory of an exponential average; equal ones are shared.</summary>
    Memory MemoryOf(Quantity quantity, BoundExpr years);
}
