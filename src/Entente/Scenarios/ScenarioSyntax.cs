using System.Collections.Immutable;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Which world of a scenario's choices is wanted.</summary>
/// <param name="Variant">A variant's name, or null.</param>
/// <param name="Settings">Lever settings, which win over the variant's.</param>
public sealed record ScenarioChoice(string? Variant, ImmutableArray<(string Lever, string Value)> Settings)
{
    /// <summary>Values at which uncertainties are held; they are then not drawn, and correlate with nothing.</summary>
    public ImmutableArray<(string Uncertainty, string Value)> Pins { get; init; } = [];

    /// <summary>Whether levers without a setting here are to be drawn like uncertainties; nothing that must be constant may then read one.</summary>
    public bool FreesLevers { get; init; }

    /// <summary>Whether a lever is to be drawn.</summary>
    public bool Frees(string lever) => FreesLevers && Settings.All(s => s.Lever != lever);

    /// <summary>An <c>expect</c> section from elsewhere, a study for instance, that is laid over the scenario's own; null for none.</summary>
    public YamlNode? Expects { get; init; }

    /// <summary>Tells choices apart: the same for the same variant, settings and pins.</summary>
    public string Key => string.Join('\n', Settings.Select(s => $"set {s.Lever}={s.Value}").Concat(Pins.Select(p => $"pin {p.Uncertainty}={p.Value}")).Prepend($"variant {Variant}{(FreesLevers ? ", free levers" : "")}"));

    public static ScenarioChoice Default { get; } = new(null, []);
}

/// <summary>A scenario as text: the documents laid over each other, with the variant's overrides; nothing is known to be right.</summary>
/// <param name="Root">The document that results.</param>
/// <param name="Main">The file that was asked for.</param>
/// <param name="Folder">Reads further files of the scenario, tables for instance, and remembers them.</param>
/// <param name="Choice">The settings asked for.</param>
public sealed record ScenarioSyntax(YamlMapping Root, SourceText Main, ScenarioFolder Folder, ScenarioChoice Choice);
