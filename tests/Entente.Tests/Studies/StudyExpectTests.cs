using System.Text.Json;
using Entente.Cli;

namespace Entente.Tests.Studies;

/// <summary>What a study expects of its scenario's results is checked and judged like what a scenario expects.</summary>
public sealed class StudyExpectTests : IDisposable
{
    private const string Study =
        """
        format: entente-study/1
        id: s
        scenario: models/growth.yaml
        design: [list: [{}]]
        trials: 10
        expect:
          sure: {always: 1 > 0}
          never: {of: MEASURE, is: below -1000, judgement: for the test}
        """;

    private readonly StudyFolder _folder = new();
    private readonly string _measure;

    public StudyExpectTests()
    {
        using var run = JsonDocument.Parse(_folder.Do("run", "models/growth.yaml", "--trials", "4", "--format", "json", "--quiet"));
        _measure = run.RootElement.GetProperty("measures")[0].GetProperty("name").GetString()!;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_study_is_checked_as_a_study()
    {
        Assert.Contains("plain.yaml: ok", _folder.Do("check", "plain.yaml"), StringComparison.Ordinal);
        _folder.Write("s.yaml", Study.Replace("MEASURE", "nothing", StringComparison.Ordinal));
        var (code, output, _) = _folder.Invoke("check", "s.yaml");
        Assert.Equal(ExitCode.ScenarioWrong, code);
        Assert.Contains("ENT3001: unknown name 'nothing'", output, StringComparison.Ordinal);
        Assert.Contains("s.yaml:8:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_fails_is_named_at_its_place_and_fails_the_command()
    {
        _folder.Write("s.yaml", Study.Replace("MEASURE", _measure, StringComparison.Ordinal));
        var (code, output, _) = _folder.Invoke("check", "--expect", "--trials", "50", "s.yaml");
        Assert.Equal(ExitCode.ScenarioWrong, code);
        Assert.Contains("expect: 1 of 2 expectations hold", output, StringComparison.Ordinal);
        Assert.Contains("ENT6020: expectation 'never' fails", output, StringComparison.Ordinal);
        Assert.Contains("s.yaml:8:", output, StringComparison.Ordinal);
        _folder.Write("s.yaml", Study.Replace("MEASURE, is: below -1000", $"{_measure}, is: above -1000000000", StringComparison.Ordinal));
        Assert.Contains("expect: 2 of 2 expectations hold", _folder.Do("check", "--expect", "--trials", "50", "s.yaml"), StringComparison.Ordinal);
    }
}
