using System.Globalization;
using System.Text.Json;

namespace Entente.Tests.Studies;

/// <summary>What a store holds, and that it is the same however it came to be.</summary>
public sealed class StudyRunTests : IDisposable
{
    private readonly StudyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_point_has_the_digest_and_the_numbers_of_a_run_of_it_alone()
    {
        _folder.Write("s.yaml", "format: entente-study/1\nid: s\nscenario: models/growth.yaml\ndesign: [list: [{}]]\ntrials: 300\nblock: 64\n");
        _folder.Do("study", "s.yaml", "--quiet");
        using var run = JsonDocument.Parse(_folder.Do("run", "models/growth.yaml", "--trials", "300", "--format", "json", "--quiet"));
        Assert.Equal(run.RootElement.GetProperty("digest").GetString(), _folder.Query("s.sqlite", "SELECT digest FROM points").Single());
        foreach (var measure in run.RootElement.GetProperty("measures").EnumerateArray())
        {
            var name = measure.GetProperty("name").GetString();
            var row = _folder.Query("s.sqlite", $"SELECT mean, sd, se, min, p05, p25, p50, p75, p95, max FROM measures WHERE measure = '{name}'").Single().Split('|').Select(c => double.Parse(c, CultureInfo.InvariantCulture));
            Assert.Equal(new[] { "mean", "sd", "se", "min", "p05", "p25", "p50", "p75", "p95", "max" }.Select(s => measure.GetProperty(s).GetDouble()), row);
        }

        var shares = run.RootElement.GetProperty("outcomes").EnumerateArray().ToDictionary(o => o.GetProperty("name").GetString()!, o => o.GetProperty("count").GetInt64().ToString(CultureInfo.InvariantCulture));
        Assert.Equal(shares, _folder.Query("s.sqlite", "SELECT outcome, count FROM outcomes").ToDictionary(r => r.Split('|')[0], r => r.Split('|')[1]));
    }

