using System.Text.Json;
using Entente.Cli;
using Entente.Tests.Statistical;

namespace Entente.Tests.Cli;

public sealed class DiffCommandTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("a second scenario or --variant is missing", "a.yaml")]
    [InlineData("a second scenario or --variant is missing", "a.yaml", "a.yaml")]
    [InlineData("--why needs both scenarios in one folder", "a.yaml", "sub/b.yaml", "--why")]
    [InlineData("--trials belongs to --why", "a.yaml", "b.yaml", "--trials", "5")]
    public void What_makes_no_sense_is_refused(string said, params string[] args)
    {
        Assert.Equal(ExitCode.CommandLineWrong, _host.Invoke(["diff", .. args]));
        Assert.Contains(said, _host.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_scenarios_say_so()
    {
        Assert.Equal(0, _host.Invoke("diff", "a.yaml", "b.yaml", "--why", "--quiet"));
        Assert.Contains("They say the same.", _host.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variant_is_told_from_its_scenario_and_why()
    {
        Directory.CreateDirectory(_host.Folder);
        File.WriteAllText(Path.Join(_host.Folder, "s.yaml"), """
            format: entente/1
            id: s
            clock: {start: 2025-Q1, step: quarter, steps: 4}
            levers: {push: {range: [0, 10], default: 1, says: a lever}}
            measures: {sum: {is: push, headline: true}}
            outcomes: [{name: all, otherwise: true}]
            variants: {hard: {levers: {push: 4}}}
            """);
        var (code, printed, said) = ExactRun.Invoke(_host.Folder, ["diff", "s.yaml", "--variant", "hard", "--why", "--trials", "16", "--format", "json"]);
        Assert.Equal((0, ""), (code, said));
        using var json = JsonDocument.Parse(printed);
        Assert.Equal("settings", json.RootElement.GetProperty("changes")[0].GetProperty("section").GetString());
        var sum = json.RootElement.GetProperty("attribution").GetProperty("items").EnumerateArray().Single(i => i.GetProperty("name").GetString() == "sum");
        Assert.Equal(3, sum.GetProperty("parts")[0].GetProperty("estimate").GetDouble());
        Assert.Equal(ExitCode.CommandLineWrong, ExactRun.Invoke(_host.Folder, ["diff", "s.yaml", "--variant", "hart"]).Code);
        Assert.Equal(ExitCode.ScenarioWrong, ExactRun.Invoke(_host.Folder, ["diff", "s.yaml", "t.yaml"]).Code);
    }
}
