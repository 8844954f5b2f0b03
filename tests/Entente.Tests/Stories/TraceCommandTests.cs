using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Entente.Reports;
using Entente.Tests.Golden;

namespace Entente.Tests.Stories;

public sealed partial class TraceCommandTests : IDisposable
{
    private readonly Tales _tales = new();

    public static TheoryData<string> Cultures => Culture.All;

    public void Dispose() => _tales.Dispose();

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_story_reads_alike_in_every_culture(string culture) => Golden("trace-100", Culture.In(culture, () => Told("trace villages.yaml --trial 2 --quiet")));

    [Theory]
    [InlineData("trace-80", "trace villages.yaml --trial 2 --quiet --variable grain[ard] --variable trust", 80)]
    [InlineData("trace-full", "trace villages.yaml --trial 2 --quiet --full --set levy=50%", 100)]
    [InlineData("trace-evidence", "trace villages.yaml --trial 2 --quiet --evidence", 100)]
    [InlineData("trace-md", "trace villages.yaml --trial 2 --quiet --evidence --variable trust --format md", 100)]
    [InlineData("trace-json", "trace villages.yaml --trial 2 --quiet --evidence --variable least --format json", 100)]
    [InlineData("trace-against-100", "trace villages.yaml --trial 2 --quiet --against closed", 100)]
    [InlineData("trace-against-80", "trace villages.yaml --trial 2 --quiet --against closed", 80)]
    [InlineData("trace-against-full", "trace coins.yaml --trial 2 --quiet --against keen --full", 100)]
    [InlineData("trace-against-numbers", "trace villages.yaml --trial 2 --quiet --against-set levy=60% --variable trust", 100)]
    [InlineData("trace-against-md", "trace villages.yaml --trial 2 --quiet --against closed --format md", 100)]
    [InlineData("trace-against-json", "trace villages.yaml --trial 2 --quiet --against closed --format json", 100)]
    public void A_story_is_told_in_every_form(string golden, string line, int width)
    {
        var told = Told(line, width);
        Golden(golden, told);
        if (!golden.EndsWith("json", StringComparison.Ordinal) && !golden.EndsWith("md", StringComparison.Ordinal))
        {
            Assert.All(told.Split('\n'), l => Assert.True(StyledLine.CellsOf(l) <= width, l));
        }
    }

