using System.CommandLine;

namespace Entente.Cli.Commands;

internal static class StudyStatusCommand
{
    public static Command Build(CommandHost host) => new("status", "x");
}
