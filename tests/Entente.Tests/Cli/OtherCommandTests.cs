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
    public void A_backtest_without_a_record_ends_with_1_and_one_that_is_too_large_with_2()
    {
        Assert.Equal(1, _host.Invoke("backtest", "a.yaml"));
        Assert.Contains("ENT5020", _host.Said, StringComparison.Ordinal);
        Assert.Contains("--> clubs.yaml:", _host.Said, StringComparison.Ordinal);
        Assert.Empty(_host.Printed);
        Assert.Equal(2, _host.Invoke("backtest", "a.yaml", "--sampler", "sobol", "--trials", "13"));
    }

    [Theory]
    [InlineData("text", "growth-by-month")]
    [InlineData("json", "{")]
    [InlineData("csv", "series,kind,name,date,statistic,value")]
    public void A_backtest_prints_in_its_format(string format, string start)
    {
        File.WriteAllText(Path.Join(_host.Folder, "a.yaml"), """
            format: entente/1
            id: growth-by-month
            clock: {start: 2025-01, step: month, steps: 12}
            state: {x: {initial: 1, drift: 0.1, noise: 0.2}}
            observed: {o: {of: x, values: {2024: 1, 2025-06: 1.1}}}
            outcomes: [{name: all, otherwise: true}]
            """);
        var (code, printed, said) = Statistical.ExactRun.Invoke(_host.Folder, ["backtest", "a.yaml", "--trials", "50", "--seed", "2", "--format", format]);
        Assert.Equal((0, ""), (code, said));
        Assert.StartsWith(start, printed, StringComparison.Ordinal);
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
