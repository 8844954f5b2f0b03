using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Reports;
using Entente.Scenarios;
using Entente.Tests.Conformance;
using Entente.Tests.Golden;
using Entente.Tests.Reports;
using Entente.Tests.Statistical;
using MathNet.Numerics.Distributions;

namespace Entente.Tests.Experiments;

public class BacktestTests
{
    private const string Small = """
        format: entente/1
        id: walks
        title: Three walks and a drift
        clock: {start: 2010-01, step: year, steps: 8}
        sets: {s: {members: [A, B, C, D]}}
        data: {far: {each: a in s, values: {A: 1, B: 2, C: 3, D: 4}}}
        state:
          x: {each: a in s, initial: "far[a]", drift: 0, noise: 0.3}
          w: {initial: 1, drift: 0.1, noise: 0.2, unit: index}
        derive: {risky: "sqrt(2.5 - w)"}
        rules: {breaks: {when: "w > 2.5 and risky > 0", effects: "w += 0"}}
        observed:
          members:
            each: a in s where far[a] < 4
            of: x[a]
            rank_with: far[a]
            values:
              A: {2008: 0.9, 2009: 1, 2010: 1.1, 2014: 1.4, 2016: 1.9}
              B: {2008: 1.9, 2009: 2.05, 2010: 2.1, 2014: 2.4, 2016: 1.9}
              C: {2009: 3, 2010: 2.8, 2014: 2.4, 2016: 2.9}
              D: {2014: 1}
          whole: {of: w, unit: index, says: The whole., values: {2007: 0.7, 2008: 0.8, 2009: 0.7, 2010: 1, 2011: 1.2, 2014: 1.3, 2018: 2.8}}
        outcomes: [{name: all, otherwise: true}]
        """;

    public static TheoryData<string> Cultures => Culture.All;

    private static readonly Lazy<BacktestResult> SmallResult = new(() => Pipeline.Backtest(Bound(Small), new RunOptions { Trials = 1000 }, null, CancellationToken.None));

    [Fact]
    public void Against_a_record_from_its_own_law_a_walk_is_calibrated()
    {
        // x is normal with variance h after h years. The record of each date is the law's quantiles at (k + 1/2) / N.
        const int members = 50, trials = 20_000;
        int[] years = [1, 4, 9];
        var keys = Enumerable.Range(0, members).Select(k => string.Create(CultureInfo.InvariantCulture, $"M{k:00}")).ToArray();
        var record = keys.Select((key, k) => $"      {key}: {{{string.Join(", ", years.Select(h => string.Create(CultureInfo.InvariantCulture, $"{2000 + h}: {Truth(h).InverseCumulativeDistribution((k + 0.5) / members):R}")))}}}");
        var scenario = Bound($$$"""
            format: entente/1
            id: walk
            clock: {start: 2000-01, step: year, steps: 9}
            sets: {s: {members: [{{{string.Join(", ", keys)}}}]}}
            state: {x: {each: a in s, initial: 0, drift: 0, noise: 1}}
            observed:
              o:
                each: a in s
                of: x[a]
                values:
            {{{string.Join("\n", record)}}}
            outcomes: [{name: all, otherwise: true}]
            """);
        var series = Pipeline.Backtest(scenario, new RunOptions { Trials = trials, Seed = 20260401 }, null, CancellationToken.None).Series.Single();
        Assert.Equal(members * years.Length, series.Points.Length);

        // Each point's transform lies within the band of a whole distribution function: 150 bands of 1e-6.
        var band = Chance.Curve(trials);
        var expected = new List<double>();
        foreach (var (point, at) in series.Points.Select((p, at) => (p, at)))
        {
            Chance.AssertNear(((at / years.Length) + 0.5) / members, point.Pit, band);
            foreach (var (p, quantile) in new[] { (0.1, point.P10), (0.25, point.P25), (0.5, point.P50), (0.75, point.P75), (0.9, point.P90) })
            {
                // A quantile between two values is off by a trial at most.
                Chance.AssertNear(p, Truth(years[at % years.Length]).CumulativeDistribution(quantile), band + (1.0 / trials));
            }

            var sd = Math.Sqrt(years[at % years.Length]);
            expected.Add(Entente.Statistics.Scores.CrpsOfNormal(0, sd, point.Observed));

            // The score is a U-statistic; |x - y| and its mean over y change no faster than x, so its variance is about 4 sd^2 / n at most.
            Chance.AssertNear(expected[^1], point.Crps, Chance.NormalMean(4 * sd * sd, trials));
        }

        // It follows how many points can be in a band or bin that should not.
        var model = series.Forecasts.Single();
        var slack = (2 * band) + (2.0 / members);
        Chance.AssertNear(0.5, model.In50, slack);
        Chance.AssertNear(0.8, model.In80, slack);
        Assert.Equal(10, series.Pit.Length);
        Assert.All(series.Pit, count => Chance.AssertNear(0.1, (double)count / series.Points.Length, slack));
        var variance = years.Average(h => 4.0 * h) / trials / series.Points.Length;
        Chance.AssertNear(expected.Average(), model.Crps, Chance.NormalMean(variance, 1));
    }

