using System.Text.Json;
using Entente.Cli;
using Entente.Diagnostics;

namespace Entente.Tests.Cli;

public sealed class OtherCommandTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Check_prints_diagnostics_as_its_result()
    {
        _host.Diagnostics = [Rules.DeadEnd.Nowhere("a", "b"), Rules.UnknownName.Nowhere("x")];
        Assert.Equal(1, _host.Invoke("check", "a.yaml"));
        Assert.Equal(
            """
            warning ENT3022: nothing leaves state 'a' of 'b', and it is not terminal

            error ENT3001: unknown name 'x'
            1 error, 1 warning in a.yaml

            """,
            _host.Printed);
        Assert.Empty(_host.Said);
    }

    [Fact]
    public void Check_says_ok_for_each_good_file()
    {
        Assert.Equal(0, _host.Invoke("check", "a.yaml", "b/c.yaml"));
        Assert.Equal("a.yaml: ok\nb/c.yaml: ok\n", _host.Printed);
    }

    [Fact]
    public void Warnings_alone_pass_the_check()
    {
        _host.Diagnostics = [Rules.DeadEnd.Nowhere("a", "b")];
        Assert.Equal(0, _host.Invoke("check", "a.yaml"));
    }

    [Fact]
    public void Check_as_json_is_one_object_over_all_files()
    {
        _host.Diagnostics = [Rules.UnknownName.Nowhere("x")];
        Assert.Equal(1, _host.Invoke("check", "a.yaml", "b.yaml", "--format", "json"));
        using var json = JsonDocument.Parse(_host.Printed);
        Assert.Equal(2, json.RootElement.GetProperty("diagnostics").GetArrayLength());
    }

    [Fact]
    public void Show_prints_a_stage()
    {
        Assert.Equal(0, _host.Invoke("show", "a.yaml", "--stage", "plan"));
        Assert.Equal("the stage plan\n", _host.Printed);
    }

    [Fact]
    public void Schema_prints_json()
    {
        Assert.Equal(0, _host.Invoke("schema"));
        using var json = JsonDocument.Parse(_host.Printed);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    }

    [Theory]
    [InlineData("--help", "Usage:\n  entente [command] [options]")]
    [InlineData("run --help", "entente run <SCENARIO> [options]")]
    public void Help_goes_to_standard_output(string line, string text)
    {
        Assert.Equal(0, _host.Invoke(line.Split(' ')));
        Assert.Contains(text, _host.Printed.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Empty(_host.Said);
    }

    [Theory]
    [InlineData(null, "xterm", true)]
    [InlineData("", "xterm", true)]
    [InlineData("1", "xterm", false)]
    [InlineData(null, "dumb", false)]
    public void Colours_end_with_no_color_and_dumb_terminals(string? noColor, string term, bool wanted) =>
        Assert.Equal(wanted, CommandHost.ColoursWanted(name => name == "NO_COLOR" ? noColor : term));
}
