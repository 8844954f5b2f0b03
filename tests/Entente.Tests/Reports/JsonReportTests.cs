using System.Text.Json;
using Entente.Reports;
using Entente.Tests.Golden;

namespace Entente.Tests.Reports;

public class JsonReportTests
{
    public static TheoryData<string> Cultures => Culture.All;

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_result_is_written_alike_in_every_culture(string culture) =>
        GoldenText.Matches("result-json", Culture.In(culture, () => JsonReport.Of(SampleResults.Full)));

    [Fact]
    public void It_has_the_keys_that_programs_rely_on_in_a_stable_order()
    {
        using var json = JsonDocument.Parse(JsonReport.Of(SampleResults.Full));
        Assert.Equal(
            "format scenario title variant settings hash version seed sampler trials failed digest outcomes measures series times lifecycles clock findings failures",
            Keys(json.RootElement));
        Assert.Equal("name says count share low high", Keys(json.RootElement.GetProperty("outcomes")[0]));
        Assert.Equal("name unit says headline better count mean sd se min p05 p25 p50 p75 p95 max histogram", Keys(json.RootElement.GetProperty("measures")[0]));
        Assert.Equal("name unit says headline t mean p05 p25 p50 p75 p95", Keys(json.RootElement.GetProperty("series")[0]));
        Assert.Equal("name says headline share mean p50 curve", Keys(json.RootElement.GetProperty("times")[0]));
    }

    [Fact]
    public void Numbers_read_back_as_the_same_bits()
    {
        using var json = JsonDocument.Parse(JsonReport.Of(SampleResults.Full));
        var measure = SampleResults.Full.Measures[0];
        Assert.Equal(measure.Distribution.Se, json.RootElement.GetProperty("measures")[0].GetProperty("se").GetDouble());
        Assert.Equal(SampleResults.Full.Series[0].P05, json.RootElement.GetProperty("series")[0].GetProperty("p05").EnumerateArray().Select(v => v.GetDouble()));
    }

    [Fact]
    public void What_is_no_number_is_null()
    {
        using var json = JsonDocument.Parse(JsonReport.Of(SampleResults.AllFailed));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("outcomes")[0].GetProperty("share").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("series")[0].GetProperty("p50")[3].ValueKind);
    }

    [Fact]
    public void It_ends_with_one_line_end_and_has_no_carriage_return()
    {
        var text = JsonReport.Of(SampleResults.Full);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    private static string Keys(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(p => p.Name));
}
