using System.Text.Json;
using Entente.Diagnostics;
using Entente.Reports;
using Entente.Text;

namespace Entente.Tests.Reports;

public class DiagnosticsReportTests
{
    private static readonly SourceText Source = new("scenarios/clinic.yaml", "id: clinic\nderive:\n  use: arival_rate * [service]\n");
    private static readonly Diagnostic Unknown = Rules.UnknownName.At(Source, new TextSpan(26, 11), "arival_rate") with { Hint = "did you mean 'arrival_rate'?" };
    private static readonly Diagnostic Tie = Rules.DeadEnd.Nowhere("hollow", "nato");

    [Fact]
    public void Diagnostics_print_with_their_place_and_a_blank_line_between_them() => Assert.Equal(
        """
        error ENT3001: unknown name 'arival_rate'
         --> scenarios/clinic.yaml:3:8
          |
        3 |   use: arival_rate * [service]
          |        ^^^^^^^^^^^
          = hint: did you mean 'arrival_rate'?

        warning ENT3022: nothing leaves state 'hollow' of 'nato', and it is not terminal

        """,
        TestConsole.Print(100, console => DiagnosticsReport.Write([Unknown, Tie], console)));

    [Fact]
    public void Colours_add_nothing_but_colours() => Assert.Equal(
        TestConsole.Print(100, console => DiagnosticsReport.Write([Unknown, Tie], console)),
        TestConsole.WithoutColours(TestConsole.Print(100, console => DiagnosticsReport.Write([Unknown, Tie], console), coloured: true)));

    [Fact]
    public void A_message_cannot_reach_the_terminal_as_an_escape_sequence() =>
        Assert.DoesNotContain('\u001b', TestConsole.Print(100, console => DiagnosticsReport.Write([Rules.UnknownName.Nowhere("\u001b[2J")], console)));

    [Fact]
    public void As_json_each_has_code_severity_place_message_and_hint()
    {
        using var json = JsonDocument.Parse(DiagnosticsReport.ToJson([Unknown, Tie]));
        var all = json.RootElement.GetProperty("diagnostics");
        Assert.Equal(
            ["ENT3001", "error", "scenarios/clinic.yaml", "3", "8", "3", "19", "unknown name 'arival_rate'", "did you mean 'arrival_rate'?"],
            all[0].EnumerateObject().Select(p => p.Value.ToString()));
        Assert.Equal("code severity file line column endLine endColumn message hint", string.Join(' ', all[0].EnumerateObject().Select(p => p.Name)));
        Assert.Equal(JsonValueKind.Null, all[1].GetProperty("file").ValueKind);
        Assert.Equal(JsonValueKind.Null, all[1].GetProperty("line").ValueKind);
    }

    [Theory]
    [InlineData(0, 0, "a.yaml: ok")]
    [InlineData(1, 0, "1 error in a.yaml")]
    [InlineData(2, 1, "2 errors, 1 warning in a.yaml")]
    [InlineData(0, 2, "2 warnings in a.yaml")]
    public void The_summary_counts_errors_and_warnings(int errors, int warnings, string summary) => Assert.Equal(
        summary, DiagnosticsReport.Summary("a.yaml", [.. Enumerable.Repeat(Unknown, errors), .. Enumerable.Repeat(Tie, warnings)]));
}
