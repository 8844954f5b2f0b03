using System.CommandLine;
using Entente.Reports;

namespace Entente.Cli.Commands;

/// <summary><c>entente schema</c>: the JSON Schema of a scenario, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Build(CommandHost host)
    {
        var command = new Command("schema", "Print the JSON Schema of a scenario, for editors that complete and check YAML.");
        command.SetAction(_ =>
        {
            host.Out.Write(ScenarioSchema.Text);
            return ExitCode.Done;
        });
        return command;
    }
}
