using System.CommandLine;

namespace Entente.Cli.Commands;

internal static class StudySlurmCommand
{
    public static Command Build(CommandHost host) => new("slurm", "x");
}
