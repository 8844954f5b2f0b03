using System.Collections.Immutable;
using Entente.Language;
using Entente.Text;

namespace Entente.Scenarios;

/// <summary>What an expectation looks at, in every trial of a side.</summary>
public enum ExpectedOf
{
    /// <summary>A measure's number.</summary>
    Measure,

    /// <summary>Whether an outcome is the trial's.</summary>
    Outcome,

    /// <summary>Years until a time comes; the whole span where it does not.</summary>
    Time,

    /// <summary>A condition that must hold at the end of every trial.</summary>
    Always,

    /// <summary>A condition that must hold at every point of every trial.</summary>
    Throughout,
}

/// <summary>What is expected of a scenario's results.</summary>
/// <param name="Name">Its name, with its place in <paramref name="Source"/> at <paramref name="Span"/>.</param>
/// <param name="Of">What it looks at.</param>
/// <param name="Subject">The name of the measure, outcome or time; for conditions the condition as it is written.</param>
/// <param name="Condition">The condition, for those that have one.</param>
/// <param name="Unit">Unit of the subject.</param>
/// <param name="Is">The claim as it is written: <c>at least</c>, <c>above 2</c>; empty for conditions.</param>
/// <param name="Low">The least value that meets the claim: of the mean or share, or of the difference between the sides.</param>
/// <param name="High">The greatest.</param>
/// <param name="Side">What is run.</param>
/// <param name="Against">What it is compared with in pairs of trials, or null.</param>
/// <param name="Strictly">Whether not to be contradicted is not enough.</param>
public sealed record ExpectationDefinition(
    string Name, SourceText Source, TextSpan Span, ExpectedOf Of, string Subject, BoundExpr? Condition, Entente.Units.Unit Unit, string Is, double Low, double High,
    ScenarioChoice Side, ScenarioChoice? Against, bool Strictly, string? Says, ImmutableArray<string> Evidence);