    [Fact]
    public void Naive_forecasts_by_hand()
    {
        // 1, 2, 4 at the ends of 2011, 2012, 2013; two years ahead.
        ImmutableArray<ObservedValue> known = [Known(2011, 1), Known(2012, 2), Known(2013, 4)];
        var made = NaiveForecasts.For(known, Known(2015, 0).Years).ToDictionary(f => f.Name, f => f.Forecast!.Value, StringComparer.Ordinal);
        Near(4, Math.Sqrt((1 + 4) / 2.0 * 2), made["persistence"]);
        Near(4 + 3, Math.Sqrt((0.25 + 0.25) / 1 * 2 * (1 + (2 / 2.0))), made["drift"]);
        Near((7 / 3.0) + 4.5, Math.Sqrt(1 / 6.0 * (1 + (1 / 3.0) + (9 / 2.0))), made["trend"]);
    }

    [Fact]
    public void With_little_known_naive_forecasts_say_less()
    {
        Assert.All(NaiveForecasts.For([], 2015), f => Assert.Null(f.Forecast));
        var one = NaiveForecasts.For([Known(2013, 4)], 2015);
        Assert.Equal(new NormalForecast(4, double.NaN), one[0].Forecast);
        Assert.Null(one[1].Forecast);
        Assert.Null(one[2].Forecast);
    }

    [Fact]
    public void Nobody_knows_what_comes_later()
    {
        var cells = Bound(Small).Observed.Single(o => o.Name == "members").Cells;
        Assert.Equal([0, 1, 2], cells.Select(c => c.I));
        Assert.Equal([0.9, 1, 1.1], cells[0].Known.Select(v => v.Value));
        Assert.Equal([(1.4, 4), (1.9, 6)], cells[0].Tested.Select(v => (v.Value, v.Point)));
    }

    [Fact]
    public void A_uniform_shift_by_hand()
    {
        // Changes since 2010: 0.3, 0.3, -0.4 by 2014 and 0.8, -0.2, 0.1 by 2016.
        double[] first = [0.3, 0.3, -0.4], second = [0.8, -0.2, 0.1];
        var expected = first.Select(c => Math.Abs(c - first.Average())).Concat(second.Select(c => Math.Abs(c - second.Average()))).Average();
        Assert.Equal(expected, SmallResult.Value.Series[0].ShiftError, 1e-12);
    }

