using Entente.Diagnostics;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>The file beside a table that says what its columns are: <c>data/actors.columns.yaml</c>, with an entry a column.</summary>
internal static class Sidecar
{
    /// <summary>Its text; null where there is none, which is no mistake.</summary>
    /// <param name="folder">The scenario's files.</param>
    /// <param name="table">The table as a scenario names it.</param>
    public static SourceText? Source(ScenarioFolder folder, YamlScalar table) => folder.Read(
        ScenarioFolder.Resolve(folder.PathOf(table.Source), Path.ChangeExtension(table.Value, ".columns.yaml")), table.Value,
        ScenarioFolder.DocumentLimit, table.Source, table.Span, new DiagnosticBag());
}
