using Entente.Cli;
using Entente.Tests.Conformance;

namespace Entente.Tests.Play;

/// <summary>The command <c>play</c> in a folder of its own, driven by scripts.</summary>
internal sealed class PlayRun : IDisposable
{
    public const string Scenario = "council.yaml";

    public PlayRun()
    {
        Directory.CreateDirectory(Folder);
        File.Copy(Source, Path.Join(Folder, Scenario));
    }

    public static string Source => SourceTree.Folder("tests/Entente.Tests/Play/council.yaml");

    public string Folder { get; } = Path.Join(Path.GetTempPath(), "entente-play-" + Guid.NewGuid().ToString("N"));

    public string At(string file) => Path.Join(Folder, file);

    /// <summary>Plays a script, a line an act, with a known seed and few trials.</summary>
    public (int Code, string Out, string Error) Play(string script, params string[] args) =>
        Invoke(script, ["play", Scenario, "--trials", "64", "--seed", "7", "--salt", "pepper", .. args]);

    public (int Code, string Out, string Error) Invoke(string script, params string[] args) => Invoke(script, 100, args);

    /// <param name="width">Columns of a terminal without colours; 0 for no terminal.</param>
    public (int Code, string Out, string Error) Invoke(string script, int width, params string[] args) => Invoke(Folder, script, width, args);

    public static (int Code, string Out, string Error) Invoke(string folder, string script, int width, params string[] args)
    {
        using var output = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        using var error = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        using var input = new StringReader(script);
        var code = EntenteCommand.Invoke(args, new CommandHost
        {
            Out = output,
            Error = error,
            In = input,
            Folder = folder,
            OutIsTerminal = width is > 0 and not 100,
            TerminalWidth = Math.Max(width, 60),
            Colours = false,
        });
        return (code, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
