namespace Entente.Scenarios;

/// <summary>A scenario once checked. A stand-in until the binder is there.</summary>
public sealed class Scenario
{
}
