using Entente.Experiments;
using Entente.Reports;
using Entente.Tests.Golden;
using Spectre.Console;

namespace Entente.Tests.Reports;

public class TerminalReportTests
{
    private static readonly TimeSpan Elapsed = TimeSpan.FromMilliseconds(3210);

    public static TheoryData<string> Cultures => Culture.All;

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_full_result_prints_alike_at_100_columns_in_every_culture(string culture) =>
        GoldenText.Matches("report-100", Culture.In(culture, () => Print(SampleResults.Full, 100)));

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_full_result_prints_alike_at_80_columns_in_every_culture(string culture) =>
        GoldenText.Matches("report-80", Culture.In(culture, () => Print(SampleResults.Full, 80)));

    [Fact]
    public void The_least_result_has_no_empty_parts() => GoldenText.Matches("report-least", Print(SampleResults.Least, 100));

    [Fact]
    public void Where_all_trials_failed_there_are_failures_and_no_statistics() => GoldenText.Matches("report-failed", Print(SampleResults.AllFailed, 100));

    [Theory]
    [InlineData(60, false)]
    [InlineData(80, false)]
    [InlineData(80, true)]
    [InlineData(100, true)]
    [InlineData(140, true)]
    public void No_line_is_wider_than_the_console(int width, bool coloured)
    {
        var lines = TestConsole.WithoutColours(Print(SampleResults.Full, width, coloured)).Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, $"{line.Length} columns: {line}"));
    }

    [Fact]
    public void Without_colours_there_is_no_escape_sequence() => Assert.DoesNotContain('\u001b', Print(SampleResults.Full, 100));

    [Fact]
    public void Colours_change_the_drawing_and_not_the_words()
    {
        var plain = Words(Print(SampleResults.Full, 100));
        var coloured = Words(TestConsole.WithoutColours(Print(SampleResults.Full, 100, coloured: true)));
        Assert.Equal(plain, coloured);
    }

    [Fact]
    public void Text_of_the_scenario_is_neither_markup_nor_an_escape_sequence()
    {
        var text = Print(SampleResults.Hostile, 100);
        Assert.Contains("[red]not markup[/]", text, StringComparison.Ordinal);
        Assert.Contains("lever = a b", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202E', text);
    }

    [Fact]
    public void Without_a_time_none_is_printed() =>
        Assert.EndsWith("1 trial · digest 5f3a9c01d2e4b6781122334455667788\n", TestConsole.Print(100, c => TerminalReport.Write(SampleResults.Least, null, c)), StringComparison.Ordinal);

    private static string Print(ExperimentResult result, int width, bool coloured = false) =>
        TestConsole.Print(width, console => TerminalReport.Write(result, Elapsed, console), coloured);

    private static string[] Words(string text) =>
        [.. text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Any(char.IsLetter))];
}
