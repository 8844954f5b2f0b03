using System.CommandLine;

namespace Entente.Cli.Commands;

internal static class StudyExportCommand
{
    public static Command Build(CommandHost host) => new("export", "x");
}
