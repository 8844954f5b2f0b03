using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace Entente.Tests.Reports;

/// <summary>What a report prints on a console of a given width.</summary>
internal static partial class TestConsole
{
    public static string Print(int width, Action<IAnsiConsole> write, bool coloured = false)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = coloured ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = coloured ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        write(console);
        return text.ToString();
    }

    /// <summary>Text without the escape sequences of colours.</summary>
    public static string WithoutColours(string text) => Escapes().Replace(text, "");

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Escapes();
}
