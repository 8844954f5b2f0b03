using System.CommandLine;
using Entente.Reports;
using Entente.Studies;

namespace Entente.Cli.Commands;

/// <summary><c>entente schema</c>: the JSON Schema of a scenario, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Build(CommandHost host)
    {
        var study = new Option<bool>("--study") { Description = "The schema of a study instead" };
        var command = new Command("schema", "Print the JSON Schema of a scenario, for editors that complete and check YAML.") { study };
        command.SetAction(parsed =>
        {
            host.Out.Write(parsed.GetValue(study) ? ScenarioSchema.Of(StudyShapes.Study, "An Entente study, format entente-study/1") : ScenarioSchema.Text);
            return ExitCode.Done;
        });
        return command;
    }
}
