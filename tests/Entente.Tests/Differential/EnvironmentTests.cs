using System.Diagnostics;
using System.Text.Json;
using Entente.Tests.Conformance;

namespace Entente.Tests.Differential;

/// <summary>The program in processes of its own, on processors that pretend to be older.</summary>
public sealed class EnvironmentTests
{
    private static readonly Lazy<string> Usual = new(() => Digest(null));

    [Theory]
    [Trait("Category", "Soak")]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX512F")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void An_older_processor_gives_the_same_digest(string without) => Assert.Equal(Usual.Value, Digest(without));

    private static string Digest(string? without)
    {
        var program = Path.Join(AppContext.BaseDirectory, "Entente.Cli.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet")
        {
            ArgumentList = { program, "run", "us-drawdown.yaml", "--trials", "200", "--format", "json", "--quiet" },
            WorkingDirectory = SourceTree.Folder("scenarios"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (without is not null)
        {
            start.Environment[without] = "0";
        }

        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said.Result);
        using var json = JsonDocument.Parse(printed);
        return json.RootElement.GetProperty("digest").GetString()!;
    }
}
