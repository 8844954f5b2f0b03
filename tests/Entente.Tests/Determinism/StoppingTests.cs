using System.Text.Json;
using Entente.Cli;
using Entente.Experiments;
using Entente.Scenarios;
using Entente.Tests.Statistical;

namespace Entente.Tests.Determinism;

/// <summary>Runs that end early, go on until they are precise enough, or meet trials that fail.</summary>
public sealed class StoppingTests : IDisposable
{
    private readonly ScenarioCopy _copy = ScenarioCopy.OfTests();

    public void Dispose() => _copy.Dispose();

    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 4)]
    public void An_interrupted_run_is_the_first_trials_of_the_run(int threads, int batch)
    {
        var scenario = Load("rich.yaml");
        using var stop = new CancellationTokenSource();
        var observer = new StopAfter(60, stop);
        var cut = Pipeline.Run(scenario, new RunOptions { Trials = 400, Threads = threads, BatchLength = batch }, observer, stop.Token);
        Assert.InRange(cut.Trials, 60, 399);
        Assert.Equal(Enumerable.Range(0, (int)cut.Trials).Select(t => (long)t), observer.Seen);
        var whole = Pipeline.Run(scenario, new RunOptions { Trials = cut.Trials }, null, CancellationToken.None);
        Assert.Equal(whole.Digest, cut.Digest);
        Assert.Equal(whole.Measures.Select(m => m.Distribution), cut.Measures.Select(m => m.Distribution));
    }

    [Fact]
    public void Until_the_interval_is_narrow_enough_stops_at_the_same_trial_however_it_is_split()
    {
        var runs = new[] { "--threads 1 --batch 1000", "--threads 3 --batch 7", "--threads 7 --batch 64" }
            .Select(split => _copy.Json("failing.yaml", "--set rarity=0 --trials 10 --until-ci 0.1% " + split)).ToArray();
        Assert.Single(runs.Distinct());
        runs = [.. new[] { "--threads 1 --batch 1000", "--threads 3 --batch 7" }.Select(split => _copy.Json("growth.yaml", "--trials 1 --until-ci 3% " + split))];
        Assert.Single(runs.Distinct());
        using var json = JsonDocument.Parse(runs[0]);
        Assert.All(json.RootElement.GetProperty("outcomes").EnumerateArray(), o => Assert.InRange(o.GetProperty("high").GetDouble() - o.GetProperty("low").GetDouble(), 0, 0.03));
        Assert.Equal(0, json.RootElement.GetProperty("trials").GetInt32() % Runner.Block);
    }

    [Fact]
    public void A_run_that_may_not_go_on_says_that_it_is_not_settled()
    {
        using var json = JsonDocument.Parse(_copy.Json("growth.yaml", "--trials 500 --until-ci 1% --max-trials 1500"));
        Assert.Equal(1500, json.RootElement.GetProperty("trials").GetInt32());
        Assert.Contains(json.RootElement.GetProperty("findings").EnumerateArray(), f => f.GetProperty("hint").GetString()!.Contains("--max-trials", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mc")]
    [InlineData("lhs")]
    [InlineData("sobol")]
    public void Failed_trials_are_counted_named_and_replayable(string sampler)
    {
        var options = $"--trials 400 --sampler {sampler}";
        using var json = JsonDocument.Parse(_copy.Json("failing.yaml", options));
        var (header, rows) = _copy.Trials("failing.yaml", options);
        var failed = rows.Where(r => double.Parse(r[Array.IndexOf(header, "w")], System.Globalization.CultureInfo.InvariantCulture) < 0.02).ToArray();
        Assert.NotEmpty(failed);
        Assert.All(failed, r => Assert.Equal("failed", r[Array.IndexOf(header, "outcome")]));
        Assert.Equal(failed.Length, rows.Count(r => r[Array.IndexOf(header, "outcome")] == "failed"));
        Assert.Equal(failed.Length, json.RootElement.GetProperty("failed").GetInt32());
        Assert.Equal(400 - failed.Length, json.RootElement.GetProperty("outcomes")[0].GetProperty("count").GetInt32());
        var first = json.RootElement.GetProperty("failures")[0];
        Assert.Equal(failed[0][0], first.GetProperty("trial").GetRawText());
        Assert.Equal("a division by zero in ratio[zug], step 3 (2025-Q3)", first.GetProperty("message").GetString());

        // Replaying it as the finding says fails in the same way.
        var hint = json.RootElement.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("hint").GetString() ?? "").First(h => h.StartsWith("replay", StringComparison.Ordinal));
        var replay = hint["replay it with ".Length..];
        var (code, printed, said) = ExactRun.Invoke(_copy.Folder, ["run", "failing.yaml", "--format", "json", "--sampler", sampler, .. replay.Split(' ')]);
        Assert.Equal(3, code);
        Assert.Contains("the trial failed", said, StringComparison.Ordinal);
        using var again = JsonDocument.Parse(printed);
        Assert.Equal(first.GetRawText(), again.RootElement.GetProperty("failures")[0].GetRawText());
    }

    [Fact]
    public void Where_all_trials_fail_the_run_ends_with_3_and_the_first_ten_are_named()
    {
        var (code, printed, _) = ExactRun.Invoke(_copy.Folder, ["run", "failing.yaml", "--trials", "50", "--set", "rarity=1", "--format", "json", "--threads", "3", "--batch", "2"]);
        Assert.Equal(3, code);
        using var json = JsonDocument.Parse(printed);
        Assert.Equal(50, json.RootElement.GetProperty("failed").GetInt32());
        Assert.Equal(Enumerable.Range(0, 10), json.RootElement.GetProperty("failures").EnumerateArray().Select(f => f.GetProperty("trial").GetInt32()));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("measures")[0].GetProperty("mean").ValueKind);
    }

    [Fact]
    public void By_the_month_or_by_the_quarter_rates_agree_and_drifts_nearly()
    {
        // 4,000 trials each; a comparison of two shares raises a false alarm at most twice in 1e6 and catches an error of 0.17.
        const int trials = 4000;
        using var quarters = JsonDocument.Parse(_copy.Json("growth.yaml", $"--trials {trials} --seed 20260401"));
        using var months = JsonDocument.Parse(_copy.Json("growth-by-month.yaml", $"--trials {trials} --seed 20260402"));
        double Of(JsonDocument run, string measure, string number = "mean") =>
            run.RootElement.GetProperty("measures").EnumerateArray().Single(m => m.GetProperty("name").GetString() == measure).GetProperty(number).GetDouble();

        Assert.Equal(1 - Math.Pow(0.875, 24), Of(quarters, "level"), 1e-12);
        Assert.Equal(1 - Math.Pow(1 - (0.5 / 12), 72), Of(months, "level"), 1e-12);
        Assert.Equal(Of(quarters, "level"), Of(months, "level"), 0.01);
        // Given in the first month of 2026: five years by quarters less one step, five years less one month by months.
        Assert.Equal(Math.Pow(0.5, 4.75), Of(quarters, "faded"), 1e-12);
        Assert.Equal(Math.Pow(0.5, 5 - (1.0 / 12)), Of(months, "faded"), 1e-12);
        double Hits(double rate, double years) => 1 - Math.Exp(-rate * years);
        Chance.AssertNear(24 * Hits(0.8, 0.25), Of(quarters, "shocks"), Chance.Mean(24 * 0.25, 24, trials));
        Chance.AssertNear(72 * Hits(0.8, 1 / 12.0), Of(months, "shocks"), Chance.Mean(72 * 0.25, 72, trials));
        foreach (var (run, dt) in new[] { (quarters, 0.25), (months, 1 / 12.0) })
        {
            var (fall, rise) = (Hits(0.3, dt), Hits(0.6, dt));
            var up = (rise / (fall + rise)) + (fall / (fall + rise) * Math.Pow(1 - fall - rise, 6 / dt));
            Chance.AssertShare(up, run.RootElement.GetProperty("outcomes")[0].GetProperty("share").GetDouble(), trials);
            Assert.Equal(2.0 / 3, up, 0.02);
            var kept = 1 - (0.5 * dt);
            var variance = 0.09 * dt * (1 - Math.Pow(kept, 12 / dt)) / (1 - (kept * kept));
            var sd = Of(run, "noisy", "sd");
            Assert.InRange(sd * sd / variance, 1 - Chance.NormalVariance(trials), 1 + Chance.NormalVariance(trials));
            Assert.InRange(variance, 0.08, 0.1);
        }
    }

    private Scenario Load(string file)
    {
        var (files, name) = DiskFiles.Of(file, _copy.Folder);
        return Pipeline.Load(files, name, new ScenarioChoice(null, [])).Scenario!;
    }

    private sealed class StopAfter(int trials, CancellationTokenSource stop) : IRunObserver
    {
        public List<long> Seen { get; } = [];

        public bool WantsTrials => true;

        public void Progress(long done, long planned)
        {
            if (done >= trials)
            {
                stop.Cancel();
            }
        }

        public void Recorded(TrialRecord trial) => Seen.Add(trial.Trial);
    }
}
