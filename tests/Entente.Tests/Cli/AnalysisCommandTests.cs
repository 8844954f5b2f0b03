using System.Globalization;
using System.Text;
using System.Text.Json;
using Entente.Tests.Conformance;
using Entente.Tests.Statistical;

namespace Entente.Tests.Cli;

/// <summary>The commands <c>sensitivity</c> and <c>discover</c>, on a scenario and on tables, good and bad.</summary>
public sealed class AnalysisCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("entente-tests-").FullName;

    public AnalysisCommandTests() => File.WriteAllText(Path.Join(_folder, "s.yaml"), """
        format: entente/1
        id: written
        title: Written in a test
        clock: {start: 2025-Q1, step: quarter, steps: 2}
        levers: {push: {range: [0, 2], default: 1}}
        uncertainties: {a: "uniform(0, 1)", b: "uniform(0, 1)"}
        measures: {y: {is: 3 * a + b + push}}
        outcomes: [{name: high, when: a > 0.7 and b > 0.5}, {name: low, otherwise: "true"}]
        """);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sobol")]
    [InlineData("morris")]
    [InlineData("pawn")]
    [InlineData("shapley")]
    [InlineData("binned")]
    public void Every_method_prints_a_report_and_json(string method)
    {
        var (code, printed, said) = Invoke("sensitivity", "s.yaml", "--measure", "y", "--method", method, "--trials", "800", "--levers");
        Assert.Equal((0, ""), (code, said));
        Assert.Contains("What drives y", printed, StringComparison.Ordinal);
        Assert.Contains("push", printed, StringComparison.Ordinal);
        Assert.All(printed.Split('\n'), line => Assert.True(line.Length <= 100, line));
        using var json = JsonDocument.Parse(Invoke("sensitivity", "s.yaml", "--measure", "y", "--method", method, "--trials", "800", "--format", "json").Printed);
        Assert.Equal("entente-sensitivity/1", json.RootElement.GetProperty("format").GetString());
        Assert.Equal("a", json.RootElement.GetProperty("inputs")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void A_discovery_prints_a_report_and_json()
    {
        var (code, printed, said) = Invoke("discover", "s.yaml", "--outcome", "high", "--trials", "2000");
        Assert.Equal((0, ""), (code, said));
        Assert.Contains("Where outcome high", printed, StringComparison.Ordinal);
        Assert.Contains("a >= 0.", printed, StringComparison.Ordinal);
        Assert.Contains("★", printed, StringComparison.Ordinal);
        Assert.All(printed.Split('\n'), line => Assert.True(line.Length <= 100, line));
        using var json = JsonDocument.Parse(Invoke("discover", "s.yaml", "--measure", "y", "--above", "3.5", "--trials", "2000", "--format", "json").Printed);
        Assert.Equal("entente-discovery/1", json.RootElement.GetProperty("format").GetString());
        Assert.Equal("y > 3.5", json.RootElement.GetProperty("cases").GetString());
    }

    [Fact]
    public void The_trials_of_a_run_are_a_table()
    {
        Assert.Equal(0, Invoke("run", "s.yaml", "--trials", "1000", "--out", "out").Code);
        var table = Invoke("discover", "--table", "out/trials.csv", "--outcome", "high", "--inputs", "a,b").Printed;
        var own = Invoke("discover", "s.yaml", "--trials", "1000", "--outcome", "high").Printed;
        string Rule(string text) => text.Split('\n').SkipWhile(l => !l.Contains("as an expression", StringComparison.Ordinal)).ElementAt(1);
        Assert.Equal(Rule(own), Rule(table));
        var (code, printed, said) = Invoke("sensitivity", "--table", "out/trials.csv", "--measure", "y", "--inputs", "a,b", "--method", "shapley", "--given", "a > 0.1");
        Assert.Equal((0, ""), (code, said));
        Assert.Contains("(unexplained)", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void The_public_case_can_be_analysed_as_a_table()
    {
        File.Copy(SourceTree.Folder("tests/Entente.Tests/Discovery/bryant-lempert.csv"), Path.Join(_folder, "b.csv"));
        var (code, printed, said) = Invoke("discover", "--table", "b.csv", "--measure", "high_cost", "--above", "0.5", "--alpha", "10%");
        Assert.Equal((0, ""), (code, said));
        Assert.Contains("total_biomass <= ", printed, StringComparison.Ordinal);
        Assert.Contains("demand_elasticity >= -0.", printed, StringComparison.Ordinal);
        Assert.Contains("biomass_backstop_price >= ", printed, StringComparison.Ordinal);
        Assert.Contains("\n  total_biomass ", Invoke("sensitivity", "--table", "b.csv", "--measure", "high_cost").Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x,y\n1,2\noops,3\n4,5\n", "t.csv:3:1", "'oops' in column 'x' is not a number")]
    [InlineData("x,y\n1,2\n3,nan\n4,5\n", "t.csv:3:3", "'nan' in column 'y' is not a number")]
    [InlineData("x,y\n1,2\n3\n4,5\n", "t.csv:3:1", "this row has 1 cells, the header has 2")]
    [InlineData("x,y\n1,2\n,3\n4,5\n", "t.csv:3", "'' in column 'x' is not a number")]
    [InlineData("x,x\n1,2\n", "t.csv:1", "the column 'x' stands twice")]
    [InlineData("x,z\n1,2\n3,4\n", "t.csv:1", "there is no column 'y' in 't.csv'")]
    [InlineData("y\n1\n2\n", "t.csv:1", "there is no input beside the output")]
    [InlineData("", "t.csv", "'t.csv' is empty")]
    public void A_bad_table_is_told_with_its_place(string text, string place, string message)
    {
        File.WriteAllText(Path.Join(_folder, "t.csv"), text);
        var (code, printed, said) = Invoke("sensitivity", "--table", "t.csv", "--measure", "y");
        Assert.Equal((1, ""), (code, printed));
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.Contains(place, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_no_text_or_not_there_is_told()
    {
        File.WriteAllBytes(Path.Join(_folder, "t.csv"), [0, 255, 0, 3]);
        Assert.Equal(1, Math.Clamp(Invoke("sensitivity", "--table", "t.csv", "--measure", "y").Code, 1, 2));
        var (code, _, said) = Invoke("sensitivity", "--table", "nowhere.csv", "--measure", "y");
        Assert.NotEqual(0, code);
        Assert.Contains("nowhere.csv", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_names_are_options_and_rows_without_output_are_left_out()
    {
        var text = new StringBuilder("kind,x,y\n");
        for (var r = 0; r < 300; r++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(r % 3 == 0 ? "red" : r % 3 == 1 ? "green" : "blue")},{(r * 7919 % 300) / 300.0},{(r % 50 == 0 ? "" : r % 3 == 0 ? "1" : "0")}\n");
        }

        File.WriteAllText(Path.Join(_folder, "t.csv"), text.ToString());
        var (code, printed, said) = Invoke("discover", "--table", "t.csv", "--measure", "y", "--above", "0.5");
        Assert.Equal((0, ""), (code, said));
        Assert.Contains("kind is red", printed, StringComparison.Ordinal);
        Assert.Contains("6 of 300 rows are left out", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a scenario is missing", "sensitivity", "--measure", "y")]
    [InlineData("--table and a scenario do not go together", "sensitivity", "s.yaml", "--table", "t.csv", "--measure", "y")]
    [InlineData("a table has no sample of that method", "sensitivity", "--table", "t.csv", "--measure", "y", "--method", "sobol")]
    [InlineData("--second-order belongs to --method sobol", "sensitivity", "s.yaml", "--measure", "y", "--method", "pawn", "--second-order")]
    [InlineData("unknown name 'z'", "sensitivity", "s.yaml", "--measure", "z")]
    [InlineData("unknown name 'c'", "sensitivity", "s.yaml", "--measure", "y", "--given", "c > 1")]
    [InlineData("--method takes", "sensitivity", "s.yaml", "--measure", "y", "--method", "magic")]
    [InlineData("--measure", "sensitivity", "s.yaml")]
    [InlineData("discover takes --outcome", "discover", "s.yaml")]
    [InlineData("discover takes --outcome", "discover", "s.yaml", "--outcome", "high", "--measure", "y")]
    [InlineData("--measure takes --above", "discover", "s.yaml", "--measure", "y")]
    [InlineData("--above takes a number", "discover", "s.yaml", "--measure", "y", "--above", "much")]
    [InlineData("unknown name 'hihg'", "discover", "s.yaml", "--outcome", "hihg")]
    public void A_wrong_command_line_ends_with_2(string message, params string[] args)
    {
        var (code, printed, said) = Invoke(args);
        Assert.Equal((2, ""), (code, printed));
        Assert.Contains(message, said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_found_ends_with_3()
    {
        Assert.Equal(3, Invoke("discover", "s.yaml", "--measure", "y", "--above", "100", "--trials", "50").Code);
        Assert.Equal(3, Invoke("sensitivity", "s.yaml", "--measure", "y", "--given", "a > 2", "--trials", "50").Code);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Equal(130, ExactRun.Invoke(_folder, ["sensitivity", "s.yaml", "--measure", "y"], stop.Token).Code);
    }

    private (int Code, string Printed, string Said) Invoke(params string[] args) => ExactRun.Invoke(_folder, args);
}