    [Fact]
    public void A_trial_that_fails_is_told_up_to_its_failure()
    {
        var (code, output, error) = _tales.Invoke("trace fails.yaml --trial 2 --quiet");
        Assert.Equal(3, code);
        Assert.Contains("the trial failed", error, StringComparison.Ordinal);
        Golden("trace-failed", output);
        Assert.Equal(3, _tales.Invoke("trace fails.yaml --trial 2 --quiet --against closed").Code);
        using var json = JsonDocument.Parse(_tales.Invoke("trace fails.yaml --trial 2 --quiet --format json").Out);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("outcome").ValueKind);
        Assert.Equal(0, json.RootElement.GetProperty("measures").GetArrayLength());
    }

    [Theory]
    [InlineData("trace villages.yaml", "which trial? Name it with --trial N, or ask for --outcome NAME or --strange")]
    [InlineData("trace villages.yaml --trial 1000", "--trial 1000 is not one of the 1000 trials")]
    [InlineData("trace villages.yaml --trial 5 --trials 5", "--trial 5 is not one of the 5 trials")]
    [InlineData("trace villages.yaml --trial 5 --strange", "do not go together")]
    [InlineData("trace villages.yaml --outcome splitt", "there is no outcome 'splitt'; did you mean 'split'?")]
    [InlineData("trace villages.yaml --trial 1 --variable tust", "there is no quantity 'tust'; did you mean 'trust'?")]
    [InlineData("trace villages.yaml --trial 1 --variable grain", "'grain' takes a member of 'villages', as in grain[ard]")]
    [InlineData("trace villages.yaml --trial 1 --variable grain[arx]", "'villages' has no member 'arx'; did you mean 'ard'?")]
    [InlineData("trace villages.yaml --trial 1 --variable trust[ard]", "'trust' takes no index")]
    [InlineData("trace villages.yaml --trial 1 --variable gate", "'gate' is no number")]
    [InlineData("trace villages.yaml --trial 1 --against clsoed", "unknown variant 'clsoed'")]
    [InlineData("trace villages.yaml --trial 1 --against-set levi=1", "unknown lever 'levi'")]
    [InlineData("trace villages.yaml --trial 1 --against-set levy", "--against-set takes lever=value, not 'levy'")]
    [InlineData("trace villages.yaml --trial 1 --against closed --evidence", "does not go together with --against")]
    [InlineData("trace villages.yaml --trial 1 --seeds seeds", "--seeds belongs to --evidence")]
    [InlineData("trace villages.yaml --trial 1 --format csv", "--format takes text, json or md, not 'csv'")]
    [InlineData("trace villages.yaml --outcome bound --trials 99999999", "at most 100000000 numbers")]
    public void A_wrong_command_line_is_refused(string line, string message)
    {
        var (code, output, error) = _tales.Invoke(line);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_that_never_occurs_has_no_typical_trial()
    {
        var (code, output, error) = _tales.Invoke("trace coins.yaml --outcome none_at_all --trials 100");
        Assert.Equal((3, ""), (code, output));
        Assert.Contains("none of the 100 trials ends in 'none_at_all', only in many, few", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--outcome many")]
    [InlineData("--outcome many --strange")]
    [InlineData("--strange")]
    public void The_chosen_trial_does_not_depend_on_threads_batches_or_kernels(string asked)
    {
        var line = $"trace coins.yaml --trials 300 --quiet --format json {asked}";
        var one = _tales.Invoke($"{line} --threads 1 --batch 7");
        Assert.Equal(0, one.Code);
        Assert.Equal(one, _tales.Invoke($"{line} --threads 3 --batch 16"));
        Assert.Equal(one, _tales.Invoke($"{line} --reference --threads 2"));
        using var json = JsonDocument.Parse(one.Out);
        var trial = json.RootElement.GetProperty("trial").GetInt64().ToString(CultureInfo.InvariantCulture);
        var named = _tales.Invoke($"trace coins.yaml --trials 300 --quiet --format json --trial {trial}").Out;
        Assert.Equal(named, ChosenPart().Replace(one.Out, ""));
    }

    [Fact]
    public void A_story_agrees_with_the_trial_as_it_is_run()
    {
        for (var trial = 0; trial < 20; trial++)
        {
            using var run = JsonDocument.Parse(_tales.Invoke($"run coins.yaml --trials 20 --trial {trial} --format json").Out);
            using var told = JsonDocument.Parse(_tales.Invoke($"trace coins.yaml --trials 20 --trial {trial} --format json").Out);
            Assert.Equal(run.RootElement.GetProperty("digest").GetString(), told.RootElement.GetProperty("digest").GetString());
            var heads = told.RootElement.GetProperty("story").EnumerateArray().Sum(h => h.GetProperty("address").GetString() switch { "rules.toss" => 1, "rules.rare_toss" => 2, _ => 0 });
            Assert.Equal(heads, told.RootElement.GetProperty("measures")[0].GetProperty("value").GetDouble());
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("md")]
    public void Policies_that_never_part_are_said_to(string format) =>
        Assert.Contains("They never part: all numbers and all that happens are the same on both sides", Told($"trace villages.yaml --trial 2 --quiet --against same --format {format}"), StringComparison.Ordinal);

    /// <summary>The same dice: a chance that came up with the lower chance comes up with the higher, too.</summary>
    [Fact]
    public void Both_sides_throw_the_same_dice_and_the_first_rule_at_which_they_part_has_its_numbers()
    {
        for (var trial = 0; trial < 20; trial++)
        {
            using var json = JsonDocument.Parse(_tales.Invoke($"trace coins.yaml --trials 20 --trial {trial} --against keen --format json --quiet").Out);
            var root = json.RootElement;
            Assert.True(root.GetProperty("firstState").GetProperty("cell").GetString()!.Split('[')[0] is "heat" or "heads");
            var rule = root.GetProperty("firstRule");
            var (left, right) = (rule.GetProperty("left"), rule.GetProperty("right"));
            Assert.False(left.GetProperty("happens").GetBoolean());
            Assert.True(right.GetProperty("happens").GetBoolean());
            if (rule.GetProperty("address").GetString() == "rules.toss")
            {
                Assert.Equal(left.GetProperty("drawn").GetDouble(), right.GetProperty("drawn").GetDouble());
                Assert.InRange(left.GetProperty("drawn").GetDouble(), left.GetProperty("chance").GetProperty("value").GetDouble(), right.GetProperty("chance").GetProperty("value").GetDouble());
            }
            else
            {
                Assert.True(left.GetProperty("hazardLeft").GetDouble() > left.GetProperty("hazardTaken").GetDouble());
                Assert.True(right.GetProperty("hazardLeft").GetDouble() <= right.GetProperty("hazardTaken").GetDouble());
            }

            Assert.Contains("push", rule.GetProperty("differs").EnumerateArray().Select(d => d.GetProperty("name").GetString()));
        }
    }

    [Theory]
    [InlineData("a *b* _c_ d_e", @"a \*b\* \_c\_ d_e")]
    [InlineData("<b>&amp;</b> [x](y) | `z`", @"&lt;b\>&amp;amp;&lt;/b\> \[x\](y) \| \`z\`")]
    [InlineData("# no\n- list", @"\# no - list")]
    [InlineData("- x", @"\- x")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("1. x", @"1\. x")]
    [InlineData("1.5 of x", "1.5 of x")]
    [InlineData("![x](y)", @"\!\[x\](y)")]
    [InlineData(@"a\b ~~c~~", @"a\\b \~\~c\~\~")]
    public void Text_is_escaped_in_Markdown(string text, string escaped) => Assert.Equal(escaped, MarkdownText.Escape(text));

    private string Told(string line, int? width = null)
    {
        var (code, output, error) = _tales.Invoke(line, width);
        Assert.Equal((0, ""), (code, error));
        Assert.DoesNotContain('\u001b', output);
        return output;
    }

    // The hash is of the scenario's files, which may change a word without changing the story.
    private static void Golden(string name, string told) => GoldenText.Matches(name, Hashes().Replace(told, "0"));

    [GeneratedRegex("[0-9a-f]{32,64}")]
    private static partial Regex Hashes();

    [GeneratedRegex("""  "chosen": \{.*?\},\n""", RegexOptions.Singleline)]
    private static partial Regex ChosenPart();
}
