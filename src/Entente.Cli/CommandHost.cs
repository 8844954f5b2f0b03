using Spectre.Console;

namespace Entente.Cli;

/// <summary>The world a command runs in: streams, terminal, folder, clock. Tests give it another.</summary>
public sealed class CommandHost
{
    /// <summary>Width of reports that go to a file or pipe.</summary>
    public const int DefaultWidth = 100;

    private const int NarrowestTerminal = 60;
    private const int WidestReport = 140;

    /// <summary>Results, and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress and diagnostics.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is typed or piped in.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    public bool InIsTerminal { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal, where there is one.</summary>
    public int TerminalWidth { get; init; } = DefaultWidth;

    /// <summary>Whether terminals get colours.</summary>
    public bool Colours { get; init; } = true;

    /// <summary>The folder that relative paths start from.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Cancelled when the user wants to stop.</summary>
    public CancellationToken Stop { get; init; }

    public IEngine Engine { get; init; } = new PipelineEngine();

    /// <summary>What is being worked on, for the report of a crash.</summary>
    internal string? Subject { get; set; }

    /// <summary>Whether colours are wanted: not with NO_COLOR (see no-color.org), not on a terminal that has none.</summary>
    public static bool ColoursWanted(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") != "dumb";

    /// <summary>Columns of the terminal; the default where there is none.</summary>
    public static int WidthOfTerminal()
    {
        try
        {
            return Console.WindowWidth is var width and > 0 ? width : DefaultWidth;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return DefaultWidth;
        }
    }

    internal IAnsiConsole OutConsole() => ConsoleOf(Out, OutIsTerminal);

    internal IAnsiConsole ErrorConsole() => ConsoleOf(Error, ErrorIsTerminal);

    /// <summary>Says something about the command itself on standard error.</summary>
    internal void Say(string message) => Error.WriteLine($"entente: {message}");

    private IAnsiConsole ConsoleOf(TextWriter writer, bool isTerminal)
    {
        var coloured = isTerminal && Colours;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = coloured ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = coloured ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = coloured ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = isTerminal ? Math.Clamp(TerminalWidth, NarrowestTerminal, WidestReport) : DefaultWidth;
        return console;
    }
}