    [Fact]
    public void A_point_has_the_settings_and_held_uncertainties_of_its_own()
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        Assert.Equal(["0|0|0.1", "1|0|0.9", "2|0.02|0.1", "3|0.02|0.9", "4|0.5|0.1", "5|0.5|0.9"], _folder.Query("plain.sqlite", "SELECT point, rarity, w FROM design"));
        using var run = JsonDocument.Parse(_folder.Do("run", "models/failing.yaml", "--set", "rarity=2%", "--pin", "w=0.9", "--trials", "100", "--format", "json", "--quiet"));
        Assert.Equal(run.RootElement.GetProperty("digest").GetString(), _folder.Query("plain.sqlite", "SELECT digest FROM points WHERE point = 3").Single());
        Assert.Equal(run.RootElement.GetProperty("hash").GetString(), _folder.Query("plain.sqlite", "SELECT hash FROM points WHERE point = 3").Single());
        Assert.Equal(["4|100"], _folder.Query("plain.sqlite", "SELECT point, failed FROM points WHERE failed > 0"));
    }

    [Fact]
    public void Failed_trials_are_counted_and_named_and_no_number_is_made_of_them()
    {
        _folder.Write("s.yaml", "format: entente-study/1\nid: s\nscenario: models/failing.yaml\ndesign: [factorial: {rarity: [50%]}]\ntrials: 200\n");
        _folder.Do("study", "s.yaml", "--quiet");
        var failed = long.Parse(_folder.Query("s.sqlite", "SELECT failed FROM points").Single(), CultureInfo.InvariantCulture);
        Assert.InRange(failed, 60, 140);
        Assert.Equal(failed, _folder.Query("s.sqlite", "SELECT trial, message FROM failures").Count);
        Assert.Equal(failed, _folder.Query("s.sqlite", "SELECT trial FROM trials WHERE outcome = 'failed' AND total IS NULL").Count);
        Assert.Equal([(200 - failed).ToString(CultureInfo.InvariantCulture)], _folder.Query("s.sqlite", "SELECT count FROM measures"));
        Assert.Contains(_folder.Query("s.sqlite", "SELECT code, message FROM findings"), f => f.StartsWith($"ENT6001|{failed} of 200 trials failed", StringComparison.Ordinal));
    }

    [Fact]
    public void Trials_of_a_world_share_what_was_drawn_and_not_their_chance()
    {
        _folder.Write("s.yaml", "format: entente-study/1\nid: s\nscenario: models/rich.yaml\ntrials: 60\nreplications: 3\nblock: 7\nkeep: {uncertainties: all}\n");
        _folder.Do("study", "s.yaml", "--quiet");
        using var store = Entente.Studies.StudyStore.OpenRead(_folder.PathOf("s.sqlite"));
        var drawn = store.Columns.Where(c => c.Kind == "uncertainty").Select(c => $"\"{c.Column}\"").ToArray();
        Assert.NotEmpty(drawn);
        Assert.Equal(20, _folder.Query("s.sqlite", "SELECT DISTINCT world FROM trials").Count);
        Assert.Equal(20, _folder.Query("s.sqlite", $"SELECT DISTINCT {string.Join(", ", drawn)} FROM trials").Count);
        var measures = store.Columns.Where(c => c.Kind == "measure").Select(c => $"\"{c.Column}\"");
        Assert.InRange(_folder.Query("s.sqlite", $"SELECT DISTINCT {string.Join(", ", measures)} FROM trials").Count, 30, 60);
    }

    [Fact]
    public void Kept_series_have_a_row_a_trial_and_step_and_the_quantiles_of_a_run()
    {
        _folder.Write("s.yaml", "format: entente-study/1\nid: s\nscenario: models/rich.yaml\ntrials: 50\nblock: 20\nkeep: {measures: none, times: none, series: all}\n");
        _folder.Do("study", "s.yaml", "--quiet");
        using var run = JsonDocument.Parse(_folder.Do("run", "models/rich.yaml", "--trials", "50", "--format", "json", "--quiet"));
        var series = run.RootElement.GetProperty("series").EnumerateArray().ToArray();
        Assert.NotEmpty(series);
        foreach (var one in series)
        {
            var rows = _folder.Query("s.sqlite", $"SELECT p50 FROM series WHERE measure = '{one.GetProperty("name").GetString()}' ORDER BY step").Select(v => double.Parse(v, CultureInfo.InvariantCulture));
            Assert.Equal(one.GetProperty("p50").EnumerateArray().Select(v => v.GetDouble()), rows);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public void Shards_in_any_order_make_the_store_of_one_process(int count)
    {
        _folder.Do("study", "plain.yaml", "--out", "whole.sqlite", "--quiet");
        for (var i = 1; i <= count; i++)
        {
            _folder.Do("study", "plain.yaml", "--out", $"part{i}.sqlite", "--shard", $"{i}/{count}", "--quiet", "--threads", "2");
        }

        var parts = Enumerable.Range(1, count).Select(i => $"part{i}.sqlite").ToArray();
        foreach (var (order, at) in new[] { parts, [.. parts.Reverse()], [.. parts.Skip(count / 2), .. parts.Take(count / 2)] }.Select((o, k) => (o, k)))
        {
            _folder.Do(["study", "merge", "--out", $"merged{at}.sqlite", .. order]);
            Assert.Equal(_folder.DigestOf("whole.sqlite"), _folder.DigestOf($"merged{at}.sqlite"));
            Assert.Empty(_folder.Differences("whole.sqlite", $"merged{at}.sqlite"));
        }
    }

    [Fact]
    public void Threads_change_no_row()
    {
        _folder.Do("study", "plain.yaml", "--out", "one.sqlite", "--threads", "1", "--quiet");
        _folder.Do("study", "plain.yaml", "--out", "more.sqlite", "--threads", "5", "--reference", "--quiet");
        Assert.Empty(_folder.Differences("one.sqlite", "more.sqlite"));
    }

    [Fact]
    public void A_point_that_goes_on_until_its_intervals_are_narrow_is_a_run_that_does()
    {
        _folder.Write("s.yaml", "format: entente-study/1\nid: s\nscenario: models/growth.yaml\ntrials: 100\nuntil_ci: 4%\nblock: 300\ndesign: [list: [{}]]\n");
        _folder.Do("study", "s.yaml", "--quiet");
        using var run = JsonDocument.Parse(_folder.Do("run", "models/growth.yaml", "--trials", "100", "--until-ci", "4%", "--format", "json", "--quiet"));
        var trials = run.RootElement.GetProperty("trials").GetInt64();
        Assert.True(trials > 1000);
        Assert.Equal($"{trials}|{run.RootElement.GetProperty("digest").GetString()}", _folder.Query("s.sqlite", "SELECT trials, digest FROM points").Single());
        Assert.StartsWith("study s: 1 points", _folder.Do("study", "s.yaml", "--quiet"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_extended_store_runs_only_what_is_new()
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        var longer = StudyFolder.Plain.Replace("trials: 100", "trials: 250", StringComparison.Ordinal).Replace("[0, 2%, 50%]", "[0, 1%, 2%, 50%]", StringComparison.Ordinal);
        _folder.Write("plain.yaml", longer);
        var (code, _, said) = _folder.Invoke("study", "plain.yaml", "--quiet");
        Assert.Equal(3, code);
        Assert.Contains("study extend", said, StringComparison.Ordinal);
        var printed = _folder.Do("study", "extend", "plain.yaml", "--quiet");
        Assert.Contains("2,000 of 2,000 trials, 1,400 of them now", printed, StringComparison.Ordinal);
        _folder.Do("study", "plain.yaml", "--out", "fresh.sqlite", "--quiet");
        const string byPoint = "SELECT \"key\", trials, failed, digest FROM points ORDER BY 1";
        Assert.Equal(_folder.Query("fresh.sqlite", byPoint), _folder.Query("plain.sqlite", byPoint));
        Assert.Contains("2,000 of 2,000", _folder.Do("study", "plain.yaml", "--quiet"), StringComparison.Ordinal);
        const string means = "SELECT p.\"key\", m.measure, m.mean, m.p95 FROM measures m JOIN points p USING (point) ORDER BY 1, 2";
        Assert.Equal(_folder.Query("fresh.sqlite", means), _folder.Query("plain.sqlite", means));
    }

    [Fact]
    public void A_store_cannot_shrink_or_lose_points()
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        _folder.Write("plain.yaml", StudyFolder.Plain.Replace("trials: 100", "trials: 50", StringComparison.Ordinal));
        Assert.Contains("cannot shrink", _folder.Invoke("study", "extend", "plain.yaml").Error, StringComparison.Ordinal);
        _folder.Write("plain.yaml", StudyFolder.Plain.Replace("[0, 2%, 50%]", "[0, 2%]", StringComparison.Ordinal));
        Assert.Contains("no longer has a point", _folder.Invoke("study", "extend", "plain.yaml").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_says_how_far_a_store_is()
    {
        _folder.Do("study", "plain.yaml", "--out", "p.sqlite", "--shard", "1/2", "--quiet");
        var printed = _folder.Do("study", "status", "p.sqlite");
        Assert.Contains("study  plain, shard 1/2, p.sqlite\n", printed, StringComparison.Ordinal);
        Assert.Contains("trials 300 of 300", printed, StringComparison.Ordinal);
        Assert.Contains($"digest {_folder.DigestOf("p.sqlite")}", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Export_writes_every_table_with_a_schema(bool zip)
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        _folder.Do(["study", "export", "plain.sqlite", "--out", "csv", .. zip ? ["--gzip"] : Array.Empty<string>()]);
        using var schema = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("csv/schema.json")));
        var tables = schema.RootElement.GetProperty("tables").EnumerateArray().ToArray();
        Assert.Equal(_folder.DigestOf("plain.sqlite"), schema.RootElement.GetProperty("digest").GetString());
        foreach (var table in tables)
        {
            using Stream file = File.OpenRead(_folder.PathOf("csv/" + table.GetProperty("file").GetString()));
            using var text = new StreamReader(zip ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress) : file);
            Assert.Equal(string.Join(',', table.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString())), text.ReadLine());
            if (table.GetProperty("file").GetString()!.StartsWith("trials.", StringComparison.Ordinal))
            {
                Assert.StartsWith("0,0,0,0,done,", text.ReadLine(), StringComparison.Ordinal);
                Assert.Equal(599, text.ReadToEnd().Count(c => c == '\n'));
            }
        }
    }

    [Fact]
    public void Views_answer_in_one_query()
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        Assert.Equal(["0|0.1|done|1", "0|0.9|done|1"], _folder.Query("plain.sqlite", "SELECT rarity, w, outcome, share FROM outcome_shares WHERE rarity = 0"));
        Assert.Equal(6, _folder.Query("plain.sqlite", "SELECT rarity, mean, low, high FROM measure_summary WHERE measure = 'total'").Count);
        Assert.Equal(["600"], _folder.Query("plain.sqlite", "SELECT sum(trials) FROM progress WHERE finished"));
    }
}
