using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Entente.Cli.Commands;
using Entente.Diagnostics;

namespace Entente.Cli;

/// <summary>The command line: from arguments to an exit code, on the streams of a host.</summary>
public static partial class EntenteCommand
{
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Runs one command and says how it ended.</summary>
    public static int Invoke(IReadOnlyList<string> args, CommandHost host)
    {
        try
        {
            var code = Run(args, host);
            host.Out.Flush();
            return code;
        }
        catch (OperationCanceledException) when (host.Stop.IsCancellationRequested)
        {
            host.Say("interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            host.Say($"cannot write: {e.Message}");
            return ExitCode.RunFailed;
        }
#pragma warning disable CA1031 // This is the one place that catches everything: what arrives here is our bug, and is reported as one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ReportBug(e, host);
            return ExitCode.RunFailed;
        }
    }

    // Not a RootCommand: that takes its name from the file it runs from, and help should read the same everywhere.
    internal static Command Build(CommandHost host) => new("entente", "A simulator of alliance cohesion: scenarios in YAML, Monte Carlo trials, distributions of outcomes.")
    {
        new HelpOption(),
        new VersionOption(),
        RunCommand.Build(host),
        TraceCommand.Build(host),
        CompareCommand.Build(host),
        BacktestCommand.Build(host),
        SensitivityCommand.Build(host),
        DiscoverCommand.Build(host),
        PlayCommand.Build(host),
        StudyCommand.Build(host),
        VerifyCommand.Build(host),
        CheckCommand.Build(host),
        ShowCommand.Build(host),
        EvidenceCommand.Build(host),
        DiffCommand.Build(host),
        LessonCommand.Build(host),
        ReportCommand.Build(host),
        SchemaCommand.Build(host),
    };

    private static int Run(IReadOnlyList<string> args, CommandHost host)
    {
        var root = Build(host);
        var parsed = root.Parse(args, Parsing);
        var wrong = Unknown(parsed).ToList();
        if (wrong.Count == 0)
        {
            wrong.AddRange(parsed.Errors.Select(e => e.Message));
        }

        // Help and version have actions of their own, which excuse what else is missing.
        if (wrong.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            return Refuse(wrong, parsed.CommandResult, host);
        }

        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = host.Out, Error = host.Error });
    }

    /// <summary>Says what is wrong with the command line.</summary>
    internal static int Refuse(IEnumerable<string> wrong, SymbolResult command, CommandHost host)
    {
        foreach (var message in wrong)
        {
            host.Say(message);
        }

        host.Error.WriteLine($"see '{NameOf(command)} --help'");
        return ExitCode.CommandLineWrong;
    }

    private static string NameOf(SymbolResult? result) => result switch
    {
        CommandResult { Parent: null } root => root.Command.Name,
        CommandResult command => $"{NameOf(command.Parent)} {command.Command.Name}",
        _ => "",
    };

    /// <summary>Names that are not ours. The parser takes an option it does not know for an argument, so a misspelt one would become a file name.</summary>
    private static IEnumerable<string> Unknown(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var tokens = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).ToList();
        var options = command.Options.Where(o => !o.Hidden).Select(o => o.Name).Append("--help").ToHashSet(StringComparer.Ordinal);
        var strange = tokens.Where(t => t.Type == TokenType.Argument && OptionShape().IsMatch(t.Value)).Select(t => Unknown("option", t.Value, options)).ToList();
        // A command with an argument of its own takes what is none of its subcommands for that.
        if (strange.Count > 0 || command.Subcommands.Count == 0 || command.Arguments.Count > 0)
        {
            return strange;
        }

        var commands = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
        return tokens.Count == 0
            ? [$"a command is missing: {string.Join(", ", commands)}"]
            : tokens.Where(t => t.Type == TokenType.Argument).Take(1).Select(t => Unknown("command", t.Value, commands));
    }

    private static string Unknown(string kind, string name, IReadOnlyCollection<string> known) =>
        NearestName.Hint(name, known) is { } hint ? $"unknown {kind} '{name}'; {hint}" : $"unknown {kind} '{name}'";

    private static void ReportBug(Exception bug, CommandHost host)
    {
        host.Say("this is a bug in entente, not in your scenario");
        host.Error.WriteLine(bug);
        if (host.Subject is { } subject)
        {
            host.Error.WriteLine($"while working on {subject}");
        }

        host.Error.WriteLine("please report it with this text and, if you can, the scenario");
    }

    [GeneratedRegex("^--?[A-Za-z]")]
    private static partial Regex OptionShape();
}
