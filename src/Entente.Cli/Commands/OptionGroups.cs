using System.CommandLine;

namespace Entente.Cli.Commands;

/// <summary>Lets a command's list of options hold whole groups of them.</summary>
internal static class OptionGroups
{
    public static void Add(this Command command, IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            command.Add(option);
        }
    }
}
