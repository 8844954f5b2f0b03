using System.CommandLine;

namespace Entente.Cli.Commands;

internal static class VerifyCommand
{
    public static Command Build(CommandHost host) => new("verify", "x");
}
