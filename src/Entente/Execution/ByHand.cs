using System.Collections.Immutable;
using Entente.Language;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>What somebody changes on a board between two steps.</summary>
/// <param name="Effects">Applied like those of an event, and at once: sets, then products, then sums, then bounds. What is fired moves.</param>
/// <param name="Placed">Machines that are put into a leaf, without the effects of entering and leaving.</param>
public sealed record ByHand(ImmutableArray<EffectDefinition> Effects, ImmutableArray<(Lifecycle Lifecycle, int Machine, int Leaf)> Placed);