    [Fact]
    public void Threads_and_kernels_change_no_byte()
    {
        var expected = Text(new RunOptions { Trials = 1000, Threads = 1 });
        Assert.Contains("\"failures\": [\n    {", expected, StringComparison.Ordinal);
        Assert.Equal(expected, Text(new RunOptions { Trials = 1000, Threads = 2 }));
        Assert.Equal(expected, Text(new RunOptions { Trials = 1000, Threads = 3, BatchLength = 7 }));
        Assert.Equal(expected, Text(new RunOptions { Trials = 1000, Threads = 2, Kernels = null }));

        static string Text(RunOptions options) => BacktestJson.Of(Pipeline.Backtest(Bound(Small), options, null, CancellationToken.None));
    }

    [Fact]
    public void A_record_changes_no_trial()
    {
        var bare = string.Join('\n', Small.Split('\n').TakeWhile(l => !l.StartsWith("observed", StringComparison.Ordinal))) + "\noutcomes: [{name: all, otherwise: true}]\n";
        var options = new RunOptions { Trials = 200 };
        Assert.Equal(Pipeline.Run(Bound(bare), options, null, CancellationToken.None).Digest, Pipeline.Run(Bound(Small), options, null, CancellationToken.None).Digest);
    }

    [Fact]
    public void It_prints_as_text_json_and_csv()
    {
        GoldenText.Matches("backtest-100", TestConsole.Print(100, console => BacktestReport.Write(SmallResult.Value, console)));
        GoldenText.Matches("backtest-json", BacktestJson.Of(SmallResult.Value));
        GoldenText.Matches("backtest-csv", BacktestCsv.Of(SmallResult.Value));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    public void No_line_is_wider_than_the_console(int width) =>
        Assert.All(TestConsole.Print(width, console => BacktestReport.Write(SmallResult.Value, console)).Split('\n'), line => Assert.True(line.Length <= width, line));

    [Theory]
    [MemberData(nameof(Cultures))]
    public void It_prints_alike_in_every_culture(string culture) => Assert.Equal(
        TestConsole.Print(100, console => BacktestReport.Write(SmallResult.Value, console)),
        Culture.In(culture, () => TestConsole.Print(100, console => BacktestReport.Write(SmallResult.Value, console))));

    [Fact]
    public void A_forecast_stands_beside_the_models_score_over_its_own_points()
    {
        var members = SmallResult.Value.Series[0];
        var trend = members.Forecasts.Single(f => f.Name == "trend");
        Assert.Equal(4, trend.Points);
        Assert.Equal(members.Points.Where(p => p.Member != "C").Average(p => p.Crps), trend.ModelCrps, 1e-12);
    }

    [Fact]
    public void No_record_and_too_many_trials_are_refused()
    {
        var bare = Bound("format: entente/1\nid: bare\nclock: {start: 2010-01, step: year, steps: 8}\noutcomes: [{name: all, otherwise: true}]\n");
        var told = Assert.Single(Pipeline.CheckBacktest(bare, new RunOptions()));
        Assert.Equal(("ENT5020", 2), (told.Code, told.Start.Line));
        Assert.Empty(Pipeline.CheckBacktest(Bound(Small), new RunOptions { Trials = 4_000_000 }));
        Assert.Equal("ENT5021", Assert.Single(Pipeline.CheckBacktest(Bound(Small), new RunOptions { Trials = 5_000_000 })).Code);
    }

    private static Normal Truth(int years) => new(0, Math.Sqrt(years));

    private static ObservedValue Known(int year, double value) => new((year * 12) + 11, 0, value);

    private static void Near(double mean, double sd, NormalForecast forecast)
    {
        Assert.Equal(mean, forecast.Mean, 1e-9);
        Assert.Equal(sd, forecast.Sd, 1e-9);
    }

    private static Scenario Bound(string text)
    {
        var loaded = Pipeline.Load(MemoryFiles.Of(("main.yaml", text)), "main.yaml", ScenarioChoice.Default);
        Assert.Equal("", string.Concat(loaded.Diagnostics.Select(DiagnosticText.Of)));
        return loaded.Scenario!;
    }
}
