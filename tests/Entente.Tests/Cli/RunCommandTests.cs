using System.Security.Cryptography;
using System.Text.Json;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Tests.Reports;
using Entente.Text;

namespace Entente.Tests.Cli;

public sealed class RunCommandTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_result_goes_to_standard_output_and_nothing_else_does()
    {
        Assert.Equal(0, _host.Invoke("run", "a.yaml"));
        Assert.Contains("Europe after an American drawdown", _host.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', _host.Printed);
        Assert.Empty(_host.Said);
    }

    [Fact]
    public void Options_reach_the_engine()
    {
        Assert.Equal(0, _host.Invoke(
            "run", "a.yaml", "--trials", "500", "--seed", "18446744073709551615", "--sampler", "sobol", "--until-ci", "0.5%", "--max-trials", "9000",
            "--threads", "2", "--batch", "4", "--variant", "abrupt", "--set", "pace=fast", "--set", "cut = -10%"));
        Assert.Equal(
            new RunOptions { Trials = 500, Seed = ulong.MaxValue, Sampler = SamplerKind.Sobol, UntilCi = 0.005, MaxTrials = 9000, Threads = 2, BatchLength = 4 },
            _host.Asked);
        Assert.Equal("abrupt", _host.Chosen!.Variant);
        Assert.Equal<(string, string)>([("pace", "fast"), ("cut", "-10%")], _host.Chosen.Settings);
    }

    [Theory]
    [InlineData("run a.yaml --trails 5", "unknown option '--trails'; did you mean '--trials'?")]
    [InlineData("run --bogus", "unknown option '--bogus'")]
    [InlineData("runn a.yaml", "unknown command 'runn'; did you mean 'run'?")]
    [InlineData("", "a command is missing")]
    [InlineData("run", "Required argument missing")]
    [InlineData("run a.yaml b.yaml", "Unrecognized command or argument 'b.yaml'")]
    [InlineData("run a.yaml --trials 0", "--trials takes a whole number of at least 1, not '0'")]
    [InlineData("run a.yaml --trials 1,5", "--trials takes a whole number of at least 1, not '1,5'")]
    [InlineData("run a.yaml --trials 99999999999999999999", "--trials takes a whole number")]
    [InlineData("run a.yaml --seed -1", "--seed takes a whole number from 0")]
    [InlineData("run a.yaml --sampler halton", "--sampler takes mc, lhs or sobol, not 'halton'")]
    [InlineData("run a.yaml --sampler lhs --until-ci 1%", "--sampler lhs and --until-ci do not go together")]
    [InlineData("run a.yaml --until-ci 100%", "--until-ci takes a percent")]
    [InlineData("run a.yaml --until-ci 0", "--until-ci takes a percent")]
    [InlineData("run a.yaml --until-ci NaN", "--until-ci takes a percent")]
    [InlineData("run a.yaml --max-trials 10", "--max-trials belongs to --until-ci")]
    [InlineData("run a.yaml --until-ci 1% --max-trials 10", "--max-trials is less than --trials")]
    [InlineData("run a.yaml --trials 300 --trial 300", "--trial 300 is not one of the 300 trials")]
    [InlineData("run a.yaml --set pace", "--set takes lever=value, not 'pace'")]
    [InlineData("run a.yaml --set pace=1 --set pace=2", "--set gives the lever 'pace' twice")]
    [InlineData("show a.yaml --stage link", "--stage takes read, bind")]
    [InlineData("show a.yaml --lifecycle nato", "--lifecycle belongs to --graph")]
    [InlineData("show a.yaml --stage bind --graph dot", "--stage and --graph do not go together")]
    [InlineData("run a.yaml --format xml", "--format takes text, json or csv, not 'xml'")]
    public void A_wrong_command_line_is_refused_with_2_before_anything_runs(string line, string message)
    {
        Assert.Equal(2, _host.Invoke(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(message, _host.Said, StringComparison.Ordinal);
        Assert.Empty(_host.Printed);
        Assert.Null(_host.Chosen);
    }

    [Fact]
    public void After_a_double_dash_a_file_may_look_like_an_option() => Assert.Equal(0, _host.Invoke("run", "--", "--odd.yaml"));

    [Fact]
    public void A_wrong_scenario_is_refused_with_1_and_its_errors_go_to_standard_error()
    {
        _host.Diagnostics = [Rules.DeadEnd.Nowhere("a", "b"), Rules.UnknownName.Nowhere("x")];
        Assert.Equal(1, _host.Invoke("run", "a.yaml", "--quiet"));
        Assert.Contains("ENT3001", _host.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("ENT3022", _host.Said, StringComparison.Ordinal);
        Assert.Empty(_host.Printed);
    }

    [Fact]
    public void A_setting_that_the_scenario_refuses_is_a_wrong_command_line()
    {
        var setting = new SourceText("--set", "pacee=fast");
        _host.Diagnostics = [Rules.UnknownLever.At(setting, new TextSpan(0, 5), "pacee")];
        Assert.Equal(2, _host.Invoke("run", "a.yaml", "--set", "pacee=fast"));
        _host.Diagnostics = [.. _host.Diagnostics, Rules.UnknownName.Nowhere("x")];
        Assert.Equal(1, _host.Invoke("run", "a.yaml", "--set", "pacee=fast"));
    }

    [Fact]
    public void A_sampler_that_cannot_serve_the_scenario_is_a_wrong_command_line()
    {
        Assert.Equal(2, _host.Invoke("run", "a.yaml", "--sampler", "sobol", "--trials", "13"));
        Assert.Contains("ENT4001", _host.Said, StringComparison.Ordinal);
        Assert.Null(_host.Asked);
    }

    [Fact]
    public void Warnings_are_said_unless_quiet_is_wanted()
    {
        _host.Diagnostics = [Rules.DeadEnd.Nowhere("a", "b")];
        Assert.Equal(0, _host.Invoke("run", "a.yaml"));
        Assert.Contains("ENT3022", _host.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void As_json_the_output_is_one_object()
    {
        _host.Diagnostics = [Rules.DeadEnd.Nowhere("a", "b")];
        Assert.Equal(0, _host.Invoke("run", "a.yaml", "--format", "json"));
        using var json = JsonDocument.Parse(_host.Printed);
        Assert.Equal("entente-result/1", json.RootElement.GetProperty("format").GetString());
    }

    [Fact]
    public void As_csv_the_output_is_one_table()
    {
        Assert.Equal(0, _host.Invoke("run", "a.yaml", "--format", "csv"));
        Assert.StartsWith("kind,name,unit,statistic,value\noutcome,european_pillar,,count,923\n", _host.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_run_reports_what_is_finished_and_ends_with_130()
    {
        _host.Runs = (_, _, _) =>
        {
            _host.Stop.Cancel();
            return SampleResults.Full with { Trials = 812 };
        };
        Assert.Equal(130, _host.Invoke("run", "a.yaml", "--out", "results"));
        Assert.Contains("812 trials (3 failed) · interrupted · ", _host.Printed, StringComparison.Ordinal);
        Assert.Contains("interrupted: this is the result of the 812 trials that were finished", _host.Said, StringComparison.Ordinal);
        using var manifest = ReadManifest();
        Assert.True(manifest.RootElement.GetProperty("interrupted").GetBoolean());
    }

    [Fact]
    public void A_run_interrupted_before_its_first_trial_prints_nothing()
    {
        _host.Runs = (_, _, _) =>
        {
            _host.Stop.Cancel();
            throw new OperationCanceledException();
        };
        Assert.Equal(130, _host.Invoke("run", "a.yaml"));
        Assert.Empty(_host.Printed);
    }

    [Fact]
    public void A_signal_after_the_last_trial_changes_nothing()
    {
        _host.Runs = (options, _, _) =>
        {
            _host.Stop.Cancel();
            return SampleResults.Full with { Trials = options.Trials };
        };
        Assert.Equal(0, _host.Invoke("run", "a.yaml"));
    }

    [Fact]
    public void Where_every_trial_failed_the_run_ends_with_3()
    {
        _host.Runs = (_, _, _) => SampleResults.AllFailed;
        Assert.Equal(3, _host.Invoke("run", "a.yaml"));
        Assert.Contains("every trial failed", _host.Said, StringComparison.Ordinal);
        Assert.Contains("trial 17  spending[DEU] is NaN", _host.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_trials_and_manifest_are_written_into_the_folder()
    {
        _host.Runs = (_, observer, _) =>
        {
            Assert.True(observer!.WantsTrials);
            observer.Recorded(new TrialRecord(0, [0.5], 1, [0.25], [double.NaN], null));
            return SampleResults.Full with { Trials = 1, Failed = 0 };
        };
        Assert.Equal(0, _host.Invoke("run", "models/a.yaml", "--trials", "1", "--out", "deep/results"));
        Assert.Equal("trial,growth,outcome,cohesion,first_probe\n0,0.5,failure,0.25,\n", Read("trials.csv"));
        Assert.StartsWith("kind,name,unit,statistic,value\n", Read("summary.csv"), StringComparison.Ordinal);
        using var result = JsonDocument.Parse(Read("result.json"));
        using var manifest = ReadManifest("deep/results");
        Assert.Equal("a.yaml", manifest.RootElement.GetProperty("file").GetString());
        Assert.Equal(["result.json", "summary.csv", "trials.csv"], manifest.RootElement.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Join(_host.Folder, "deep/results/trials.csv")))),
            manifest.RootElement.GetProperty("files")[2].GetProperty("sha256").GetString());
        Assert.DoesNotContain(_host.Folder, Read("manifest.json"), StringComparison.Ordinal);

        string Read(string name) => File.ReadAllText(Path.Join(_host.Folder, "deep/results", name));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused_with_2_before_any_trial()
    {
        File.WriteAllText(Path.Join(_host.Folder, "taken"), "");
        Assert.Equal(2, _host.Invoke("run", "a.yaml", "--out", "taken"));
        Assert.Contains("cannot write to 'taken'", _host.Said, StringComparison.Ordinal);
        Assert.Null(_host.Asked);
    }

    [Fact]
    public void A_folder_whose_run_did_not_finish_has_no_manifest_of_an_earlier_one()
    {
        Assert.Equal(0, _host.Invoke("run", "a.yaml", "--out", "results"));
        _host.Runs = (_, _, _) => throw new InvalidOperationException("boom");
        Assert.Equal(3, _host.Invoke("run", "a.yaml", "--out", "results"));
        Assert.False(File.Exists(Path.Join(_host.Folder, "results/manifest.json")));
    }

    [Fact]
    public void A_disk_that_fills_up_stops_the_run_with_3()
    {
        _host.Out = new FullWriter();
        Assert.Equal(3, _host.Invoke("run", "a.yaml"));
        Assert.Contains("cannot write: no space left", _host.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_is_our_bug_and_is_reported_as_one()
    {
        _host.Runs = (_, _, _) => throw new InvalidOperationException("boom");
        Assert.Equal(3, _host.Invoke("run", "a.yaml", "--seed", "77"));
        Assert.Contains("this is a bug in entente", _host.Said, StringComparison.Ordinal);
        Assert.Contains("boom", _host.Said, StringComparison.Ordinal);
        Assert.Matches("while working on a.yaml, hash .*, seed 77", _host.Said);
        Assert.Contains("please report it", _host.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_terminal_there_are_colours_and_progress_and_quiet_keeps_the_progress_away()
    {
        _host.IsTerminal = true;
        _host.Runs = (options, observer, _) =>
        {
            observer!.Progress(options.Trials / 2, options.Trials);
            return SampleResults.Full;
        };
        Assert.Equal(0, _host.Invoke("run", "a.yaml"));
        Assert.Contains('\u001b', _host.Said);
        var before = _host.Said.Length;
        Assert.Equal(0, _host.Invoke("run", "a.yaml", "--quiet"));
        Assert.Equal(before, _host.Said.Length);
    }

    private JsonDocument ReadManifest(string folder = "results") => JsonDocument.Parse(File.ReadAllText(Path.Join(_host.Folder, folder, "manifest.json")));

    private sealed class FullWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("no space left");

        public override void Flush() => throw new IOException("no space left");
    }
}
