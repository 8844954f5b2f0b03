using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Studies;

/// <summary>A study as text: its keys are right, and nothing else is known of it.</summary>
/// <param name="Fields">The document.</param>
/// <param name="Scenario">The path of its scenario, as it is written.</param>
public sealed record StudySyntax(Fields Fields, YamlScalar Scenario)
{
    public SourceText Source => Fields.Node.Source;
}

/// <summary>Reads the document of a study.</summary>
public static class StudyReader
{
    /// <summary>Reads a study; null where it cannot be read or names no scenario.</summary>
    public static StudySyntax? Read(IScenarioFiles files, string fileName, DiagnosticBag found)
    {
        var source = new ScenarioFolder(files).Read(fileName, fileName, ScenarioFolder.DocumentLimit, SourceText.None, default, found);
        if (source is null || YamlReader.Read(source, found) is not { } root || Fields.Read(root, StudyShapes.Study, null, found) is not { } fields)
        {
            return null;
        }

        fields.Scalar("format");
        if (fields.Scalar("scenario") is not { } scenario)
        {
            return null;
        }

        if (Path.IsPathRooted(scenario.Value) || scenario.Value.Any(char.IsControl))
        {
            found.Add(Rules.BadValue.At(scenario.Source, scenario.Span, scenario.Value, "a path from this file's folder") with { Hint = "such as ../europe.yaml" });
            return null;
        }

        return new StudySyntax(fields, scenario);
    }
}
