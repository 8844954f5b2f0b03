using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;

namespace Entente.Scenarios;

/// <summary>What the binder of effects asks of the scenario around them.</summary>
internal interface IEffectScope : ISymbols
{
    DiagnosticBag Found { get; }

    Clock Clock { get; }

    /// <summary>All things that have a name.</summary>
    IEnumerable<Symbol> Symbols { get; }

    ExprBinder Binder(SourceText source);

    /// <summary>A position for an effect that lasts.</summary>
    int TakeEffect();
}
